"""The effect: by hand, its bounds, a second reckoning straight from the sentences, and how often it is wrong."""

import random
from fractions import Fraction
from math import ceil, floor
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.insights import holdout
from app.engine.insights.holdout import Effect, Group, Interval


def since(*during: int) -> Group:
    """Members who spent nothing before."""
    return Group([0] * len(during), during)


# By hand.


def test_the_interval_is_rounded_outwards() -> None:
    found = holdout.effect(since(10, 12, 14, 16), since(8, 10, 12, 14))
    assert found == Effect(4, 4, 16, 0, 0, Interval(2, -2, 6), None, "too_small")
    assert holdout.verdict_text(found, "GBP") == (
        "4 members treated, 4 in the control group: with fewer than 100 in a group nothing can be said"
    )


def test_what_was_spent_before_is_taken_into_account() -> None:
    # Everybody spends twice what they spent before, and the treated 5 more.
    before = [10, 20, 30, 40]
    treated, control = Group(before, [25, 45, 65, 85]), Group(before, [20, 40, 60, 80])
    found = holdout.difference(holdout.sums(treated), holdout.sums(control))
    assert found == (5, 0)
    # By plain means the interval would reach far below 0.
    plain = holdout.difference(holdout.sums(since(*treated.during)), holdout.sums(since(*control.during)))
    assert plain.difference == 5
    assert plain.half_width is not None
    assert plain.half_width > 30


def test_who_all_spent_the_same_before_are_compared_as_they_are() -> None:
    treated, control = Group([3, 3], [10, 20]), Group([3, 3], [1, 3])
    # Variances 50 and 2, by 2 each: 26.
    found = holdout.difference(holdout.sums(treated), holdout.sums(control))
    assert found.difference == 13
    assert found.half_width is not None
    assert 0 <= found.half_width**2 - Fraction(196, 100) ** 2 * 26 < Fraction(1, 10**7)


def test_a_root_that_is_exact_stays_exact() -> None:
    # Variances 8 and 0, by 2 each: 4. 1.96 x 2 = 3.92.
    found = holdout.difference(holdout.sums(since(0, 4)), holdout.sums(since(1, 1)))
    assert found == (1, Fraction(392, 100))


def test_large_values_are_capped_each_at_its_own_quantile() -> None:
    treated = Group([0] * 99 + [10**9], [5] * 99 + [10**6])
    control = Group([0] * 98 + [7, 7], [5] * 100)
    found = holdout.effect(treated, control)
    # The 198th of 200 values.
    assert (found.cap, found.cap_before, found.mean_before) == (5, 7, 0)
    assert found.per_member == Interval(0, 0, 0)
    assert (found.verdict, found.total) == ("no_difference_shown", Interval(0, 0, 0))


@pytest.mark.parametrize(("members", "capped"), [(1, 1), (99, 99), (100, 99), (101, 100), (200, 198), (201, 199)])
def test_a_quantile_is_one_of_the_values(members: int, capped: int) -> None:
    found = holdout.effect(since(*range(1, members)), since(members))
    assert found.cap == capped


@pytest.mark.parametrize("few", [0, 1, 19, 20, 21, 99])
def test_fewer_than_a_hundred_are_too_few(few: int) -> None:
    for found in (
        holdout.effect(since(*[9] * few), since(*[1] * 100)),
        holdout.effect(since(*[9] * 100), since(*[1] * few)),
    ):
        assert (found.verdict, found.total) == ("too_small", None)


def test_a_hundred_are_enough() -> None:
    found = holdout.effect(since(*[9] * 100), since(*[1] * 100))
    assert found == Effect(100, 100, 9, 0, 0, Interval(8, 8, 8), Interval(800, 800, 800), "more")
    assert holdout.verdict_text(found, "GBP") == (
        "100 members treated, 100 in the control group: a difference of 0.08 GBP a member, from 0.08 GBP to 0.08 GBP "
        "with 95 % confidence: the treated spent more"
    )
    assert holdout.effect(since(*[1] * 100), since(*[9] * 100)).verdict == "less"


def test_nobody_and_one_alone_have_no_interval() -> None:
    assert holdout.effect(since(), since()) == Effect(
        0, 0, None, None, None, Interval(None, None, None), None, "too_small"
    )
    assert holdout.effect(since(5), since()).per_member == Interval(None, None, None)
    assert holdout.effect(since(5), since(1, 1, 1)).per_member == Interval(4, None, None)


def test_an_end_at_nothing_shows_no_difference() -> None:
    # Half the treated spent 1 more: the low end lies between 0 and 1, and is told as 0.
    found = holdout.effect(since(*[1, 2] * 50), since(*[1] * 100))
    assert found.per_member == Interval(1, 0, 1)
    assert (found.verdict, found.total) == ("no_difference_shown", Interval(50, 0, 100))


def test_the_total_is_that_of_all_who_were_treated() -> None:
    treated, control = since(*[1000, 1001, 1001] * 100), since(*[100] * 100)
    found = holdout.effect(treated, control)
    assert found.per_member.difference == 901
    assert found.total is not None
    # 900 2/3 for each of 300.
    assert found.total.difference == 270200
    assert (found.total.low, found.total.high) == (900 * 300, 901 * 300)


# A second reckoning, from the sentences alone.

spends = st.integers(-300, 3000)
groups = st.lists(st.tuples(spends, spends), min_size=2, max_size=20)


def nearest_rank(values: list[int]) -> int:
    return sorted(values)[max(1, ceil(Fraction(99, 100) * len(values))) - 1]


def mean(values: list[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


@given(groups, groups, st.sampled_from([1, 1, 1, 50]), st.booleans())
def test_it_agrees_with_a_second_reckoning(
    treated: list[tuple[int, int]], control: list[tuple[int, int]], times: int, same_before: bool
) -> None:
    pairs = {True: treated * times, False: control * times}
    if same_before:
        pairs = {group: [(4, y) for _, y in some] for group, some in pairs.items()}
    found = holdout.effect(*(Group([x for x, _ in pairs[one]], [y for _, y in pairs[one]]) for one in (True, False)))
    everybody = [(group, x, y) for group, some in pairs.items() for x, y in some]
    cap_x, cap_y = nearest_rank([x for _, x, _ in everybody]), nearest_rank([y for _, _, y in everybody])
    everybody = [(group, min(x, cap_x), min(y, cap_y)) for group, x, y in everybody]
    mean_x, mean_y = (mean([Fraction(one[place]) for one in everybody]) for place in (1, 2))
    spread = sum((x - mean_x) ** 2 for _, x, _ in everybody)
    t = sum(((x - mean_x) * (y - mean_y) for _, x, y in everybody), Fraction(0)) / spread if spread else Fraction(0)
    z = {one: [y - t * (x - mean_x) for group, x, y in everybody if group == one] for one in (True, False)}
    means = {one: mean(some) for one, some in z.items()}
    difference = means[True] - means[False]
    variance = sum(
        sum((value - means[one]) ** 2 for value in some) / (len(some) - 1) / len(some) for one, some in z.items()
    )
    # The largest whole number that is at least 1.96 roots below, found without a root.
    squared = Fraction(196, 100) ** 2 * variance
    low = floor(difference)
    while (difference - low) ** 2 < squared:
        low -= 1
    high = ceil(difference)
    while (high - difference) ** 2 < squared:
        high += 1
    assert found.per_member == Interval(floor(difference + Fraction(1, 2)), low, high)
    assert (found.cap, found.cap_before, found.mean_before) == (cap_y, cap_x, floor(mean_x + Fraction(1, 2)))
    if min(len(some) for some in pairs.values()) < 100:
        assert found.verdict == "too_small"
    else:
        assert found.verdict == ("no_difference_shown" if low <= 0 <= high else "more" if low > 0 else "less")


def test_where_nothing_was_done_the_interval_mostly_holds_nothing() -> None:
    drawn = random.Random(7)
    before = [round(drawn.lognormvariate(8, 1)) for _ in range(400)]
    spent = [(x, round(x * drawn.lognormvariate(0, 0.5))) for x in before]
    held = 0
    for _ in range(100):
        drawn.shuffle(spent)
        x, y = zip(*spent, strict=True)
        found = holdout.effect(Group(x[100:], y[100:]), Group(x[:100], y[:100]))
        held += found.verdict == "no_difference_shown"
    assert held >= 90


@pytest.mark.long
def test_a_million_members_take_a_few_seconds() -> None:
    drawn = random.Random(7)
    before = [drawn.randrange(0, 10**6) for _ in range(10**6)]
    during = [value // 2 + drawn.randrange(0, 10**6) for value in before]
    started = process_time()
    found = holdout.effect(Group(before[:950_000], during[:950_000]), Group(before[950_000:], during[950_000:]))
    assert process_time() - started < 5
    assert found.verdict == "no_difference_shown"
