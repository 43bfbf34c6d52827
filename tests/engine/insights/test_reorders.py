"""Re-orders: by hand, the bounds of classes and quantiles, and a second reckoning straight from the sentences."""

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.insights import reorders
from app.engine.insights.facts import Item
from app.engine.insights.reorders import WITHOUT_A_PAST, Expected, HitRate, Pair, Spread
from app.engine.model.calendar import day_number
from app.engine.model.ratio import Ratio, ratio
from app.engine.program.terms.insights import Reorder as ReorderTerms

TERMS = ReorderTerms(depth=2, min_purchases=3, within=ratio("0.80"))
NO_PAST = (WITHOUT_A_PAST,) * 4
START = date(2026, 1, 1)


def day(number: int) -> str:
    return (START + timedelta(days=number)).isoformat()


def item(*numbers: int, name: str = "coffee", amount: int = 0) -> Item:
    """Bought on so many days after the first of 2026."""
    previous = day(numbers[-2]) if len(numbers) > 1 else None
    return Item(name, day(numbers[0]), previous, day(numbers[-1]), len(numbers), amount)


def interval_of(*days: str) -> Expected:
    return Expected(*map(day_number, days))


def gaps(count: int, last: int, gap: int = 10) -> Item:
    """So many equal gaps, and a last one."""
    numbers = [gap * number for number in range(count + 1)]
    return item(*numbers, numbers[-1] + last)


# By hand.


def test_without_a_history_of_the_shop_the_interval_is_a_usual_one() -> None:
    coffee = Item("coffee", "2026-05-01", "2026-05-11", "2026-05-23", 3, 3000)
    spreads = reorders.spreads(reorders.gap_counts([coffee]), ratio("0.80"))
    assert spreads == NO_PAST
    assert reorders.expected(spreads, coffee) == interval_of("2026-06-03", "2026-05-25", "2026-06-25")


def test_the_expected_day_is_rounded_half_up_and_the_interval_outwards() -> None:
    spreads = (Spread(333, 1001),) * 4
    # A mean gap of 2.5 days: 3 on; 0.8325 back to 0; 2.5025 on to 3.
    assert reorders.expected(spreads, item(0, 1, 5)) == interval_of(day(8), day(5), day(8))
    assert reorders.expected((Spread(400, 1200),) * 4, item(0, 1, 5)) == interval_of(day(8), day(6), day(8))


@pytest.mark.parametrize(("gaps", "number"), [(1, 0), (2, 0), (3, 1), (4, 1), (5, 2), (8, 2), (9, 3), (100, 3)])
def test_gaps_are_in_four_classes(gaps: int, number: int) -> None:
    assert reorders.gap_class(gaps) == number


def test_a_last_gap_is_compared_with_the_mean_of_those_before() -> None:
    counts = reorders.gap_counts([gaps(2, 15), gaps(2, 15), gaps(3, 5), gaps(5, 10), gaps(9, 21), gaps(1, 3), item(4)])
    assert counts == (Counter({1500: 2}), Counter({500: 1}), Counter({1000: 1}), Counter({2100: 1}))
    # 1000 x 1 x 2 / 3, rounded down.
    assert reorders.gap_counts([item(0, 1, 3, 4)])[0] == Counter({666: 1})


def test_counts_of_slices_of_members_add_up() -> None:
    one, other = [gaps(2, 15), gaps(3, 4)], [gaps(2, 15), gaps(9, 30)]
    parts = reorders.added(reorders.gap_counts(one), reorders.gap_counts(other))
    assert parts == reorders.gap_counts([*one, *other])


def test_a_class_of_fewer_than_fifty_takes_all_and_fewer_than_fifty_in_all_take_none() -> None:
    many, few = [gaps(2, 20)] * 50, [gaps(3, 5)] * 49
    assert reorders.spreads(reorders.gap_counts(few), TERMS.within) == NO_PAST
    spreads = reorders.spreads(reorders.gap_counts([*many, *few]), TERMS.within)
    assert spreads == (Spread(2000, 2000), Spread(500, 2000), Spread(500, 2000), Spread(500, 2000))
    spreads = reorders.spreads(reorders.gap_counts([*many, *few, gaps(4, 5)]), TERMS.within)
    assert spreads[1] == Spread(500, 500)
    # Fifty in all are enough, though no class has them.
    spreads = reorders.spreads(reorders.gap_counts([*few, gaps(2, 20)]), TERMS.within)
    assert spreads == (Spread(500, 500),) * 4


@pytest.mark.parametrize(
    ("part", "value"),
    [("0", 1), ("0.1", 1), ("0.1001", 2), ("0.2", 2), ("0.9", 9), ("0.9001", 10), ("1", 10)],
)
def test_a_quantile_is_one_of_the_values(part: str, value: int) -> None:
    assert reorders.quantile(Counter(range(1, 11)), ratio(part)) == value


def test_an_interval_for_all_reaches_from_the_least_to_the_largest() -> None:
    spreads = reorders.spreads((Counter(range(100)), Counter(), Counter(), Counter()), Ratio(1, 1))
    assert spreads[0] == Spread(0, 99)
    assert reorders.spreads((Counter(range(1, 101)), Counter(), Counter(), Counter()), ratio("0.80"))[0] == (10, 90)


def test_the_class_is_that_of_the_gaps_known() -> None:
    spreads = (Spread(0, 1000), Spread(0, 2000), Spread(0, 3000), Spread(0, 4000))
    ends = [reorders.expected(spreads, gaps(count - 1, 10)).last_on for count in (1, 2, 3, 4, 5, 8, 9)]
    factors = [1, 1, 2, 2, 3, 3, 4]
    assert ends == [day(10 * (count + factor)) for count, factor in zip((1, 2, 3, 4, 5, 8, 9), factors, strict=True)]


@pytest.mark.parametrize(
    ("as_of", "status"),
    [
        ("2026-05-26", None),
        ("2026-05-27", "due"),
        ("2026-06-02", "due"),
        ("2026-06-03", "overdue"),
        ("2026-06-25", "overdue"),
        ("2026-06-26", None),
    ],
)
def test_an_item_is_due_a_week_before_and_overdue_to_the_end_of_its_interval(as_of: str, status: str | None) -> None:
    assert reorders.status(interval_of("2026-06-03", "2026-05-25", "2026-06-25"), day_number(as_of)) == status


def test_the_largest_usual_amount_is_first() -> None:
    pairs = [
        Pair("bob", item(0, 10, 20, amount=1000)),
        Pair("ann", item(0, 10, 20, name="tea", amount=1000)),
        Pair("ann", item(0, 10, 20, name="cake", amount=1001)),
        Pair("zoe", item(0, 10, 20, amount=1004)),
        Pair("seldom", item(0, 20, amount=9999)),
        Pair("long ago", item(0, 1, 2, amount=9999)),
    ]
    found = reorders.reorders(TERMS, NO_PAST, pairs, day(30))
    # 1001 / 3 and 1000 / 3 are 334 and 333; 1004 / 3 is 335.
    assert [(one.pair.member_id, one.pair.bought.item, one.usual_amount) for one in found] == [
        ("zoe", "coffee", 335),
        ("ann", "cake", 334),
        ("ann", "tea", 333),
        ("bob", "coffee", 333),
    ]
    assert {one.status for one in found} == {"overdue"}
    assert found[0].expected == interval_of(day(30), day(22), day(50))


def test_it_is_told_how_many_came_within_their_interval() -> None:
    spreads = (Spread(500, 1500),) * 4
    recent = [
        gaps(3, 4),  # before the interval from 5 days on
        gaps(3, 5),
        gaps(3, 15),
        gaps(3, 16),
        gaps(1, 10),  # not bought again by day 35
    ]
    assert reorders.hit_rate(TERMS, spreads, recent, day(46), 90) == HitRate(2, 1, 1, 1)
    # Of the last eleven days: what was to be on day 35 or before is too long ago.
    assert reorders.hit_rate(TERMS, spreads, recent, day(46), 11) == HitRate(1, 0, 1, 0)
    assert reorders.hit_rate(TERMS, spreads, recent[:2], day(38), 4) == HitRate(1, 0, 0, 0)


def test_who_bought_the_fewest_times_can_fail_to_buy_again() -> None:
    spreads = (Spread(500, 1500),) * 4
    assert reorders.hit_rate(TERMS, spreads, [item(0, 10, 20)], day(35), 1) == HitRate(0, 0, 0, 1)
    assert reorders.hit_rate(TERMS, spreads, [item(0, 10, 20)], day(36), 1) == HitRate(0, 0, 0, 0)
    assert reorders.hit_rate(TERMS, spreads, [item(0, 10)], day(25), 90) == HitRate(0, 0, 0, 0)


def test_an_interval_may_end_after_the_last_day_there_is() -> None:
    assert reorders.expected((Spread(0, 10**7),) * 4, gaps(2, 3650)).last_on == "9999-12-31"


# A second reckoning, from the sentences alone.

purchases = st.sets(st.integers(0, 300), min_size=1, max_size=14).map(sorted)
Reckoned = list[tuple[str, str, int]]


def reckoned_spreads(all_days: list[list[int]], within: Ratio) -> dict[str, tuple[int, int]]:
    values: dict[str, list[int]] = {"all": [], "2": [], "3 to 4": [], "5 to 8": [], "9 and more": []}
    for days in all_days:
        k = len(days)
        if k >= 4:
            r = floor(Fraction(1000 * (days[-1] - days[-2]) * (k - 2), days[-2] - days[0]))
            values[class_of(k - 2)].append(r)
            values["all"].append(r)
    found = {}
    for name, some in values.items():
        chosen = sorted(some if len(some) >= 50 else values["all"])
        if len(chosen) < 50:
            found[name] = 250, 3000
            continue
        low, high = (1 - within.fraction) / 2, (1 + within.fraction) / 2
        found[name] = (
            chosen[max(1, ceil(low * len(chosen))) - 1],
            chosen[max(1, ceil(high * len(chosen))) - 1],
        )
    return found


def class_of(count: int) -> str:
    if count <= 2:
        return "2"
    if count <= 4:
        return "3 to 4"
    return "5 to 8" if count <= 8 else "9 and more"


def interval(spreads: dict[str, tuple[int, int]], days: list[int]) -> tuple[int, int, int]:
    k = len(days)
    g = Fraction(days[-1] - days[0], k - 1)
    low, high = spreads[class_of(k - 1)]
    return days[-1] + floor(g + Fraction(1, 2)), days[-1] + floor(low * g / 1000), days[-1] + ceil(high * g / 1000)


@st.composite
def shops(draw: st.DrawFn) -> list[list[int]]:
    """Some pairs drawn, and often enough of a few kinds to have a history of their own."""
    drawn = draw(st.lists(purchases, max_size=20))
    kinds = draw(st.lists(st.tuples(purchases, st.sampled_from([10, 49, 50, 60])), max_size=3))
    return [*drawn, *(days for days, count in kinds for _ in range(count))]


@given(shops(), st.integers(1, 100), st.integers(2, 5), st.integers(0, 60), st.integers(1, 200))
def test_it_agrees_with_a_second_reckoning(
    all_days: list[list[int]], percent: int, min_purchases: int, later: int, horizon: int
) -> None:
    terms = TERMS._replace(within=Ratio(percent, 100), min_purchases=min_purchases)
    d = 300 + later
    items = [item(*days, amount=number * 7) for number, days in enumerate(all_days)]
    spreads = reorders.spreads(reorders.gap_counts(items), terms.within)
    wanted = reckoned_spreads(all_days, terms.within)
    assert [tuple(one) for one in spreads] == [wanted[name] for name in ("2", "3 to 4", "5 to 8", "9 and more")]

    listed: list[tuple[int, str, str, str]] = []
    rate = Counter[str]()
    for number, days in enumerate(all_days):
        k = len(days)
        if k < min_purchases:
            continue
        expected, first, last = interval(wanted, days)
        if k > min_purchases and d - horizon < days[-1] <= d:
            _, first, last = interval(wanted, days[:-1])
            rate["early" if days[-1] < first else "late" if days[-1] > last else "within"] += 1
        elif d - horizon < last <= d:
            rate["none"] += 1
        expected, _, last = interval(wanted, days)
        usual = floor(Fraction(number * 7, k) + Fraction(1, 2))
        if d + 1 <= expected <= d + 7:
            listed.append((-usual, f"m{number:03}", "due", day(expected)))
        if expected <= d <= last:
            listed.append((-usual, f"m{number:03}", "overdue", day(expected)))
    pairs = [Pair(f"m{number:03}", one) for number, one in enumerate(items)]
    found = reorders.reorders(terms, spreads, pairs, day(d))
    shown = [(-one.usual_amount, one.pair.member_id, one.status, one.expected.expected_on) for one in found]
    assert shown == sorted(listed)
    wanted_rate = HitRate(rate["within"], rate["early"], rate["late"], rate["none"])
    assert reorders.hit_rate(terms, spreads, items, day(d), horizon) == wanted_rate
