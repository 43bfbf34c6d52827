"""Paying with points and with credit, and what comes back when goods do."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.model.book import Refusal
from app.engine.model.commands.points import AdjustBalance
from app.engine.model.receipts import RequestKey
from app.engine.model.records.sales import Payment, Purchase
from app.engine.rules.balances.spending import payment_of
from tests.engine.shop import Shop, amount, line, units

WORTH = {"points": 100, "amount": 100}
EARN = [{"id": "base", "points": 1, "per": 100}]


def rich_shop(points: int = 1000, credit: int = 0, **details: object) -> Shop:
    shop = Shop(points={"earn": EARN, "worth": WORTH, **details})
    shop.enrol("ann")
    give(shop, points)
    if credit:
        give(shop, credit, "credit")
    return shop


def give(shop: Shop, amount: int, unit: str = "points") -> None:
    name = f"gift-{len(shop.entries)}"
    request_key = RequestKey("adjustment", name, "")
    shop.accepted(AdjustBalance("prg_1", f"adj_{name}", request_key, "ext:ann", unit, amount, "a gift"))


def credit_of(shop: Shop) -> int:
    return int(shop.status()["credit"]["balance"])


def test_points_pay_in_whole_units_and_the_rest_stays() -> None:
    shop = Shop(points={"earn": [], "worth": {"points": 10, "amount": 200}})
    shop.enrol("ann")
    give(shop, 25)
    decision = shop.buy(line(1000), points_to_spend=25)
    assert [(one.type, one.amount) for one in decision.entries] == [("redeem", -20)]
    assert shop.points() == 5


def test_what_points_paid_for_earns_none() -> None:
    shop = rich_shop()
    shop.buy(line(1000), points_to_spend=300)
    assert shop.points() == 1000 - 300 + 7


def test_a_programme_may_let_it_earn_all_the_same() -> None:
    shop = rich_shop(earn_on_rewards=True)
    shop.buy(line(1000), points_to_spend=300)
    assert shop.points() == 1000 - 300 + 10


def test_a_unit_that_money_did_not_pay_for_is_not_punched() -> None:
    shop = Shop(
        points={"worth": WORTH},
        punch_cards=[{"id": "c", "name": "Card", "counts": "items", "punches": 10, "reward": "r"}],
        rewards=[{"id": "r", "name": "Free", "kind": "free_item"}],
    )
    shop.enrol("ann")
    give(shop, 1000)
    shop.buy(line(300, 3), points_to_spend=300)
    assert shop.status()["punch_cards"][0]["punches"] == 2
    shop.buy(line(300, 2), points_to_spend=600)
    assert shop.status()["punch_cards"][0]["punches"] == 2


def test_spending_everything_and_earning_on_the_same_purchase_leaves_what_was_earned() -> None:
    shop = rich_shop(77)
    shop.publish(points={"earn": [{"id": "base", "points": 1, "per": 100}], "worth": {"points": 1, "amount": 1}})
    shop.buy(line(8277), points_to_spend=77)
    assert shop.points() == 82


@pytest.mark.parametrize(
    ("details", "problem", "pointer"),
    [
        ({"points_to_spend": 1100}, "insufficient-balance", "/points_to_spend"),
        ({"credit_to_spend": 1}, "insufficient-balance", "/credit_to_spend"),
        ({"points_to_spend": 99}, "validation", "/points_to_spend"),
        ({"points_to_spend": 700}, "validation", "/points_to_spend"),
        ({"points_to_spend": 400, "credit_to_spend": 101}, "validation", "/credit_to_spend"),
    ],
)
def test_what_cannot_be_spent_is_refused_and_changes_nothing(
    details: dict[str, int], problem: str, pointer: str
) -> None:
    shop = rich_shop()
    price = 5000 if problem == "insufficient-balance" else 500
    refusal = shop.refused(shop.purchase([line(price)], **details))
    assert (refusal.problem, refusal.pointer) == (problem, pointer)


def test_a_programme_in_which_points_are_not_money_refuses_them() -> None:
    shop = Shop(points={"earn": EARN})
    shop.enrol("ann")
    give(shop, 500)
    refusal = shop.refused(shop.purchase([line(500)], points_to_spend=100))
    assert (refusal.problem, refusal.pointer) == ("validation", "/points_to_spend")


def test_a_guest_has_nothing_to_spend() -> None:
    shop = rich_shop()
    refusal = shop.refused(shop.purchase([line(500)], customer=None, points_to_spend=100))
    assert (refusal.problem, refusal.pointer) == ("insufficient-balance", "/points_to_spend")


def test_a_sale_that_was_paid_already_takes_points_and_credit_into_debt() -> None:
    shop = rich_shop(100)
    decision = shop.buy(line(1000), points_to_spend=300, credit_to_spend=200, already_paid=True)
    assert '"/points_to_spend"' in decision.subject.shortfalls
    assert '"/credit_to_spend"' in decision.subject.shortfalls
    assert shop.status()["points"]["debt"] == 195
    assert credit_of(shop) == -200


@pytest.mark.parametrize(
    ("points", "credit", "paid", "short"),
    [
        (5000, 0, Payment(900, 900, 0), ["/points_to_spend"]),
        (5000, 300, Payment(900, 900, 50), ["/points_to_spend", "/credit_to_spend"]),
        (300, 3000, Payment(300, 300, 650), ["/credit_to_spend"]),
        (70, 100, Payment(0, 0, 100), ["/points_to_spend"]),
    ],
)
def test_a_sale_that_was_paid_already_takes_no_more_than_pays_it(
    points: int, credit: int, paid: Payment, short: list[str]
) -> None:
    shop = rich_shop(5000, credit=3000)
    sold = shop.buy(line(950), name="p", points_to_spend=points, credit_to_spend=credit, already_paid=True).subject
    assert payment_of(sold) == paid
    assert json.loads(sold.shortfalls) == [{"what": what, "code": "validation"} for what in short]
    shop.bring_back("p")
    assert (shop.points(), credit_of(shop)) == (5000, 3000)


def test_money_goes_back_first() -> None:
    shop = rich_shop(1000, credit=300)
    shop.buy(line(500, 2), name="p", points_to_spend=200, credit_to_spend=300)
    shop.bring_back("p", units(1, 1))
    # 5.00 is kept, which points and credit have paid for to the last penny.
    assert (shop.points(), credit_of(shop)) == (800, 0)
    shop.bring_back("p", amount(1, 100))
    assert (shop.points(), credit_of(shop)) == (800, 100)
    shop.bring_back("p", amount(1, 350))
    assert (shop.points(), credit_of(shop)) == (950, 300)
    shop.bring_back("p")
    assert (shop.points(), credit_of(shop)) == (1000, 300)


def test_points_go_back_into_the_lots_that_they_came_from_the_last_to_expire_first() -> None:
    shop = rich_shop(300, expiry={"kind": "after", "months": 12})
    shop.wait_until("2026-06-01T12:00:00Z")
    give(shop, 300)
    shop.buy(line(1000), name="p", points_to_spend=400)
    assert shop.lots() == {"/2027-06-01": 200 + 6}
    shop.bring_back("p", amount(1, 800))
    assert shop.lots() == {"/2027-03-02": 100, "/2027-06-01": 300}
    shop.bring_back("p")
    assert shop.lots() == {"/2027-03-02": 300, "/2027-06-01": 300}


def test_points_that_come_back_after_their_last_day_expire_again() -> None:
    shop = rich_shop(300, expiry={"kind": "after", "months": 12})
    shop.buy(line(300), name="p", points_to_spend=300)
    shop.wait_until("2027-03-10T12:00:00Z")
    returned = shop.bring_back("p")
    assert [(one.type, one.amount) for one in returned.entries] == [("redeem", 300), ("expire", -300)]
    assert shop.points() == 0


def test_an_undone_return_spends_again_what_it_gave_back() -> None:
    shop = rich_shop(1000, credit=300, expiry={"kind": "after", "months": 12})
    shop.buy(line(600), name="p", points_to_spend=200, credit_to_spend=300)
    before = shop.lots(), credit_of(shop)
    shop.bring_back("p", name="r")
    shop.void_return("r")
    assert (shop.lots(), credit_of(shop)) == before


def test_what_was_given_back_and_spent_elsewhere_is_owed_when_the_return_is_undone() -> None:
    shop = rich_shop(200)
    shop.buy(line(200), name="p", points_to_spend=200)
    shop.bring_back("p", name="r")
    shop.buy(line(200), points_to_spend=200)
    shop.void_return("r")
    assert shop.status()["points"]["balance"] == -200


def test_spending_keeps_points_alive_where_they_live_by_activity() -> None:
    shop = rich_shop(300, expiry={"kind": "inactivity", "months": 6})
    shop.wait_until("2026-08-01T12:00:00Z")
    shop.buy(line(100), points_to_spend=100)
    shop.sweep("2027-01-31T12:00:00Z")
    assert shop.points() == 200


@given(
    price=st.integers(100, 5000),
    quantity=st.integers(1, 4),
    points=st.integers(0, 20),
    credit=st.integers(0, 2000),
    parts=st.lists(st.integers(1, 3), max_size=5),
    carry=st.booleans(),
)
def test_bought_with_rewards_and_all_brought_back_is_never_bought(
    price: int, quantity: int, points: int, credit: int, parts: list[int], carry: bool
) -> None:
    shop = Shop(points={"earn": [{**EARN[0], "points": 7, "carry": carry}], "worth": {"points": 10, "amount": 33}})
    shop.enrol("ann")
    give(shop, 10_000)
    give(shop, 10_000, "credit")
    before = shop.hash()
    command = shop.purchase([line(price, quantity)], name="p", points_to_spend=points * 10, credit_to_spend=credit)
    if points * 33 + credit > price * quantity:
        assert isinstance(shop.refused(command), Refusal)
        return
    shop.accepted(command)
    left = quantity
    for part in parts:
        if part < left:
            left -= part
            shop.bring_back("p", units(1, part))
    shop.bring_back("p")
    assert shop.hash() == before


LIMITED = {
    "earn": [{"id": "base", "points": 1, "per": 100}],
    "worth": {
        "points": 10,
        "amount": 10,
        "max_share": "0.5",
        "min_points": 100,
        "match": {"exclude_categories": ["gift-card"]},
    },
}
CAKE, CARD = line(1705, category="cake"), line(5000, category="gift-card")


@pytest.mark.parametrize(
    ("points", "code", "detail"),
    [
        (90, "out-of-range", "at least 100 points can be spent at a time"),
        (99, "out-of-range", "at least 100 points can be spent at a time"),
        (100, None, None),
        (859, None, None),  # half of 17.05 is 8.52, and 850 points are worth 8.50
        (860, "too-large", "at most 850 points can be spent on this basket"),
    ],
)
def test_a_programme_limits_payment_with_points(points: int, code: str | None, detail: str | None) -> None:
    shop = Shop(points=LIMITED)
    shop.enrol("ann")
    give(shop, 10_000)
    for wanted in (
        shop.question([CAKE, CARD], points_to_spend=points),
        shop.purchase([CAKE, CARD], points_to_spend=points),
    ):
        if code is None:
            shop.accepted(wanted)
        else:
            refusal = shop.refused(wanted)
            assert (refusal.problem, refusal.pointer, refusal.code) == ("validation", "/points_to_spend", code)
            assert refusal.detail == detail


def test_lines_that_points_cannot_pay_are_paid_in_money() -> None:
    shop = Shop(points=LIMITED)
    shop.enrol("ann")
    give(shop, 10_000)
    refusal = shop.refused(shop.question([CARD], points_to_spend=100))
    assert refusal.detail == "at most 0 points can be spent on this basket"


def test_a_sale_already_paid_beyond_the_limit_is_recorded_and_reported() -> None:
    shop = Shop(points=LIMITED)
    shop.enrol("ann")
    give(shop, 10_000)
    bought = shop.buy(CAKE, points_to_spend=1000, already_paid=True).subject
    assert isinstance(bought, Purchase)
    assert payment_of(bought).points_worth == 1000
    assert bought.shortfalls == '[{"what":"/points_to_spend","code":"validation"}]'
    assert shop.points() == 9000 + 7
