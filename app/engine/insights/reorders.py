"""Re-order: when a member will buy the same item again.

For an item bought on days d1 < … < dk, the next purchase is expected after the mean gap. The interval around it comes
from the shop's own past: the last gap of each pair of member and item relative to the mean of its earlier gaps, in
thousandths, by the number of these gaps. A quantile is one of the sorted values, by nearest rank.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, Literal, NamedTuple

from app.engine.insights.facts import Item
from app.engine.model.calendar import day_number, numbered_day
from app.engine.model.ratio import Ratio, rounded
from app.engine.program.terms.insights import Reorder as ReorderTerms

Status = Literal["due", "overdue"]
Outcome = Literal["within", "early", "late", "none"]

DUE_WITHIN_DAYS: Final = 7
# Pairs with at least this many days count for the shop: gaps before the last, and the last.
FEWEST_DAYS: Final = 4
FEWEST_PAIRS: Final = 50
# The largest number of gaps in each class but the last.
CLASSES: Final = (2, 4, 8)

# By class of gaps: the number of pairs by last gap, in thousandths of their mean gap.
GapCounts = tuple[Counter[int], ...]


class Pair(NamedTuple):
    """A member and an item that the member bought."""

    member_id: str
    bought: Item


class Spread(NamedTuple):
    """The interval around an expected day, in thousandths of the mean gap after the last."""

    low: int
    high: int


WITHOUT_A_PAST: Final = Spread(250, 3000)
Spreads = tuple[Spread, ...]


class Expected(NamedTuple):
    """The expected day, and the first and last day of the interval, by their numbers."""

    day: int
    first: int
    last: int

    @property
    def expected_on(self) -> str:
        """The day on which the next is expected."""
        return numbered_day(self.day)

    @property
    def first_on(self) -> str:
        """The first day of the interval."""
        return numbered_day(self.first)

    @property
    def last_on(self) -> str:
        """The last day of the interval."""
        return numbered_day(self.last)


class Reorder(NamedTuple):
    """An item that is due or overdue; `usual_amount` in minor units."""

    pair: Pair
    status: Status
    expected: Expected
    usual_amount: int


class HitRate(NamedTuple):
    """For recent re-orders: the number within their interval, before it, after it, and missing."""

    within: int
    early: int
    late: int
    none: int


def gap_class(gaps: int) -> int:
    """The class of a number of gaps: up to 2, 3 to 4, 5 to 8, 9 and more."""
    return bisect_left(CLASSES, gaps)


def gap_counts(items: Iterable[Item]) -> GapCounts:
    """Last gaps relative to those before them. The counts of slices of members add up, class by class."""
    counts: GapCounts = tuple(Counter() for _ in range(len(CLASSES) + 1))
    for item in items:
        if item.days < FEWEST_DAYS or item.previous_on is None:
            continue
        first, previous, last = day_number(item.first_on), day_number(item.previous_on), day_number(item.last_on)
        gaps = item.days - 2
        counts[gap_class(gaps)][1000 * (last - previous) * gaps // (previous - first)] += 1
    return counts


def added(counts: GapCounts, others: GapCounts) -> GapCounts:
    """The counts of two groups of members, combined."""
    return tuple(one + other for one, other in zip(counts, others, strict=True))


def spreads(counts: GapCounts, within: Ratio) -> Spreads:
    """The interval of each class: its own, that of all pairs if it has few, or the default if all are few."""
    every: Counter[int] = Counter()
    for one in counts:
        every.update(one)
    of_all = _spread(every, within) if every.total() >= FEWEST_PAIRS else WITHOUT_A_PAST
    return tuple(_spread(one, within) if one.total() >= FEWEST_PAIRS else of_all for one in counts)


def _spread(counts: Mapping[int, int], within: Ratio) -> Spread:
    low = quantile(counts, Ratio(within.per - within.amount, 2 * within.per))
    return Spread(low, quantile(counts, Ratio(within.per + within.amount, 2 * within.per)))


def quantile(counts: Mapping[int, int], part: Ratio) -> int:
    """The quantile by nearest rank: the value number ceil(part x N) of N sorted ones, at least the first."""
    rank = max(1, rounded(part.amount * sum(counts.values()), part.per, "ceil"))
    passed = 0
    for value in sorted(counts):
        passed += counts[value]
        if passed >= rank:
            return value
    raise AssertionError("a quantile needs values, and a part of at most all")


def expected(spreads: Spreads, item: Item) -> Expected:
    """The next expected purchase of an item bought on two days or more."""
    return _expected(spreads, day_number(item.first_on), day_number(item.last_on), item.days - 1)


def _expected(spreads: Spreads, first: int, last: int, gaps: int) -> Expected:
    span = last - first
    low, high = spreads[gap_class(gaps)]
    return Expected(
        last + rounded(span, gaps, "half_up"),
        last + low * span // (1000 * gaps),
        last + rounded(high * span, 1000 * gaps, "ceil"),
    )


def status(found: Expected, as_of: int) -> Status | None:
    """Whether the next purchase is due soon, or overdue but within its interval, at the end of a day."""
    if found.day > as_of:
        return "due" if found.day <= as_of + DUE_WITHIN_DAYS else None
    return "overdue" if as_of <= found.last else None


def reorders(terms: ReorderTerms, spreads: Spreads, pairs: Iterable[Pair], as_of: str) -> list[Reorder]:
    """Due and overdue items, largest usual amount first. `pairs`: those of members who have not lapsed."""
    listed, today = [], day_number(as_of)
    for pair in pairs:
        bought = pair.bought
        if bought.days < terms.min_purchases:
            continue
        found = expected(spreads, bought)
        its_status = status(found, today)
        if its_status:
            listed.append(Reorder(pair, its_status, found, rounded(bought.amount, bought.days, "half_up")))
    return sorted(listed, key=lambda one: (-one.usual_amount, one.pair.member_id, one.pair.bought.item))


def hit_rate(terms: ReorderTerms, spreads: Spreads, items: Iterable[Item], as_of: str, horizon_days: int) -> HitRate:
    """The accuracy of the intervals for purchases made, or expected, in the last `horizon_days` days."""
    today = day_number(as_of)
    counts = Counter(_outcome(terms, spreads, item, today - horizon_days, today) for item in items)
    return HitRate(counts["within"], counts["early"], counts["late"], counts["none"])


def _outcome(terms: ReorderTerms, spreads: Spreads, item: Item, after: int, today: int) -> Outcome | None:
    """The outcome of the expectation before the last day if that is recent, else of the one after it."""
    if item.days < terms.min_purchases:
        return None
    last = day_number(item.last_on)
    if item.days > terms.min_purchases and item.previous_on is not None and last > after:
        before = _expected(spreads, day_number(item.first_on), day_number(item.previous_on), item.days - 2)
        if last < before.first:
            return "early"
        return "late" if last > before.last else "within"
    return "none" if after < expected(spreads, item).last <= today else None
