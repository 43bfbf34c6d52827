"""Grades by a member's place among all with purchases, stable between reviews.

Members with equal measures share a place. A grade holds up to its share of all ranked members, rounded up; a member
with that grade, or a better one, keeps it while within its share times `stay`. The last grade but one is for all other
ranked members, the last one for members who are not ranked.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, repeat
from typing import NamedTuple

from app.engine.insights.facts import Day
from app.engine.insights.words import amount_text, counted, number_text
from app.engine.model.calendar import Window
from app.engine.model.ratio import Ratio, rounded
from app.engine.program.terms.insights import Insights


class Span(NamedTuple):
    """The business dates that count, both included."""

    first_on: str
    last_on: str


def span(terms: Insights, as_of: str) -> Span:
    """The days that count for a grade as of a day."""
    return Span(Window("rolling", terms.months).first_day(as_of), as_of)


class Measured(NamedTuple):
    """A member's measure within a span, in minor units, and the days with a visit."""

    amount: int
    visit_days: int


def measured(terms: Insights, days: Iterable[Day], within: Span) -> Measured:
    """The measure of a member within a span."""
    amount = visit_days = 0
    by_margin = terms.measure == "margin"
    for day in days:
        if within.first_on <= day.business_date <= within.last_on:
            amount += day.margin if by_margin else day.spend
            visit_days += day.visits
    return Measured(amount, visit_days)


class Ranking:
    """All measures above 0, for places. `counts`: the number of members with each measure; others are left out."""

    def __init__(self, counts: Iterable[tuple[int, int]]) -> None:
        ranked = sorted((-measure, members) for measure, members in counts if measure > 0)
        self._falling = [measure for measure, _ in ranked]
        # The number of members with a larger measure.
        self._with_more = list(accumulate((members for _, members in ranked), initial=0))

    def __len__(self) -> int:
        """The number of ranked members."""
        return self._with_more[-1]

    def place(self, measure: int) -> int | None:
        """1 plus the number of members with more; None for a member who is not ranked."""
        return self._with_more[bisect_left(self._falling, -measure)] + 1 if measure > 0 else None

    def largest(self, number: int) -> int:
        """The measure at this rank, 1 for the largest. Raises IndexError if there are fewer."""
        return -self._falling[bisect_left(self._with_more, number) - 1]

    def falling(self) -> Iterator[int]:
        """The measures of all ranked members, largest first."""
        for place, measure in enumerate(self._falling):
            yield from repeat(-measure, self._with_more[place + 1] - self._with_more[place])


class Limit(NamedTuple):
    """The last place at which a grade is reached, and the last at which it is kept."""

    share: int
    stay: int


def limits(terms: Insights, ranked: int) -> list[Limit]:
    """The limits of the grades that have a share, the best first."""
    return [
        Limit(_up(ranked * share.amount, share.per), _up(ranked * share.amount * stay.amount, share.per * stay.per))
        for share, stay in ((grade.share, terms.stay) for grade in terms.grades)
        if share
    ]


class Grading(NamedTuple):
    """The grade of a member, and whether it is only kept from before."""

    grade: str
    kept: bool


def grading(terms: Insights, bounds: Sequence[Limit], place: int | None, before: str | None) -> Grading:
    """The grade at a place (None: not ranked); `before` is the grade at the previous scheduled review, if any.

    `bounds` are the `limits` for all ranked members.
    """
    if place is None:
        return Grading(terms.grades[-1].id, False)
    held = terms.height(before)
    for height, limit in enumerate(bounds):
        if place <= limit.share:
            return Grading(terms.grades[height].id, False)
        if held is not None and held <= height and place <= limit.stay:
            return Grading(terms.grades[height].id, True)
    return Grading(terms.grades[-2].id, False)


def _up(amount: int, per: int) -> int:
    return rounded(amount, per, "ceil")


class Graded(NamedTuple):
    """The grade of a member in a review, with its basis."""

    grade: str
    kept: bool
    place: int | None
    measure: int


def why(terms: Insights, ranked: int, graded: Graded, within: Span, currency: str) -> str:
    """The reason for a member's grade, in words. `ranked` is the number of members with a place."""
    by = f"by {terms.measure} from {within.first_on} to {within.last_on} ({amount_text(graded.measure, currency)})"
    if graded.place is None:
        return f"no place {by}: only more than 0 has one"
    place = f"place {number_text(graded.place)} of {number_text(ranked)} {by}"
    bounds = limits(terms, ranked)
    height = terms.height(graded.grade)
    if height is None or height >= len(bounds):
        share = terms.grades[len(bounds) - 1].share
        assert share
        return f"{place}: not within {_percent(share)} ({_places(bounds[-1].share)})"
    share = terms.grades[height].share
    assert share
    if not graded.kept:
        return f"{place}: within {_percent(share)} ({_places(bounds[height].share)})"
    kept = Ratio(share.amount * terms.stay.amount, share.per * terms.stay.per)
    return f"{place}, kept: within {_percent(kept)} ({_places(bounds[height].stay)})"


def _percent(share: Ratio) -> str:
    percent = share.fraction * 100
    text = f"{rounded(percent.numerator * 10**6, percent.denominator, 'half_up'):07}"
    return f"{text[:-6]}.{text[-6:]}".rstrip("0").rstrip(".") + " %"


def _places(limit: int) -> str:
    return counted(limit, "place", "places")
