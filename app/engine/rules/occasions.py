"""Occasions: days of the year that mean something to one member, such as the birthday."""

import re
from typing import Final, NamedTuple

from app.engine.model.birthdays import days_until
from app.engine.model.calendar import last_anniversary

_MONTH_AND_DAY: Final = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII).fullmatch
OF_METADATA: Final = "metadata:"


class Occasion(NamedTuple):
    """A kind (`birthday`, `joined`, `first_purchase` or `metadata:<name>`), and the day it is looked for."""

    kind: str
    on: str


class Dates(NamedTuple):
    """The dates of a member. `birth_date`, `joined_on` and `first_on` are days; `metadata` are notes by name."""

    birth_date: str | None
    joined_on: str | None
    first_on: str | None
    metadata: dict[str, str]


def falls_on(occasion: Occasion, dates: Dates) -> bool:
    """Whether a member has the occasion on its day. 29 February is 1 March in other years.

    Joining and the first purchase have their day a year later for the first time. A note counts if it is a month and
    day, such as `05-31`.
    """
    if occasion.kind == "birthday":
        return dates.birth_date is not None and days_until(dates.birth_date[5:], occasion.on) == 0
    if occasion.kind.startswith(OF_METADATA):
        note = dates.metadata.get(occasion.kind.removeprefix(OF_METADATA), "")
        return is_month_and_day(note) and days_until(note, occasion.on) == 0
    since = dates.joined_on if occasion.kind == "joined" else dates.first_on
    return since is not None and since < occasion.on and last_anniversary(since, occasion.on) == occasion.on


def is_month_and_day(text: str) -> bool:
    """Whether a text is a month and a day of it, such as `02-29`."""
    found = _MONTH_AND_DAY(text)
    if found is None:
        return False
    month, day = int(found[1]), int(found[2])
    return day <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31)
