"""Lists in pages: how many at a time, and where the next page begins."""

import base64
import binascii
import re
from collections.abc import Sequence
from typing import Annotated, Final, TypeVar

from pydantic import Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError, to_json

from app.api.operation import Request
from app.api.problems import Problem

LARGEST_PAGE: Final = 200

Row = TypeVar("Row")

_is_id = re.compile(r"[a-z]{3}_[0-9a-z]{1,40}").fullmatch


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
    cursor: Annotated[str | None, Field(description="`next_cursor` of the page before.")] = None


def position(list_name: str, cursor: str | None) -> str | None:
    """The id at which the page before ended; None for the first page. Raises Problem."""
    if cursor is None:
        return None
    try:
        name, _, last = (
            base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True).decode().partition(" ")
        )
    except (binascii.Error, ValueError):
        raise Problem("invalid-cursor") from None
    if name != list_name or not _is_id(last):
        raise Problem("invalid-cursor")
    return last


def cursor(list_name: str, last: str) -> str:
    """The cursor of the page that begins after the row with this id."""
    return base64.urlsafe_b64encode(f"{list_name} {last}".encode()).decode().rstrip("=")


def cut(rows: Sequence[Row], limit: int) -> tuple[Sequence[Row], bool]:
    """The page of a list of which one row more than wanted was asked for, and whether more follow."""
    return rows[:limit], len(rows) > limit


def page(data: Sequence[object], next_cursor: str | None) -> bytes:
    """The text of a page."""
    return to_json({"data": data, "next_cursor": next_cursor})
