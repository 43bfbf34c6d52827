"""What can go wrong: an answer that is a problem, no answer, or an answer that is not Goldlist's."""

from collections.abc import Sequence
from typing import Any


class GoldlistError(Exception):
    """The base of all errors of this package."""


class Unreachable(GoldlistError):
    """There was no answer, and the request cannot be sent again, or was sent often enough.

    It is unknown whether the request had an effect. A request with an `external_id` or an `Idempotency-Key` can be sent
    again at any time, and takes effect once.
    """


class UnexpectedAnswer(GoldlistError):
    """An answer that is not Goldlist's, such as one of a proxy."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"{status}: {text[:200]}")
        self.status = status
        self.text = text


class NotModified(GoldlistError):
    """Nothing has changed since the ETag that was sent as `if_none_match`."""

    def __init__(self, etag: str | None) -> None:
        super().__init__("not modified")
        self.etag = etag


class Fault:
    """A fault in a request: its place (a JSON pointer), a code for programs, and a detail for people."""

    __slots__ = ("code", "detail", "pointer")

    def __init__(self, pointer: str, code: str, detail: str) -> None:
        self.pointer = pointer
        self.code = code
        self.detail = detail

    def __repr__(self) -> str:
        return f"Fault({self.pointer!r}, {self.code!r}, {self.detail!r})"


class Problem(GoldlistError):
    """A refusal (RFC 9457). Each `type`, such as `not-found`, is a class of its own in `goldlist_client.problems`.

    `retry` decides: `no` (this request cannot succeed), `same` (send it again now), `later` (send it again after
    `retry_after` seconds). `errors` gives the faults with their places.
    """

    type: str = ""

    def __init__(self, document: dict[str, Any], retry_after: float | None = None) -> None:
        super().__init__(str(document.get("detail") or document.get("title") or ""))
        self.type = str(document.get("type", "")).rpartition("/")[2]
        self.title = str(document.get("title", ""))
        self.status = int(document.get("status", 0))
        self.detail = str(document.get("detail", ""))
        self.request_id = str(document.get("request_id", ""))
        self.retry = str(document.get("retry", "no"))
        self.errors: Sequence[Fault] = tuple(
            Fault(str(one.get("pointer", "")), str(one.get("code", "")), str(one.get("detail", "")))
            for one in document.get("errors", ())
        )
        self.retry_after = retry_after
        self.document = document

    def __str__(self) -> str:
        faults = "".join(f"\n  {one.pointer}: {one.detail}" for one in self.errors)
        return f"{self.status} {self.type}: {self.detail}{faults}"
