"""Buy X get Y: which units pay and which are got, shared over their lines, whatever comes back.

Cases from public reports of shop systems, worked by hand, and any deals mixed with other discounts.
"""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.model.records.sales import Purchase
from app.engine.model.value import purchase_lines
from app.engine.program import faults
from tests.engine.shop import NEVER_BOUGHT, Shop, line, units
from tests.engine.strategies import CATEGORIES, buy_gets

POINTS = {"earn": [{"id": "base", "points": 1, "per": 100}]}
COFFEE = {"categories": ["coffee"]}


def deal(buy: dict[str, Any], get: dict[str, Any] | None = None, **details: Any) -> dict[str, Any]:
    return {"id": "deal", "name": "Deal", "kind": "buy_get", "buy": buy, "get": get or {}, **details}


def shop_with(*campaigns: dict[str, Any], **sections: Any) -> Shop:
    shop = Shop(**({"points": POINTS, "campaigns": list(campaigns)} | sections))
    shop.enrol("ann")
    return shop


def nets(quote: dict[str, Any]) -> list[int]:
    return [one["net"] for one in quote["lines"]]


def reason(quote: dict[str, Any]) -> str:
    [one] = quote["rejected"]
    return str(one["reason"])


def booked(shop: Shop, *lines: Any, **details: Any) -> Purchase:
    subject = shop.buy(*lines, quote=shop.quote(*lines)["id"], **details).subject
    assert isinstance(subject, Purchase)
    return subject


def test_of_two_the_cheaper_one_is_free_and_both_lines_bear_their_part() -> None:
    shop = shop_with(deal({"quantity": 1}))
    quote = shop.quote(line(2000, sku="shirt"), line(1000, sku="cap"))
    assert (quote["total"], nets(quote)) == (2000, [1333, 667])
    [used] = quote["discounts"]
    assert used["why"] == "Deal: 1 of line 2 (cap) free with 1 of line 1 (shirt) = 10.00 GBP"
    assert [one["discounts"][0]["amount"] for one in quote["lines"]] == [667, 333]


def test_whichever_comes_back_the_rest_keeps_its_part_and_both_leave_nothing() -> None:
    for first, kept in ((1, 667), (2, 1333)):
        shop = shop_with(deal({"quantity": 1}))
        bought = booked(shop, line(2000), line(1000), name="p")
        shop.bring_back("p", units(first, 1))
        assert (bought.net - shop.returned_net("p"), shop.points()) == (kept, kept // 100)
        shop.bring_back("p")
        assert shop.hash() == NEVER_BOUGHT


def test_whoever_returns_the_two_that_were_paid_keeps_none_for_nothing() -> None:
    shop = shop_with(deal({"quantity": 2}))
    assert booked(shop, line(300, 3), name="p").net == 600
    shop.bring_back("p", units(1, 2))
    assert (shop.returned_net("p"), shop.points()) == (400, 2)


@pytest.mark.parametrize(
    ("terms", "lines", "total"),
    [
        # Three for two: the cheapest of three, the two cheapest of six, and none of two.
        (deal({"quantity": 2}), [line(300), line(200), line(100)], 500),
        (deal({"quantity": 2}), [line(100 * n) for n in (6, 5, 4, 3, 2, 1)], 1800),
        (deal({"quantity": 2}), [line(500, 2)], 1000),
        # Fifteen units, once: one is free.
        (deal({"quantity": 1}, times=1), [line(200, 15)], 2800),
        (deal({"quantity": 14}), [line(200, 15)], 2800),
        # The second at half price, rounded half up once.
        (deal({"quantity": 1}, {"percent_off": "0.5"}), [line(999, 2)], 1498),
        (deal({"quantity": 1}, {"percent_off": "0.5"}), [line(999, 4)], 2997),
        # The dearest instead of the cheapest.
        (deal({"quantity": 1}, {"choose": "dearest"}), [line(2000), line(1000)], 1000),
        # Two for the price of five, and at most 1.50 off.
        (deal({"quantity": 5}, {"quantity": 2}), [line(100, 7)], 500),
        (deal({"quantity": 1}, max_amount=150), [line(400), line(300)], 550),
        # Two of six free, though they are of three articles at one price; none is taken off more than it costs.
        (deal({"quantity": 2}), [line(1000), line(1000, 4), line(1000)], 4000),
        (deal({"quantity": 1}, {"percent_off": "0.5"}), [line(95_000, 3), line(6000, 11), line(99)], 333_049),
        # For each 10.00 of goods one of them; what is got does not buy.
        (deal({"amount": 1000}), [line(600, 2)], 1200),
        (deal({"amount": 1000}), [line(600, 3)], 1200),
        (deal({"amount": 1000}), [line(600, 6)], 2400),
    ],
)
def test_of_the_same_goods(terms: dict[str, Any], lines: list[Any], total: int) -> None:
    shop = shop_with(terms)
    assert shop.quote(*lines)["total"] == total
    # The same goods on one line or on several come to the same.
    apart = [one._replace(quantity=1) for one in lines for _ in range(one.quantity)]
    assert shop.quote(*apart)["total"] == total


def test_five_of_one_kind_bring_one_of_another() -> None:
    shop = shop_with(deal({"match": COFFEE, "quantity": 5}, {"match": {"categories": ["cake"]}}))
    coffee, cake = line(300, 5, category="coffee/latte"), line(450, category="cake")
    quote = shop.quote(coffee, cake)
    assert (quote["total"], nets(quote)) == (1500, [1154, 346])
    assert shop.quote(coffee._replace(quantity=10), cake)["total"] == 3000
    assert reason(shop.quote(coffee._replace(quantity=4), cake)) == "the basket has 4 of the 5 units to buy"
    assert reason(shop.quote(coffee)).startswith("the basket has 5 eligible units")


def test_goods_that_may_be_bought_or_got_are_got_only_if_enough_are_left_to_buy() -> None:
    shop = shop_with(deal({"match": COFFEE, "quantity": 1}, {"match": {"categories": ["coffee", "cake"]}}))
    quote = shop.quote(line(300, category="coffee"), line(450, category="cake"))
    assert quote["total"] == 300


def test_a_unit_got_for_nothing_gives_no_punch_and_no_points_by_item() -> None:
    card = {"id": "card", "name": "Card", "counts": "items", "punches": 10, "reward": "mug"}
    points = {"earn": [{"id": "each", "per_item": 10}]}
    mug = {"id": "mug", "name": "A mug", "kind": "gift"}
    shop = shop_with(deal({"quantity": 2}), punch_cards=[card], rewards=[mug], points=points)
    booked(shop, line(300, 3), name="p")
    assert (shop.points(), shop.status()["punch_cards"][0]["punches"]) == (20, 2)
    shop.bring_back("p", units(1, 1))
    assert shop.points() == 20
    shop.bring_back("p", units(1, 2))
    assert shop.hash() == NEVER_BOUGHT


def test_other_discounts_take_their_part_of_what_is_paid() -> None:
    """Ten per cent of the coffee, which is bought, and nothing of the cake, which is free."""
    tenth = {"id": "tenth", "name": "A tenth", "percent_off": "0.10", "match": COFFEE}
    shop = shop_with(deal({"match": COFFEE, "quantity": 1}, {"match": {"categories": ["cake"]}}), tenth)
    quote = shop.quote(line(2000, category="coffee"), line(1000, category="cake"))
    # 18.00 are shared as 18.00 to 10.00.
    assert (quote["total"], nets(quote)) == (1800, [1157, 643])


def test_a_unit_is_in_one_deal_and_the_best_deals_are_made() -> None:
    half = deal({"quantity": 1}, {"percent_off": "0.5"}, id="half", name="Half")
    shop = shop_with(deal({"quantity": 2}), half)
    # Three for two: 10.00 off. Of two pairs, the cheaper ones at half price: 7.50 off, or one of each kind.
    assert shop.quote(line(1000, 3))["total"] == 2000
    assert shop.quote(line(1000, 5))["total"] == 5000 - 1000 - 500
    assert shop.quote(line(2000, 2))["total"] == 3000


def test_a_voucher_brings_its_deal_once_more() -> None:
    reward = {"id": "pair", "name": "Pair", "kind": "buy_get", "buy": {"quantity": 1}, "get": {}, "times": 1}
    shop = shop_with(rewards=[reward])
    for _ in range(3):
        shop.give_voucher("pair")
    quote = shop.quote(line(400), line(300), line(200), line(100))
    assert (quote["total"], len(quote["vouchers_applied"])) == (700, 2)
    shop.buy(line(400), line(300), line(200), line(100), quote=quote["id"], name="p")
    assert len(shop.vouchers("pair")) == 1
    assert reason(shop.quote(line(400)))


def test_what_is_got_counts_for_budget_and_limit_and_is_given_back() -> None:
    shop = shop_with(deal({"quantity": 1}, budget=700, limit_total=2))
    booked(shop, line(500, 2), name="p")
    assert shop.quote(line(500, 2))["total"] == 800
    booked(shop, line(500, 2), name="q")
    assert shop.quote(line(500, 2))["total"] == 1000
    shop.bring_back("p")
    assert shop.quote(line(500, 2))["total"] == 500


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"kind": None}, "/campaigns/0/kind"),
        ({"get": None}, "/campaigns/0/get"),
        ({"buy": {}}, "/campaigns/0/buy"),
        ({"buy": {"quantity": 1, "amount": 1}}, "/campaigns/0/buy"),
        ({"get": {"percent_off": "0.0"}}, "/campaigns/0/get/percent_off"),
        ({"match": COFFEE}, "/campaigns/0/match"),
        ({"order": 1}, "/campaigns/0/order"),
        ({"amount_off": 1}, "/campaigns/0/kind"),
    ],
)
def test_terms_that_cannot_be_are_refused(change: dict[str, Any], pointer: str) -> None:
    document = {"name": "Shop", "currency": "GBP", "time_zone": "UTC"}
    found = faults.check({**document, "campaigns": [deal({"quantity": 1}) | change]})
    assert isinstance(found, list)
    assert pointer in [one.pointer for one in found]


@st.composite
def mixtures(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[Any], list[tuple[int, int]]]:
    """Campaigns of all kinds, a basket, and all its units in any order."""
    campaigns = [{**draw(buy_gets()), "id": f"deal-{number}"} for number in range(draw(st.integers(1, 2)))]
    rate = draw(st.sampled_from(("0.10", "0.333", "1")))
    others = [{"id": "rate", "name": "Rate", "percent_off": rate}, {"id": "off", "name": "Off", "amount_off": 730}]
    campaigns += draw(st.lists(st.sampled_from(others), max_size=2, unique_by=lambda one: one["id"]))
    lines = [
        line(draw(st.integers(0, 2000)), draw(st.integers(1, 2)), category=draw(st.sampled_from(CATEGORIES)))
        for _ in range(draw(st.integers(1, 3)))
    ]
    each = [(place, 1) for place, one in enumerate(lines, 1) for _ in range(one.quantity)]
    return campaigns, lines, draw(st.permutations(each))


@given(mixtures(), st.integers(0, 3))
def test_booked_as_quoted_and_brought_back_unit_by_unit_as_never_bought(
    mixture: tuple[list[dict[str, Any]], list[Any], list[tuple[int, int]]], vouchers: int
) -> None:
    campaigns, lines, order = mixture
    free = {"id": "free", "name": "Free", "kind": "free_item", "max_amount": 400}
    pair = {"id": "pair", "name": "Pair", "kind": "buy_get", "buy": {"quantity": 1}, "get": {}, "times": 1}
    shop = shop_with(*campaigns, rewards=[free, pair])
    for number in range(vouchers):
        shop.give_voucher(("free", "pair")[number % 2])
    before = shop.standings()
    quote = shop.quote(*lines)
    sold = purchase_lines(booked(shop, *lines, name="p").lines)
    assert [one.share for one in sold] == nets(quote)
    assert (
        sum(nets(quote)) == quote["total"] == quote["total_before"] - sum(one["amount"] for one in quote["discounts"])
    )
    assert all(0 <= one.share <= one.quantity * one.unit_price and one.freed <= one.quantity for one in sold)
    for place, number in order:
        was = shop.returned_net("p")
        shop.bring_back("p", units(place, number))
        # A unit brings back its part of the line, to the next minor unit.
        part = Fraction(sold[place - 1].share, sold[place - 1].quantity)
        assert abs(shop.returned_net("p") - was - part) < 1
    assert shop.points() == 0
    shop.void("p")
    if not quote["vouchers_applied"]:
        assert shop.standings() == before
