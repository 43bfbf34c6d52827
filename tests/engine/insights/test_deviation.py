"""Deviation: the figures by hand, the bounds reached exactly, and a second reckoning straight from the sentences."""

from datetime import date, timedelta
from fractions import Fraction
from math import ceil, comb, floor
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.engine.insights import deviation
from app.engine.insights.deviation import Base, Comparison, Deviation, PeriodRow, RegularVisits
from app.engine.insights.facts import Day
from app.engine.model.ratio import Ratio, ratio
from app.engine.program.terms.insights import Deviation as DeviationTerms

TERMS = DeviationTerms(
    unit="quarter",
    base_periods=4,
    min_periods=2,
    grades=frozenset({"A", "B"}),
    below=ratio("0.70"),
    above=ratio("1.50"),
    list_chance=ratio("0.20"),
    tell_chance=ratio("0.10"),
    min_amount=0,
)
Q1_2026 = deviation.period_number("2026-01-01", "quarter")
LONG_AGO = "2020-01-01"


def row(spend: list[int], visits: list[int], **changes: Any) -> PeriodRow:
    """A member of grade A with periods up to the first quarter of 2026."""
    assert len(spend) == len(visits)
    known: dict[str, Any] = {
        "member_id": "ann",
        "first_on": LONG_AGO,
        "first": Q1_2026 - len(spend) + 1,
        "grade": "A",
        "was_lapsed": False,
    }
    return PeriodRow(spend=tuple(spend), visits=tuple(visits), **{**known, **changes})


def listed(rows: list[PeriodRow], terms: DeviationTerms = TERMS, period: int = Q1_2026) -> list[Deviation]:
    seasons = deviation.seasons(deviation.regular_visits(terms, Comparison(period, period), rows))
    return list(deviation.deviations(terms, period, rows, seasons))


def regulars(visits: list[int], count: int = 30) -> list[PeriodRow]:
    return [row([0] * len(visits), visits, member_id=f"regular{number}", grade="C") for number in range(count)]


# By hand.


def test_who_clearly_comes_less_is_listed_and_told() -> None:
    (one,) = listed([row([60000] * 4 + [10000], [6] * 4 + [1])])
    assert (one.season, one.expected, one.expected_amount, one.shortfall) == (200, 60000, 60000, 50000)
    assert (one.direction, one.chance, one.is_sure) == ("down", 28, True)
    assert one.base == Base(4, 240000, 24)
    assert deviation.to_tell([one], known=()) == [one]
    assert deviation.why(one, "GBP") == (
        "100.00 GBP from 2026-01-01 to 2026-03-31, 600.00 GBP expected: 2,400.00 GBP in the 4 quarters before, "
        "season 0.200; 1 visit day after 24: so few by chance 0.028"
    )


def test_few_visits_can_be_listed_and_fewer_still_say_nothing() -> None:
    (one,) = listed([row([100, 100, 100, 0], [1, 2, 2, 0], first_on="2025-04-30")])
    assert (one.base.periods, one.season, one.chance, one.is_sure) == (2, 333, 198, False)
    assert deviation.to_tell([one], known=()) == []
    assert listed([row([100, 100, 100, 0], [1, 2, 1, 0], first_on="2025-04-30")]) == []


def test_the_quarter_of_the_first_purchase_is_no_base() -> None:
    assert deviation.base_length(TERMS, "2025-07-01", Q1_2026) == 1
    assert listed([row([90000, 10000, 0], [30, 30, 0], first_on="2025-07-01")]) == []
    (one,) = listed([row([90000, 10000, 10000, 0], [30, 30, 30, 0], first_on="2025-06-30")])
    assert one.base == Base(2, 20000, 60)


def test_who_follows_the_season_of_the_regular_does_not_deviate() -> None:
    gold = row([0, 10000, 10000, 5000], [0, 10, 10, 5], first_on="2025-06-30")
    others = [row([0, 0, 0, 0], [0, 10, 10, 5], member_id=f"m{number}", grade=None) for number in range(40)]
    figures = deviation.regular_visits(TERMS, Comparison(Q1_2026, Q1_2026), [gold, *others])
    # A first purchase on the last day before the base is before it.
    assert figures[2] == RegularVisits(41, 820, 205)
    assert deviation.season(figures[2], 2) == 200
    assert deviation.expected(Base(2, 20000, 20), 200) == 5000
    assert listed([gold, *others]) == []
    # Without them a third would be expected, and 50.00 of 100.00 would be too little.
    assert deviation.seasons(deviation.regular_visits(TERMS, Comparison(Q1_2026, Q1_2026), [gold]))[2] == 333


# Bounds.


def test_a_season_needs_thirty_regulars() -> None:
    assert deviation.season(RegularVisits(29, 800, 200), 2) == 333
    assert deviation.season(RegularVisits(30, 800, 200), 2) == 200
    assert deviation.season(RegularVisits(0, 0, 0), 1) == 500


def test_a_season_is_rounded_half_up_and_neither_nothing_nor_all() -> None:
    assert deviation.season(RegularVisits(30, 1999, 1), 4) == 1  # 0.5 of a thousandth
    assert deviation.season(RegularVisits(30, 10**6, 1), 4) == 1
    assert deviation.season(RegularVisits(30, 1, 10**6), 4) == 999
    assert deviation.season(RegularVisits(30, 1995, 5), 4) == 3  # 2.5


def test_regular_is_who_bought_in_every_period_and_first_before_the_base() -> None:
    comparison = Comparison(Q1_2026, Q1_2026)
    together = [
        row([0] * 5, [1, 1, 1, 1, 1], member_id="all"),
        row([0] * 5, [1, 0, 1, 1, 1], member_id="two only"),
        row([0] * 5, [1, 1, 1, 1, 0], member_id="not now"),
        row([0] * 5, [0, 1, 1, 1, 2], member_id="young", first_on="2025-04-01"),
    ]
    found = deviation.regular_visits(TERMS, comparison, together)
    assert found == {2: RegularVisits(3, 6, 4), 3: RegularVisits(1, 3, 1), 4: RegularVisits(1, 4, 1)}
    apart = [deviation.regular_visits(TERMS, comparison, [one]) for one in together]
    for length, figures in found.items():
        total = RegularVisits(0, 0, 0)
        for part in apart:
            total = total.plus(part[length])
        assert total == figures


def test_reaching_a_bound_exactly_is_no_deviation() -> None:
    base = [60000] * 4
    many = TERMS._replace(list_chance=Ratio(1, 1))
    assert listed([row([*base, 42000], [6] * 4 + [1])], many) == []
    assert len(listed([row([*base, 41999], [6] * 4 + [1])], many)) == 1
    assert listed([row([*base, 90000], [6] * 4 + [20])], many) == []
    (up,) = listed([row([*base, 90001], [6] * 4 + [20])], many)
    assert (up.direction, up.shortfall) == ("up", -30001)
    assert "so many by chance" in deviation.why(up, "GBP")


def test_a_chance_reached_exactly_counts() -> None:
    # One base visit and none now, with a half each: P(X <= 0) of Binomial(1, 0.5) is a half.
    half = TERMS._replace(min_periods=1, base_periods=1, list_chance=Ratio(1, 2), tell_chance=Ratio(1, 2))
    (one,) = listed([row([9, 100, 0], [1, 1, 0], first_on="2025-09-30")], half)
    assert (one.chance, one.is_sure) == (500, True)
    less = half._replace(tell_chance=ratio("0.499999"))
    (one,) = listed([row([9, 100, 0], [1, 1, 0], first_on="2025-09-30")], less)
    assert (one.chance, one.is_sure) == (500, False)
    assert listed([row([9, 100, 0], [1, 1, 0], first_on="2025-09-30")], less._replace(list_chance=ratio("0.499"))) == []


def test_the_least_amount_is_measured_exactly() -> None:
    found = row([60000] * 4 + [10000], [6] * 4 + [1])
    assert len(listed([found], TERMS._replace(min_amount=50000))) == 1
    assert listed([found], TERMS._replace(min_amount=50001)) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"grade": "C"},
        {"grade": None},
        {"was_lapsed": True},
        {"first_on": "2025-04-01", "first": Q1_2026 - 4, "spend": (0, 0, 0, 0, 0)},
        {"spend": (100, -100, 0, 0, -900)},
    ],
)
def test_nothing_is_said_of_whom_it_is_not_about(changes: dict[str, Any]) -> None:
    told = row([60000] * 4 + [10000], [6] * 4 + [1])
    assert len(listed([told])) == 1
    assert listed([told._replace(**changes)]) == []


def test_days_are_added_up_by_period() -> None:
    days = [Day("2025-06-30", 9, 1, 0, 0), Day("2025-07-01", 5, 1, 0, 0), Day("2025-09-30", -2, 0, 0, 0)]
    days += [Day("2026-03-31", 7, 1, 0, 0), Day("2026-04-01", 9, 1, 0, 0)]
    assert deviation.by_period(days, "quarter", Q1_2026 - 2, Q1_2026) == ([3, 0, 7], [1, 0, 1])


def test_the_base_has_no_more_periods_than_asked_for() -> None:
    (one,) = listed([row([10**6, 10**6, *[60000] * 4, 10000], [90, 90, *[6] * 4, 1])])
    assert one.base == Base(4, 240000, 24)


@pytest.mark.parametrize(
    ("as_of", "unit", "first", "last"),
    [
        ("2026-03-31", "quarter", "2026-01-01", "2026-03-31"),
        ("2026-03-30", "quarter", "2025-10-01", "2025-12-31"),
        ("2026-04-01", "quarter", "2026-01-01", "2026-03-31"),
        ("2026-01-31", "month", "2026-01-01", "2026-01-31"),
        ("2026-01-30", "month", "2025-12-01", "2025-12-31"),
        ("2024-02-29", "month", "2024-02-01", "2024-02-29"),
        ("2024-02-28", "month", "2024-01-01", "2024-01-31"),
    ],
)
def test_the_newest_period_is_one_that_has_ended(as_of: str, unit: Any, first: str, last: str) -> None:
    assert deviation.period_days(deviation.newest_ended(as_of, unit), unit) == (first, last)


def test_the_largest_shortfall_is_told_first_and_nobody_twice() -> None:
    rows = [
        row([60000] * 4 + [10000], [6] * 4 + [1], member_id="bob"),
        row([60000] * 4 + [10000], [6] * 4 + [1], member_id="ann"),
        row([60001, 60000, 60000, 60000, 10000], [6] * 4 + [1], member_id="zoe"),
        row([60000] * 4 + [0], [6] * 4 + [0], member_id="eve"),
        row([60000] * 4 + [500000], [6] * 4 + [30], member_id="more"),
        row([60000] * 4 + [1], [1] * 4 + [0], member_id="perhaps"),
    ]
    found = listed(rows, TERMS._replace(list_chance=Ratio(1, 1)))
    assert len(found) == 6
    assert [one.member_id for one in deviation.to_tell(found, known={"eve"})] == ["zoe", "ann", "bob"]


def test_a_list_is_followed_with_the_same_base_and_the_season_of_the_later_period() -> None:
    before = deviation.period_number("2025-10-01", "quarter")
    comparison = Comparison(before, Q1_2026)
    rows = [
        # What was spent in the period of the list itself is no base.
        row([100] * 4 + [0, 17], [6] * 4 + [0, 1], member_id="low"),
        row([100] * 4 + [0, 70], [6] * 4 + [0, 1], member_id="back"),
        row([100] * 4 + [900, 69], [6] * 4 + [9, 1], member_id="other low"),
        row([100] * 4 + [100, 100], [6] * 4 + [6, 6], member_id="other"),
        row([100] * 4 + [100, 0], [6] * 4 + [6, 6], member_id="not looked at", grade="C"),
    ]
    seasons = deviation.seasons(deviation.regular_visits(TERMS, comparison, rows))
    assert seasons[4] == 200
    found = deviation.followed(TERMS, comparison, rows, seasons, {"low", "back"})
    assert found == deviation.Followed(2, 1, 2, 1)
    crowd = [row([0] * 6, [9, 9, 9, 9, 0, 4], member_id=f"m{number}", grade=None) for number in range(30)]
    figures = deviation.regular_visits(TERMS, comparison, crowd)
    assert figures[4] == RegularVisits(30, 1080, 120)
    assert deviation.seasons(figures)[4] == 100


def test_who_comes_near_to_what_is_expected_has_recovered() -> None:
    base = Base(4, 40000, 24)
    assert deviation.has_recovered(base, 200, 8500)
    assert not deviation.has_recovered(base, 200, 8499)


@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 999))
def test_chances_of_fewer_and_of_more_make_one(base: int, now: int, season: int) -> None:
    down, of = deviation.chance_of(base, now, season, "down")
    up, _ = deviation.chance_of(base - 1, now + 1, season, "up") if base else (0, of)
    assert down + up == of


# A second reckoning, from the sentences alone.

FIRST_DAY = date(2023, 1, 1)
Purchases = dict[str, dict[date, int]]


def quarter(day: date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3


def quarters_before(of: tuple[int, int], count: int) -> tuple[int, int]:
    year, number = divmod(of[0] * 4 + of[1] - count, 4)
    return year, number


def half_up(exact: Fraction) -> int:
    return floor(exact + Fraction(1, 2))


def reckoned_season(bought: Purchases, terms: DeviationTerms, n: int, q: tuple[int, int], to: tuple[int, int]) -> int:
    base = [quarters_before(q, back) for back in range(1, n + 1)]
    in_base = in_period = members = 0
    for days in bought.values():
        periods = [quarter(day) for day in days]
        if min(periods) < min(base) and all(one in periods for one in [*base, to]):
            members += 1
            in_base += sum(one in base for one in periods)
            in_period += periods.count(to)
    if members < 30:
        return half_up(Fraction(1000, n + 1))
    return min(999, max(1, half_up(Fraction(1000 * in_period, in_period + in_base))))


def reckoned(
    bought: Purchases, terms: DeviationTerms, q: tuple[int, int]
) -> dict[str, tuple[str, Fraction, int, bool]]:
    """By member: direction, expected, chance in thousandths, and whether it is small enough to tell."""
    found = {}
    for member, days in bought.items():
        f = min(quarter(day) for day in days)
        n = min(terms.base_periods, (q[0] - f[0]) * 4 + q[1] - f[1] - 1)
        if n < terms.min_periods:
            continue
        base = [quarters_before(q, back) for back in range(1, n + 1)]
        big_b = sum(spend for day, spend in days.items() if quarter(day) in base)
        b = sum(quarter(day) in base for day in days)
        s = sum(spend for day, spend in days.items() if quarter(day) == q)
        v = sum(quarter(day) == q for day in days)
        if big_b <= 0:
            continue
        w = reckoned_season(bought, terms, n, q, q)
        e = Fraction(big_b * w, 1000 - w)
        p = Fraction(w, 1000)
        probability = [comb(b + v, k) * p**k * (1 - p) ** (b + v - k) for k in range(b + v + 1)]
        if s < terms.below.fraction * e:
            direction, chance = "down", sum(probability[: v + 1])
        elif s > terms.above.fraction * e:
            direction, chance = "up", sum(probability[v:])
        else:
            continue
        if abs(e - s) >= terms.min_amount and chance <= terms.list_chance.fraction:
            found[member] = direction, e, ceil(1000 * chance), chance <= terms.tell_chance.fraction
    return found


def rows_of(bought: Purchases, newest: int, count: int) -> list[PeriodRow]:
    rows = []
    for member, days in bought.items():
        spend, visits = [0] * count, [0] * count
        for day, amount in days.items():
            place = deviation.period_number(day.isoformat(), "quarter") - newest + count - 1
            if 0 <= place < count:
                spend[place] += amount
                visits[place] += 1
        first_on = min(days).isoformat()
        rows.append(PeriodRow(member, first_on, newest - count + 1, tuple(spend), tuple(visits), "A", False))
    return rows


amounts = st.integers(-500, 20000)
some_days = st.dictionaries(
    st.integers(0, 1200).map(lambda day: FIRST_DAY + timedelta(days=day)), amounts, min_size=1, max_size=40
)


@st.composite
def crowds(draw: st.DrawFn) -> Purchases:
    """Members who buy in most quarters, so that there are regulars, among others who do not."""
    regular_days = [FIRST_DAY + timedelta(days=30 * number) for number in range(41)]
    bought: Purchases = {}
    for number in range(draw(st.sampled_from([0, 5, 29, 30, 40]))):
        left_out = draw(st.sets(st.integers(0, 40), max_size=4))
        bought[f"r{number}"] = {day: 100 + number for place, day in enumerate(regular_days) if place not in left_out}
    for number, days in enumerate(draw(st.lists(some_days, max_size=12))):
        bought[f"m{number}"] = days
    return {member: days for member, days in bought.items() if days}


shares = st.integers(1, 100).map(lambda part: Ratio(part, 100))


@given(crowds(), st.integers(1, 4), st.integers(0, 4), st.integers(0, 12), shares, shares, st.integers(0, 300))
@example({"a": {date(2024, 1, 1): 5, date(2024, 4, 1): 5, date(2024, 7, 1): 5}}, 2, 0, 7, Ratio(1, 1), Ratio(1, 1), 0)
def test_it_agrees_with_a_second_reckoning(
    bought: Purchases,
    min_periods: int,
    more_periods: int,
    back: int,
    list_chance: Ratio,
    tell_chance: Ratio,
    min_amount: int,
) -> None:
    terms = TERMS._replace(
        min_periods=min_periods,
        base_periods=min_periods + more_periods,
        list_chance=list_chance,
        tell_chance=tell_chance,
        min_amount=min_amount,
    )
    newest = Q1_2026 - back
    rows = [one for one in rows_of(bought, newest, 10) if deviation.period_number(one.first_on, "quarter") <= newest]
    first, _ = deviation.period_days(newest, "quarter")
    known = {one.member_id: bought[one.member_id] for one in rows}
    found = {
        one.member_id: (one.direction, one.expected, one.chance, one.is_sure) for one in listed(rows, terms, newest)
    }
    assert found == reckoned(known, terms, quarter(date.fromisoformat(first)))


@given(crowds(), st.integers(1, 4))
def test_following_agrees_with_a_second_reckoning(bought: Purchases, later: int) -> None:
    terms = TERMS._replace(list_chance=Ratio(1, 2))
    of_list = Q1_2026 - later
    comparison = Comparison(of_list, of_list + 1)
    rows = [
        one for one in rows_of(bought, of_list + 1, 8) if deviation.period_number(one.first_on, "quarter") <= of_list
    ]
    known = {one.member_id: bought[one.member_id] for one in rows}
    down = {one.member_id for one in listed(rows, terms, of_list) if one.direction == "down"}
    seasons = deviation.seasons(deviation.regular_visits(terms, comparison, rows))
    q = quarter(date.fromisoformat(deviation.period_days(of_list, "quarter")[0]))
    after = quarters_before(q, -1)
    counts = [0, 0, 0, 0]
    for member, days in known.items():
        f = min(quarter(day) for day in days)
        n = min(4, (q[0] - f[0]) * 4 + q[1] - f[1] - 1)
        base = [quarters_before(q, back) for back in range(1, n + 1)]
        spent = sum(spend for day, spend in days.items() if quarter(day) in base)
        if n < 2 or spent <= 0:
            continue
        w = reckoned_season(known, terms, n, q, after)
        now = sum(spend for day, spend in days.items() if quarter(day) == after)
        place = 0 if member in down else 2
        counts[place] += 1
        counts[place + 1] += now < terms.below.fraction * Fraction(spent * w, 1000 - w)
    assert deviation.followed(terms, comparison, rows, seasons, down) == tuple(counts)
