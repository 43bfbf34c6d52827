"""Rhythm: the figures by hand, the bounds reached exactly, and a second reckoning straight from the sentences."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.insights import rhythm
from app.engine.insights.facts import Visits
from app.engine.insights.rhythm import NO_GAPS, MeanGap, Silence, StateCount
from app.engine.model.ratio import Ratio, ratio
from app.engine.program.terms.insights import Rhythm as RhythmTerms

TERMS = RhythmTerms(
    min_purchases=3,
    at_risk=ratio("2.5"),
    lapsed=ratio("4"),
    horizon_days=90,
    win_back_days=90,
    tell_grades=frozenset({"A", "B", "C"}),
)


def visited(first_on: str, last_on: str, visit_days: int) -> Visits:
    return Visits(first_on=first_on, last_on=last_on, visit_days=visit_days)


MAY = visited("2026-05-01", "2026-05-21", 3)
ALONE = rhythm.mean_gap([MAY])
NEVER = Visits()


def days_after(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def silence(member_id: str = "ann", grade: str | None = "A", at_stake: int = 0, **changes: object) -> Silence:
    return Silence(member_id, MAY, grade, was_lapsed=False, at_stake=at_stake, told_from=None)._replace(**changes)


# By hand.


@pytest.mark.parametrize(
    ("as_of", "state"),
    [
        ("2026-05-21", "active"),
        ("2026-05-31", "active"),
        ("2026-06-01", "late"),
        ("2026-06-15", "late"),
        ("2026-06-16", "at_risk"),
        ("2026-06-30", "at_risk"),
        ("2026-07-01", "lapsed"),
        ("2030-01-01", "lapsed"),
    ],
)
def test_the_only_customer_has_the_gaps_of_the_shop(as_of: str, state: str) -> None:
    assert MeanGap(20, 2) == ALONE
    assert rhythm.usual_gap(ALONE, MAY).fraction == 10
    assert rhythm.state(TERMS, ALONE, MAY, as_of) == state


def test_two_gaps_of_the_shop_are_added_to_ones_own() -> None:
    visits = visited("2026-05-01", "2026-05-05", 3)
    shop = MeanGap(300, 10)
    assert rhythm.usual_gap(shop, visits).fraction == 16
    states = [rhythm.state(TERMS, shop, visits, days_after("2026-05-05", days)) for days in (16, 17, 40, 41, 64, 65)]
    assert states == ["active", "late", "late", "at_risk", "at_risk", "lapsed"]
    assert rhythm.lapses_on(TERMS, shop, visits) == days_after("2026-05-05", 65)


def test_who_never_came_and_who_came_seldom_have_no_rhythm() -> None:
    assert rhythm.state(TERMS, ALONE, NEVER, "2030-01-01") == "none"
    assert rhythm.state(TERMS, ALONE, visited("2026-05-01", "2026-05-11", 2), "2030-01-01") == "new"
    assert rhythm.lapses_on(TERMS, ALONE, NEVER) is None
    assert rhythm.lapses_on(TERMS, ALONE, visited("2026-05-01", "2026-05-11", 2)) is None
    assert rhythm.usual_gap_days(ALONE, NEVER) is None
    assert rhythm.silent_days(NEVER, "2026-05-01") is None


def test_a_shop_without_gaps_has_thirty_days() -> None:
    assert rhythm.mean_gap([NEVER, visited("2026-05-01", "2026-05-11", 2)]) == NO_GAPS
    assert NO_GAPS.ratio == Ratio(30, 1)
    once = TERMS._replace(min_purchases=2)
    # (60 + 10) / 3 = 23 1/3.
    visits = visited("2026-05-01", "2026-05-11", 2)
    assert rhythm.usual_gap(NO_GAPS, visits).fraction == Fraction(70, 3)
    assert rhythm.state(once, NO_GAPS, visits, days_after("2026-05-11", 23)) == "active"
    assert rhythm.state(once, NO_GAPS, visits, days_after("2026-05-11", 24)) == "late"


def test_mean_gaps_of_slices_of_members_add_up() -> None:
    others = [MAY, visited("2025-01-01", "2026-01-01", 13), NEVER]
    whole = rhythm.mean_gap(others)
    assert whole == MeanGap(385, 14)
    assert rhythm.mean_gap(others[:1]).plus(rhythm.mean_gap(others[1:])) == whole


def test_the_usual_gap_is_shown_in_days_half_up() -> None:
    assert rhythm.usual_gap_days(MeanGap(5, 2), visited("2026-05-01", "2026-05-02", 2)) == 2  # 6 / 3
    assert rhythm.usual_gap_days(MeanGap(9, 4), visited("2026-05-01", "2026-05-04", 2)) == 3  # 2.5


def test_it_is_told_what_became_of_those_in_each_state() -> None:
    then = [("active", True), ("active", True), ("active", False), ("late", False), ("none", True)]
    assert rhythm.horizon_on(TERMS, "2026-06-30") == "2026-04-01"
    assert rhythm.state_counts({"active": 7, "lapsed": 2}, then) == [
        StateCount("none", 0, 1, 1),
        StateCount("new", 0, 0, 0),
        StateCount("active", 7, 3, 2),
        StateCount("late", 0, 1, 0),
        StateCount("at_risk", 0, 0, 0),
        StateCount("lapsed", 2, 0, 0),
    ]


def test_the_largest_stake_is_told_first() -> None:
    lapsed = [silence("bob", at_stake=5), silence("ann", at_stake=5), silence("zoe", at_stake=6)]
    told = rhythm.to_tell(TERMS, ALONE, lapsed, "2026-07-01")
    assert [one.member_id for one in told] == ["zoe", "ann", "bob"]
    assert rhythm.stake_window("2026-05-21") == ("2025-05-22", "2026-05-21")


@pytest.mark.parametrize(
    "changes",
    [{"was_lapsed": True}, {"grade": "D"}, {"grade": None}, {"told_from": "2026-05-21"}, {"told_from": "2026-05-25"}],
)
def test_nobody_is_told_of_who_is_not_news(changes: dict[str, object]) -> None:
    assert rhythm.to_tell(TERMS, ALONE, [silence(**changes)], "2026-07-01") == []


def test_a_new_silence_is_told_again() -> None:
    assert len(rhythm.to_tell(TERMS, ALONE, [silence(told_from="2026-05-20")], "2026-07-01")) == 1


def test_who_left_long_ago_is_not_told_of() -> None:
    # Four usual gaps end after 40 days of silence: 30 June; 30 days later is 30 July.
    assert len(rhythm.to_tell(TERMS, ALONE, [silence()], "2026-07-30")) == 1
    assert rhythm.to_tell(TERMS, ALONE, [silence()], "2026-07-31") == []


@pytest.mark.parametrize(
    ("back_on", "as_of", "outcome"),
    [
        (None, "2026-07-31", "pending"),
        (None, "2026-09-28", "pending"),
        (None, "2026-09-29", "gone"),
        ("2026-07-02", "2026-07-02", "won_back"),
        ("2026-09-29", "2026-09-29", "won_back"),
        ("2026-09-29", "2027-01-01", "won_back"),
        ("2026-09-30", "2026-09-30", "gone"),
        ("2026-07-01", "2026-07-02", "pending"),
        ("2026-08-01", "2026-07-31", "pending"),
    ],
)
def test_won_back_is_who_comes_within_ninety_days(back_on: str | None, as_of: str, outcome: str) -> None:
    assert rhythm.outcome(TERMS, "2026-07-01", back_on, as_of) == outcome


@pytest.mark.parametrize(
    ("as_of", "words"),
    [
        ("2026-05-25", "silent for 4 days, {}: active, at most 10.0 days"),
        ("2026-06-15", "silent for 25 days, {}: late, at most 25.0 days"),
        ("2026-06-16", "silent for 26 days, {}: at risk, at most 40.0 days"),
        ("2026-07-01", "silent for 41 days, {}: lapsed, more than 40.0 days"),
    ],
)
def test_a_state_says_why(as_of: str, words: str) -> None:
    usual = "usual gap 10.0 days (3 visit days from 2026-05-01 to 2026-05-21, and two gaps of the shop of 10.0 days)"
    assert rhythm.why(TERMS, ALONE, MAY, as_of) == words.format(usual)


def test_who_has_no_rhythm_is_told_why() -> None:
    assert rhythm.why(TERMS, ALONE, NEVER, "2026-06-01") == "no visit day"
    seldom = visited("2026-05-01", "2026-05-01", 1)
    assert rhythm.why(TERMS, ALONE, seldom, "2026-06-01") == "1 visit day, the last on 2026-05-01: new below 3"


# A second reckoning, from the sentences alone.

visit_days = st.sets(st.integers(0, 700), max_size=12).map(
    lambda days: sorted(date(2024, 1, 1) + timedelta(days=day) for day in days)
)
factors = st.integers(100, 500).map(lambda percent: Ratio(percent, 100))


def reckoned(terms: RhythmTerms, shop: list[list[date]], days: list[date], as_of: date) -> tuple[str, int | None]:
    if not days:
        return "none", None
    gaps = [later - earlier for one in shop if len(one) >= 3 for earlier, later in pairwise(one)]
    m = Fraction(sum(gap.days for gap in gaps), len(gaps)) if gaps else Fraction(30)
    own = [(later - earlier).days for earlier, later in pairwise(days)]
    u = (sum(own) + 2 * m) / (len(own) + 2)
    shown = floor(u + Fraction(1, 2))
    s = (as_of - days[-1]).days
    if len(days) < terms.min_purchases:
        return "new", shown
    if s <= u:
        return "active", shown
    if s <= terms.at_risk.fraction * u:
        return "late", shown
    return "at_risk" if s <= terms.lapsed.fraction * u else "lapsed", shown


@given(
    st.lists(visit_days, min_size=1, max_size=8), st.integers(0, 600), st.integers(2, 5), st.tuples(factors, factors)
)
def test_it_agrees_with_a_second_reckoning(
    shop: list[list[date]], later: int, min_purchases: int, bounds: tuple[Ratio, Ratio]
) -> None:
    at_risk, lapsed = sorted(bounds, key=lambda one: one.fraction)
    terms = TERMS._replace(min_purchases=min_purchases, at_risk=at_risk, lapsed=lapsed)
    as_of = date(2024, 1, 1) + timedelta(days=700 + later)
    members = [visited(days[0].isoformat(), days[-1].isoformat(), len(days)) if days else NEVER for days in shop]
    mean = rhythm.mean_gap(members)
    for days, visits in zip(shop, members, strict=True):
        found = rhythm.state(terms, mean, visits, as_of.isoformat()), rhythm.usual_gap_days(mean, visits)
        assert found == reckoned(terms, shop, days, as_of)
        first = rhythm.lapses_on(terms, mean, visits)
        if first is not None:
            states = [rhythm.state(terms, mean, visits, days_after(first, shift)) for shift in (-1, 0)]
            assert states[1] == "lapsed"
            assert states[0] != "lapsed"
        told = rhythm.to_tell(terms, mean, [Silence("a", visits, "A", False, 0, None)], as_of.isoformat())
        if found[0] == "lapsed":
            u = rhythm.usual_gap(mean, visits).fraction
            assert bool(told) == ((as_of - days[-1]).days - terms.lapsed.fraction * u <= 30)


def test_a_silence_may_last_longer_than_there_are_days() -> None:
    long = TERMS._replace(lapsed=Ratio(999, 1))
    assert rhythm.lapses_on(long, ALONE, visited("1989-01-01", "2026-05-21", 3)) == "9999-12-31"
