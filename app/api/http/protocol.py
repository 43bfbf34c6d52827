"""The HTTP protocol: answers bytes that never become a request, or arrive too slowly.

uvicorn's own protocol waits for ever for the end of a request, buffers an unfinished head of any size, and answers
malformed input in plain text.
"""

from asyncio import Event, TimerHandle, Transport
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, Final, cast

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from app.api.contract.operation import Answer
from app.api.contract.problems import Problem
from app.api.http.gateway import WHOLE_ANSWER, Gateway
from app.api.http.hot_operations import HotCommand
from app.api.http.request_checks import LARGEST_HEADERS, LONGEST_TARGET

# If it were closed at once, a caller that is still sending would lose the answer.
LINGER_SECONDS: Final = 1

_CLOSE: Final = (b"connection", b"close")
_NO_SCOPE: Final[Any] = {}


class RequestProtocol(HttpToolsProtocol):
    """A connection on which each request must be complete within `request_seconds`, or is answered with a problem.

    Complete requests before it are answered first, in order. An incomplete request has no effect: operations read the
    whole body before they change anything.
    """

    request_seconds: float = 10

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._door = cast(Gateway, self.app)
        self.url = b""
        self._is_open = False  # a request has begun and is incomplete
        self._unfinished_bytes = 0  # in its head, trailers or chunk framing
        self._problem: Problem | None = None
        self._timer: TimerHandle | None = None
        self._running: RequestResponseCycle | None = None
        self._hot: HotCommand | None = None  # the operation of the current request, if the fast path can serve it
        self._body = b""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._start_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        # uvicorn gives the latest request, which is not the current one if several were pipelined.
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
        if self._hot:
            self._use_asgi()
        if self._is_open:
            self._watch(data)
        elif self.cycle is not None:
            self._stop_timer()
            if self.cycle.response_complete and self.timeout_keep_alive_task is None:
                self._wait_for_another()

    def eof_received(self) -> bool:  # type: ignore[override]
        """The caller sends no more. True keeps the connection open for pending answers."""
        if self._is_open and not self._problem:
            self._refuse("malformed-request")
            return True
        if self.cycle is None or self.cycle.response_complete:
            return False
        self.cycle.keep_alive = False
        return not self.cycle.disconnected

    def on_message_begin(self) -> None:
        self.url = b""
        self.headers = []
        self.scope = None  # type: ignore[assignment]  # made for those who go the long way
        self.expect_100_continue = False
        self._is_open = True
        self._unfinished_bytes = 0
        self._body = b""

    def on_headers_complete(self) -> None:
        # Ignore data sent after a request that closes the connection.
        if self.parser.should_upgrade() or self.transport.is_closing():
            return
        self._hot = self._hot_operation()
        if self._hot is None:
            self._use_asgi()

    def on_body(self, body: bytes) -> None:
        self._unfinished_bytes = 0
        if self._hot:
            self._body += body
        else:
            super().on_body(body)

    def on_message_complete(self) -> None:
        if self.parser.should_upgrade():
            return
        if self._hot and not self._try_fast_path(self._hot):
            self._use_asgi()
        if self._hot is None:
            super().on_message_complete()
        self._hot = None
        self._body = b""
        self._is_open = False

    def _hot_operation(self) -> HotCommand | None:
        """The operation of the request, if nothing about it is unusual and no earlier request is pending."""
        is_free = self.cycle is None or self.cycle.response_complete
        if not is_free or self.expect_100_continue or self.flow.write_paused:
            return None
        if self.parser.get_http_version() != "1.1" or b"transfer-encoding" in dict(self.headers):
            return None
        return self._door.hot.operation(self.parser.get_method(), self.url)

    def _try_fast_path(self, operation: HotCommand) -> bool:
        """Answer a complete request without a task; False if that is impossible."""
        before = self.cycle, self._running
        self.cycle = self._running = exchange = _Exchange(self.parser.should_keep_alive())
        if self._door.hot.start(operation, self.headers, self._body, partial(self._send, exchange)):
            return True
        self.cycle, self._running = before
        return False

    def _use_asgi(self) -> None:
        """Answer the request through ASGI, in a task of its own."""
        self._hot = None
        self._make_scope()
        super().on_headers_complete()
        self.scope["extensions"] = {WHOLE_ANSWER: {"send": partial(self._send_whole, self.cycle)}}
        # Trailers arrive later through the same callback, and are ignored.
        self.headers = []
        if self._body:
            super().on_body(self._body)

    def _make_scope(self) -> None:
        url, headers, expects = self.url, self.headers, self.expect_100_continue
        super().on_message_begin()
        self.url, self.headers, self.expect_100_continue = url, headers, expects
        self.scope["headers"] = headers

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

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
        """The head of a request that offers to switch protocols, without that offer.

        Otherwise the parser would take its body as data of the other protocol. Raises HttpParserError.
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
            # A request line of HTTP/0.9, which is complete with that line.
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
        request_id, answer = self._door.turn_away(problem)
        self.transport.write(_text(answer, request_id, self.server_state.default_headers))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.flow.resume_reading()
        self._timer = self.loop.call_later(LINGER_SECONDS, self.transport.close)

    async def _send_whole(
        self, cycle: RequestResponseCycle, status: int, headers: Sequence[tuple[bytes, bytes]], body: bytes
    ) -> None:
        if cycle.flow.write_paused and not cycle.disconnected:
            await cycle.flow.drain()
        self._send(cycle, status, headers, b"" if cycle.scope["method"] == "HEAD" else body)
        cycle.message_event.set()

    def _send(
        self, cycle: RequestResponseCycle, status: int, headers: Sequence[tuple[bytes, bytes]], body: bytes
    ) -> None:
        """Send a complete answer: two ASGI messages, checked and written as one."""
        if cycle.disconnected:
            return
        cycle.response_started = cycle.response_complete = True
        cycle.waiting_for_100_continue = False
        if _CLOSE in headers:
            cycle.keep_alive = False
        elif not cycle.keep_alive:
            headers = (*headers, _CLOSE)
        self.transport.write(_head(status, (*self.server_state.default_headers, *headers)) + body)
        if not cycle.keep_alive:
            self.transport.close()
        self.on_response_complete()

    def _wait_for_another(self) -> None:
        # Blank lines, or the rest of a body that was answered early, have stopped the timer.
        self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)

    def _start_timer(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(self.request_seconds, self._refuse, "request-timeout")

    def _stop_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None


class _Exchange(RequestResponseCycle):
    """A request on the fast path, for uvicorn: only whether it is answered, and what follows."""

    # Nobody awaits messages here.
    message_event = Event()

    def __init__(self, keep_alive: bool) -> None:
        self.scope = _NO_SCOPE
        self.keep_alive = keep_alive
        self.disconnected = self.response_started = self.response_complete = False


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
