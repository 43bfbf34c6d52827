"""Stages of members and the second purchase: by hand, and a second reckoning straight from the sentences."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.insights import stages
from app.engine.insights.facts import Visits
from app.engine.insights.stages import Within

AS_OF = "2026-06-30"


def ago(days: int) -> str:
    return (date.fromisoformat(AS_OF) - timedelta(days=days)).isoformat()


def members(came: list[tuple[int, int]], waiting: list[int]) -> list[Visits]:
    """Who came first so many days ago and again so many days after, and who has waited since."""
    again = [Visits(ago(since), ago(since - second)) for since, second in came]
    return [*again, *(Visits(ago(since)) for since in waiting)]


def second(came: list[tuple[int, int]], waiting: list[int]) -> stages.SecondPurchase:
    return stages.second_purchase(stages.waiting_times(members(came, waiting), AS_OF))


@pytest.mark.parametrize(
    ("visit_days", "has_referred", "is_reachable", "stage"),
    [
        (0, False, False, "suspect"),
        (0, False, True, "prospect"),
        (1, False, True, "customer"),
        (1, False, False, "customer"),
        (2, False, False, "client"),
        (99, False, True, "client"),
        (0, True, False, "advocate"),
        (5, True, True, "advocate"),
    ],
)
def test_who_recommends_is_further_than_who_comes_again(
    visit_days: int, has_referred: bool, is_reachable: bool, stage: str
) -> None:
    assert stages.stage(visit_days, has_referred=has_referred, is_reachable=is_reachable) == stage


def test_every_stage_is_counted() -> None:
    assert stages.stage_counts(["client", "suspect", "client"]) == {
        "suspect": 1,
        "prospect": 0,
        "customer": 0,
        "client": 2,
        "advocate": 0,
    }


def test_who_still_waits_counts_in_the_median() -> None:
    found = second([(60, 10), (60, 20), (60, 25)], [15, 40])
    assert found.median_days == 25
    assert found.within[:3] == (Within(30, 4, 3), Within(60, 3, 3), Within(90, 0, 0))


def test_a_median_may_not_be_reached() -> None:
    assert second([(60, 10), (60, 20)], [15, 30, 40]).median_days is None
    assert second([], []).median_days is None
    assert second([], [5]).median_days is None
    assert stages.waiting_times([Visits()], AS_OF) == {}


def test_half_exactly_is_half() -> None:
    assert second([(60, 10)], [60]).median_days == 10
    assert second([(60, 10)], [60, 60]).median_days is None


def test_who_stops_waiting_on_a_day_was_waiting_on_it() -> None:
    # Of two who waited 10 days one came: a half. Had the other been left out, nobody would be left.
    assert second([(60, 10), (60, 30)], [10, 10]).median_days == 30
    assert second([(60, 10)], [10]).median_days == 10


def test_a_second_visit_counts_up_to_the_last_day_of_a_horizon() -> None:
    found = second([(30, 30), (400, 31), (400, 365), (400, 366)], [30, 29])
    assert found.within == (
        Within(30, 5, 1),
        Within(60, 3, 1),
        Within(90, 3, 1),
        Within(180, 3, 1),
        Within(365, 3, 2),
    )


# A second reckoning, from the sentences alone.

waits = st.integers(0, 400).flatmap(lambda since: st.tuples(st.just(since), st.none() | st.integers(1, max(1, since))))
histories = st.lists(waits.filter(lambda one: one[1] is None or one[1] <= one[0]), max_size=30)


@given(histories)
def test_it_agrees_with_a_second_reckoning(history: list[tuple[int, int | None]]) -> None:
    came = [(since, again) for since, again in history if again is not None]
    waiting = [since for since, again in history if again is None]
    found = second(came, waiting)
    for days, of, did in found.within:
        old = [again for since, again in history if since >= days]
        assert (of, did) == (len(old), sum(again is not None and again <= days for again in old))
    left, median = Fraction(1), None
    for t in range(1, 401):
        did_i = sum(again == t for _, again in came)
        waiting_i = sum(again >= t for _, again in came) + sum(since >= t for since in waiting)
        if did_i:
            left *= 1 - Fraction(did_i, waiting_i)
        if left <= Fraction(1, 2):
            median = t
            break
    assert found.median_days == median


@given(histories, st.integers(0, 30))
def test_waiting_times_of_slices_of_members_add_up(history: list[tuple[int, int | None]], cut: int) -> None:
    came = [(since, again) for since, again in history if again is not None]
    everybody = members(came, [since for since, again in history if again is None])
    parts = [stages.waiting_times(part, AS_OF) for part in (everybody[:cut], everybody[cut:])]
    assert parts[0] + parts[1] == stages.waiting_times(everybody, AS_OF)
