"""Checks of a request's headers, before anything else and on both paths."""

import re
from collections.abc import Sequence
from typing import Final

from app.api.contract.problems import Problem

LONGEST_TARGET: Final = 8 * 1024
LARGEST_HEADERS: Final = 32 * 1024
MOST_HEADERS: Final = 100

_ONCE: Final = {
    b"host": "malformed-request",
    b"authorization": "malformed-request",
    b"content-length": "malformed-request",
    b"content-type": "malformed-request",
    b"content-encoding": "malformed-request",
    b"idempotency-key": "invalid-idempotency-key",
    b"if-match": "malformed-request",
    b"if-none-match": "malformed-request",
}
_CLOSE: Final = {"Connection": "close"}
_ACCEPTABLE: Final = {
    b"*/*",
    b"application/*",
    b"application/json",
    b"application/problem+json",
    b"application/x-ndjson",
    b"text/csv",
}

# Blanks behind a field's value are no part of it, and the parser leaves them.
_bearer = re.compile(rb"(?i:bearer) ([A-Za-z0-9._~+/-]+=*)[ \t]*").fullmatch

Headers = dict[bytes, bytes]


def checked_headers(listed: Sequence[tuple[bytes, bytes]], version: str = "1.1") -> Headers:
    """The headers by name; repeated ones are joined, where allowed. Raises Problem."""
    if len(listed) > MOST_HEADERS:
        raise Problem("headers-too-large")
    headers = dict(listed)
    if len(headers) != len(listed):
        headers = _joined(listed)
    if sum([len(name) + len(value) for name, value in listed]) > LARGEST_HEADERS:
        raise Problem("headers-too-large")
    if version == "0.9":
        raise Problem("malformed-request", "the request has no HTTP version", headers=_CLOSE)
    if version == "1.1" and b"host" not in headers:
        raise Problem("malformed-request", "the Host header is missing", headers=_CLOSE)
    return headers


def refuse_other_languages(headers: Headers) -> None:
    """Refuse requests that accept neither JSON nor CSV. Raises Problem."""
    accepted = headers.get(b"accept")
    if accepted is None or accepted in _ACCEPTABLE:
        return
    kinds = [part.partition(b";")[0].strip().lower() for part in accepted.split(b",")]
    if any(kinds) and _ACCEPTABLE.isdisjoint(kinds):
        raise Problem("not-acceptable")


def key_of(headers: Headers) -> str:
    """The API key of a request, "" without one: `Bearer`, one blank, and a token of RFC 6750."""
    found = _bearer(headers.get(b"authorization", b""))
    return found[1].decode("ascii") if found else ""


def _joined(listed: Sequence[tuple[bytes, bytes]]) -> Headers:
    headers: Headers = {}
    for name, value in listed:
        if name in headers:
            if name in _ONCE:
                raise Problem(_ONCE[name], f"the header {name.decode()} may occur only once")
            value = headers[name] + b"," + value
        headers[name] = value
    return headers
