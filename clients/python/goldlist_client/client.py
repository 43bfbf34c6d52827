"""The clients: Goldlist, and AsyncGoldlist for programs with an event loop."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Iterator
from time import sleep
from types import TracebackType
from typing import Any, Self, TypeVar, cast

import httpx2

from goldlist_client.calls import Answer, Call, Operation, Reply
from goldlist_client.errors import UnexpectedAnswer
from goldlist_client.models import Event
from goldlist_client.operations import AsyncOperations, Operations
from goldlist_client.repeats import Attempts, Repeat
from goldlist_client.version import VERSION

Result = TypeVar("Result")
USER_AGENT = f"goldlist-client-python/{VERSION}"
FEED_WAIT_SECONDS = 20
FEED_PAGE = 500


class _Settings:
    """Where requests go, with which key, and how they are repeated."""

    def __init__(self, url: str, key: str, timeout: float, repeat: Repeat) -> None:
        self.url = url.rstrip("/")
        self.repeat = repeat
        self._timeout = timeout
        self._headers = {"Authorization": f"Bearer {key}", "User-Agent": USER_AGENT}

    def request(
        self, http: httpx2.Client | httpx2.AsyncClient, operation: Operation[Any], call: Call
    ) -> tuple[httpx2.Request, Attempts]:
        """The request of a call, under a name if it needs one, and its attempts."""
        headers = {**self._headers, **{name: value for name, value in call.headers.items() if value is not None}}
        named_in_body = isinstance(call.body, dict) and bool(call.body.get("external_id"))
        if operation.takes_name and not named_in_body:
            headers.setdefault("Idempotency-Key", str(uuid.uuid4()))
        # A repeated If-Match would meet its own effect, and look like a conflict.
        is_safe = operation.repeatable and "If-Match" not in headers
        content = None
        if call.body is not None:
            content = json.dumps(call.body, ensure_ascii=False).encode()
            headers["Content-Type"] = "application/json"
        request = http.build_request(
            operation.method,
            self.url + call.target(operation.path),
            params=call.parameters(),
            content=content,
            headers=headers,
            timeout=self._timeout,
        )
        return request, Attempts(self.repeat, is_safe)


def _answer(response: httpx2.Response) -> Any:
    if response.status_code == 204:
        return None
    try:
        answer = Answer(response.json())
    except (ValueError, TypeError):
        raise UnexpectedAnswer(response.status_code, response.text) from None
    headers = response.headers
    answer.reply = Reply(
        response.status_code,
        headers.get("etag"),
        headers.get("request-id"),
        headers.get("idempotency-replayed") == "true",
    )
    return answer


class Goldlist(Operations):
    """A client of a Goldlist service. Threads can share it.

    `timeout`: the longest wait for a part of an answer, in seconds. `http`: a client of httpx2 to use instead of one
    of its own, for a proxy or a certificate; its owner closes it.
    """

    def __init__(
        self,
        url: str,
        key: str,
        *,
        timeout: float = 30.0,
        repeat: Repeat | None = None,
        http: httpx2.Client | None = None,
    ) -> None:
        self._settings = _Settings(url, key, timeout, repeat or Repeat())
        self._own = None if http else httpx2.Client()
        self._http = http or cast(httpx2.Client, self._own)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        if self._own:
            self._own.close()

    def follow_events(self, after: str = "start", *, types: str | None = None) -> Iterator[Event]:
        """All events in order, without an end: when there are no more, it waits for the next.

        Keep the `id` of the last event that you have processed, and go on with `after=id`.
        """
        while True:
            page = self.list_events(after=after, types=types, limit=FEED_PAGE, wait_seconds=FEED_WAIT_SECONDS)
            yield from cast(list[Event], page["data"])
            after = page["next_cursor"]

    def _send(self, operation: Operation[Result], call: Call) -> Result:
        request, attempts = self._settings.request(self._http, operation, call)
        while True:
            try:
                response = self._http.send(request)
            except httpx2.TransportError as error:
                pause = attempts.after_failure(error)
            else:
                if response.is_success:
                    return cast(Result, _answer(response))
                pause = attempts.after_refusal(response)
            sleep(pause)

    def _file(self, operation: Operation[bytes], call: Call) -> Iterator[bytes]:
        request, attempts = self._settings.request(self._http, operation, call)
        while True:
            try:
                response = self._http.send(request, stream=True)
            except httpx2.TransportError as error:
                pause = attempts.after_failure(error)
            else:
                try:
                    if response.is_success:
                        yield from response.iter_bytes()
                        return
                    response.read()
                finally:
                    response.close()
                pause = attempts.after_refusal(response)
            sleep(pause)


class AsyncGoldlist(AsyncOperations):
    """A client of a Goldlist service for programs with an event loop; the arguments are those of Goldlist."""

    def __init__(
        self,
        url: str,
        key: str,
        *,
        timeout: float = 30.0,
        repeat: Repeat | None = None,
        http: httpx2.AsyncClient | None = None,
    ) -> None:
        self._settings = _Settings(url, key, timeout, repeat or Repeat())
        self._own = None if http else httpx2.AsyncClient()
        self._http = http or cast(httpx2.AsyncClient, self._own)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        if self._own:
            await self._own.aclose()

    async def follow_events(self, after: str = "start", *, types: str | None = None) -> AsyncIterator[Event]:
        """All events in order, without an end: when there are no more, it waits for the next.

        Keep the `id` of the last event that you have processed, and go on with `after=id`.
        """
        while True:
            page = await self.list_events(after=after, types=types, limit=FEED_PAGE, wait_seconds=FEED_WAIT_SECONDS)
            for event in cast(list[Event], page["data"]):
                yield event
            after = page["next_cursor"]

    async def _send(self, operation: Operation[Result], call: Call) -> Result:
        request, attempts = self._settings.request(self._http, operation, call)
        while True:
            try:
                response = await self._http.send(request)
            except httpx2.TransportError as error:
                pause = attempts.after_failure(error)
            else:
                if response.is_success:
                    return cast(Result, _answer(response))
                pause = attempts.after_refusal(response)
            await asyncio.sleep(pause)

    async def _file(self, operation: Operation[bytes], call: Call) -> AsyncIterator[bytes]:
        request, attempts = self._settings.request(self._http, operation, call)
        while True:
            try:
                response = await self._http.send(request, stream=True)
            except httpx2.TransportError as error:
                pause = attempts.after_failure(error)
            else:
                try:
                    if response.is_success:
                        async for piece in response.aiter_bytes():
                            yield piece
                        return
                    await response.aread()
                finally:
                    await response.aclose()
                pause = attempts.after_refusal(response)
            await asyncio.sleep(pause)
