"""Answers in CSV, sent while they are read."""

from collections.abc import AsyncIterator
from typing import Any, Final

from starlette.responses import StreamingResponse


class CsvText(StreamingResponse):
    """A table in CSV, sent while it is read."""

    media_type = "text/csv; charset=utf-8"


# For `responses=` of an operation that also answers in CSV.
ALSO_CSV: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "", "content": {CsvText.media_type: {"schema": {"type": "string"}}}}
}


async def csv_answer(parts: AsyncIterator[bytes]) -> CsvText:
    """The answer with these parts. Errors before the second part can still be reported as problems."""
    first = await anext(parts) + await anext(parts, b"")
    return CsvText(_whole(first, parts))


async def _whole(first: bytes, parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for part in parts:
        yield part
