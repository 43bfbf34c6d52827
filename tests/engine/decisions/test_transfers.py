"""Points that one member gives to another."""

from typing import Any

import pytest

from app.engine.decisions.transfers import is_given
from app.engine.model.records.points import Transfer
from tests.engine.rules.balances.test_spending import give
from tests.engine.shop import Shop, line

AFTER = {"kind": "after", "months": 12}


def shop_with(points: int = 500, **sections: Any) -> Shop:
    shop = Shop(points={"expiry": AFTER, "transfer": {"allowed": True, "min": 100}, **sections})
    for customer in ("ann", "bob"):
        shop.enrol(customer)
    if points:
        give(shop, points)
    return shop


def test_points_go_from_one_member_to_the_other_with_their_ends() -> None:
    shop = shop_with(200)
    shop.wait_until("2026-05-01")
    give(shop, 300)
    first, second = sorted(shop.lots())
    decision = shop.transfer(250)
    assert shop.lots() == {second: 250}
    assert shop.lots("bob") == {first: 200, second: 50}
    assert isinstance(decision.subject, Transfer)
    assert {(one.type, one.cause_id) for one in decision.entries} == {("transfer", decision.subject.transfer_id)}
    assert sum(one.amount for one in decision.entries) == 0
    assert sum(one.amount for one in decision.entries if is_given(one)) == -250


def test_said_twice_they_go_once() -> None:
    shop = shop_with()
    command = shop.handing_on(200, name="t-1")
    first, again = shop.accepted(command), shop.accepted(command)
    assert (again.replayed, again.subject, again.entries) == (True, first.subject, first.entries)
    assert (shop.points(), shop.points("bob")) == (300, 200)


def test_nobody_gives_what_is_not_there() -> None:
    shop = shop_with(150)
    refusal = shop.refused(shop.handing_on(151))
    assert (refusal.problem, refusal.pointer) == ("insufficient-balance", "/points")


def test_points_that_wait_or_are_held_are_not_given() -> None:
    shop = shop_with(300)
    shop.hold(points=250)
    assert shop.refused(shop.handing_on(100)).problem == "insufficient-balance"
    waiting = shop_with(0, earn=[{"id": "b", "points": 1, "per": 1}], pending_days=5)
    waiting.buy(line(500))
    assert waiting.refused(waiting.handing_on(100)).problem == "insufficient-balance"


def test_what_the_other_owes_is_paid_first() -> None:
    shop = shop_with(earn=[{"id": "b", "points": 1, "per": 1}])
    shop.buy(line(80), name="p", customer="bob")
    shop.transfer(300)
    shop.buy(line(20), customer="bob")
    shop.transfer(400, "bob", "ann")
    shop.bring_back("p")
    assert shop.points("bob") == -80
    shop.transfer(100)
    assert (shop.points("bob"), sum(shop.lots("bob").values())) == (20, 20)


@pytest.mark.parametrize("allowed", [{"allowed": False}, {}])
def test_where_the_programme_does_not_allow_it_nobody_gives_points(allowed: dict[str, Any]) -> None:
    shop = shop_with(transfer=allowed)
    refusal = shop.refused(shop.handing_on(100))
    assert (refusal.problem, refusal.code) == ("validation", "not-possible")


def test_too_few_and_to_oneself_are_refused() -> None:
    shop = shop_with()
    assert shop.refused(shop.handing_on(99)).pointer == "/points"
    assert shop.refused(shop.handing_on(100, "ann", "ann")).pointer == "/to"
    assert shop.refused(shop.handing_on(100, "nobody", "ann")).pointer == "/from"
    assert shop.refused(shop.handing_on(100, "ann", "nobody")).pointer == "/to"


def test_points_that_would_be_over_with_the_other_stay_where_they_are() -> None:
    shop = shop_with(0, expiry={"kind": "inactivity", "months": 3}, earn=[{"id": "b", "points": 1, "per": 1}])
    shop.buy(line(10), customer="bob")
    shop.wait_until("2026-09-01")
    shop.buy(line(500))
    refusal = shop.refused(shop.handing_on(100))
    assert (refusal.problem, refusal.pointer) == ("validation", "/to")
    shop.buy(line(1), customer="bob")
    shop.transfer(100)
    assert shop.points("bob") == 101


def test_giving_points_takes_no_level_and_brings_none() -> None:
    shop = Shop(
        points={"transfer": {"allowed": True}, "earn": [{"id": "b", "points": 1, "per": 1}]},
        tiers={
            "qualify_by": "points",
            "window": {"kind": "rolling", "months": 12},
            "levels": [{"id": "base", "name": "Base", "from": 0}, {"id": "gold", "name": "Gold", "from": 100}],
        },
    )
    shop.enrol("bob")
    shop.buy(line(100))
    shop.transfer(100)
    assert (shop.status()["tier"]["id"], shop.status("bob")["tier"]["id"]) == ("gold", "base")
