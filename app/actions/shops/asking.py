"""Asks shop systems back, with the key of their interface."""

import base64
import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from app.actions.access.sealing import NotSealedHere, Sealing
from app.actions.shops.taking_in import NoAnswer
from app.outside.door import CallFailed, Door, NotAllowed
from app.sources.kinds import KINDS
from app.sources.outlet import Call
from app.sources.reading import Unreadable, parsed
from app.store.rows.shops import ConnectorRow

MOST_BYTES: Final = 5_000_000


class Asked(NamedTuple):
    """An answer: its JSON, None for another or too long one. Names of headers are in lower case."""

    status: int
    answer: Any
    headers: Mapping[str, str]


class Asking:
    """Asks through the door to others."""

    def __init__(self, door: Door, sealing: Sealing) -> None:
        self._door = door
        self._sealing = sealing

    async def fetch(self, connector: ConnectorRow, path: str) -> Any:
        """The JSON at a path of a connector's shop system. Raises NoAnswer."""
        try:
            status, answer = await self.call(connector, Call("GET", path))
        except NotSealedHere:
            raise NoAnswer("the key of the shop's interface was sealed under another secrets key") from None
        except (CallFailed, NotAllowed) as error:
            raise NoAnswer(f"{error.code}: {error}") from error
        if status != 200 or answer is None:
            raise NoAnswer(f"the shop system answered with status {status}, or not with JSON")
        return answer

    async def call(self, connector: ConnectorRow, call: Call) -> tuple[int, Any]:
        """The status and JSON of an answer, None for other ones. Raises CallFailed, NotAllowed and NotSealedHere."""
        asked = await self.ask(connector, call)
        return asked.status, asked.answer

    async def ask(self, connector: ConnectorRow, call: Call) -> Asked:
        """The answer with its headers. Raises CallFailed, NotAllowed and NotSealedHere."""
        base = json.loads(connector.settings).get("base_url") or KINDS[connector.kind].base
        if not base or not connector.api:
            raise CallFailed("no-address", "the connector has no base_url, or no key of the shop's interface")
        key = self._sealing.unseal(connector.api, connector.program_id, connector.connector_id).decode()
        headers = {"accept": "application/json", **_authorization(connector.kind, key)}
        content = b""
        if call.body is not None:
            headers["content-type"] = "application/json"
            content = json.dumps(call.body).encode()
        answer = await self._door.call(
            call.method, base + call.path, headers=headers, content=content, most_bytes=MOST_BYTES
        )
        try:
            return Asked(answer.status, parsed(answer.body) if answer.is_whole else None, answer.headers)
        except Unreadable:
            return Asked(answer.status, None, answer.headers)


def _authorization(kind: str, key: str) -> dict[str, str]:
    if kind == "shopify":
        return {"x-shopify-access-token": key}
    if kind == "woocommerce":
        return {"authorization": f"Basic {base64.b64encode(key.encode()).decode()}"}
    return {"authorization": f"Bearer {key}"}
