"""Goods by weight among discounts that count units: what they take part in, and what passes them by."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.engine.model.commands.sales import LinePart
from tests.engine.shop import NEVER_BOUGHT, Shop, line

POINTS = {"earn": [{"id": "base", "points": 1, "per": 100}]}
CHEESE = line(2000, 1500, sku="cheese", measured=True)
ROLL = line(100, sku="roll")


def shop_with(*campaigns: dict[str, Any], **sections: Any) -> Shop:
    shop = Shop(**({"points": POINTS, "campaigns": list(campaigns)} | sections))
    shop.enrol("ann")
    return shop


def deal(buy: dict[str, Any], **get: Any) -> dict[str, Any]:
    return {"id": "deal", "name": "Deal", "kind": "buy_get", "buy": buy, "get": get}


def test_a_deal_counts_their_value_and_never_their_units() -> None:
    by_units = shop_with(deal({"quantity": 1}))
    assert by_units.quote(CHEESE, CHEESE)["total"] == 6000
    assert by_units.quote(CHEESE, ROLL)["rejected"][0]["code"] == "condition"
    by_value = shop_with(deal({"match": {"skus": ["cheese"]}, "amount": 3000}, match={"skus": ["roll"]}))
    quote = by_value.quote(CHEESE, ROLL)
    assert (quote["total"], quote["discounts"][0]["why"]) == (
        3000,
        "Deal: 1 of line 2 (roll) free with line 1 (cheese) = 1.00 GBP",
    )
    by_value.buy(CHEESE, ROLL, quote=quote["id"], name="p")
    # The deal is shared fairly: of 31.00 for 30.00, a third of the cheese is a third of its part.
    by_value.bring_back("p", LinePart(1, 500, measured=True))
    by_value.bring_back("p", LinePart(1, 1000, measured=True), LinePart(2, 1))
    assert by_value.hash() == NEVER_BOUGHT


def test_a_free_item_is_no_weight_and_a_percentage_is_of_all_of_it() -> None:
    free = {"id": "free", "name": "One free", "kind": "free_item"}
    shop = shop_with({"id": "tenth", "name": "A tenth", "percent_off": "0.10"}, rewards=[free])
    shop.give_voucher("free")
    quote = shop.quote(CHEESE)
    assert (quote["total"], quote["rejected"][0]["reason"]) == (
        2700,
        "a free item is a unit: goods by weight have none",
    )
    assert shop.quote(CHEESE, ROLL)["total"] == 2700


def test_conditions_count_weights_with_their_fraction() -> None:
    two = {"fact": "basket.matching_quantity", "is": "at_least", "value": 2}
    tenth = {"id": "tenth", "name": "A tenth", "percent_off": "0.10", "match": {"skus": ["cheese"]}, "when": two}
    shop = shop_with(tenth)
    less = shop.quote(CHEESE, line(2000, 499, sku="cheese", measured=True))
    assert less["rejected"][0]["reason"] == "the basket has 1.999 eligible units, less than 2"
    assert shop.quote(CHEESE, line(2000, 500, sku="cheese", measured=True))["total"] == 3600


@given(st.integers(1, 5000), st.integers(0, 3000), st.data())
def test_in_any_split_the_parts_of_a_weight_are_the_line(weight: int, price: int, data: st.DataObject) -> None:
    shop = Shop(points=POINTS)
    shop.buy(line(price, weight, measured=True), name="p")
    left, back = weight, 0
    while left:
        part = data.draw(st.integers(max(1, left // 3), left))
        back += shop.bring_back("p", LinePart(1, part, measured=True)).subject.returned_net
        left -= part
    assert back == (2 * price * weight + 1000) // 2000
    assert shop.hash() == NEVER_BOUGHT
