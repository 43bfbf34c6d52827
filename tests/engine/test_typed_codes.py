"""Campaigns with codes, typed by members and guests, limited and given back like stock."""

from typing import Any

import pytest

from app.engine.model.records.sales import Purchase
from app.engine.program import faults
from tests.engine.shop import Shop, line, units

TEN = line(1000)
POINTS = {"earn": [{"id": "base", "points": 1, "per": 100}]}


def spring(**details: Any) -> dict[str, Any]:
    code = {"kind": "one", "code": "Spring-10"}
    return {"id": "spring", "name": "Spring", "amount_off": 300, "codes": code, "for_guests": True, **details}


def shop_with(*campaigns: dict[str, Any]) -> Shop:
    shop = Shop(points=POINTS, campaigns=list(campaigns))
    for name in ("ann", "bob"):
        shop.enrol(name)
    return shop


def total(shop: Shop, *codes: str, customer: str | None = "ann") -> int:
    return int(shop.quote(TEN, codes=codes, customer=customer)["total"])


def bought(shop: Shop, *codes: str, customer: str | None = "ann", **details: Any) -> Purchase:
    quote = shop.quote(TEN, codes=codes, customer=customer)["id"]
    subject = shop.buy(TEN, quote=quote, customer=customer, **details).subject
    assert isinstance(subject, Purchase)
    return subject


def taken(shop: Shop) -> dict[str, int]:
    return {name: amount for (_, name), amount in shop.book.supplies.items() if amount}


@pytest.mark.parametrize("customer", ["ann", None])
def test_a_campaign_with_a_code_is_for_those_who_type_it(customer: str | None) -> None:
    shop = shop_with(spring())
    assert total(shop, customer=customer) == 1000
    for typed in ("Spring-10", "spring10", "SPRING 10"):
        quote = shop.quote(TEN, codes=(typed,), customer=customer)
        assert (quote["total"], quote["discounts"][0]["typed"]) == (700, typed)
    # Nobody learns of a code by not typing it, and a wrong one is named.
    assert shop.quote(TEN, customer=customer)["rejected"] == []
    [wrong] = shop.quote(TEN, codes=("SPRING11",), customer=customer)["rejected"]
    assert (wrong["typed"], wrong["campaign"], wrong["reason"]) == ("SPRING11", None, "no campaign has this code")


def test_a_code_that_does_not_apply_to_the_basket_says_why() -> None:
    [one] = shop_with(spring(min_spend=2000)).quote(TEN, codes=("SPRING10",))["rejected"]
    assert (one["campaign"], one["code"]) == ("spring", "condition")


def test_a_code_is_used_so_often_in_all_by_members_and_guests_and_given_back() -> None:
    shop = shop_with(spring(limit_total=2, budget=10_000))
    assert bought(shop, "SPRING10", customer=None, name="guest").net == 700
    quote = shop.quote(TEN, codes=("SPRING10",), customer=None)["id"]
    assert bought(shop, "SPRING10", name="ann").net == 700
    assert taken(shop) == {"uses:spring": 2, "budget:campaign:spring": 600}
    # What was quoted to a guest before is refused, and nobody is quoted it any more.
    refusal = shop.refused(shop.purchase([TEN], customer=None, quote=quote))
    assert (refusal.problem, refusal.pointer) == ("quote-changed", "/quote")
    assert total(shop, "SPRING10", customer="bob") == total(shop, "SPRING10", customer=None) == 1000
    shop.bring_back("guest", name="back")
    assert taken(shop) == {"uses:spring": 1, "budget:campaign:spring": 300}
    assert total(shop, "SPRING10", customer="bob") == 700
    shop.void_return("back")
    assert taken(shop) == {"uses:spring": 2, "budget:campaign:spring": 600}
    shop.void("guest")
    shop.void("ann")
    assert taken(shop) == {}


def test_a_member_uses_a_code_so_often() -> None:
    shop = shop_with(spring(limit_per_member=1))
    bought(shop, "SPRING10", name="p")
    assert (total(shop, "SPRING10"), total(shop, "SPRING10", customer="bob")) == (1000, 700)
    shop.bring_back("p", units(1, 1))
    assert total(shop, "SPRING10") == 700


def test_a_guest_s_use_is_the_member_s_who_claims_it() -> None:
    shop = shop_with(spring(limit_per_member=1, limit_total=5))
    bought(shop, "SPRING10", customer=None, name="p")
    shop.claim("p")
    assert (shop.points(), total(shop, "SPRING10"), taken(shop)) == (7, 1000, {"uses:spring": 1})
    shop.void("p")
    assert (shop.points(), total(shop, "SPRING10"), taken(shop)) == (0, 700, {})


def test_a_hold_keeps_the_use_of_a_code() -> None:
    shop = shop_with(spring(limit_total=1))
    hold = shop.hold(quote=shop.quote(TEN, codes=("SPRING10",))["id"])
    assert total(shop, "SPRING10", customer=None) == 1000
    subject = shop.buy(TEN, hold=hold).subject
    assert isinstance(subject, Purchase)
    assert subject.net == 700


def test_a_guest_is_quoted_campaigns_for_guests_alone() -> None:
    of_members = {"id": "members", "name": "Members", "amount_off": 100}
    shop = shop_with(of_members, spring(codes=None))
    assert total(shop, customer=None) == 700
    assert total(shop) == 600


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"amount_off": None, "points_multiplier": "2"}, "/campaigns/0/codes"),
        ({"first_purchase": True}, "/campaigns/0/first_purchase"),
        ({"birthday": "day"}, "/campaigns/0/birthday"),
        ({"when": {"not": {"fact": "member.points", "is": "at_least", "value": 1}}}, "/campaigns/0/when"),
        ({"codes": {"kind": "one", "code": "-"}}, "/campaigns/0/codes/code"),
    ],
)
def test_what_no_guest_can_have_is_refused(change: dict[str, Any], pointer: str) -> None:
    document = {"name": "Shop", "currency": "GBP", "time_zone": "UTC"}
    found = faults.check({**document, "campaigns": [spring() | change]})
    assert isinstance(found, list)
    assert pointer in [one.pointer for one in found]
