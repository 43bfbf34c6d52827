"""Reads instants, days and quantities. A pydantic error of theirs does not contain the rejected value."""

import re
from datetime import UTC, date, datetime

from pydantic_core import PydanticCustomError, PydanticKnownError

from app.engine.program.texts import DAY, EXPLAINED, INSTANT, LARGEST_QUANTITY, MEASURED

_instant = re.compile(INSTANT, re.ASCII).match
_day = re.compile(DAY, re.ASCII).match
_measured = re.compile(MEASURED, re.ASCII).fullmatch


def read_instant(value: object) -> datetime:
    """The UTC instant of a text. Raises a pydantic error that does not contain the text."""
    if type(value) is not str:
        raise PydanticCustomError("wrong-type", "must be a text")
    # `$` would accept a final line break.
    if len(value) > 36 or not _instant(value) or value[-1] == "\n":
        raise PydanticCustomError("wrong-form", "must be " + EXPLAINED[INSTANT])
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        raise PydanticCustomError("wrong-form", "must be an existing instant in the years 1 to 9999") from None


def is_measured(text: str) -> bool:
    """Whether the text is a quantity of goods by weight or length."""
    return _measured(text) is not None and int(text.replace(".", "")) >= 1 and len(text.partition(".")[0]) <= 7


def read_quantity(value: object) -> int | str:
    """A quantity: a number of units, or for measured goods a text, which is brought to three places.

    Raises a pydantic error that does not contain the value.
    """
    if type(value) is int:
        if value < 1:
            raise PydanticKnownError("greater_than_equal", {"ge": 1})
        if value > LARGEST_QUANTITY:
            raise PydanticKnownError("less_than_equal", {"le": LARGEST_QUANTITY})
        return value
    if type(value) is not str:
        raise PydanticCustomError("wrong-type", "must be a whole number, or " + EXPLAINED[MEASURED])
    if not _measured(value):
        code = "wrong-form" if "." in value else "wrong-type"
        raise PydanticCustomError(code, "must be a whole number without quotes, or " + EXPLAINED[MEASURED])
    whole, _, fraction = value.partition(".")
    thousandths = int(whole + fraction.ljust(3, "0"))
    if not 1 <= thousandths <= LARGEST_QUANTITY * 1000:
        raise PydanticCustomError("out-of-range", "must be more than 0, and at most 10^6")
    return f"{whole}.{fraction:0<3}"


def read_day(value: str) -> str:
    """The same day, checked against the calendar. Raises a pydantic error that does not contain the text."""
    try:
        date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("wrong-form", "must be a calendar day") from None
    return value


def read_moment(value: object) -> datetime | str:
    """The UTC instant or the day of a text, from 1900 to 2999. Raises a pydantic error, as above."""
    if type(value) is str and len(value) == 10 and _day(value):
        moment: datetime | str = read_day(value)
        year = int(value[:4])
    else:
        moment = read_instant(value)
        year = moment.year
    if not 1900 <= year <= 2999:
        raise PydanticCustomError("out-of-range", "must be in the years 1900 to 2999")
    return moment
