"""Totals of all members, added up slice by slice before any member is read.

Gaps between visits, the season, the spread of reorders and the second purchase are the shop's own. Each is a sum, so
members can come in any order and no history is kept.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from app.engine.insights import deviation, reorders, rhythm, stages
from app.engine.insights.deviation import Comparison, PeriodRow, RegularVisits
from app.engine.insights.facts import Day, Item, visits
from app.engine.insights.reorders import Spread, Spreads
from app.engine.insights.rhythm import NO_GAPS, MeanGap
from app.engine.insights.stages import SecondPurchase, Within
from app.engine.model.calendar import day_before
from app.engine.program.terms.insights import Insights


class Dates(NamedTuple):
    """The days and periods of a review.

    `listed` is the number of the period compared with its base, and `before_listed` the day before it began;
    `before_followed` is the same of the previous period, whose list is followed up. `horizon_on` is the past day whose
    states are compared with the visits since.
    """

    as_of: str
    listed: int
    before_listed: str
    before_followed: str
    horizon_on: str


def dates(terms: Insights, as_of: str) -> Dates:
    """The days and periods of a review as of a day."""
    unit = terms.deviation.unit
    listed = deviation.newest_ended(as_of, unit)
    first, before = (deviation.period_days(number, unit)[0] for number in (listed, listed - 1))
    return Dates(as_of, listed, day_before(first), day_before(before), rhythm.horizon_on(terms.rhythm, as_of))


class Did(NamedTuple):
    """A member's days up to the day of a review, and its items if the review covers them."""

    member_id: str
    days: Sequence[Day]
    items: Sequence[Item] = ()


def period_row(terms: Insights, looked_at: Dates, did: Did, grade: str | None, was_lapsed: bool) -> PeriodRow | None:
    """A member's periods for a review's comparison; None without a visit day."""
    first_on = visits(did.days, looked_at.as_of).first_on
    if first_on is None:
        return None
    first = looked_at.listed - 1 - terms.deviation.base_periods
    spend, visit_days = deviation.by_period(did.days, terms.deviation.unit, first, looked_at.listed)
    return PeriodRow(
        member_id=did.member_id,
        first_on=first_on,
        first=first,
        spend=tuple(spend),
        visits=tuple(visit_days),
        grade=grade,
        was_lapsed=was_lapsed,
    )


class Sums:
    """Accumulates the totals of members, slice by slice."""

    def __init__(self, terms: Insights, looked_at: Dates) -> None:
        self._terms = terms
        self._dates = looked_at
        days = {looked_at.as_of, looked_at.horizon_on, looked_at.before_listed, looked_at.before_followed}
        self._gaps = dict.fromkeys(sorted(days), NO_GAPS)
        listed = looked_at.listed
        self._comparisons = (Comparison(listed, listed), Comparison(listed - 1, listed))
        self._regular: list[dict[int, RegularVisits]] = [
            deviation.regular_visits(terms.deviation, one, ()) for one in self._comparisons
        ]
        self._gap_counts = reorders.gap_counts(())
        self._waiting: stages.WaitingTimes = Counter()

    def add(self, members: Iterable[Did]) -> None:
        """Add some members."""
        members = list(members)
        for day, gap in self._gaps.items():
            self._gaps[day] = gap.plus(rhythm.mean_gap(visits(one.days, day) for one in members))
        rows = [row for one in members if (row := period_row(self._terms, self._dates, one, None, False))]
        for place, comparison in enumerate(self._comparisons):
            more = deviation.regular_visits(self._terms.deviation, comparison, rows)
            self._regular[place] = {length: one.plus(more[length]) for length, one in self._regular[place].items()}
        counts = reorders.gap_counts(item for one in members for item in one.items)
        self._gap_counts = reorders.added(self._gap_counts, counts)
        self._waiting += stages.waiting_times(
            (visits(one.days, self._dates.as_of) for one in members), self._dates.as_of
        )

    def summed(self) -> "Summed":
        """The totals."""
        return Summed(
            self._gaps,
            self._regular[0],
            self._regular[1],
            reorders.spreads(self._gap_counts, self._terms.reorder.within),
            stages.second_purchase(self._waiting),
        )


class Summed(NamedTuple):
    """The totals of all members.

    `gaps` by day; `regular` by length of the base, for the list and (`followed`) for the outcome of the previous one;
    `spreads` by class of gaps.
    """

    gaps: Mapping[str, MeanGap]
    regular: Mapping[int, RegularVisits]
    followed: Mapping[int, RegularVisits]
    spreads: Spreads
    second_purchase: SecondPurchase

    def told(self) -> dict[str, Any]:
        """The same for JSON."""
        return {
            "gaps": {day: list(gap) for day, gap in self.gaps.items()},
            "regular": {str(length): list(one) for length, one in self.regular.items()},
            "followed": {str(length): list(one) for length, one in self.followed.items()},
            "spreads": [list(one) for one in self.spreads],
            "second_purchase": [[list(one) for one in self.second_purchase.within], self.second_purchase.median_days],
        }

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Summed":
        """The same from JSON."""
        within, median = told["second_purchase"]
        return cls(
            {day: MeanGap(*gap) for day, gap in told["gaps"].items()},
            {int(length): RegularVisits(*one) for length, one in told["regular"].items()},
            {int(length): RegularVisits(*one) for length, one in told["followed"].items()},
            tuple(Spread(*one) for one in told["spreads"]),
            SecondPurchase(tuple(Within(*one) for one in within), median),
        )
