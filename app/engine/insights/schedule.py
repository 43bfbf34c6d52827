"""The schedule of reviews: one on the first day of each period, and one on each day between."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Literal, NamedTuple

from app.engine.model.calendar import add_months, day_before, period_start
from app.engine.program.terms.insights import Insights
from app.engine.program.versions import Program

Kind = Literal["scheduled", "daily", "asked"]


class DueReview(NamedTuple):
    """A review as of a day, of records before an instant (text). `backfilled`: made later, as if on time."""

    kind: Kind
    as_of: str
    known_at: str
    backfilled: bool = False


def scheduled(program: Program, done: Collection[str], today: str) -> Iterator[DueReview]:
    """The scheduled reviews due by a local day, earliest first. `done`: the days of existing ones."""
    first = program.versions[0].published_at
    for day in _months(max([first[:10], *done]), today):
        at = program.midnight(day)
        as_of = day_before(day)
        # The version in force at that midnight decides.
        if first <= at and _begins(day, program.in_force(at).insights) and as_of not in done:
            yield DueReview("scheduled", as_of, at)


def backfilled(program: Program, done: Collection[str], since: str, known_at: str, today: str) -> Iterator[DueReview]:
    """The missing scheduled reviews as of days from `since`, as if made on time."""
    terms = program.in_force(known_at).insights
    for day in _months(since, today):
        as_of = day_before(day)
        if since <= as_of and _begins(day, terms) and as_of not in done:
            yield DueReview("scheduled", as_of, known_at, backfilled=True)


def daily(program: Program, newest: str | None, today: str) -> DueReview | None:
    """The daily review of the day before, if it is due and no scheduled one exists. `newest`: the day of the last."""
    at, as_of = program.midnight(today), day_before(today)
    is_known = program.versions[0].published_at <= at
    if not is_known or _begins(today, program.in_force(at).insights) or (newest or "") >= as_of:
        return None
    return DueReview("daily", as_of, at)


def _begins(day: str, terms: Insights) -> bool:
    return period_start(day, terms.unit, terms.starts_month) == day


def _months(first: str, until: str) -> Iterator[str]:
    """The first days of months, from that of a day up to another."""
    day = period_start(first, "month")
    while day <= until:
        yield day
        day = add_months(date.fromisoformat(day), 1).isoformat()
