"""Recording what was paid."""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic_core import from_json

from app.engine.model.commands.command import Command
from app.engine.model.records.sales import Purchase
from tests.engine.shop import NEVER_BOUGHT, Shop, line

EARN = {"earn": [{"id": "base", "points": 1, "per": 100}]}


def bought(shop: Shop, **details: Any) -> Purchase:
    subject = shop.buy(line(350, 2, discount=50), **details).subject
    assert isinstance(subject, Purchase)
    return subject


def test_a_purchase_keeps_what_was_said_and_what_was_decided() -> None:
    shop = Shop(points=EARN, time_zone="Pacific/Auckland")
    shop.publish()
    purchase = bought(
        shop, occurred_at="2026-03-02T11:30:00+00:00", store="north", channel="pos", discount=100, total=550
    )
    assert (purchase.net, purchase.store, purchase.channel, purchase.status) == (550, "north", "pos", "recorded")
    assert (purchase.occurred_at, purchase.recorded_at) == (
        "2026-03-02T11:30:00.000000Z",
        "2026-03-02T12:00:00.000000Z",
    )
    assert (purchase.business_date, purchase.program_version, purchase.guest) == ("2026-03-03", 2, 0)


def test_what_a_till_prints_is_kept_with_the_purchase() -> None:
    shop = Shop(
        points=EARN,
        tiers={"window": {"kind": "lifetime"}, "levels": [{"id": "base", "name": "Base", "from": 0}]},
        punch_cards=[{"id": "card", "name": "C", "counts": "items", "punches": 5, "head_start": 1, "reward": "gift"}],
        rebates=[
            {
                "id": "year",
                "name": "R",
                "period": "year",
                "method": "retroactive",
                "bands": [{"from": 100, "rate": "0.1"}],
            }
        ],
        rewards=[{"id": "gift", "name": "G", "kind": "gift"}],
    )
    assert from_json(bought(shop, occurred_at="2025-12-31").after) == {
        "points": 6,
        "pending": 0,
        "credit": 65,
        "tier": "base",
        "punches": {"card": 3},
        "rebates": {"year": {"spend": 650, "due": 65}},
    }


def test_a_programme_that_gives_up_its_tiers_has_no_tier_left_to_print() -> None:
    ladder = {"window": {"kind": "lifetime"}, "levels": [{"id": "base", "name": "Base", "from": 0}]}
    shop = Shop(tiers=ladder)
    shop.buy(line(100))
    document = shop.documents[-1].model_dump(by_alias=True, exclude_none=True)
    shop.publish({name: part for name, part in document.items() if name != "tiers"})
    assert from_json(bought(shop).after)["tier"] is None
    assert shop.status()["tier"] is None


def test_a_guest_earns_nothing() -> None:
    shop = Shop(points=EARN)
    decision = shop.buy(line(900), customer=None)
    assert (decision.entries, decision.members, shop.hash()) == ([], [], NEVER_BOUGHT)
    assert isinstance(decision.subject, Purchase)
    assert (decision.subject.guest, decision.subject.after) == (1, "null")


def test_an_unknown_name_becomes_a_member_only_when_asked_to() -> None:
    shop = Shop(points=EARN)
    assert shop.refused(shop.purchase([line(900)], enrol=False)).pointer == "/member"
    decision = shop.buy(line(900), enrol=True)
    assert {one.kind for one in decision.identifiers} == {"ext", "card"}
    assert shop.buy(line(900), enrol=True).identifiers == []
    assert shop.points() == 18


@pytest.mark.parametrize(
    ("command", "problem", "pointer"),
    [
        (lambda shop: shop.purchase([line(100)], currency="EUR"), "currency-mismatch", "/currency"),
        (lambda shop: shop.purchase([line(100)], total=99), "total-mismatch", "/total"),
        (lambda shop: shop.purchase([line(100)], discount=101), "total-mismatch", "/discount"),
        (
            lambda shop: shop.purchase([line(100)], occurred_at="2026-03-02T12:05:00.000001Z"),
            "occurred-in-future",
            "/occurred_at",
        ),
        (
            lambda shop: shop.purchase([line(100)], occurred_at="2016-03-02T11:59:59Z"),
            "occurred-too-old",
            "/occurred_at",
        ),
        (lambda shop: shop.purchase([line(100)], enrol=False), "not-found", "/member"),
        (lambda shop: shop.purchase([line(100)])._replace(member="mem_unknown"), "not-found", "/member"),
    ],
)
def test_a_wrong_purchase_is_refused_where_it_is_wrong(
    command: Callable[[Shop], Command], problem: str, pointer: str
) -> None:
    shop = Shop(points=EARN)
    refusal = shop.refused(command(shop))
    assert (refusal.problem, refusal.pointer) == (problem, pointer)


@pytest.mark.parametrize("occurred_at", ["2026-03-02T12:05:00Z", "2016-03-02T12:00:00Z"])
def test_five_minutes_ahead_and_ten_years_back_are_still_taken(occurred_at: str) -> None:
    shop = Shop(points=EARN)
    shop.buy(line(100), occurred_at=occurred_at)
    assert shop.points() == 1


def test_ten_years_before_a_leap_day_is_the_last_of_february() -> None:
    shop = Shop(points=EARN, now="2024-02-29T12:00:00Z")
    shop.buy(line(100), occurred_at="2014-02-28T12:00:00Z")
    assert shop.refused(shop.purchase([line(100)], occurred_at="2014-02-28T11:59:59Z")).problem == "occurred-too-old"
