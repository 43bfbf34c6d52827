"""Answers that are always the same: files of the manual and the OpenAPI document, compressed for those who take it."""

import gzip
import hashlib
import re
from collections.abc import Callable
from functools import cache
from typing import Final, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

_REFUSES_GZIP: Final = re.compile(r"(?:^|,)\s*gzip\s*;\s*q=0(?:\.0*)?\s*(?:,|$)")
_TAKES_GZIP: Final = re.compile(r"(?:^|,)\s*(?:gzip|\*)\s*(?:;|,|$)")


class File(NamedTuple):
    """A file as it is sent: plain, compressed (None where that gains nothing), and the ETag of its content."""

    plain: bytes
    packed: bytes | None
    tag: str


@cache
def read(read_bytes: Callable[[], bytes]) -> File:
    """A file, read and compressed when it is first asked for. Takes tens of milliseconds then: call it on a thread."""
    plain = read_bytes()
    packed = gzip.compress(plain, mtime=0)
    return File(plain, packed if len(packed) < len(plain) else None, f'"{hashlib.sha256(plain).hexdigest()[:32]}"')


def answer(request: Request, file: File, media_type: str, cache_control: str) -> Response:
    """The file, compressed if the caller takes that; 304 without a body if the caller has it."""
    headers = {"Cache-Control": cache_control, "ETag": file.tag, "Vary": "Accept-Encoding"}
    if file.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if file.packed is None or not _takes_gzip(request.headers.get("accept-encoding", "")):
        return Response(file.plain, media_type=media_type, headers=headers)
    return Response(file.packed, media_type=media_type, headers={**headers, "Content-Encoding": "gzip"})


def _takes_gzip(accepted: str) -> bool:
    accepted = accepted.lower()
    return bool(_TAKES_GZIP.search(accepted)) and not _REFUSES_GZIP.search(accepted)
