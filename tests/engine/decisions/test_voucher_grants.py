"""Vouchers given and taken back by hand."""

from typing import Any

import pytest

from app.engine.model.records.points import Redemption
from app.engine.model.records.vouchers import Voucher
from tests.engine.rules.balances.test_spending import give
from tests.engine.shop import Shop, line

REWARDS: list[dict[str, Any]] = [
    {"id": "five", "name": "5 off", "kind": "amount_off", "amount": 500, "points_price": 300, "valid_days": 90,
     "limit_per_member": 1},
    {"id": "gala", "name": "Gala", "kind": "gift", "text": "An evening", "points_price": 10, "stock": 1,
     "valid_until": "2026-06-30"},
    {"id": "credit", "name": "Credit", "kind": "store_credit", "amount": 300, "points_price": 200},
    {"id": "trees", "name": "A tree", "kind": "donation", "cause": "Trees for all", "points_price": 100},
    {"id": "old", "name": "Old", "kind": "gift", "text": "Gone", "valid_until": "2026-03-01"},
    {"id": "free", "name": "Free", "kind": "free_item"},
]  # fmt: skip
CARD = {"id": "coffee", "name": "Card", "counts": "visits", "punches": 1, "reward": "free"}


def shop_with(points: int = 1000) -> Shop:
    shop = Shop(rewards=REWARDS, punch_cards=[CARD], points={"expiry": {"kind": "after", "months": 12}})
    shop.enrol("ann")
    if points:
        give(shop, points)
    return shop


def bought(shop: Shop, reward: str = "five") -> Voucher:
    """The voucher that points have bought."""
    subject = shop.redeem(reward).subject
    assert isinstance(subject, Redemption)
    return shop.book.vouchers[subject.voucher_id or ""]


def taken(shop: Shop) -> int:
    """How many of the places at the gala are taken."""
    return shop.book.supplies.get(("prg_1", "stock:gala"), 0)


def test_a_voucher_is_given_with_a_reason_that_the_ledger_shows() -> None:
    shop = shop_with()
    decision = shop.accepted(shop.gift("five"))
    [entry] = decision.entries
    assert (entry.unit, entry.type, entry.amount, entry.cause) == ("voucher:five", "earn", 1, "gift")
    assert "sorry" in entry.why
    [voucher] = shop.vouchers("five")
    assert (voucher.expires_on, voucher.source, shop.points()) == ("2026-05-31", "gift:five", 1000)


def test_a_gift_said_twice_is_given_once_and_told_as_it_was_at_first() -> None:
    shop = shop_with()
    command = shop.gift("five", name="case-1")
    first = shop.accepted(command)
    shop.buy(line(2000), vouchers=(shop.vouchers("five")[0].code,))
    again = shop.accepted(command)
    assert (again.replayed, again.subject, again.entries) == (True, first.subject, first.entries)
    assert shop.vouchers("five") == []


def test_the_day_that_somebody_chose_stands_for_the_days_of_the_reward_but_not_past_its_end() -> None:
    shop = shop_with()
    assert shop.give_voucher("five", valid_until="2026-12-31").expires_on == "2026-12-31"
    assert shop.give_voucher("gala", valid_until="2026-12-31").expires_on == "2026-06-30"


@pytest.mark.parametrize(
    ("reward", "valid_until", "problem"),
    [
        ("credit", None, "reward-not-available"),
        ("trees", None, "reward-not-available"),
        ("old", None, "reward-not-available"),
        ("nothing", None, "not-found"),
        ("five", "2026-03-01", "validation"),
    ],
)
def test_what_cannot_be_given_is_refused(reward: str, valid_until: str | None, problem: str) -> None:
    shop = shop_with()
    assert shop.refused(shop.gift(reward, valid_until=valid_until)).problem == problem


def test_a_gift_takes_the_last_place_and_taking_it_back_gives_it_back() -> None:
    shop = shop_with()
    voucher = shop.give_voucher("gala")
    assert taken(shop) == 1
    assert shop.refused(shop.gift("gala")).problem == "reward-not-available"
    assert shop.refused(shop.redemption("gala")).problem == "reward-not-available"
    shop.revoke(voucher)
    assert taken(shop) == 0
    shop.redeem("gala")


def test_a_voucher_that_points_bought_gives_them_back_into_their_lots_when_it_is_revoked() -> None:
    shop = shop_with(200)
    shop.wait_until("2026-05-01")
    give(shop, 500)
    lots = shop.lots()
    voucher = bought(shop)
    assert shop.lots() != lots
    assert shop.refused(shop.redemption("five")).problem == "reward-not-available"
    decision = shop.revoke(voucher)
    assert shop.lots() == lots
    assert shop.member().state.redeemed == {}
    assert [one.status for one in decision.vouchers] == ["revoked"]
    bought(shop)
    assert shop.member().state.redeemed == {"five": 1}


def test_points_given_back_after_their_end_are_over() -> None:
    shop = shop_with(300)
    voucher = bought(shop)
    shop.wait_until("2027-04-01")
    assert (shop.points(), voucher.expires_on) == (0, "2026-05-31")
    decision = shop.revoke(voucher)
    assert shop.points() == 0
    assert [(one.type, one.amount) for one in decision.entries if one.unit == "points"] == [
        ("redeem", 300),
        ("expire", -300),
    ]


def test_points_given_back_pay_what_is_owed() -> None:
    shop = Shop(rewards=REWARDS, points={"earn": [{"id": "b", "points": 1, "per": 1}]})
    shop.buy(line(300), name="p")
    voucher = bought(shop)
    shop.bring_back("p")
    assert shop.points() == -300
    shop.revoke(voucher)
    assert shop.lots() == {}


def test_an_expired_voucher_can_be_taken_back_too() -> None:
    shop = shop_with()
    voucher = bought(shop)
    shop.sweep("2026-06-02")
    assert shop.vouchers("five", state="expired")
    shop.revoke(voucher)
    assert (shop.points(), len(shop.vouchers("five", state="revoked"))) == (1000, 1)


def test_taking_back_twice_changes_nothing() -> None:
    shop = shop_with()
    voucher = bought(shop)
    shop.revoke(voucher)
    again = shop.revoke(voucher)
    assert (again.replayed, again.entries, shop.points()) == (True, [], 1000)


def test_a_used_voucher_and_a_held_one_stay() -> None:
    shop = shop_with()
    used, held = shop.give_voucher("five"), shop.give_voucher("five")
    shop.buy(line(2000), vouchers=(used.code,))
    hold = shop.hold(vouchers=(held.code,))
    for voucher in (used, held):
        assert shop.refused(shop.revocation(voucher.code)).problem == "voucher-not-usable"
    shop.release(hold)
    shop.revoke(held)


def test_a_voucher_whose_hold_is_over_is_taken_back() -> None:
    shop = shop_with()
    voucher = shop.give_voucher("five")
    shop.hold(vouchers=(voucher.code,), ttl_seconds=60)
    shop.wait_until("2026-03-02T13:00:00Z")
    shop.revoke(voucher)
    assert shop.vouchers("five") == []


def test_a_voucher_of_a_card_follows_from_punches_and_is_not_taken_back_by_hand() -> None:
    shop = shop_with()
    shop.buy(line(100))
    [voucher] = shop.vouchers("free")
    refusal = shop.refused(shop.revocation(voucher.code))
    assert (refusal.problem, refusal.code) == ("validation", "not-possible")
    assert "punches" in refusal.detail


def test_an_unknown_code_is_not_found() -> None:
    assert shop_with().refused(shop_with().revocation("NO-SUCH-CODE")).problem == "not-found"


def test_a_redemption_that_was_undone_does_not_count_after_members_were_merged() -> None:
    shop = shop_with()
    shop.revoke(bought(shop))
    shop.enrol("bob")
    bought(shop)
    shop.merge("ann", into="bob")
    assert shop.member("bob").state.redeemed == {"five": 1}
