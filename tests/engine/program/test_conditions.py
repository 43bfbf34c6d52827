"""Conditions: compared with the plainest reading of the document, and told in words."""

from calendar import isleap
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.model.records.sales import Line
from app.engine.model.state import MemberState
from app.engine.program.conditions import COMPARATORS, FACTS, WEEKDAYS, Fact, Scene, why_not
from app.engine.program.insight_facts import InsightFacts
from app.engine.program.match import Match
from app.engine.program.parts.conditions import Asked, ConditionPart, compiled, facts_of, faults
from app.engine.program.segments import NOT_YET, SEGMENT_FACTS
from tests.engine.strategies import CATEGORIES, CHANNELS, SKUS, STORES

LEVELS = ("base", "gold")
GRADES = ("A", "B", "C")
VIPS = ("vips", "sleeping-gold")
CAMPAIGN = Asked(FACTS, LEVELS, segments=VIPS)
SEGMENT = Asked(SEGMENT_FACTS, LEVELS, GRADES)
DAYS = ("2026-02-28", "2026-03-01", "2026-03-02", "2028-02-29")

values: dict[str, st.SearchStrategy[Any]] = {
    "amount": st.sampled_from((0, 999, 1000, 1001, 5000)),
    "number": st.integers(0, 12),
    "flag": st.booleans(),
    "name": st.sampled_from((*STORES, *CHANNELS)),
    "level": st.sampled_from(LEVELS),
    "day": st.sampled_from(DAYS),
    "weekday": st.sampled_from(WEEKDAYS),
    "categories": st.sampled_from((*CATEGORIES, "beans")),
    "skus": st.sampled_from(SKUS),
    "segments": st.sampled_from(VIPS),
    "grade": st.sampled_from(GRADES),
    "items": st.sampled_from((*CATEGORIES, "beans")),
}


@st.composite
def comparisons(draw: st.DrawFn, facts: dict[str, Fact]) -> dict[str, Any]:
    name = draw(st.sampled_from(sorted(facts)))
    fact = facts[name]
    one = st.sampled_from(fact.choices) if fact.choices else values[fact.kind]
    if fact.kind == "number":
        one = one.filter(lambda number: number >= fact.least)
    comparator = draw(st.sampled_from(COMPARATORS[fact.kind]))
    value = st.lists(one, min_size=1, max_size=3) if comparator == "one_of" else one
    return {"fact": name, "is": comparator, "value": draw(value)}


def trees(facts: dict[str, Fact]) -> st.SearchStrategy[dict[str, Any]]:
    return st.recursive(
        comparisons(facts),
        lambda below: st.one_of(
            st.builds(lambda parts: {"all": parts}, st.lists(below, min_size=1, max_size=3)),
            st.builds(lambda parts: {"any": parts}, st.lists(below, min_size=1, max_size=3)),
            st.builds(lambda part: {"not": part}, below),
        ),
        max_leaves=8,
    )


conditions, segment_conditions = trees(FACTS), trees(SEGMENT_FACTS)
lines = st.builds(
    Line,
    st.sampled_from((None, *SKUS)),
    st.sampled_from((None, *CATEGORIES)),
    st.integers(1, 4),
    st.just(0),
    st.just(0),
    st.sampled_from((0, 1, 499, 500, 1000)),
)
states = st.builds(
    lambda points, joined_on, tier, bought, birthday, segments: MemberState(
        balances={"points": {"/": points}},
        joined_on=joined_on,
        tier=tier,
        bought=bought,
        birthday=birthday,
        segments=dict.fromkeys(segments, "2026-01-01"),
    ),
    st.integers(-5, 12),
    st.sampled_from((None, *DAYS[:3])),
    st.sampled_from((None, *LEVELS)),
    st.integers(0, 2),
    st.sampled_from((None, "02-29", "03-01", "03-05", "12-31")),
    st.sets(st.sampled_from(VIPS)),
)
numbers = st.none() | st.integers(0, 12)
some_names = st.frozensets(st.sampled_from((*CATEGORIES, *SKUS)), max_size=3)
insights = st.none() | st.builds(
    InsightFacts,
    grade=st.sampled_from((None, *GRADES)),
    measure=st.sampled_from((None, 0, 999, 1000)),
    place=numbers,
    visit_days=numbers,
    silent_days=numbers,
    state=st.sampled_from((None, "active", "lapsed")),
    stage=st.sampled_from((None, "client", "advocate")),
    usual_gap_days=numbers,
    first_on=st.sampled_from((None, *DAYS)),
    last_on=st.sampled_from((None, *DAYS)),
    deviates=st.sampled_from((None, "none", "down", "up")),
    shortfall=st.sampled_from((None, 1000, -5)),
    categories=some_names,
    skus=some_names,
    due_items=some_names,
    consents=st.frozensets(st.just("marketing")),
    is_reachable=st.booleans(),
)
scenes = st.builds(
    Scene,
    st.lists(lines, min_size=1, max_size=3).map(tuple),
    st.sampled_from((None, *STORES)),
    st.sampled_from((None, *CHANNELS)),
    states,
    st.sampled_from(DAYS),
    st.integers(0, 1439),
    st.just("GBP"),
    st.sampled_from((None, "base", "gold")),
    match=st.builds(Match, categories=st.frozensets(st.sampled_from(CATEGORIES)), skus=st.frozensets(st.just(SKUS[0]))),
)
segment_scenes = st.builds(
    lambda state, day, level, insight: Scene((), None, None, state, day, 0, "GBP", level, insight=insight),
    states,
    st.sampled_from(DAYS),
    st.sampled_from((None, *LEVELS)),
    insights,
)


def so_many_days_to(birthday: str, day: str) -> int:
    """Days to the next birthday, by looking at one day after the other."""
    for number in range(367):
        one = date.fromisoformat(day) + timedelta(days=number)
        has_it = birthday != "02-29" or isleap(one.year)
        if one.isoformat()[5:] == (birthday if has_it else "03-01"):
            return number
    raise AssertionError(birthday)


def known(scene: Scene, fact: str) -> Any:
    """What a fact is, read from the scene as plainly as can be."""
    state, member = scene.state, scene.state.joined_on
    read: dict[str, Callable[[], Any]] = {
        "basket.total": lambda: sum(line.share for line in scene.lines),
        "basket.quantity": lambda: sum(map(units_of, scene.lines)),
        "basket.matching_quantity": lambda: sum(units_of(line) for line in scene.lines if scene.match.takes(line)),
        "basket.matching_amount": lambda: sum(line.share for line in scene.lines if scene.match.takes(line)),
        "basket.categories": lambda: {line.category for line in scene.lines},
        "basket.skus": lambda: {line.sku for line in scene.lines},
        "basket.store": lambda: scene.store,
        "basket.channel": lambda: scene.channel,
        "member.tier": lambda: scene.level,
        "member.points": lambda: state.balances["points"]["/"],
        "member.joined_on": lambda: member,
        "member.days_since_joined": lambda: (
            date.fromisoformat(scene.day).toordinal() - date.fromisoformat(member).toordinal() if member else None
        ),
        "member.first_purchase": lambda: state.bought == 0 and not scene.first_is_held,
        "member.birthday_in_days": lambda: so_many_days_to(state.birthday, scene.day) if state.birthday else None,
        "member.segments": lambda: set(state.segments),
        "time.date": lambda: scene.day,
        "time.weekday": lambda: date.fromisoformat(scene.day).strftime("%a").lower(),
        "time.hour": lambda: scene.minute // 60,
        "time.minute_of_day": lambda: scene.minute,
    }
    if fact in read:
        return read[fact]()
    if scene.insight is None:
        return None
    return getattr(scene.insight, {"reachable": "is_reachable"}.get(fact.split(".")[1], fact.split(".")[1]))


def units_of(line: Line) -> Fraction:
    return Fraction(line.quantity, 1000 if line.measured else 1)


def naively(document: dict[str, Any], scene: Scene) -> bool:
    if "all" in document:
        return False not in [naively(part, scene) for part in document["all"]]
    if "any" in document:
        return True in [naively(part, scene) for part in document["any"]]
    if "not" in document:
        return not naively(document["not"], scene)
    found, wanted, comparator = known(scene, document["fact"]), document["value"], document["is"]
    if found is None:
        return False
    if comparator == "contains":
        if document["fact"] != "basket.categories":
            return wanted in found
        return any(one is not None and f"{one}/".startswith(f"{wanted}/") for one in found)
    if comparator in ("equals", "not_equals"):
        return (found == wanted) == (comparator == "equals")
    if comparator == "one_of":
        return found in wanted
    if comparator in ("at_least", "less_than"):
        return (found >= wanted) == (comparator == "at_least")
    return (found <= wanted) == (comparator == "at_most")


@given(conditions, scenes)
def test_a_condition_holds_exactly_when_the_plainest_reading_says_so(document: dict[str, Any], scene: Scene) -> None:
    condition = compiled(ConditionPart.model_validate(document))
    assert condition.holds(scene) == naively(document, scene)
    assert (why_not(condition, scene) is None) == condition.holds(scene)
    assert condition.words(scene)


@given(segment_conditions, segment_scenes)
def test_so_does_one_of_a_segment(document: dict[str, Any], scene: Scene) -> None:
    condition = compiled(ConditionPart.model_validate(document))
    assert condition.holds(scene) == naively(document, scene)
    assert condition.words(scene)


@given(segment_conditions)
def test_what_can_be_written_of_a_segment_has_no_fault(document: dict[str, Any]) -> None:
    part = ConditionPart.model_validate(document)
    expected = ("too-deep", "too-large", "not-available")
    assert [one for one in faults(part, "/when", SEGMENT) if one[1] not in expected] == []


@given(conditions)
def test_what_can_be_written_of_facts_and_their_values_has_no_fault(document: dict[str, Any]) -> None:
    part = ConditionPart.model_validate(document)
    assert [one for one in faults(part, "/when", CAMPAIGN) if one[1] not in ("too-deep", "too-large")] == []
    assert facts_of(part) <= FACTS.keys()


def test_the_document_knows_every_fact_and_every_comparator() -> None:
    fact, is_ = (ConditionPart.model_fields[name].annotation for name in ("fact", "is_"))
    assert set(get_args(get_args(fact)[0])) == FACTS.keys() | SEGMENT_FACTS.keys() | NOT_YET
    assert set(get_args(get_args(is_)[0])) == {one for several in COMPARATORS.values() for one in several}


SCENE = Scene(
    (Line("a", "coffee/latte", 2, 625, 0, 1250),),
    "north",
    None,
    MemberState(tier="base", joined_on="2026-01-01", bought=1),
    "2026-03-02",
    615,
    "GBP",
    "base",
)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (
            {"fact": "basket.total", "is": "at_least", "value": 2000},
            "the basket comes to 12.50 GBP, less than 20.00",
        ),
        (
            {"not": {"fact": "basket.total", "is": "less_than", "value": 1250}},
            None,
        ),
        (
            {"not": {"fact": "basket.total", "is": "at_least", "value": 1250}},
            "the basket comes to 12.50 GBP, at least 12.50",
        ),
        ({"fact": "basket.quantity", "is": "more_than", "value": 2}, "the basket has 2 units, at most 2"),
        ({"fact": "basket.categories", "is": "contains", "value": "cake"}, "the basket has no cake"),
        ({"not": {"fact": "basket.categories", "is": "contains", "value": "coffee"}}, "the basket has coffee"),
        ({"fact": "basket.store", "is": "one_of", "value": ["south"]}, "the store is north, not one of south"),
        ({"fact": "basket.channel", "is": "not_equals", "value": "web"}, "no channel is given"),
        ({"fact": "member.tier", "is": "equals", "value": "gold"}, "the member's tier is base, not gold"),
        ({"fact": "member.first_purchase", "is": "equals", "value": True}, "it is not the member's first purchase"),
        ({"fact": "member.birthday_in_days", "is": "equals", "value": 0}, "the member's birthday is unknown"),
        ({"fact": "member.segments", "is": "contains", "value": "vips"}, "the member is not in segment vips"),
        ({"fact": "time.date", "is": "less_than", "value": "2026-03-02"}, "it is 2026-03-02, not before 2026-03-02"),
        ({"fact": "time.weekday", "is": "one_of", "value": ["sat", "sun"]}, "it is mon, not one of sat, sun"),
        (
            {
                "any": [
                    {"fact": "time.hour", "is": "equals", "value": 9},
                    {"fact": "time.hour", "is": "at_most", "value": 8},
                ]
            },
            "the hour is 10, not 9 and the hour is 10, more than 8",
        ),
        (
            {
                "all": [
                    {"fact": "member.days_since_joined", "is": "equals", "value": 60},
                    {"fact": "time.minute_of_day", "is": "less_than", "value": 600},
                ]
            },
            "the minute is 615, at least 600",
        ),
    ],
)
def test_a_condition_says_in_words_why_it_does_not_hold(document: dict[str, Any], words: str | None) -> None:
    assert why_not(compiled(ConditionPart.model_validate(document)), SCENE) == words
