"""Segments that cannot be are faults, each with its place."""

from typing import Any

import pytest

from app.engine.program.document import ProgramDocument
from app.engine.program.faults import check

LADDER = {
    "window": {"kind": "lifetime"},
    "levels": [{"id": "base", "name": "Base", "from": 0}, {"id": "gold", "name": "Gold", "from": 100}],
}
GOLDEN = {"fact": "insight.grade", "is": "one_of", "value": ["A", "B"]}


def faults_of(*segments: dict[str, Any], **sections: Any) -> list[tuple[str, str]]:
    document = {"name": "Shop", "currency": "GBP", "time_zone": "UTC", "tiers": LADDER, **sections}
    found = check({**document, "segments": list(segments)})
    return [] if isinstance(found, ProgramDocument) else [(fault.pointer, fault.code) for fault in found]


def segment(when: dict[str, Any] = GOLDEN, **details: Any) -> dict[str, Any]:
    return {"id": "gold", "name": "Gold", "when": when, **details}


@pytest.mark.parametrize(
    ("when", "place", "code"),
    [
        ({"fact": "basket.total", "is": "at_least", "value": 1}, "/fact", "not-possible"),
        ({"fact": "member.segments", "is": "contains", "value": "gold"}, "/fact", "not-possible"),
        ({"fact": "time.hour", "is": "equals", "value": 1}, "/fact", "not-possible"),
        ({"fact": "member.group", "is": "equals", "value": "premium"}, "/fact", "not-available"),
        ({"fact": "insight.grades", "is": "equals", "value": "A"}, "/fact", "not-one-of"),
        ({"fact": "insight.grade", "is": "one_of", "value": ["A", "F"]}, "/value/1", "unknown-grade"),
        ({"fact": "insight.grade", "is": "at_least", "value": "B"}, "/is", "not-possible"),
        ({"fact": "insight.stage", "is": "equals", "value": "gone"}, "/value", "not-one-of"),
        ({"fact": "insight.state", "is": "equals", "value": "gone"}, "/value", "not-one-of"),
        ({"fact": "insight.place", "is": "at_most", "value": 0}, "/value", "out-of-range"),
        ({"fact": "insight.measure", "is": "at_most", "value": "10"}, "/value", "wrong-type"),
        ({"fact": "insight.last_on", "is": "at_most", "value": "2026-02-30"}, "/value", "wrong-form"),
        ({"fact": "member.consents", "is": "equals", "value": "marketing"}, "/is", "not-possible"),
        ({"fact": "member.tier", "is": "equals", "value": "silver"}, "/value", "unknown-level"),
        ({"fact": "member.consents", "is": "contains", "value": "fun"}, "/value", "not-one-of"),
        ({}, "", "required"),
    ],
)
def test_a_fault_of_a_segment_is_told_with_its_place(when: dict[str, Any], place: str, code: str) -> None:
    assert faults_of(segment({"all": [GOLDEN, when]})) == [(f"/segments/0/when/all/1{place}", code)]


def test_a_segment_has_an_id_of_its_own_and_there_are_twenty_at_most() -> None:
    assert faults_of(segment(), segment()) == [("/segments/1/id", "duplicate-id")]
    assert faults_of(*(segment(id=f"s{number}") for number in range(20))) == []
    assert faults_of(*(segment(id=f"s{number}") for number in range(21))) == [("/segments", "wrong-length")]
    assert faults_of({"id": "gold", "name": "Gold"}) == [("/segments/0/when", "required")]


def test_a_condition_is_as_deep_and_as_large_as_a_campaign_s() -> None:
    deep: dict[str, Any] = GOLDEN
    for _ in range(8):
        deep = {"not": deep}
    assert faults_of(segment(deep)) == [("/segments/0/when", "too-deep")]
    assert faults_of(segment({"any": [{"any": [GOLDEN] * 50}, {"any": [GOLDEN] * 50}]})) == [
        ("/segments/0/when", "too-large")
    ]


def test_a_campaign_asks_for_segments_of_its_document_and_not_for_insights() -> None:
    def campaign(fact: str, is_: str, value: str) -> dict[str, Any]:
        when = {"fact": fact, "is": is_, "value": value}
        return {"id": "double", "name": "Double", "points_multiplier": "2", "when": when}

    assert faults_of(segment(), campaigns=[campaign("member.segments", "contains", "gold")]) == []
    assert faults_of(segment(), campaigns=[campaign("member.segments", "contains", "silver")]) == [
        ("/campaigns/0/when/value", "unknown-segment")
    ]
    assert faults_of(segment(), campaigns=[campaign("insight.grade", "equals", "A")]) == [
        ("/campaigns/0/when/fact", "not-possible")
    ]


def test_a_segment_of_other_grades_names_those() -> None:
    grades = [{"id": "top", "share": "0.1"}, {"id": "rest"}, {"id": "none"}]
    insights = {
        "grades": grades,
        "golden": ["top"],
        "deviation": {"grades": ["top"]},
        "rhythm": {"tell_grades": ["top"]},
    }
    top = {"fact": "insight.grade", "is": "equals", "value": "top"}
    assert faults_of(segment(top), insights=insights) == []
    assert faults_of(segment(), insights=insights) == [
        ("/segments/0/when/value/0", "unknown-grade"),
        ("/segments/0/when/value/1", "unknown-grade"),
    ]
