"""Static answers: files of the documentation and the OpenAPI document, compressed for clients that accept it."""

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
    """A file: plain, compressed (None if that saves nothing), and the ETag of its content."""

    plain: bytes
    packed: bytes | None
    tag: str


@cache
def read(read_bytes: Callable[[], bytes]) -> File:
    """A file, read and compressed on first use. That takes tens of milliseconds: call it on a thread."""
    plain = read_bytes()
    packed = gzip.compress(plain, mtime=0)
    return File(plain, packed if len(packed) < len(plain) else None, f'"{hashlib.sha256(plain).hexdigest()[:32]}"')


def answer(request: Request, file: File, media_type: str, cache_control: str) -> Response:
    """The file, compressed if the client accepts that; 304 without a body if the client has it."""
    headers = {"Cache-Control": cache_control, "ETag": file.tag, "Vary": "Accept-Encoding"}
    if file.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if file.packed is None or not _takes_gzip(request.headers.get("accept-encoding", "")):
        return Response(file.plain, media_type=media_type, headers=headers)
    return Response(file.packed, media_type=media_type, headers={**headers, "Content-Encoding": "gzip"})


def _takes_gzip(accepted: str) -> bool:
    accepted = accepted.lower()
    return bool(_TAKES_GZIP.search(accepted)) and not _REFUSES_GZIP.search(accepted)
