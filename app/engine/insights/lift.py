"""Members to lift: those nearest to the golden list, and the purchases they need by the next review."""

from collections.abc import Collection, Iterable, Mapping
from itertools import islice
from typing import Final, NamedTuple

from app.engine.insights.grades import Ranking
from app.engine.model.calendar import PeriodUnit, Window, day_after, day_before, period_end, period_start
from app.engine.model.ratio import Ratio, rounded

MOST_CATEGORIES: Final = 3


class Candidate(NamedTuple):
    """A candidate: a member of a grade below the golden ones, except the last. Amounts of the measure, in minor units.

    `still_counts` is the part of `measure` in the window on the day before the next review.
    """

    member_id: str
    grade: str
    measure: int
    still_counts: int
    visit_days: int


class Lift(NamedTuple):
    """A member to lift: `needs` is the missing spend, in `visits` of the usual size."""

    member_id: str
    grade: str
    measure: int
    counts_on: int
    needs: int
    visits: int


def next_review_on(first_open_day: str, unit: PeriodUnit, starts_month: int = 1) -> str:
    """The first day of the next period; years begin in the month `starts_month`.

    `first_open_day` is the first day that can still have sales: the day after a reading's day, or this day itself if it
    has not ended. So the reading at the end of a period shows what is needed by the end of the next one.
    """
    return day_after(period_end(period_start(first_open_day, unit, starts_month), unit))


def counted_from(review_on: str, months: int) -> str:
    """The first day that still counts on the day before a review."""
    return Window("rolling", months).first_day(day_before(review_on))


def floor(ranking: Ranking, golden_share: Ratio) -> int | None:
    """The smallest golden measure: that of the last place within their share. None if nobody is ranked."""
    last_place = rounded(golden_share.amount * len(ranking), golden_share.per, "ceil")
    return ranking.largest(last_place) if last_place else None


def lifts(candidates: Iterable[Candidate], floor: int) -> list[Lift]:
    """All candidates, the smallest need first, then the larger measure."""
    return sorted((_lift(one, floor) for one in candidates), key=_nearness)


def _nearness(one: Lift) -> tuple[int, int, str]:
    return one.needs, -one.measure, one.member_id


def _lift(one: Candidate, floor: int) -> Lift:
    needs = max(0, floor - one.still_counts)
    # The average visit, measure / days, is at least one minor unit.
    days = max(1, one.visit_days)
    visits = rounded(needs * days, max(days, one.measure), "ceil")
    return Lift(
        member_id=one.member_id,
        grade=one.grade,
        measure=one.measure,
        counts_on=one.still_counts,
        needs=needs,
        visits=visits,
    )


def most_bought(values: Mapping[str, int]) -> list[str]:
    """First-level categories by the golden members' kept value, largest first, then by name."""
    return sorted((name for name, value in values.items() if value > 0), key=lambda name: (-values[name], name))


def unbought(golden: Iterable[str], bought: Collection[str]) -> list[str]:
    """Up to three of the golden members' main categories, in their order, that a member did not buy."""
    return list(islice((name for name in golden if name not in bought), MOST_CATEGORIES))
