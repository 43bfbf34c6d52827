"""Control groups: their members get no campaign that is covered, in quotes, purchases and claims alike."""

from typing import Any

import pytest

from app.engine.model.records.sales import Purchase
from app.engine.program.document import ProgramDocument
from app.engine.program.faults import check
from tests.engine.decisions.checkout.test_quotes import shop_with
from tests.engine.shop import Shop, line

TEA = line(1000, category="tea")
DOUBLE = {"id": "double", "name": "Double", "points_multiplier": "2"}
POUND = {"id": "pound", "name": "A pound off", "amount_off": 100}
HALF = {"id": "h2026", "share": "0.5", "from": "2026-01-01", "covers": ["campaigns"]}


def shop_of(*campaigns: dict[str, Any], **holdout: Any) -> Shop:
    return shop_with(campaigns=list(campaigns), holdout={**HALF, **holdout}, points=0)


def in_both(shop: Shop) -> tuple[str, str]:
    """A customer of the control group, and one who is not in it."""
    group = shop.program.rules.holdout
    assert group
    for number in range(100):
        shop.enrol(f"c{number}")
    members = {name: shop.member(name).member_id for name in (f"c{number}" for number in range(100))}
    control = [name for name, member_id in members.items() if group.has(shop.program.id, member_id)]
    assert 30 < len(control) < 70
    return control[0], next(name for name in members if name not in control)


def campaigns_of(shop: Shop, customer: str, **details: Any) -> str:
    purchase = shop.buy(TEA, customer=customer, **details).subject
    assert isinstance(purchase, Purchase)
    return purchase.campaigns


def test_the_control_group_gets_no_campaign_and_is_told_it_is_not_for_them() -> None:
    shop = shop_of(DOUBLE, POUND)
    control, other = in_both(shop)
    quote = shop.quote(TEA, customer=control)
    assert quote["total"] == 1000
    assert quote["rejected"] == [
        {"voucher": None, "campaign": name, "typed": None, "code": "not-for-member", "reason": "not for this member"}
        for name in ("double", "pound")
    ]
    assert sum(one["amount"] for one in quote["would_earn"] if one["unit"] == "points") == 10
    quote = shop.quote(TEA, customer=other)
    assert (quote["total"], quote["rejected"]) == (900, [])


def test_a_purchase_goes_by_the_group_as_its_quote_does() -> None:
    shop = shop_of(DOUBLE, POUND)
    control, other = in_both(shop)
    assert campaigns_of(shop, control) == "[]"
    assert "double" in campaigns_of(shop, other)
    assert (shop.points(control), shop.points(other)) == (10, 20)
    booked = shop.buy(TEA, customer=control, quote=shop.quote(TEA, customer=control)["id"]).subject
    assert isinstance(booked, Purchase)
    assert (booked.net, booked.campaigns) == (1000, "[]")


def test_a_campaign_for_everybody_is_for_the_control_group_too() -> None:
    shop = shop_of({**DOUBLE, "holdout": False}, POUND)
    control, _ = in_both(shop)
    assert "double" in campaigns_of(shop, control)
    assert [one["campaign"] for one in shop.quote(TEA, customer=control)["rejected"]] == ["pound"]


def test_what_is_not_covered_and_what_was_before_the_first_day_is_for_all() -> None:
    for holdout in ({"covers": ["voucher_batches", "contact_lists"]}, {"from": "2026-03-03"}):
        shop = shop_of(DOUBLE, POUND, **holdout)
        control, _ = in_both(shop)
        assert "double" in campaigns_of(shop, control)
        assert shop.quote(TEA, customer=control)["total"] == 900
    # Tills may deliver late: the day of the purchase counts.
    shop.wait_until("2026-03-04T12:00:00Z")
    assert campaigns_of(shop, control) == "[]"
    assert "double" in campaigns_of(shop, control, occurred_at="2026-03-02T12:00:00Z")


def test_a_campaign_that_the_basket_would_not_have_is_not_told_of() -> None:
    shop = shop_of({**POUND, "min_spend": 5000}, {**DOUBLE, "to": "2026-03-01"})
    control, other = in_both(shop)
    assert shop.quote(TEA, customer=control)["rejected"] == []
    assert [one["code"] for one in shop.quote(TEA, customer=other)["rejected"]] == ["condition"]


def test_a_claim_goes_by_the_group_of_who_claims() -> None:
    shop = shop_of(DOUBLE)
    control, other = in_both(shop)
    for customer, campaigns in ((control, "[]"), (other, '[{"id":"double","name":"Double"}]')):
        shop.buy(TEA, customer=None, name=f"of {customer}")
        claimed = shop.claim(f"of {customer}", customer).subject
        assert isinstance(claimed, Purchase)
        assert claimed.campaigns == campaigns


def test_guests_are_in_no_group() -> None:
    shop = shop_of(POUND)
    assert shop.quote(TEA, customer=None)["rejected"] == []


def test_who_was_merged_goes_by_the_id_that_stays() -> None:
    shop = shop_of(DOUBLE)
    control, other = in_both(shop)
    shop.merge(control, into=other)
    assert "double" in campaigns_of(shop, control)


def faults_of(holdout: dict[str, Any], *earlier: dict[str, Any]) -> list[tuple[str, str]]:
    def document(part: dict[str, Any]) -> dict[str, Any]:
        return {"name": "Shop", "currency": "GBP", "time_zone": "Europe/London", "holdout": {**HALF, **part}}

    before = [ProgramDocument.model_validate(document(part)) for part in earlier]
    found = check(document(holdout), before)
    return [] if isinstance(found, ProgramDocument) else [(fault.pointer, fault.code) for fault in found]


@pytest.mark.parametrize(
    ("holdout", "faults"),
    [
        ({}, []),
        ({"share": "0"}, []),
        ({"share": "0.500000"}, []),
        ({"share": "0.500001"}, [("/holdout/share", "too-large")]),
        ({"covers": []}, [("/holdout/covers", "wrong-length")]),
        ({"covers": ["campaigns", "campaigns"]}, [("/holdout/covers/1", "duplicate")]),
        ({"covers": ["rebates"]}, [("/holdout/covers/0", "not-one-of")]),
        ({"from": "2026-02-30"}, [("/holdout/from", "wrong-form")]),
    ],
)
def test_what_a_holdout_must_not_say_is_a_fault(holdout: dict[str, Any], faults: list[tuple[str, str]]) -> None:
    assert faults_of(holdout) == faults


def test_an_id_keeps_its_share_for_ever() -> None:
    again = {"id": "h2027", "share": "0.2"}
    assert faults_of({"share": "0.4"}, {}) == [("/holdout/share", "cannot-change")]
    assert faults_of({"share": "0.4"}, {}, again) == [("/holdout/share", "cannot-change")]
    assert faults_of({"share": "0.50"}, {}, again) == []
    assert faults_of({"share": "0.5", "from": "2027-01-01", "covers": ["voucher_batches"]}, {}) == []
    assert faults_of(again, {}) == []
