"""The state hash: what members have, not how they came by it."""

from pydantic_core import from_json

from app.engine.proof.state_hash import state_hash
from tests.engine.shop import NEVER_BOUGHT, Shop, line, units

EARN = {"earn": [{"id": "base", "points": 1, "per": 100}]}


def test_whoever_has_nothing_is_not_in_it() -> None:
    shop = Shop(points=EARN)
    shop.buy(line(0), line(99))
    assert shop.hash() == NEVER_BOUGHT


def test_the_order_of_members_does_not_matter_and_names_do() -> None:
    assert state_hash(["a", "b"]) == state_hash(["b", "a"]) != state_hash(["a", "c"])
    one, other = Shop(points=EARN), Shop(points=EARN)
    one.buy(line(500), customer="ann")
    other.buy(line(500), customer="ben")
    assert one.hash() != other.hash()


def test_days_and_lots_are_not_in_it() -> None:
    one, other = (Shop(points={**EARN, "expiry": {"kind": "after", "months": 12}}) for _ in range(2))
    one.buy(line(500), occurred_at="2026-01-01")
    other.buy(line(500), occurred_at="2026-02-01")
    assert one.hash() == other.hash()


def test_each_thing_that_a_member_has_is_in_it() -> None:
    ladder = {
        "window": {"kind": "lifetime"},
        "levels": [{"id": "base", "name": "B", "from": 0}, {"id": "top", "name": "T", "from": 1000}],
    }
    card = {"id": "card", "name": "C", "counts": "items", "punches": 2, "reward": "gift"}
    rebate = {"id": "r", "name": "R", "period": "year", "method": "per_multiple", "per": 1000, "amount": 10}
    gift = [{"id": "gift", "name": "G", "kind": "gift"}]
    shop = Shop(points=EARN, tiers=ladder, punch_cards=[card], rebates=[rebate], rewards=gift)
    shop.buy(line(500, 3), name="a", occurred_at="2026-03-01")
    (text,) = shop.standings()
    assert from_json(text) == {
        "name": "ann",
        "points": 15,
        "credit": 10,
        "punches": {"card": 3},
        "completed": {"card": 1},
        "rebates": {"r": {"2026-01-01": [1500, 10]}},
        "tier": "top",
        "qualifying": 1500,
        "vouchers": {"gift:usable": 1},
    }
    shop.bring_back("a", units(1, 3))
    assert shop.standings() == []
