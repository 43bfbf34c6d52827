"""Grades by place: exact shares, ties together, and nobody flaps."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.insights.facts import Day
from app.engine.insights.grades import (
    Graded,
    Grading,
    Limit,
    Measured,
    Ranking,
    Span,
    grading,
    limits,
    measured,
    span,
    why,
)
from tests.engine.insights.terms import insights

USUAL = insights()


def ranking_of(spends: list[int]) -> Ranking:
    return Ranking(Counter(spends).items())


def graded(spends: list[int], before: dict[int, str] | None = None, **said: Any) -> list[str]:
    """The grade of each of these members, by what they spent; `before` by their number."""
    terms, ranking = insights(**said), ranking_of(spends)
    bounds = limits(terms, len(ranking))
    return [
        grading(terms, bounds, ranking.place(spend), (before or {}).get(number)).grade
        for number, spend in enumerate(spends)
    ]


def test_of_twenty_one_is_within_5_percent_four_within_20_and_ten_within_half() -> None:
    spends = [100 * number for number in range(20, 0, -1)]
    assert graded([*spends, 0, 0, -5]) == [*"A", *"BBB", *"CCCCCC", *"DDDDDDDDDD", *"EEE"]


@pytest.mark.parametrize(
    ("ranked", "expected"),
    [(0, ""), (1, "A"), (2, "AD"), (3, "ACD"), (19, "ABBBCCCCCC" + "D" * 9), (20, "ABBBCCCCCC" + "D" * 10)],
)
def test_shares_are_exact_and_rounded_up(ranked: int, expected: str) -> None:
    assert "".join(graded(list(range(ranked, 0, -1)))) == expected
    assert "".join(graded(list(range(21, 0, -1)))) == "AABBBCCCCCC" + "D" * 10


def test_who_spent_the_same_has_the_same_place_and_grade() -> None:
    spends = [2000, 2000, 1800, 1700, *range(16, 0, -1)]
    assert [ranking_of(spends).place(spend) for spend in spends[:4]] == [1, 1, 3, 4]
    assert graded(spends)[:5] == ["A", "A", "B", "B", "C"]
    assert graded([7] * 40) == ["A"] * 40


def test_who_brings_all_of_it_back_is_not_ranked() -> None:
    spends = [0, *(100 * number for number in range(20, 0, -1))]
    assert graded(spends)[:3] == ["E", "A", "B"]


def test_who_held_a_grade_keeps_it_while_within_its_share_times_stay() -> None:
    spends = list(range(20, 0, -1))
    assert graded(spends, {1: "A", 4: "B"})[:5] == ["A", "A", "B", "B", "B"]
    assert graded(spends)[:5] == ["A", "B", "B", "B", "C"]
    assert graded(spends, {2: "A", 5: "B"})[:6] == ["A", "B", "B", "B", "C", "C"], "beyond: place 3 of 2, place 6 of 5"
    assert graded(spends, {4: "A"})[4] == "B", "who held a better one keeps this one too"
    assert graded(spends, {4: "C", 1: "B"})[:5] == ["A", "B", "B", "B", "C"], "a lower one holds up nothing above it"
    assert graded(spends, {19: "A"})[19] == "D"
    assert graded([*spends, 0], {20: "A"})[20] == "E"
    assert graded(spends, {4: "gold"})[4] == "C", "a grade that there is no more"
    assert graded(spends, {1: "A"}, stay="1")[1] == "B"


def test_whether_a_grade_is_only_kept_is_told() -> None:
    bounds = limits(USUAL, 20)
    assert bounds == [Limit(1, 2), Limit(4, 5), Limit(10, 12)]
    assert grading(USUAL, bounds, 2, "A") == Grading("A", True)
    assert grading(USUAL, bounds, 1, "A") == Grading("A", False)


@given(st.lists(st.integers(-50, 50), max_size=60), st.data())
def test_a_place_is_one_more_than_those_with_more_and_grades_follow_places(spends: list[int], data: Any) -> None:
    before = {number: data.draw(st.sampled_from("ABCDE")) for number in range(0, len(spends), 2)}
    ranking, found = ranking_of(spends), graded(spends, before)
    ranked = sum(spend > 0 for spend in spends)
    assert len(ranking) == ranked
    assert list(ranking.falling()) == sorted((spend for spend in spends if spend > 0), reverse=True)
    for number, spend in enumerate(spends):
        place = 1 + sum(other > spend for other in spends) if spend > 0 else None
        assert ranking.place(spend) == place
        plain = next(
            (
                one
                for one, percent in zip("ABC", (5, 20, 50), strict=True)
                if place and place <= -(-ranked * percent // 100)
            ),
            "D" if place else "E",
        )
        held = before.get(number)
        stays = next(
            (
                one
                for one, percent in zip("ABC", (5, 20, 50), strict=True)
                if place and held and held <= one and place <= -(-ranked * percent * 12 // 1000)
            ),
            "F",
        )
        assert found[number] == min(plain, stays)


def test_the_window_is_so_many_months_up_to_the_day() -> None:
    within = span(USUAL, "2026-03-05")
    assert within == Span("2025-03-06", "2026-03-05")
    days = [Day("2025-03-05", 700, 1, 0, 0), Day("2025-03-06", 300, 1, 90, 300), Day("2026-03-06", 5, 1, 0, 0)]
    assert measured(USUAL, days, within) == Measured(300, 1)
    assert measured(insights(measure="margin"), days, within) == Measured(90, 1)


def test_why_says_the_place_and_what_it_is_within() -> None:
    within = Span("2025-04-01", "2026-03-31")
    first = Graded("A", False, 12, 431_020)
    assert why(USUAL, 3921, first, within, "GBP") == (
        "place 12 of 3,921 by spend from 2025-04-01 to 2026-03-31 (4,310.20 GBP): within 5 % (197 places)"
    )
    assert why(USUAL, 3921, Graded("A", True, 210, 100_000), within, "GBP").endswith(
        "(1,000.00 GBP), kept: within 6 % (236 places)"
    )
    assert why(USUAL, 3921, Graded("D", False, 3000, 5), within, "JPY").endswith(
        "(5 JPY): not within 50 % (1,961 places)"
    )
    assert why(USUAL, 1, Graded("A", False, 1, 5), within, "JPY").endswith("(5 JPY): within 5 % (1 place)")
    assert why(USUAL, 3921, Graded("E", False, None, -250), within, "GBP") == (
        "no place by spend from 2025-04-01 to 2026-03-31 (-2.50 GBP): only more than 0 has one"
    )
    third = insights(grades=[{"id": "A", "share": "0.333333"}, {"id": "B"}, {"id": "C"}], golden=["A"], stay="1.05")
    assert "within 33.3333 % (1 place)" in why(third, 3, Graded("A", False, 1, 5), within, "GBP")
