"""Coupons for the next purchase."""

from app.engine.program import faults
from tests.engine.shop import Shop, line, units

COUPON = {"id": "next", "name": "Come back", "reward": "two", "min_spend": 1000}
TWO = {"id": "two", "name": "2 off", "kind": "amount_off", "amount": 200, "valid_days": 14}


def coupon_shop(**details: object) -> Shop:
    return Shop(coupons=[{**COUPON, **details}], rewards=[TWO])


def test_a_purchase_that_comes_to_enough_brings_a_voucher_for_the_next() -> None:
    shop = coupon_shop()
    shop.buy(line(999))
    assert shop.vouchers() == []
    shop.buy(line(1000))
    [voucher] = shop.vouchers("two")
    assert voucher.expires_on == "2026-03-16"
    assert shop.status()["punch_cards"] == []
    quote = shop.quote(line(1500))
    assert quote["total"] == 1300
    shop.buy(line(1500), quote=quote["id"])
    assert len(shop.vouchers("two")) == len(shop.vouchers("two", state="used")) == 1


def test_it_goes_back_with_the_purchase_that_brought_it() -> None:
    shop = coupon_shop()
    shop.buy(line(600, 2), name="p")
    shop.bring_back("p", units(1, 1))
    assert shop.vouchers("two") == []
    shop.bring_back("p", name="r")
    assert shop.vouchers("two", state="usable") == []


def test_one_that_was_used_already_stays_and_the_next_purchase_brings_none() -> None:
    shop = coupon_shop()
    shop.buy(line(1000), name="p")
    shop.buy(line(500), vouchers=(shop.vouchers("two")[0].code,))
    shop.bring_back("p")
    shop.buy(line(1000))
    assert shop.vouchers("two") == []
    shop.buy(line(1000))
    assert len(shop.vouchers("two")) == 1


def test_a_coupon_of_no_reward_or_with_the_name_of_a_card_is_a_fault() -> None:
    document = {
        "name": "Shop",
        "currency": "GBP",
        "time_zone": "UTC",
        "coupons": [{"id": "c", "name": "C", "reward": "none"}],
        "punch_cards": [{"id": "c", "name": "C", "counts": "items", "punches": 5, "reward": "two"}],
        "rewards": [TWO],
    }
    found = faults.check(document)
    assert isinstance(found, list)
    assert [one.pointer for one in found] == ["/coupons/0/id", "/coupons/0/reward"]
