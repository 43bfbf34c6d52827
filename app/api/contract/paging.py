"""Lists in pages: how many at a time, and where the next page begins.

A cursor is good for the list that gave it: the same kind, member and filters. One that was cut off or belongs to
another list would quietly skip rows, so a checksum stands in it. It is no secret.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from typing import Annotated, Final, TypeVar

from pydantic import Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError, to_json

from app.api.contract.operation import Call, Request, RequestContext
from app.api.contract.problems import Problem

LARGEST_PAGE: Final = 200

Row = TypeVar("Row")

# An id, or an instant as it is kept.
_is_part = re.compile(r"[a-z]{3}_[0-9a-z]{1,40}|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]{6}Z").fullmatch


def _limit(value: object) -> int:
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise PydanticCustomError("wrong-form", "must be a whole number")
    if not 1 <= int(text) <= LARGEST_PAGE:
        raise PydanticCustomError("out-of-range", "must be from 1 to 200")
    return int(text)


Limit = Annotated[
    int, PlainValidator(_limit), WithJsonSchema({"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE})
]


class PageQuery(Request):
    """What every list takes."""

    limit: Annotated[Limit, Field(description="How many to give at most.")] = 50
    cursor: Annotated[
        str | None, Field(description="`next_cursor` of the page before, with all else as it was asked for then.")
    ] = None


def _query(context: RequestContext, query: PageQuery | None) -> PageQuery:
    if query is None:
        assert isinstance(context, Call)
        query = context.query
    assert query is not None
    return query


def position(
    list_name: str, context: RequestContext, query: PageQuery | None = None, parts: int = 1
) -> list[str] | None:
    """The key of the row at which the page before ended, of so many parts; None for the first. Raises Problem."""
    query = _query(context, query)
    given = query.cursor
    if given is None:
        return None
    try:
        text = base64.b64decode(given + "=" * (-len(given) % 4), b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        raise Problem("invalid-cursor") from None
    key = text.split(" ")[1:-1]
    if len(key) != parts or not all(map(_is_part, key)) or given != cursor(list_name, context, *key, query=query):
        raise Problem("invalid-cursor")
    return key


def last_id(list_name: str, context: RequestContext, query: PageQuery | None = None) -> str | None:
    """The id of the row at which the page before ended; None for the first page. Raises Problem."""
    key = position(list_name, context, query)
    return key[0] if key else None


def cursor(list_name: str, context: RequestContext, *key: str, query: PageQuery | None = None) -> str:
    """The cursor of the page that begins after the row with this key, of the list that is asked for."""
    filters = _query(context, query).model_dump_json(exclude={"limit", "cursor"}, exclude_defaults=True)
    whose = " ".join((list_name, context.program_id, *context.path.values(), filters, *key))
    check = hashlib.blake2b(whose.encode(), digest_size=4).hexdigest()
    return base64.urlsafe_b64encode(" ".join((list_name, *key, check)).encode()).decode().rstrip("=")


def cut(rows: Sequence[Row], limit: int) -> tuple[Sequence[Row], bool]:
    """The page of a list of which one row more than wanted was asked for, and whether more follow."""
    return rows[:limit], len(rows) > limit


def page_of_texts(texts: Sequence[bytes], next_cursor: str | None) -> bytes:
    """The text of a page of rows that are JSON text already."""
    return b'{"data":[%s],"next_cursor":%s}' % (b",".join(texts), to_json(next_cursor))


def page(data: Sequence[object], next_cursor: str | None, **more: object) -> bytes:
    """The text of a page, and of what else it has."""
    return to_json({"data": data, "next_cursor": next_cursor, **more})
