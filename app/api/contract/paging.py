"""Pages of lists: their size, and the start of the next page.

A cursor is valid for its own list only: the same kind, member and filters. A truncated cursor, or one of another list,
would silently skip rows, so it contains a checksum. It is not secret.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Sequence
from typing import Annotated, Final, TypeVar

from pydantic import Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError, to_json

from app.api.contract.operation import Request, RequestContext
from app.api.contract.problems import Problem

LARGEST_PAGE: Final = 200

Row = TypeVar("Row")

# The rows of one page.
Page = Annotated[list[Row], Field(max_length=LARGEST_PAGE, description="What this page has.")]

# An id, ours or a rule's, an instant in its stored form, a day, a whole number, or a name in hexadecimal digits.
_is_part = re.compile(
    r"[a-z]{3}_[0-9a-z]{1,40}|[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:]{8}\.[0-9]{6}Z)?|-?[0-9]{1,19}|"
    r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}|x([0-9a-f]{2}){1,500}",
    re.ASCII,
).fullmatch


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
    """The parameters of every list."""

    limit: Annotated[Limit, Field(description="The maximum number of items.")] = 50
    cursor: Annotated[
        str | None, Field(description="`next_cursor` of the previous page, with otherwise the same parameters.")
    ] = None


def position(list_name: str, context: RequestContext, query: PageQuery, parts: int = 1) -> list[str] | None:
    """The key of the previous page's last row, with this number of parts; None for the first page. Raises Problem."""
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


def last_id(list_name: str, context: RequestContext, query: PageQuery) -> str | None:
    """The id of the previous page's last row; None for the first page. Raises Problem."""
    key = position(list_name, context, query)
    return key[0] if key else None


def cursor(list_name: str, context: RequestContext, *key: str, query: PageQuery) -> str:
    """The cursor of this list's page after the row with this key."""
    filters = query.model_dump_json(exclude={"limit", "cursor"}, exclude_defaults=True)
    whose = " ".join((list_name, context.program_id, *context.path.values(), filters, *key))
    check = hashlib.blake2b(whose.encode(), digest_size=4).hexdigest()
    return base64.urlsafe_b64encode(" ".join((list_name, *key, check)).encode()).decode().rstrip("=")


def cut(rows: Sequence[Row], limit: int) -> tuple[Sequence[Row], bool]:
    """A page, given one row more than its size, and whether more rows follow."""
    return rows[:limit], len(rows) > limit


def page(
    list_name: str,
    context: RequestContext,
    query: PageQuery,
    rows: Sequence[Row],
    key: Callable[[Row], str | tuple[str, ...]],
) -> tuple[Sequence[Row], str | None]:
    """A page and the cursor of the next one, given one row more than its size, and the key of a row."""
    shown, more = cut(rows, query.limit)
    if not more:
        return shown, None
    parts = key(shown[-1])
    return shown, cursor(list_name, context, *((parts,) if isinstance(parts, str) else parts), query=query)


def page_of_texts(texts: Sequence[bytes], next_cursor: str | None) -> bytes:
    """The JSON text of a page whose rows are JSON text."""
    return b'{"data":[%s],"next_cursor":%s}' % (b",".join(texts), to_json(next_cursor))
