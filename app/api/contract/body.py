"""Reads the body of a request: checks its media type first, then reads at most the allowed size."""

import asyncio
from collections.abc import Mapping
from typing import Final

from starlette.types import Receive

from app.api.contract.problems import Problem

# A caller that is still sending does not see an answer, so read and discard an oversized body, up to this limit.
DROPPED_BYTES: Final = 16 * 1024 * 1024
DROPPED_SECONDS: Final = 5


class CallerGone(Exception):
    """The caller hung up before the request was complete. It had no effect."""


async def read_body(receive: Receive, headers: Mapping[bytes, bytes], limit: int, may_be_empty: bool = False) -> bytes:
    """The body, at most `limit` bytes. Raises Problem or CallerGone."""
    announced = headers.get(b"content-length")
    without = announced == b"0" or (announced is None and b"transfer-encoding" not in headers)
    if may_be_empty and without and b"content-type" not in headers:
        return b""
    try:
        refuse_other_kinds(headers)
        if announced is not None and announced.isdigit() and int(announced[:20]) > limit:
            raise _too_large(limit)
    except Problem:
        await _drop(receive)
        raise
    return await _read(receive, limit)


async def _read(receive: Receive, limit: int) -> bytes:
    body, more = await _part(receive)
    while more and len(body) <= limit:
        part, more = await _part(receive)
        body += part
    if len(body) <= limit:
        return body
    if more:
        await _drop(receive)
    raise _too_large(limit)


async def _part(receive: Receive) -> tuple[bytes, bool]:
    message = await receive()
    if message["type"] == "http.disconnect":
        raise CallerGone
    return message.get("body", b""), message.get("more_body", False)


async def _drop(receive: Receive) -> None:
    dropped, more = 0, True
    try:
        async with asyncio.timeout(DROPPED_SECONDS):
            while more and dropped < DROPPED_BYTES:
                part, more = await _part(receive)
                dropped += len(part)
    except TimeoutError:
        return


def refuse_other_kinds(headers: Mapping[bytes, bytes]) -> None:
    """Refuse a body that is not JSON. Raises Problem."""
    if headers.get(b"content-encoding", b"identity").strip().lower() != b"identity":
        raise Problem("unsupported-content-encoding")
    given = headers.get(b"content-type", b"")
    if given == b"application/json":
        return
    media_type, *parameters = given.lower().split(b";")
    if media_type.strip() != b"application/json":
        raise Problem("unsupported-media-type")
    for parameter in parameters:
        name, _, value = parameter.strip().partition(b"=")
        if name == b"charset" and value.strip(b'"') not in (b"utf-8", b"utf8"):
            raise Problem("unsupported-media-type", "JSON must be in UTF-8")


def _too_large(limit: int) -> Problem:
    return Problem("body-too-large", f"the body has more than {limit // 1024} kB")
