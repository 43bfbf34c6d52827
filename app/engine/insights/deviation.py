"""Deviation: members who spend far less, or far more, in a period than their own past suggests.

The base is the periods just before, without that of the first purchase, which contains a purchase by selection. The
expected spend is the base times the season, estimated from regular members. Whether so few (or so many) visit days may
be chance is an exact conditional test of two Poisson rates: given all visit days of base and period, those of the
period are binomial.

All arithmetic is in whole numbers: a season is in thousandths, and ratios are compared by multiplication.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from math import comb
from typing import Literal, NamedTuple

from app.engine.insights.facts import Day
from app.engine.insights.words import amount_text, counted, number_text
from app.engine.model.calendar import MONTHS_IN, PeriodUnit, period_end, period_start
from app.engine.model.ratio import Ratio, decimal_text, rounded
from app.engine.program.terms.insights import Deviation as DeviationTerms

Direction = Literal["down", "up"]

FEWEST_REGULARS = 30
RECOVERED = Ratio(85, 100)


def period_number(day: str, unit: PeriodUnit) -> int:
    """The number of the calendar period of a day; consecutive periods have consecutive numbers."""
    return (int(day[:4]) * 12 + int(day[5:7]) - 1) // MONTHS_IN[unit]


def period_days(number: int, unit: PeriodUnit) -> tuple[str, str]:
    """The first and the last day of a period."""
    year, month = divmod(number * MONTHS_IN[unit], 12)
    start = f"{year:04}-{month + 1:02}-01"
    return start, period_end(start, unit)


def newest_ended(as_of: str, unit: PeriodUnit) -> int:
    """The number of the last period that ended by a day."""
    number = period_number(as_of, unit)
    return number if period_end(period_start(as_of, unit), unit) == as_of else number - 1


class PeriodRow(NamedTuple):
    """One member's spend in minor units and visit days by period; `first` is the number of the first one.

    `grade` and `was_lapsed` are those of the day before the listed period.
    """

    member_id: str
    first_on: str
    first: int
    spend: tuple[int, ...]
    visits: tuple[int, ...]
    grade: str | None
    was_lapsed: bool


def by_period(days: Iterable[Day], unit: PeriodUnit, first: int, last: int) -> tuple[list[int], list[int]]:
    """The spend and the visit days of a member in each period from the first to the last."""
    spend, visits = [0] * (last - first + 1), [0] * (last - first + 1)
    for day in days:
        number = period_number(day.business_date, unit)
        if first <= number <= last:
            spend[number - first] += day.spend
            visits[number - first] += day.visits
    return spend, visits


class Comparison(NamedTuple):
    """A comparison: the spend of `period` with the expectation from the base just before `listed`.

    For a list both are the same; to follow up on its members, `period` is a later one.
    """

    listed: int
    period: int


class RegularVisits(NamedTuple):
    """The regular members of a base: their number, and their visit days in the base and in the compared period."""

    members: int
    base: int
    period: int

    def plus(self, other: "RegularVisits") -> "RegularVisits":
        """The sums of two groups of members."""
        return RegularVisits(self.members + other.members, self.base + other.base, self.period + other.period)


class Base(NamedTuple):
    """The base of one member: the number of periods, and their total spend and visit days."""

    periods: int
    spend: int
    visits: int


class Deviation(NamedTuple):
    """A member who deviates. `expected` is exact; `season` and `chance` are thousandths, `chance` rounded up.

    `is_sure`: the chance is small enough for a report.
    """

    member_id: str
    grade: str
    unit: PeriodUnit
    period: int
    direction: Direction
    spend: int
    expected: Fraction
    visits: int
    base: Base
    season: int
    chance: int
    is_sure: bool

    @property
    def expected_amount(self) -> int:
        """The expected spend, in whole minor units."""
        return rounded(self.expected.numerator, self.expected.denominator, "half_up")

    @property
    def shortfall(self) -> int:
        """The difference between the expected spend as shown and the actual one; negative if more was spent."""
        return self.expected_amount - self.spend


class Followed(NamedTuple):
    """The outcome of a list: members listed down, how many of them stayed low, and the same for the other members
    checked.
    """

    listed: int
    stayed_low: int
    others: int
    others_low: int


def base_length(terms: DeviationTerms, first_on: str, listed: int) -> int:
    """The number of periods in a member's base, before the listed one; below 1 if there is none."""
    return min(terms.base_periods, listed - 1 - period_number(first_on, terms.unit))


def base_of(row: PeriodRow, periods: int, listed: int) -> Base:
    """The given number of periods before the listed one, as a base."""
    end = listed - row.first
    return Base(periods, sum(row.spend[end - periods : end]), sum(row.visits[end - periods : end]))


def regular_visits(
    terms: DeviationTerms, comparison: Comparison, rows: Iterable[PeriodRow]
) -> dict[int, RegularVisits]:
    """The regular members by length of the base, from `min_periods` to `base_periods`.

    Their first purchase was before the base, and they have a visit day in each of its periods and in the compared one.
    Slices of members can be evaluated separately: the figures add up.
    """
    lengths = range(terms.min_periods, terms.base_periods + 1)
    members, base, period = (dict.fromkeys(lengths, 0) for _ in range(3))
    for row in rows:
        visits, end = row.visits, comparison.listed - row.first
        now = visits[comparison.period - row.first]
        if not now:
            continue
        longest = base_length(terms, row.first_on, comparison.listed)
        found = 0
        for length in range(1, longest + 1):
            there = visits[end - length]
            if not there:
                break
            found += there
            if length >= terms.min_periods:
                members[length] += 1
                base[length] += found
                period[length] += now
    return {length: RegularVisits(members[length], base[length], period[length]) for length in lengths}


def season(regular: RegularVisits, base_periods: int) -> int:
    """The period's part of all visit days of base and period, in thousandths.

    Estimated from regular members if there are enough of them, else as if all periods were alike.
    """
    if regular.members < FEWEST_REGULARS:
        return rounded(1000, base_periods + 1, "half_up")
    share = rounded(1000 * regular.period, regular.base + regular.period, "half_up")
    return min(999, max(1, share))


def seasons(regular: Mapping[int, RegularVisits]) -> dict[int, int]:
    """The season for each length of the base."""
    return {length: season(figures, length) for length, figures in regular.items()}


def expected(base: Base, season: int) -> Fraction:
    """The expected spend of the period, in minor units, exactly."""
    return Fraction(base.spend * season, 1000 - season)


def looked_at(terms: DeviationTerms, row: PeriodRow, listed: int) -> Base | None:
    """The base of a member; None if the member is not evaluated.

    That is so if the base is too short or has no spend, the grade does not count, or the member had lapsed.
    """
    if row.grade not in terms.grades or row.was_lapsed:
        return None
    length = base_length(terms, row.first_on, listed)
    if length < terms.min_periods:
        return None
    base = base_of(row, length, listed)
    return base if base.spend > 0 else None


def deviations(
    terms: DeviationTerms, listed: int, rows: Iterable[PeriodRow], seasons: Mapping[int, int]
) -> Iterator[Deviation]:
    """The members who deviate in the listed period, in the order of the rows."""
    for row in rows:
        base = looked_at(terms, row, listed)
        found = base and _deviation(terms, listed, row, base, seasons[base.periods])
        if found:
            yield found


def _deviation(terms: DeviationTerms, listed: int, row: PeriodRow, base: Base, weight: int) -> Deviation | None:
    spend, visits = row.spend[listed - row.first], row.visits[listed - row.first]
    direction = _direction(terms, base, weight, spend)
    if direction is None:
        return None
    chance, of = chance_of(base.visits, visits, weight, direction)
    if not _within(chance, of, terms.list_chance):
        return None
    return Deviation(
        member_id=row.member_id,
        grade=row.grade or "",
        unit=terms.unit,
        period=listed,
        direction=direction,
        spend=spend,
        expected=expected(base, weight),
        visits=visits,
        base=base,
        season=weight,
        chance=rounded(1000 * chance, of, "ceil"),
        is_sure=_within(chance, of, terms.tell_chance),
    )


def _direction(terms: DeviationTerms, base: Base, weight: int, spend: int) -> Direction | None:
    """Whether the spend is far enough below or above the expected one, else None."""
    # Both sides times (1000 - weight).
    awaited, spent = base.spend * weight, spend * (1000 - weight)
    if abs(awaited - spent) < terms.min_amount * (1000 - weight):
        return None
    if _is_below(terms.below, awaited, spent):
        return "down"
    return "up" if spent * terms.above.per > terms.above.amount * awaited else None


def _is_below(share: Ratio, awaited: int, spent: int) -> bool:
    return spent * share.per < share.amount * awaited


def _within(chance: int, of: int, most: Ratio) -> bool:
    return chance * most.per <= most.amount * of


@lru_cache(maxsize=16384)
def chance_of(base_visits: int, visits: int, season: int, direction: Direction) -> tuple[int, int]:
    """The probability that the period has at most (up: at least) `visits` of all visit days, as numerator and
    denominator.

    That is P(X <= visits), for up P(X >= visits), of X ~ Binomial(base_visits + visits, season / 1000).
    """
    trials = base_visits + visits
    # Many visit days in the period mean few in the base.
    few, weight = (visits, season) if direction == "down" else (base_visits, 1000 - season)
    rest, chance = 1000 - weight, 0
    power = 1
    for successes in range(few + 1):
        chance = chance * rest + comb(trials, successes) * power
        power *= weight
    return chance * rest ** (trials - few), 1000**trials


def to_tell(found: Iterable[Deviation], known: Container[str]) -> list[Deviation]:
    """The deviations to report, largest shortfall first: members who are down, hardly by chance.

    `known`: members listed down for the period before, or already reported for this one.
    """
    told = [one for one in found if one.direction == "down" and one.is_sure and one.member_id not in known]
    return sorted(told, key=lambda one: (one.spend - one.expected, one.member_id))


def followed(
    terms: DeviationTerms,
    comparison: Comparison,
    rows: Iterable[PeriodRow],
    seasons: Mapping[int, int],
    listed: Container[str],
) -> Followed:
    """The outcome of an earlier period's list. `listed`: its members who were down.

    `rows` have the grade of the day before the period of the list began, `seasons` are those of the comparison.
    """
    counts = {True: [0, 0], False: [0, 0]}
    for row in rows:
        base = looked_at(terms, row, comparison.listed)
        if base is None:
            continue
        weight = seasons[base.periods]
        spend = row.spend[comparison.period - row.first]
        count = counts[row.member_id in listed]
        count[0] += 1
        count[1] += _is_below(terms.below, base.spend * weight, spend * (1000 - weight))
    return Followed(*counts[True], *counts[False])


def has_recovered(base: Base, season: int, spend: int) -> bool:
    """Whether the spend of a later period is near to the expectation from the same base, with its season."""
    return not _is_below(RECOVERED, base.spend * season, spend * (1000 - season))


def why(one: Deviation, currency: str) -> str:
    """The reason of a deviation, with its arithmetic."""
    first, last = period_days(one.period, one.unit)
    periods = counted(one.base.periods, one.unit, f"{one.unit}s")
    few = "few" if one.direction == "down" else "many"
    return (
        f"{amount_text(one.spend, currency)} from {first} to {last}, "
        f"{amount_text(one.expected_amount, currency)} expected: {amount_text(one.base.spend, currency)} "
        f"in the {periods} before, season {decimal_text(one.season, 1000, 3)}; "
        f"{counted(one.visits, 'visit day', 'visit days')} after {number_text(one.base.visits)}: "
        f"so {few} by chance {decimal_text(one.chance, 1000, 3)}"
    )
