"""Campaigns that cannot be are faults, each with its place."""

from typing import Any

import pytest

from app.engine.program.document import ProgramDocument
from app.engine.program.faults import check

LADDER = {
    "window": {"kind": "lifetime"},
    "levels": [{"id": "base", "name": "Base", "from": 0}, {"id": "gold", "name": "Gold", "from": 100}],
}


def faults_of(*campaigns: dict[str, Any]) -> list[tuple[str, str]]:
    document = {"name": "Shop", "currency": "GBP", "time_zone": "UTC", "tiers": LADDER, "campaigns": list(campaigns)}
    found = check(document)
    return [] if isinstance(found, ProgramDocument) else [(fault.pointer, fault.code) for fault in found]


def campaign(**details: Any) -> dict[str, Any]:
    effect = {} if {"percent_off", "amount_off", "bonus_points"} & details.keys() else {"points_multiplier": "2"}
    return {"id": "double", "name": "Double points", **effect, **details}


@pytest.mark.parametrize(
    ("details", "pointer", "code"),
    [
        ({"from": "2026-03-02", "to": "2026-03-01"}, "/to", "not-possible"),
        ({"from": "2026-02-30"}, "/from", "wrong-form"),
        ({"weekdays": []}, "/weekdays", "wrong-length"),
        ({"weekdays": ["monday"]}, "/weekdays/0", "not-one-of"),
        ({"hours": [{"from": "10:00", "to": "10:00"}]}, "/hours/0/to", "not-possible"),
        ({"hours": [{"from": "10:00", "to": "24:00"}]}, "/hours/0/to", "wrong-form"),
        ({"birthday": "year"}, "/birthday", "not-one-of"),
        ({"limit_per_member": 0}, "/limit_per_member", "out-of-range"),
        ({"points_multiplier": "0"}, "/points_multiplier", "wrong-form"),
        ({"points_multiplier": 2}, "/points_multiplier", "wrong-type"),
        ({"max_amount": 5}, "/max_amount", "not-possible"),
        ({"budget": 5}, "/budget", "not-possible"),
        ({"points_multiplier": "2", "amount_off": 5}, "/amount_off", "not-possible"),
        ({"bonus_points": 5, "amount_off": 5}, "/amount_off", "not-possible"),
        ({"bonus_points": 5, "exclusive": True}, "/exclusive", "not-possible"),
        ({"bonus_points": 5, "budget": 500}, "/budget", "not-possible"),
        ({"bonus_points": 0}, "/bonus_points", "out-of-range"),
        ({"order": -1}, "/order", "out-of-range"),
        ({"amount_off": 100, "max_amount": 50}, "/max_amount", "not-possible"),
        ({"limit_total": 0}, "/limit_total", "out-of-range"),
        ({"segments": ["vip"]}, "/segments", "unknown-field"),
    ],
)
def test_a_fault_of_a_campaign_is_told_with_its_place(details: dict[str, Any], pointer: str, code: str) -> None:
    assert (f"/campaigns/0{pointer}", code) in faults_of(campaign(**details))


def test_a_campaign_does_something_and_has_an_id_of_its_own() -> None:
    idle = {"id": "idle", "name": "Idle"}
    assert faults_of(idle) == [("/campaigns/0", "required")]
    assert faults_of(campaign(), campaign()) == [("/campaigns/1/id", "duplicate-id")]
    assert faults_of(campaign(), campaign(id="other")) == []


TOTAL = {"fact": "basket.total", "is": "at_least", "value": 2000}


@pytest.mark.parametrize(
    ("when", "pointer", "code"),
    [
        ({}, "", "required"),
        ({"all": []}, "/all", "wrong-length"),
        ({"all": [TOTAL], "not": TOTAL}, "/not", "not-possible"),
        ({"any": [TOTAL, {}]}, "/any/1", "required"),
        ({**TOTAL, "all": [TOTAL]}, "/fact", "not-possible"),
        ({"not": TOTAL, "is": "equals"}, "/is", "not-possible"),
        ({"fact": "basket.total", "value": 1}, "/is", "required"),
        ({"fact": "basket.total", "is": "equals"}, "/value", "required"),
        ({**TOTAL, "fact": "basket.weight"}, "/fact", "not-one-of"),
        ({**TOTAL, "is": "about"}, "/is", "not-one-of"),
        ({**TOTAL, "is": "contains"}, "/is", "not-possible"),
        ({**TOTAL, "value": "2000"}, "/value", "wrong-type"),
        ({**TOTAL, "value": True}, "/value", "wrong-type"),
        ({**TOTAL, "value": [2000]}, "/value", "wrong-type"),
        ({**TOTAL, "value": {}}, "/value", "wrong-type"),
        ({**TOTAL, "value": 1.5}, "/value", "wrong-type"),
        ({**TOTAL, "value": -1}, "/value", "out-of-range"),
        ({**TOTAL, "is": "one_of", "value": []}, "/value", "wrong-length"),
        ({**TOTAL, "is": "one_of", "value": [1, "2"]}, "/value/1", "wrong-type"),
        ({**TOTAL, "is": "one_of", "value": list(range(101))}, "/value", "wrong-length"),
        ({**TOTAL, "currency": "GBP"}, "/currency", "unknown-field"),
        ({"fact": "member.tier", "is": "equals", "value": "silver"}, "/value", "unknown-level"),
        ({"fact": "member.tier", "is": "at_least", "value": "gold"}, "/is", "not-possible"),
        ({"fact": "member.first_purchase", "is": "equals", "value": 1}, "/value", "wrong-type"),
        ({"fact": "time.date", "is": "equals", "value": "2026-02-30"}, "/value", "wrong-form"),
        ({"fact": "time.date", "is": "equals", "value": "2026-02-03\n"}, "/value", "wrong-form"),
        ({"fact": "time.weekday", "is": "one_of", "value": ["mon", "monday"]}, "/value/1", "not-one-of"),
        ({"fact": "time.hour", "is": "less_than", "value": 25}, "/value", "out-of-range"),
        ({"fact": "basket.categories", "is": "contains", "value": "cof fee "}, "/value", "wrong-form"),
        ({"fact": "basket.skus", "is": "contains", "value": " a"}, "/value", "wrong-form"),
        ({"fact": "basket.store", "is": "equals", "value": "a\tb"}, "/value", "wrong-form"),
    ],
)
def test_a_fault_of_a_condition_is_told_with_its_place(when: dict[str, Any], pointer: str, code: str) -> None:
    assert (f"/campaigns/0/when{pointer}", code) in faults_of(campaign(when=when))


def test_conditions_are_not_deeper_than_eight_nor_larger_than_a_hundred_parts() -> None:
    deep: dict[str, Any] = TOTAL
    for _ in range(7):
        deep = {"not": deep}
    assert faults_of(campaign(when=deep)) == []
    assert faults_of(campaign(when={"not": deep})) == [("/campaigns/0/when", "too-deep")]
    assert faults_of(campaign(when={"all": [TOTAL] * 99})) == []
    assert faults_of(campaign(when={"all": [{"any": [TOTAL] * 50}] * 2})) == [("/campaigns/0/when", "too-large")]


def test_a_condition_that_goes_on_for_ever_is_a_fault_and_no_failure() -> None:
    deep: dict[str, Any] = TOTAL
    for _ in range(200):
        deep = {"not": deep}
    assert ("/campaigns/0/when", "too-deep") in faults_of(campaign(when=deep))
