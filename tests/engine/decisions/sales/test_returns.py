"""Taking goods back: what is accepted, what is refused, and where it leaves the member."""

from collections.abc import Callable

import pytest

from app.engine.decisions.sales import returns
from app.engine.model.commands.command import Command
from app.engine.model.commands.sales import LinePart, ReturnedGoods, VoidPurchase, VoidReturn
from app.engine.model.records.sales import Purchase, Return
from app.engine.model.value import ReturnedLine, returned_lines
from tests.engine.shop import NEVER_BOUGHT, Shop, amount, line, units

EARN = {"earn": [{"id": "base", "points": 1, "per": 100}]}


@pytest.fixture
def shop() -> Shop:
    """Where somebody has bought twice two things of 5.00, and one of 1.00."""
    shop = Shop(points=EARN)
    shop.buy(line(500, 2), line(100), name="a", occurred_at="2026-03-01T10:15:00Z")
    return shop


def status_of(shop: Shop, purchase: str) -> str:
    found = shop.book.purchase("prg_1", f"ext:{purchase}")
    assert found
    return found.status


def test_a_purchase_is_partly_and_then_wholly_returned(shop: Shop) -> None:
    shop.bring_back("a", units(1, 1))
    assert status_of(shop, "a") == "partly_returned"
    shop.bring_back("a", units(1, 1), units(2, 1))
    assert status_of(shop, "a") == "returned"
    assert shop.hash() == NEVER_BOUGHT


def test_value_taken_without_a_unit_leaves_the_purchase_partly_returned(shop: Shop) -> None:
    back = shop.bring_back("a", amount(1, 1000), amount(2, 100))
    assert isinstance(back.subject, Return)
    assert (back.subject.returned_net, status_of(shop, "a"), shop.points()) == (1100, "partly_returned", 0)
    shop.bring_back("a")
    assert status_of(shop, "a") == "returned"


def test_a_return_without_lines_takes_all_that_is_left(shop: Shop) -> None:
    shop.bring_back("a", units(1, 1), amount(2, 30))
    back = shop.bring_back("a")
    assert isinstance(back.subject, Return)
    assert back.subject.returned_net == 570
    assert shop.points() == 0


def test_goods_are_found_by_sku_and_price_in_earlier_lines_first() -> None:
    shop = Shop(points=EARN)
    shop.buy(line(500, 2, sku="mug"), line(400, sku="mug"), line(500, 2, sku="mug"), name="a")
    back = shop.bring_back("a", ReturnedGoods("mug", 500, 3))
    assert isinstance(back.subject, Return)
    assert returned_lines(back.subject) == [ReturnedLine(1, 2, 0), ReturnedLine(3, 1, 0)]
    refusal = shop.refused(shop.linked_return("a", [ReturnedGoods("mug", 500, 2)]))
    assert (refusal.problem, refusal.pointer) == ("return-exceeds-purchase", "/lines/0")


@pytest.mark.parametrize("minutes_before", [0, 15])
def test_clocks_of_two_tills_may_be_15_minutes_apart(shop: Shop, minutes_before: int) -> None:
    back = shop.bring_back("a", occurred_at=f"2026-03-01T10:{15 - minutes_before:02}:00Z")
    assert isinstance(back.subject, Return)
    assert back.subject.occurred_at == "2026-03-01T10:15:00.000000Z"


def test_a_return_that_is_earlier_than_that_is_refused(shop: Shop) -> None:
    refusal = shop.refused(shop.linked_return("a", occurred_at="2026-03-01T09:59:59.999999Z"))
    assert (refusal.problem, refusal.pointer, refusal.code) == ("validation", "/occurred_at", "before-purchase")


def linked(*parts: LinePart) -> Callable[[Shop], Command]:
    return lambda shop: shop.linked_return("a", parts)


@pytest.mark.parametrize(
    ("command", "problem", "pointer"),
    [
        (linked(units(1, 3)), "return-exceeds-purchase", "/lines/0"),
        (linked(units(2, 1), units(1, 2), units(1, 1)), "return-exceeds-purchase", "/lines/2"),
        (linked(amount(1, 1001)), "return-exceeds-purchase", "/lines/0"),
        (linked(amount(1, 600), amount(1, 401)), "return-exceeds-purchase", "/lines/1"),
        (linked(units(1, 1), amount(1, 501)), "return-exceeds-purchase", "/lines/1"),
        (linked(units(1, 2), amount(1, 1)), "return-exceeds-purchase", "/lines/1"),
        (linked(units(3, 1)), "validation", "/lines/0/line"),
        (lambda shop: shop.linked_return("unknown"), "not-found", "/purchase"),
        (lambda shop: shop.linked_return("ret_00000001"), "not-returnable", "/purchase"),
        (
            lambda shop: shop.linked_return("a", occurred_at="2026-03-02T12:05:01Z"),
            "occurred-in-future",
            "/occurred_at",
        ),
        (lambda shop: shop.unlinked_return([line(100)], currency="EUR"), "currency-mismatch", "/currency"),
        (lambda shop: shop.unlinked_return([line(100)], discount=101), "total-mismatch", "/discount"),
        (lambda shop: shop.unlinked_return([line(100)], occurred_at="2016-03-01"), "occurred-too-old", "/occurred_at"),
        (lambda shop: shop.unlinked_return([line(100)], customer="nobody", enrol=False), "not-found", "/member"),
        (lambda shop: VoidPurchase("prg_1", "ret_x", "ext:unknown"), "not-found", ""),
        (lambda shop: VoidReturn("prg_1", "ext:unknown"), "not-found", ""),
    ],
)
def test_a_wrong_return_is_refused_where_it_is_wrong(
    shop: Shop, command: Callable[[Shop], Command], problem: str, pointer: str
) -> None:
    refusal = shop.refused(command(shop))
    assert (refusal.problem, refusal.pointer) == (problem, pointer)
    assert refusal.detail


def test_more_than_what_is_left_is_refused_in_one_return_as_in_several(shop: Shop) -> None:
    shop.bring_back("a", units(1, 1))
    assert shop.refused(shop.linked_return("a", [amount(1, 501)])).problem == "return-exceeds-purchase"
    shop.bring_back("a", amount(1, 500))
    shop.bring_back("a", units(1, 1), units(2, 1))
    assert shop.refused(shop.linked_return("a")).problem == "return-exceeds-purchase"
    assert shop.returned_net("a") == 1100


def test_nothing_comes_back_of_a_voided_purchase(shop: Shop) -> None:
    shop.bring_back("a", units(2, 1), name="mistake")
    shop.void("a")
    assert shop.refused(shop.linked_return("a")).problem == "not-returnable"
    assert shop.refused(VoidReturn("prg_1", "ext:mistake")).problem == "not-returnable"
    assert shop.hash() == NEVER_BOUGHT


def test_a_purchase_has_a_last_return(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(returns, "MOST_RETURNS", 2)
    shop.bring_back("a", units(1, 1), name="mistake")
    shop.void_return("mistake")
    shop.bring_back("a", units(1, 1))
    refusal = shop.refused(shop.linked_return("a"))
    assert (refusal.problem, refusal.pointer, refusal.code) == ("validation", "/purchase", "too-many")
    shop.void("a")
    assert shop.hash() == NEVER_BOUGHT


def test_voiding_a_purchase_takes_what_is_left_and_saying_it_again_changes_nothing(shop: Shop) -> None:
    shop.bring_back("a", units(1, 1))
    voided = shop.void("a")
    assert isinstance(voided.subject, Purchase)
    assert voided.subject.status == "voided"
    assert sum(entry.amount for entry in voided.entries) == -6
    again = shop.void("a")
    assert (again.replayed, again.entries, again.members) == (True, [], [])


def test_voiding_a_returned_purchase_only_sets_its_status(shop: Shop) -> None:
    shop.bring_back("a")
    assert shop.void("a").entries == []
    assert status_of(shop, "a") == "voided"


def test_undoing_a_mistaken_return_restores_the_purchase_and_saying_it_again_changes_nothing(shop: Shop) -> None:
    before = shop.hash()
    shop.bring_back("a", units(1, 1), name="mistake")
    shop.void_return("mistake")
    assert (status_of(shop, "a"), shop.hash()) == ("recorded", before)
    assert shop.void_return("mistake").replayed
    shop.bring_back("a", units(1, 2), units(2, 1))


def test_undoing_one_of_two_returns_keeps_what_the_other_took() -> None:
    shop = Shop(points=EARN)
    shop.buy(line(1000, 3, discount=2000), name="a")
    shop.bring_back("a", units(1, 1), name="first")
    shop.bring_back("a", units(1, 1))
    shop.void_return("first")
    assert (shop.returned_net("a"), shop.points()) == (333, 6)


def test_the_void_of_a_purchase_is_not_a_return_that_could_be_undone(shop: Shop) -> None:
    shop.void("a")
    (void,) = shop.book.returns.values()
    assert shop.refused(VoidReturn("prg_1", void.return_id)).problem == "not-returnable"


def test_undoing_a_return_without_receipt_gives_back_what_it_took(shop: Shop) -> None:
    shop.bring_back_without_receipt(line(1500), name="mistake")
    assert shop.points() == 11 - 15
    shop.void_return("mistake")
    assert (shop.points(), shop.status()["points"]["debt"]) == (11, 0)


def test_returns_of_guests_move_no_balance_and_are_limited_all_the_same() -> None:
    shop = Shop(points=EARN)
    shop.buy(line(500, 2), name="a", customer=None)
    back = shop.bring_back("a", units(1, 1), name="r")
    assert (back.entries, back.members, status_of(shop, "a")) == ([], [], "partly_returned")
    assert shop.refused(shop.linked_return("a", [units(1, 2)])).problem == "return-exceeds-purchase"
    assert shop.void_return("r").entries == []
    assert status_of(shop, "a") == "recorded"
    assert shop.void("a").entries == []
    assert (status_of(shop, "a"), shop.hash()) == ("voided", NEVER_BOUGHT)
