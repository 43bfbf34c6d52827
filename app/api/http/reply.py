"""Headers and outcome of every answer."""

import secrets
from time import perf_counter_ns
from typing import Final

from app.api.contract.operation import WITHOUT_BODY, Answer
from app.api.contract.outcome import CALLER_GONE, NO_OPERATION, Outcome
from app.api.http.rate_limit import Headers

_NO_SNIFFING: Final = (b"x-content-type-options", b"nosniff")
# Answers contain a key holder's data: proxies and browsers must not cache them.
_NOT_STORED: Final = (b"cache-control", b"no-store")
_VARIANTS: Final = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))
_ID_BYTES: Final = 16
_POOL_BYTES: Final = 4096


class Reply:
    """The answer to one request: its headers and outcome. `status` is 0 until something is sent."""

    __slots__ = ("_began", "key_id", "operation", "problem", "rate", "request_id", "status")

    def __init__(self) -> None:
        self.request_id = _draw_request_id()
        self.operation = NO_OPERATION
        self.status = 0
        self.problem = ""
        self.key_id = ""
        self.rate: Headers = ()
        self._began = perf_counter_ns()

    def headers_of(self, answer: Answer) -> list[tuple[bytes, bytes]]:
        """All headers of a complete answer, which is then sent."""
        self.status, self.problem = answer.status, answer.problem
        headers = [*answer.headers, *self.marks()]
        if answer.status not in WITHOUT_BODY:
            headers += [(b"content-type", answer.media_type), (b"content-length", b"%d" % len(answer.body))]
        return headers

    def marks(self) -> Headers:
        """The headers of every answer."""
        marks = ((b"request-id", self.request_id.encode()), _NO_SNIFFING, *self.rate)
        return (*marks, _NOT_STORED) if self.key_id else marks

    def outcome(self) -> Outcome:
        """The outcome of the request."""
        took = perf_counter_ns() - self._began
        status = self.status or CALLER_GONE
        return Outcome(
            operation=self.operation,
            status=status,
            problem=self.problem,
            request_id=self.request_id,
            key_id=self.key_id,
            nanoseconds=took,
        )


class _Pool:
    """Random bytes, requested from the system in bulk."""

    def __init__(self) -> None:
        self._text = ""
        self._used = 0

    def draw(self) -> str:
        """Draw 16 random bytes as hexadecimal digits."""
        if self._used >= len(self._text):
            self._text, self._used = secrets.token_hex(_POOL_BYTES), 0
        self._used += 2 * _ID_BYTES
        return self._text[self._used - 2 * _ID_BYTES : self._used]


_pool: Final = _Pool()


def _draw_request_id() -> str:
    """A UUID of version 4."""
    text = _pool.draw()
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{_VARIANTS[text[16]]}{text[17:20]}-{text[20:]}"
