"""Calls of operations in this process, as the signed-in person: with the checks and answers of a call over HTTP."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlencode

from pydantic_core import from_json, to_json
from starlette.types import ASGIApp, Message

from app.actions.access.keys import Caller, may
from app.actions.goldlist import Goldlist
from app.api.contract.operation import RequestContext
from app.api.contract.path_names import path_to_route

# As long as the API's lists may be.
MOST_ROWS: Final = 200


class Refused(Exception):
    """An operation's answer was a problem document."""

    def __init__(self, status: int, document: dict[str, Any]) -> None:
        super().__init__(document.get("detail", ""))
        self.status = status
        self.document = document

    @property
    def name(self) -> str:
        """The name of the problem, such as `not-found`."""
        return str(self.document["type"]).rpartition("/")[2]


@dataclass(slots=True)
class Calls:
    """The operations of `application` for one caller.

    `host` is the one that the browser asked; `made` are the reads so far, for the note below a page.
    """

    application: ASGIApp
    goldlist: Goldlist
    caller: Caller
    request_id: str
    host: str = ""
    made: list[str] = field(default_factory=list)

    def may(self, scope: str) -> bool:
        """Whether the caller has the scope of an operation."""
        return may(self.caller.scopes, scope)

    async def get(self, path: str, **query: object) -> Any:
        """The answer to a GET; parameters that are None are left out, `from_` is sent as `from`. Raises Refused."""
        given = {name.rstrip("_"): value for name, value in query.items() if value is not None}
        target = path + ("?" + urlencode(given) if given else "")
        if target not in self.made:
            self.made.append(target)
        return await self._answer("GET", path, urlencode(given).encode(), None, {})

    async def try_get(self, path: str, *unless: str, **query: object) -> Any:
        """The same, but None if the problem is one of these names."""
        try:
            return await self.get(path, **query)
        except Refused as refused:
            if refused.name not in unless:
                raise
            return None

    async def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The answer to a request with a body, None if it has none. Raises Refused."""
        return await self._answer(method, path, b"", body, headers)

    async def _answer(self, method: str, path: str, query: bytes, body: Any, headers: Mapping[str, str]) -> Any:
        content = b"" if body is None else to_json(body)
        sent = {name.replace("_", "-").lower().encode(): value.encode() for name, value in headers.items()}
        if self.host:
            sent[b"host"] = self.host.encode("ascii", "replace")
        if body is not None:
            sent |= {b"content-type": b"application/json", b"content-length": str(len(content)).encode()}
        status, text = await self._ask(method, path, query, sent, content)
        document: Any = from_json(text) if text[:1] in (b"{", b"[") else text.decode()
        if status >= 400:
            raise Refused(status, document)
        return document or None

    async def _ask(
        self, method: str, path: str, query: bytes, headers: dict[bytes, bytes], content: bytes
    ) -> tuple[int, bytes]:
        context = RequestContext(self.goldlist, self.caller, self.request_id, headers, query)
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path_to_route(path.encode()),
            "raw_path": path.encode(),
            "query_string": query,
            "root_path": "",
            "headers": list(headers.items()),
            "client": None,
            "server": None,
            "state": {"request_id": self.request_id, "context": context},
        }
        status, parts = 0, []

        asked = False

        async def receive() -> Message:
            nonlocal asked
            if asked:
                # A long answer waits for its reader to go away; this one stays.
                await asyncio.Event().wait()
            asked = True
            return {"type": "http.request", "body": content, "more_body": False}

        async def send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                parts.append(message.get("body", b""))

        await self.application(scope, receive, send)
        return status, b"".join(parts)


def named(value: str) -> str:
    """A name as a part of a path."""
    return quote(value, safe="")
