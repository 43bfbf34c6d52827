"""What comes before the door: bytes that never become a request, or take too long to.

uvicorn's own protocol waits for ever until a request is whole, keeps any amount of an unfinished head, and answers
what it cannot read in plain text.
"""

from asyncio import TimerHandle, Transport
from collections.abc import Iterable
from functools import partial
from typing import Any, Final, cast

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from app.api.door import LARGEST_HEADERS, LONGEST_TARGET, WHOLE_ANSWER, Door
from app.api.operation import Answer
from app.api.problems import Problem
from app.api.rate_limit import Headers

# Closed at once, a caller that is still sending would lose the answer.
LINGER_SECONDS: Final = 1

_CLOSE: Final = (b"connection", b"close")


class RequestProtocol(HttpToolsProtocol):
    """A connection on which a request arrives whole within `request_seconds`, or is answered with a problem.

    Requests that are whole are answered before it, in their order. One that is not has had no effect: operations
    that change anything read their body to its end first.
    """

    request_seconds: float = 10

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.url = b""
        self._is_open = False  # a request has begun and has no end yet
        self._unfinished_bytes = 0  # of its head, a trailer or the frame of a chunk
        self._problem: Problem | None = None
        self._timer: TimerHandle | None = None
        self._running: RequestResponseCycle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._start_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        # uvicorn tells the request that came last, which is not the one under way when more were sent at once.
        if self._running is not None and not self._running.response_complete:
            self._running.disconnected = True
            self._running.message_event.set()
        self._stop_timer()

    def data_received(self, data: bytes) -> None:
        if self._problem:
            return
        self._unset_keepalive_if_required()
        self._unfinished_bytes += len(data)
        try:
            self._feed(data)
        except HttpParserError:
            self._refuse("uri-too-long" if len(self.url) > LONGEST_TARGET else "malformed-request")
            return
        if self._is_open:
            self._watch(data)
        elif self.cycle is not None:
            self._stop_timer()
            if self.cycle.response_complete:
                self._wait_for_another()

    def eof_received(self) -> bool:  # type: ignore[override]
        """The caller sends no more. True keeps the connection open for the answers that are due."""
        if self._is_open and not self._problem:
            self._refuse("malformed-request")
            return True
        if self.cycle is None or self.cycle.response_complete:
            return False
        self.cycle.keep_alive = False
        return not self.cycle.disconnected

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._is_open = True
        self._unfinished_bytes = 0

    def on_headers_complete(self) -> None:
        if self.parser.should_upgrade():
            return
        super().on_headers_complete()
        self.scope["extensions"] = {WHOLE_ANSWER: {"send": partial(_send_whole, self.cycle)}}
        # Trailers come later by the same way, and are nobody's headers.
        self.headers = []

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def on_body(self, body: bytes) -> None:
        super().on_body(body)
        self._unfinished_bytes = 0

    def on_message_complete(self) -> None:
        if self.parser.should_upgrade():
            return
        super().on_message_complete()
        self._is_open = False

    def on_response_complete(self) -> None:
        was_last = not self.pipeline
        super().on_response_complete()
        if self._problem and was_last:
            self._answer(self._problem)

    def _feed(self, data: bytes) -> None:
        while data:
            try:
                self.parser.feed_data(data)
                return
            except HttpParserUpgrade as offered:
                data = self._head_without_offer() + data[offered.args[0] :]

    def _head_without_offer(self) -> bytes:
        """The head of a request that offers another protocol, and means this one as well.

        The parser would take its body for that other protocol's. Raises HttpParserError.
        """
        method = self.parser.get_method()
        if method == b"CONNECT":
            raise HttpParserError
        version = self.parser.get_http_version().encode()
        self.parser = HttpRequestParser(self)
        kept = [b"%b: %b\r\n" % header for header in self.headers if header[0] != b"upgrade"]
        return b"%b %b HTTP/%b\r\n%b\r\n" % (method, self.url, version, b"".join(kept))

    def _watch(self, data: bytes) -> None:
        self._start_timer()
        if self._unfinished_bytes > LONGEST_TARGET + LARGEST_HEADERS:
            self._refuse("uri-too-long" if len(self.url) > LONGEST_TARGET else "headers-too-large")
        elif self.url and data.endswith(b"\n") and self.parser.get_http_version().startswith("0"):
            # The one line of HTTP/0.9, after which no more comes.
            self._refuse("malformed-request")

    def _refuse(self, name: str) -> None:
        self._stop_timer()
        self._problem = Problem(name)
        cycle = self.cycle
        if self._is_open and cycle is not None and cycle.scope is self.scope:
            self._give_up_body()
        elif cycle is None or cycle.response_complete:
            self._answer(self._problem)

    def _give_up_body(self) -> None:
        if self.pipeline and self.pipeline[0][0] is self.cycle:
            self.pipeline.popleft()
            return
        self.cycle.disconnected = True
        self.cycle.message_event.set()
        if self.cycle.response_started:
            self.transport.close()
        elif self._problem:
            self._answer(self._problem)

    def _answer(self, problem: Problem) -> None:
        if self.transport.is_closing():
            return
        self._unset_keepalive_if_required()
        request_id, answer = cast(Door, self.app).turn_away(problem)
        self.transport.write(_text(answer, request_id, self.server_state.default_headers))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.flow.resume_reading()
        self._timer = self.loop.call_later(LINGER_SECONDS, self.transport.close)

    def _wait_for_another(self) -> None:
        # Blank lines, or the rest of a body that was answered before its end, have stopped the timer.
        self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)

    def _start_timer(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(self.request_seconds, self._refuse, "request-timeout")

    def _stop_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None


async def _send_whole(cycle: RequestResponseCycle, status: int, headers: Headers, body: bytes) -> None:
    """Send an answer that is known as a whole: what two ASGI messages say, looked at once and written at once."""
    if cycle.flow.write_paused and not cycle.disconnected:
        await cycle.flow.drain()
    if cycle.disconnected:
        return
    cycle.response_started = cycle.response_complete = True
    cycle.waiting_for_100_continue = False
    if _CLOSE in headers:
        cycle.keep_alive = False
    elif not cycle.keep_alive:
        headers = (*headers, _CLOSE)
    head = _head(status, (*cycle.default_headers, *headers))
    cycle.transport.write(head if cycle.scope["method"] == "HEAD" else head + body)
    cycle.message_event.set()
    if not cycle.keep_alive:
        cycle.transport.close()
    cycle.on_response()


def _text(answer: Answer, request_id: str, default_headers: list[tuple[bytes, bytes]]) -> bytes:
    headers = [
        *default_headers,
        *answer.headers,
        (b"request-id", request_id.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"content-type", answer.media_type),
        (b"content-length", b"%d" % len(answer.body)),
        _CLOSE,
    ]
    return _head(answer.status, headers) + answer.body


def _head(status: int, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    return STATUS_LINE[status] + b"".join([b"%b: %b\r\n" % header for header in headers]) + b"\r\n"
