"""A programme document is taken whole or refused with every fault and its place."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given

from app.engine.program.compile import compile_version
from app.engine.program.document import ProgramDocument
from app.engine.program.faults import check
from tests.engine.strategies import programmes

DOCUMENT: dict[str, Any] = {
    "name": "Corner Coffee",
    "currency": "GBP",
    "time_zone": "Europe/London",
    "points": {"earn": [{"id": "base", "points": 1, "per": 100}], "worth": {"points": 100, "amount": 100}},
    "tiers": {
        "window": {"kind": "rolling", "months": 12},
        "levels": [{"id": "base", "name": "Base", "from": 0}, {"id": "silver", "name": "Silver", "from": 30000}],
    },
    "punch_cards": [{"id": "coffee", "name": "Coffee", "counts": "items", "punches": 10, "reward": "free-coffee"}],
    "rebates": [
        {
            "id": "quarter",
            "name": "Quarterly",
            "period": "quarter",
            "method": "retroactive",
            "bands": [{"from": 30000, "rate": "0.02"}, {"from": 90000, "rate": "0.05"}],
        }
    ],
    "rewards": [{"id": "free-coffee", "name": "A free coffee", "kind": "free_item"}],
}
NOTHING = object()


def changed(*changes: tuple[str, Any]) -> dict[str, Any]:
    """The document with other values at these pointers; `NOTHING` takes one out."""
    document = deepcopy(DOCUMENT)
    for pointer, value in changes:
        place: Any = document
        *way, last = [int(step) if step.isdigit() else step for step in pointer.split("/")[1:]]
        for step in way:
            place = place[step]
        if value is NOTHING:
            del place[last]
        else:
            place[last] = value
    return document


def faults_of(document: Any, *earlier: dict[str, Any]) -> list[tuple[str, str]]:
    known = [one for one in map(check, earlier) if isinstance(one, ProgramDocument)]
    found = check(document, known)
    return [] if isinstance(found, ProgramDocument) else [(fault.pointer, fault.code) for fault in found]


@given(programmes(multipliers=True))
def test_whatever_has_no_fault_can_be_compiled(document: dict[str, Any]) -> None:
    checked = check(document)
    assert isinstance(checked, ProgramDocument)
    rules = compile_version(checked, 7, "2026-01-01T00:00:00.000000Z")
    assert [rule.id for rule in rules.earn] == [rule["id"] for rule in document["points"]["earn"]]
    assert [card.to_fill for card in rules.cards] == [
        card["punches"] - card["head_start"] for card in document["punch_cards"]
    ]
    assert rules.version == 7


@pytest.mark.parametrize(
    ("pointer", "value", "fault"),
    [
        ("/currency", "XXX", ("/currency", "unknown-currency")),
        ("/default_country", "XX", ("/default_country", "unknown-country")),
        ("/time_zone", "Europe/Utopia", ("/time_zone", "unknown-time-zone")),
        ("/name", NOTHING, ("/name", "required")),
        ("/bonus", 1, ("/bonus", "unknown-field")),
        ("/points/earn/0/id", NOTHING, ("/points/earn/0/id", "required")),
        ("/points/earn/0/per", 0, ("/points/earn/0/per", "out-of-range")),
        ("/points/earn/0/per", NOTHING, ("/points/earn/0/per", "required")),
        ("/points/earn/0/per_item", 1, ("/points/earn/0", "not-possible")),
        ("/points/earn/0", {"id": "a", "per_purchase": 1, "steps": True}, ("/points/earn/0/steps", "not-possible")),
        ("/points/earn/0/points", "1", ("/points/earn/0/points", "wrong-type")),
        ("/points/earn/0/points", True, ("/points/earn/0/points", "wrong-type")),
        ("/points/expiry", {"kind": "yearly", "month": 12}, ("/points/expiry/day", "required")),
        ("/points/expiry", {"kind": "none", "months": 3}, ("/points/expiry/months", "not-possible")),
        ("/points/expiry", {"kind": "after"}, ("/points/expiry/months", "required")),
        (
            "/points/expiry",
            {"kind": "inactivity", "months": 3, "round_up_to": "month"},
            ("/points/expiry/round_up_to", "not-possible"),
        ),
        ("/tiers/levels/0/from", 1, ("/tiers/levels/0/from", "not-zero")),
        ("/tiers/levels/1/from", 0, ("/tiers/levels/1/from", "not-rising")),
        ("/tiers/levels/1/id", "base", ("/tiers/levels/1/id", "duplicate-id")),
        ("/tiers/window/months", NOTHING, ("/tiers/window/months", "required")),
        ("/tiers/window", {"kind": "calendar"}, ("/tiers/window/unit", "required")),
        ("/tiers/keep", {"kind": "months"}, ("/tiers/keep/n", "required")),
        ("/tiers/keep", {"kind": "while_qualified", "n": 1}, ("/tiers/keep/n", "not-possible")),
        ("/tiers/keep", {"kind": "until_end_of_next_window"}, ("/tiers/keep/kind", "not-possible")),
        ("/punch_cards/0/head_start", 10, ("/punch_cards/0/head_start", "too-large")),
        ("/punch_cards/0/reward", "other", ("/punch_cards/0/reward", "unknown-reward")),
        ("/punch_cards/0/counts", "spend", ("/punch_cards/0/per", "required")),
        ("/rebates/0/bands", [], ("/rebates/0/bands", "required")),
        ("/rebates/0/bands/1/from", 30000, ("/rebates/0/bands/1/from", "not-rising")),
        ("/rebates/0/bands/0/rate", "2 %", ("/rebates/0/bands/0/rate", "wrong-form")),
        ("/rebates/0/bands/0/from", "0.10", ("/rebates/0/bands/0/from", "wrong-type")),
        ("/rebates/0/as", "voucher", ("/rebates/0/as", "not-possible")),
        ("/rebates/0/on", "growth", ("/rebates/0/on", "not-possible")),
        ("/rebates/0/method", "growth", ("/rebates/0/bands/0/from", "wrong-type")),
        ("/day_starts", "04:30", ("/day_starts", "wrong-form")),
        ("/stores", [{"id": "a", "time_zone": "Mars/Base"}], ("/stores/0/time_zone", "unknown-time-zone")),
        ("/stores", [{"id": "a", "time_zone": "UTC"}] * 2, ("/stores/1/id", "duplicate-id")),
    ],
)
def test_a_fault_is_told_with_its_place(pointer: str, value: Any, fault: tuple[str, str]) -> None:
    assert fault in faults_of(changed((pointer, value)))


def test_a_right_document_has_no_fault_and_anything_else_is_told_at_its_root() -> None:
    assert faults_of(DOCUMENT) == []
    for nonsense in (None, 3, "programme", [DOCUMENT]):
        assert [pointer for pointer, _ in faults_of(nonsense)] == [""]


def test_all_faults_are_told_at_once() -> None:
    wrong = changed(("/tiers/levels/0/from", 5), ("/punch_cards/0/reward", "x"), ("/rebates/0/bands/1/from", 1))
    assert faults_of(wrong) == [
        ("/punch_cards/0/reward", "unknown-reward"),
        ("/rebates/0/bands/1/from", "not-rising"),
        ("/tiers/levels/0/from", "not-zero"),
    ]


def test_a_field_that_there_is_not_hides_no_other_fault() -> None:
    wrong = changed(("/bonus", 1), ("/points/earn/0/pionts", 2), ("/points/expiry", {"kind": "after"}))
    unknown = [("/points/earn/0/pionts", "unknown-field"), ("/bonus", "unknown-field")]
    assert faults_of(wrong) == [*unknown, ("/points/expiry/months", "required")]
    assert faults_of(changed(("/bonus", 1), ("/currency", "EUR")), DOCUMENT) == [
        ("/bonus", "unknown-field"),
        ("/currency", "cannot-change"),
    ]


def test_higher_lump_sums_are_larger() -> None:
    bands = [{"from": 100, "amount": 500}, {"from": 200, "amount": 500}]
    wrong = changed(("/rebates/0/method", "lump_sum"), ("/rebates/0/bands", bands))
    assert faults_of(wrong) == [("/rebates/0/bands/1/amount", "not-rising")]


def test_a_rebate_by_quantity_has_a_rate_of_the_whole_spend_or_amounts() -> None:
    def rebate(method: str, *bands: dict[str, Any]) -> list[tuple[str, str]]:
        by_units = {"measure": "quantity", "method": method, "bands": [*bands]}
        return faults_of(changed(("/rebates/0", {"id": "r", "name": "R", "period": "month", **by_units})))

    assert rebate("retroactive", {"from": 5, "rate": "0.02"}, {"from": 9, "rate": "0.03"}) == []
    assert rebate("retroactive", {"from": 5, "amount": 3}, {"from": 9, "amount": 2}) == []
    assert rebate("marginal", {"from": 5, "amount": 3}) == rebate("lump_sum", {"from": 5, "amount": 3}) == []
    assert rebate("retroactive", {"from": 5, "amount": 3}, {"from": 9, "rate": "0.03"}) == [
        ("/rebates/0/bands/1/amount", "required"),
        ("/rebates/0/bands/1/rate", "not-possible"),
    ]
    assert rebate("marginal", {"from": 5, "rate": "0.02"}) == [
        ("/rebates/0/bands/0/amount", "required"),
        ("/rebates/0/bands/0/rate", "not-possible"),
    ]
    assert rebate("growth", {"from": "0.1", "rate": "0.02"}) == [("/rebates/0/measure", "not-possible")]


def test_points_that_belong_to_no_day_count_only_in_a_lifetime() -> None:
    by_points = changed(("/points/earn/0/carry", True), ("/tiers/qualify_by", "points"))
    assert faults_of(by_points) == [("/points/earn/0/carry", "not-possible")]
    by_points["tiers"]["window"] = {"kind": "lifetime"}
    assert faults_of(by_points) == []


@pytest.mark.parametrize(
    ("pointer", "value", "place"),
    [
        ("/currency", "EUR", "/currency"),
        ("/time_zone", "UTC", "/time_zone"),
        ("/day_starts", "04:00", "/day_starts"),
        ("/punch_cards/0/punches", 9, "/punch_cards/0/punches"),
        ("/punch_cards/0/head_start", 1, "/punch_cards/0/head_start"),
        ("/punch_cards/0/counts", "visits", "/punch_cards/0/counts"),
        ("/rebates/0/period", "year", "/rebates/0/period"),
        ("/rebates/0/starts_month", 4, "/rebates/0/starts_month"),
        ("/rebates/0/method", "marginal", "/rebates/0/method"),
        ("/rebates/0/pay", "at_period_end", "/rebates/0/pay"),
        ("/rebates/0/measure", "quantity", "/rebates/0/measure"),
        ("/rebates/0/as", "points", "/rebates/0/as"),
    ],
)
def test_what_members_count_on_cannot_change_under_the_same_id(pointer: str, value: Any, place: str) -> None:
    assert faults_of(changed((pointer, value)), DOCUMENT) == [(place, "cannot-change")]


def test_an_id_that_was_left_out_for_a_while_still_means_the_same() -> None:
    without = changed(("/punch_cards", []))
    other_card = changed(("/punch_cards/0/punches", 9))
    assert faults_of(other_card, DOCUMENT, without) == [("/punch_cards/0/punches", "cannot-change")]
    other_card["punch_cards"][0]["id"] = "another"
    assert faults_of(other_card, DOCUMENT, without) == []


def test_points_that_make_a_level_are_not_matched_again() -> None:
    by_points = changed(("/tiers/qualify_by", "points"), ("/tiers/match", {"categories": ["coffee"]}))
    assert faults_of(by_points) == [("/tiers/match", "not-possible")]
