"""Points for rewards."""

from typing import Any

import pytest

from app.engine.model.records.points import Redemption
from app.engine.proof.state_hash import standing_text
from tests.engine.rules.balances.test_spending import credit_of, give
from tests.engine.shop import Shop, line

REWARDS: list[dict[str, Any]] = [
    {"id": "five", "name": "5 off", "kind": "amount_off", "amount": 500, "points_price": 500, "valid_days": 90},
    {"id": "free", "name": "Free", "kind": "free_item"},
    {"id": "credit", "name": "Credit", "kind": "store_credit", "amount": 300, "points_price": 200},
    {"id": "trees", "name": "A tree", "kind": "donation", "cause": "Trees for all", "points_price": 100},
    {"id": "gala", "name": "Gala", "kind": "gift", "text": "An evening", "points_price": 10, "stock": 2},
    {"id": "once", "name": "Once", "kind": "amount_off", "amount": 100, "points_price": 1, "limit_per_member": 1},
    {"id": "old", "name": "Old", "kind": "gift", "text": "Gone", "points_price": 1, "valid_until": "2026-03-01"},
    {"id": "soon", "name": "Soon", "kind": "gift", "text": "x", "points_price": 1, "valid_until": "2026-03-05",
     "valid_days": 30},
]  # fmt: skip


def shop_with(points: int = 1000) -> Shop:
    shop = Shop(rewards=REWARDS, points={"expiry": {"kind": "after", "months": 12}})
    shop.enrol("ann")
    if points:
        give(shop, points)
    return shop


def test_points_buy_a_voucher() -> None:
    shop = shop_with()
    decision = shop.redeem("five")
    assert isinstance(decision.subject, Redemption)
    assert shop.points() == 500
    [voucher] = shop.vouchers("five")
    assert (voucher.voucher_id, voucher.expires_on) == (decision.subject.voucher_id, "2026-05-31")


def test_the_same_again_is_answered_as_it_was_and_costs_nothing() -> None:
    shop = shop_with()
    command = shop.redemption("five", name="app-1")
    first, again = shop.accepted(command), shop.accepted(command)
    assert again.replayed
    assert (again.subject, again.entries, again.vouchers) == (first.subject, first.entries, first.vouchers)
    assert shop.points() == 500


def test_store_credit_is_had_at_once() -> None:
    shop = shop_with()
    shop.redeem("credit")
    assert (shop.points(), credit_of(shop), shop.vouchers()) == (800, 300, [])


def test_points_are_given_to_a_cause() -> None:
    shop = shop_with()
    [entry] = shop.redeem("trees").entries
    assert (entry.type, entry.amount, entry.rule) == ("donate", -100, "trees")
    assert "Trees for all" in entry.why


def test_the_last_place_is_had_once() -> None:
    shop = shop_with()
    shop.redeem("gala")
    shop.redeem("gala")
    refusal = shop.refused(shop.redemption("gala"))
    assert (refusal.problem, refusal.pointer) == ("reward-not-available", "/reward")
    assert shop.points() == 980


@pytest.mark.parametrize("reward", ["free", "old"])
def test_what_is_not_offered_for_points_is_refused(reward: str) -> None:
    assert shop_with().refused(shop_with().redemption(reward)).problem == "reward-not-available"


def test_a_member_may_have_it_so_often_and_no_oftener() -> None:
    shop = shop_with()
    shop.redeem("once")
    assert shop.refused(shop.redemption("once")).problem == "reward-not-available"


def test_who_has_too_few_points_is_refused() -> None:
    shop = shop_with(499)
    assert shop.refused(shop.redemption("five")).problem == "insufficient-balance"
    # What is asked first says what is wrong: points that are pending cannot be spent.
    assert shop.points() == 499


def test_an_unknown_reward_and_an_unknown_member_are_not_found() -> None:
    shop = shop_with()
    assert shop.refused(shop.redemption("nothing")).pointer == "/reward"
    assert shop.refused(shop.redemption("five", customer="nobody")).pointer == "/member"


def test_a_voucher_is_good_to_the_earlier_of_both_ends() -> None:
    shop = shop_with()
    shop.redeem("soon")
    assert shop.vouchers("soon")[0].expires_on == "2026-03-05"


def test_points_are_spent_from_what_expires_first_and_debt_blocks_them() -> None:
    shop = Shop(rewards=REWARDS, points={"earn": [{"id": "b", "points": 1, "per": 1}]})
    shop.buy(line(600), name="p")
    shop.redeem("five")
    shop.bring_back("p")
    assert shop.status()["points"]["debt"] == 500
    assert shop.refused(shop.redemption("once")).problem == "insufficient-balance"


def test_two_members_who_are_one_have_redeemed_what_both_did() -> None:
    shop = shop_with()
    shop.redeem("once")
    shop.enrol("bob")
    shop.merge("bob")
    assert shop.member().state.redeemed == {"once": 1}
    assert standing_text(shop.program, shop.member(), [], shop.now)
