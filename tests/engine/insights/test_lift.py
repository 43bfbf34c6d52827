"""Whom to lift: by hand, the bounds, and a second reckoning straight from the sentences."""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.insights import lift
from app.engine.insights.grades import Ranking
from app.engine.insights.lift import Candidate, Lift
from app.engine.model.ratio import Ratio, ratio

GOLDEN = ratio("0.20")


def ranking_of(measures: Iterable[int]) -> Ranking:
    return Ranking(Counter(measures).items())


def test_what_is_needed_is_what_will_not_count_any_more_and_what_was_missing() -> None:
    candidate = Candidate("ann", "C", measure=4600, still_counts=3700, visit_days=10)
    assert lift.lifts([candidate], 5000) == [Lift("ann", "C", 4600, 3700, 1300, 3)]


def test_the_floor_is_the_measure_of_the_last_golden_place() -> None:
    twenty = list(range(100, 2001, 100))
    assert lift.floor(ranking_of(twenty), GOLDEN) == 1700
    assert lift.floor(ranking_of([*twenty, 50]), GOLDEN) == 1600
    assert lift.floor(ranking_of([0, -5]), GOLDEN) is None
    assert lift.floor(ranking_of([7, 0, -5]), GOLDEN) == 7


def test_who_has_the_same_as_the_last_golden_has_the_floor() -> None:
    assert lift.floor(ranking_of([2000] * 2 + [1800] * 9 + [100] * 9), GOLDEN) == 1800


def test_who_is_over_the_floor_needs_nothing() -> None:
    # Others stay golden with less.
    assert lift.lifts([Candidate("ann", "C", 5000, 5000, 4)], 5000) == [Lift("ann", "C", 5000, 5000, 0, 0)]
    assert lift.lifts([Candidate("ann", "C", 6000, 5100, 4)], 5000)[0].needs == 0


def test_more_is_needed_by_whose_window_falls_below_nothing() -> None:
    assert lift.lifts([Candidate("ann", "D", 100, -50, 1)], 1000) == [Lift("ann", "D", 100, -50, 1050, 11)]


def test_an_average_visit_is_one_minor_unit_at_the_least() -> None:
    assert lift.lifts([Candidate("ann", "D", 3, 3, 10)], 1000)[0].visits == 997
    assert lift.lifts([Candidate("ann", "D", 300, 300, 0)], 1000)[0].visits == 3


def test_who_needs_least_is_first_then_who_has_more() -> None:
    listed = lift.lifts(
        [
            Candidate("zoe", "C", 400, 300, 1),
            Candidate("bob", "C", 300, 300, 1),
            Candidate("ann", "C", 300, 300, 1),
            Candidate("eve", "D", 350, 350, 1),
        ],
        1000,
    )
    assert [one.member_id for one in listed] == ["eve", "zoe", "ann", "bob"]


@pytest.mark.parametrize(
    ("first_open_day", "unit", "review_on"),
    [
        ("2026-04-01", "quarter", "2026-07-01"),  # after the reading as of 31 March
        ("2026-03-31", "quarter", "2026-04-01"),
        ("2026-12-31", "month", "2027-01-01"),
        ("2026-01-01", "year", "2027-01-01"),
    ],
)
def test_the_next_review_is_one_for_which_something_can_still_be_bought(
    first_open_day: str, unit: str, review_on: str
) -> None:
    assert lift.next_review_on(first_open_day, unit) == review_on  # type: ignore[arg-type]


def test_what_counts_is_what_is_in_the_window_on_the_day_before_the_review() -> None:
    assert lift.counted_from("2026-07-01", 12) == "2025-07-01"
    assert lift.counted_from("2024-03-01", 12) == "2023-03-01"


def test_up_to_three_categories_are_proposed_that_the_golden_buy_most() -> None:
    most = lift.most_bought({"tea": 50, "coffee": 900, "cake": 50, "cups": 0, "gone": -10, "bread": 40, "milk": 30})
    assert most == ["coffee", "cake", "tea", "bread", "milk"]
    assert lift.unbought(most, {"cake"}) == ["coffee", "tea", "bread"]
    assert lift.unbought(most, set(most)) == []


candidates = st.lists(
    st.tuples(st.integers(-100, 3000), st.integers(-500, 3000), st.integers(1, 40)), min_size=1, max_size=40
)


@given(candidates, st.integers(1, 99))
def test_it_agrees_with_a_second_reckoning(figures: list[tuple[int, int, int]], percent: int) -> None:
    ranked = sorted((measure for measure, _, _ in figures if measure > 0), reverse=True)
    floor = lift.floor(ranking_of(measure for measure, _, _ in figures), Ratio(percent, 100))
    if not ranked:
        assert floor is None
        return
    assert floor == ranked[ceil(len(ranked) * Fraction(percent, 100)) - 1]
    known = {f"m{number:02}": one for number, one in enumerate(figures) if one[0] > 0}
    found = lift.lifts([Candidate(name, "C", *one) for name, one in known.items()], floor)
    for one in found:
        measure, still_counts, visit_days = known[one.member_id]
        assert one.needs == max(0, floor - still_counts)
        assert one.visits == ceil(one.needs / max(Fraction(1), Fraction(measure, visit_days)))
    assert [one.member_id for one in found] == sorted(
        known, key=lambda name: (max(0, floor - known[name][1]), -known[name][0], name)
    )
