"""A voucher's life: used, given back, expired, revoked, with an entry for each step."""

from app.engine.views.reward_list import status_on
from tests.engine.shop import Shop, line, units

CARD = {"id": "c", "name": "Card", "counts": "items", "punches": 2, "reward": "free"}
FREE = {"id": "free", "name": "Free", "kind": "free_item", "valid_days": 30}


def shop_with_a_voucher() -> Shop:
    shop = Shop(punch_cards=[CARD], rewards=[FREE])
    shop.buy(line(300, 2), name="p")
    return shop


def test_a_voucher_expires_at_the_end_of_its_last_day_with_an_entry() -> None:
    shop = shop_with_a_voucher()
    shop.sweep("2026-04-01T23:59:59Z")
    assert len(shop.vouchers("free")) == 1
    shop.sweep("2026-04-02T00:00:00Z")
    [expired] = shop.vouchers("free", state="expired")
    assert expired.expires_on == "2026-04-01"
    [entry] = [one for one in shop.entries if one.type == "expire"]
    assert (entry.unit, entry.amount, entry.recorded_at) == ("voucher:free", -1, "2026-04-02T00:00:00.000000Z")
    assert shop.member().next_due_at is None


def test_a_voucher_that_is_over_is_told_so_before_anybody_has_looked() -> None:
    [voucher] = shop_with_a_voucher().vouchers("free")
    assert status_on(voucher, "2026-04-01") == "usable"
    assert status_on(voucher, "2026-04-02") == "expired"


def test_an_expired_voucher_is_taken_back_with_its_punches_and_leaves_nothing() -> None:
    shop = shop_with_a_voucher()
    shop.sweep("2026-05-01T12:00:00Z")
    shop.bring_back("p")
    assert [one.status for one in shop.vouchers("free", state="revoked")] == ["revoked"]
    assert "voucher:free" not in shop.member().state.balances
    assert shop.member().state.completed == {}


def test_of_several_the_usable_one_goes_before_the_expired_one() -> None:
    shop = shop_with_a_voucher()
    shop.sweep("2026-05-01T12:00:00Z")
    shop.buy(line(300, 2), name="q")
    shop.bring_back("p", units(1, 1))
    assert len(shop.vouchers("free", state="expired")) == 1
    assert len(shop.vouchers("free", state="revoked")) == 1


def test_a_used_voucher_that_comes_back_after_its_day_expires_at_the_next_midnight() -> None:
    shop = shop_with_a_voucher()
    [voucher] = shop.vouchers("free")
    shop.buy(line(300), name="q", vouchers=(voucher.code,))
    shop.wait_until("2026-05-01T12:00:00Z")
    shop.bring_back("q")
    assert shop.status()["vouchers"] == []
    shop.sweep("2026-05-02T00:00:00Z")
    assert len(shop.vouchers("free", state="expired")) == 1


def test_a_return_that_was_a_mistake_uses_even_an_expired_voucher_again() -> None:
    shop = shop_with_a_voucher()
    [voucher] = shop.vouchers("free")
    shop.buy(line(300), name="q", vouchers=(voucher.code,))
    shop.bring_back("q", name="r")
    shop.sweep("2026-05-02T00:00:00Z")
    shop.void_return("r")
    assert len(shop.vouchers("free", state="used")) == 1
    assert "voucher:free" not in shop.member().state.balances
