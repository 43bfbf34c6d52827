"""Vouchers that bear codes of a partner."""

from typing import Any

import pytest

from app.engine.model.records.vouchers import PartnerCode
from app.engine.program import faults
from tests.engine.rules.balances.test_spending import give
from tests.engine.shop import Shop

REWARD: dict[str, Any] = {"id": "film", "name": "A film", "kind": "gift", "text": "One evening", "points_price": 100,
                          "codes": "imported", "valid_days": 90}  # fmt: skip
DOCUMENT = {"name": "Shop", "currency": "GBP", "time_zone": "UTC", "rewards": [REWARD]}


def shop_with(**codes: str) -> Shop:
    """A shop with a pool of codes, each with its last good day, and a member with 1,000 points."""
    shop = Shop(rewards=[REWARD])
    shop.enrol("ann")
    give(shop, 1000)
    at = "2026-01-01T00:00:00.000000Z"
    pool = [PartnerCode("prg_1", code, "film", end, at, None) for code, end in codes.items()]
    shop.book.partner_codes["prg_1", "film"] = sorted(pool, key=lambda one: one.expires_on)
    return shop


def test_points_and_gifts_hand_out_the_next_code_the_first_to_end_first_each_once() -> None:
    shop = shop_with(LATE="9999-12-31", SOON="2026-04-01")
    shop.redeem("film")
    shop.give_voucher("film")
    found = [(one.code, one.expires_on) for one in shop.vouchers("film")]
    assert found == [("SOON", "2026-04-01"), ("LATE", "2026-05-31")]
    assert [(one.code, one.voucher_id) for one in shop.book.used_codes] == [
        (one.code, one.voucher_id) for one in shop.vouchers("film")
    ]


def test_an_empty_pool_is_not_available_and_costs_nothing() -> None:
    shop = shop_with(OVER="2026-03-01")
    for command in (shop.redemption("film"), shop.gift("film")):
        refusal = shop.refused(command)
        assert (refusal.problem, refusal.pointer) == ("reward-not-available", "/reward")
    assert shop.points() == 1000


def test_a_code_that_somebody_has_seen_is_not_handed_out_again() -> None:
    shop = shop_with(ONLY="9999-12-31")
    shop.redeem("film")
    shop.revoke(shop.vouchers("film")[0])
    assert shop.points() == 1000
    assert shop.refused(shop.redemption("film")).problem == "reward-not-available"


@pytest.mark.parametrize(
    ("sections", "pointer"),
    [
        ({"rewards": [{**REWARD, "kind": "donation", "text": None, "cause": "Trees"}]}, "/rewards/0/codes"),
        ({"punch_cards": [{"id": "c", "name": "C", "counts": "visits", "punches": 2, "reward": "film"}]},
         "/punch_cards/0/reward"),
    ],
)  # fmt: skip
def test_what_cannot_be_refused_has_no_pool(sections: dict[str, Any], pointer: str) -> None:
    found = faults.check({**DOCUMENT, **sections})
    assert isinstance(found, list)
    assert [(one.pointer, one.code) for one in found] == [(pointer, "not-possible")]
