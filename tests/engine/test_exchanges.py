"""Exchanges: a return and a purchase, both or neither."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.engine.model.commands.sales import Exchange, RecordPurchase, TakeReturn, TakeReturnWithoutReceipt
from app.engine.model.records.sales import Purchase, Return
from tests.engine.rules.balances.test_spending import give
from tests.engine.shop import Shop, line, units

DOCUMENT: dict[str, Any] = {
    "points": {"earn": [{"id": "base", "points": 1, "per": 100}], "worth": {"points": 1, "amount": 1}},
    "tiers": {
        "window": {"kind": "lifetime"},
        "levels": [
            {"id": "base", "name": "Base", "from": 0},
            {"id": "gold", "name": "Gold", "from": 5000, "points_multiplier": "2"},
        ],
    },
    "punch_cards": [{"id": "card", "name": "Card", "counts": "visits", "punches": 2, "reward": "mug"}],
    "rewards": [{"id": "mug", "name": "A mug", "kind": "gift"}],
}


def exchanged(taken: TakeReturn | TakeReturnWithoutReceipt, bought: RecordPurchase) -> Exchange:
    return Exchange("prg_1", taken, bought)


def test_both_are_recorded_and_the_same_again_changes_nothing() -> None:
    shop = Shop(**DOCUMENT)
    shop.buy(line(4000), name="p")
    command = exchanged(shop.linked_return("p", name="r"), shop.purchase([line(6000)], name="q"))
    decision = shop.accepted(command)
    taken, bought = decision.parts
    assert isinstance(taken.subject, Return)
    assert isinstance(bought.subject, Purchase)
    assert (taken.subject.returned_net, bought.subject.net, shop.points()) == (4000, 6000, 60)
    again = shop.accepted(command)
    assert (again.replayed, [part.subject for part in again.parts]) == (True, [taken.subject, bought.subject])
    assert shop.points() == 60


def test_a_part_that_was_recorded_before_is_not_recorded_again() -> None:
    shop = Shop(**DOCUMENT)
    shop.buy(line(4000), name="p")
    back, bought = shop.linked_return("p", name="r"), shop.purchase([line(1000)], name="q")
    shop.accepted(back)
    decision = shop.accepted(exchanged(back, bought))
    assert ([part.replayed for part in decision.parts], decision.replayed, shop.points()) == ([True, False], False, 10)


def test_if_one_part_is_refused_neither_is_recorded() -> None:
    shop = Shop(**DOCUMENT)
    shop.buy(line(4000), name="p")
    wrong = exchanged(shop.linked_return("p", [units(1, 2)]), shop.purchase([line(1)]))
    refusal = shop.refused(wrong)
    assert (refusal.problem, refusal.pointer) == ("return-exceeds-purchase", "/return/lines/0")
    wrong = exchanged(shop.linked_return("p"), shop.purchase([line(1000)], points_to_spend=40))
    refusal = shop.refused(wrong)
    assert (refusal.problem, refusal.pointer) == ("insufficient-balance", "/purchase/points_to_spend")
    assert shop.points() == 40


def test_the_purchase_can_spend_what_the_return_gives_back() -> None:
    shop = Shop(**DOCUMENT)
    shop.enrol("ann")
    give(shop, 50)
    shop.buy(line(50), name="p", points_to_spend=50)
    shop.accepted(exchanged(shop.linked_return("p"), shop.purchase([line(50)], name="q", points_to_spend=50)))
    assert shop.points() == 0
    shop.void("q")
    assert shop.points() == 50


def test_an_exchange_without_receipt_and_for_another_customer() -> None:
    shop = Shop(**DOCUMENT)
    back = shop.unlinked_return([line(500)], customer="ann")
    shop.accepted(exchanged(back, shop.purchase([line(700)], customer="bob")))
    assert (shop.points("ann"), shop.points("bob")) == (-5, 7)


@given(st.integers(0, 9000), st.integers(0, 9000), st.integers(0, 9000), st.booleans())
def test_an_exchange_is_its_return_and_then_its_purchase(first: int, kept: int, next_: int, guest: bool) -> None:
    one, other = Shop(**DOCUMENT), Shop(**DOCUMENT)
    for shop in (one, other):
        shop.buy(line(first), line(kept), name="p", customer=None if guest else "ann")
        back, bought = shop.linked_return("p", [units(1, 1)], name="r"), shop.purchase([line(next_)], name="q")
        for command in (exchanged(back, bought),) if shop is one else (back, bought):
            shop.accepted(command)
    assert one.standings() == other.standings()
