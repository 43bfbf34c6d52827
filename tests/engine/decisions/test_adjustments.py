"""Changing a balance by hand, with a reason."""

import pytest

from app.engine.model.commands.points import AdjustBalance
from app.engine.model.receipts import RequestKey
from tests.engine.shop import Shop, line

CARD = {"id": "card", "name": "C", "counts": "items", "punches": 3, "reward": "gift"}


@pytest.fixture
def shop() -> Shop:
    """Where Ann has 10 points and a punch."""
    points = {"earn": [{"id": "base", "points": 1, "per": 100}]}
    shop = Shop(points=points, punch_cards=[CARD], rewards=[{"id": "gift", "name": "G", "kind": "gift"}])
    shop.buy(line(1000))
    return shop


def adjustment(unit: str, amount: int, *, below_zero: bool = False, name: str = "a") -> AdjustBalance:
    request_key = RequestKey("key", name, f"{unit} {amount} {below_zero}")
    return AdjustBalance("prg_1", f"adj_{name}", request_key, "ext:ann", unit, amount, "sorry for the wait", below_zero)


def test_points_credit_and_punches_can_be_given_and_taken(shop: Shop) -> None:
    given = shop.accepted(adjustment("points", 5))
    shop.accepted(adjustment("credit", 250, name="b"))
    shop.accepted(adjustment("punches:card", 2, name="c"))
    shop.accepted(adjustment("points", -15, name="d"))
    status = shop.status()
    assert (status["points"]["balance"], status["credit"]["balance"], len(shop.vouchers())) == (0, 250, 1)
    assert [(entry.type, entry.amount, entry.why) for entry in given.entries] == [("adjust", 5, "sorry for the wait")]


@pytest.mark.parametrize("unit", ["points", "credit", "punches:card"])
def test_nothing_is_taken_that_is_not_there_unless_that_is_wanted(shop: Shop, unit: str) -> None:
    assert shop.refused(adjustment(unit, -11)).problem == "insufficient-balance"
    shop.accepted(adjustment(unit, -11, below_zero=True))
    assert min(shop.status()["points"]["balance"], shop.status()["credit"]["balance"]) < 0 or unit == "punches:card"


def test_what_the_programme_does_not_have_cannot_be_adjusted(shop: Shop) -> None:
    for unit in ("punches:other", "voucher:gift", "rebate:none", "miles"):
        assert shop.refused(adjustment(unit, 1)).pointer == "/unit"


def test_an_adjustment_said_again_is_made_once(shop: Shop) -> None:
    shop.accepted(adjustment("points", 5))
    assert shop.accepted(adjustment("points", 5)).replayed
    assert shop.points() == 15
    assert shop.refused(adjustment("points", 6)).problem == "idempotency-mismatch"


def test_an_adjustment_does_not_count_towards_the_tier() -> None:
    levels = [{"id": "base", "name": "B", "from": 0}, {"id": "gold", "name": "G", "from": 5}]
    shop = Shop(tiers={"qualify_by": "points", "window": {"kind": "lifetime"}, "levels": levels})
    shop.buy(line(100))
    shop.accepted(adjustment("points", 50))
    assert shop.status()["tier"]["id"] == "base"
