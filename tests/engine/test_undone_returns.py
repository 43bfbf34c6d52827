"""A mistaken return that is undone: what it took is kept again, where it was, and what it was forgiven is not given."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.engine.model.commands.points import AdjustBalance
from app.engine.model.receipts import RequestKey
from app.ledger.lots import DEBT
from tests.engine.shop import Shop, line, units
from tests.engine.strategies import Bought, Event, ReturnVoided, after, histories, orders, programmes

WHOLE_MONTHS = {"kind": "after", "months": 12, "round_up_to": "month"}
STEPS = {"points": 10, "per": 200, "steps": True}


def points_shop(on_debt: str = "write_off", *, rule: dict[str, Any] | None = None, **details: Any) -> Shop:
    earn = [{"id": "base", **(rule or {"points": 1, "per": 100})}]
    return Shop(points={"earn": earn, "on_debt": on_debt, "worth": {"points": 1, "amount": 1}, **details})


def adjust(shop: Shop, points: int) -> None:
    name = f"adj_{len(shop.entries)}"
    shop.accepted(AdjustBalance("prg_1", name, RequestKey("key", name, name), "ext:ann", "points", points, "spent"))


def test_a_return_that_took_nothing_gives_nothing_when_it_is_undone() -> None:
    shop = points_shop()
    shop.bring_back_without_receipt(line(10**9), name="mistake")
    undone = shop.void_return("mistake")
    assert shop.points() == 0
    assert [(entry.type, entry.amount) for entry in undone.entries] == [("earn", 10**7), ("forfeit", -(10**7))]
    assert undone.entries[1].why == ("10000000 points written off at the return are not restored")


def test_points_that_were_spent_before_the_return_are_not_given_again() -> None:
    shop = points_shop()
    shop.buy(line(1000), name="a")
    adjust(shop, -10)
    shop.bring_back("a", name="mistake")
    shop.void_return("mistake")
    assert shop.points() == 0


def test_doing_it_again_and_again_makes_no_points() -> None:
    shop = points_shop()
    shop.buy(line(1000))
    for number in range(3):
        shop.bring_back_without_receipt(line(5000), name=f"mistake-{number}")
        assert shop.points() == 0
        shop.void_return(f"mistake-{number}")
        assert shop.points() == 10


@pytest.mark.parametrize(("on_debt", "points"), [("write_off", [0, 40, 50]), ("allow", [-15, 25, 50])])
def test_what_was_earned_meanwhile_is_kept_beside_it(on_debt: str, points: list[int]) -> None:
    shop = points_shop(on_debt)
    shop.buy(line(1000))
    shop.bring_back_without_receipt(line(2500), name="mistake")
    stood = [shop.points()]
    shop.buy(line(4000))
    stood.append(shop.points())
    shop.void_return("mistake")
    assert [*stood, shop.points()] == points


def test_what_one_return_was_forgiven_is_not_given_for_another_of_the_same_purchase() -> None:
    shop = points_shop(rule=STEPS)
    shop.buy(line(100, 4), name="a")
    adjust(shop, -20)
    shop.bring_back("a", units(1, 1), name="first")
    shop.bring_back("a", units(1, 1), name="second")
    shop.void_return("first")
    shop.void_return("second")
    assert shop.points() == 0


def test_a_return_forgiven_long_ago_takes_nothing_from_one_that_is_undone() -> None:
    shop = points_shop()
    shop.bring_back_without_receipt(line(9000))
    shop.buy(line(1000, 2), name="a")
    shop.bring_back("a", units(1, 1), name="mistake")
    shop.void_return("mistake")
    assert shop.points() == 20


def two_lots(**details: Any) -> Shop:
    shop = points_shop("allow", expiry=WHOLE_MONTHS, **details)
    shop.buy(line(3000), name="a", occurred_at="2025-10-05")
    shop.buy(line(5000), name="b", occurred_at="2025-11-05")
    assert shop.lots() == {"/2026-10-31": 30, "/2026-11-30": 50}
    return shop


def test_points_go_back_into_the_lots_that_they_came_from() -> None:
    shop = two_lots()
    shop.bring_back_without_receipt(line(4000), name="mistake")
    assert shop.lots() == {"/2026-11-30": 40}
    shop.void_return("mistake")
    assert shop.lots() == {"/2026-10-31": 30, "/2026-11-30": 50}


def test_a_linked_return_that_took_from_other_lots_gives_back_to_them() -> None:
    shop = two_lots()
    adjust(shop, -60)
    assert shop.lots() == {"/2026-11-30": 20}
    shop.bring_back("a", name="mistake")
    assert shop.lots() == {DEBT: -10}
    shop.void_return("mistake")
    assert shop.lots() == {"/2026-11-30": 20}


def test_what_was_owed_and_is_paid_by_now_goes_to_the_return_s_own_day() -> None:
    shop = two_lots()
    shop.bring_back_without_receipt(line(9000), name="mistake")
    assert shop.lots() == {DEBT: -10}
    shop.buy(line(1500))
    assert shop.lots() == {"/2027-03-31": 5}
    shop.void_return("mistake")
    assert shop.lots() == {"/2026-10-31": 30, "/2026-11-30": 50, "/2027-03-31": 15}


def test_a_rebate_paid_as_points_goes_back_to_its_lots_too() -> None:
    shop = points_shop("allow", expiry=WHOLE_MONTHS)
    bands = [{"from": 10_000, "rate": "0.1"}]
    shop.publish(
        rebates=[{"id": "r", "name": "R", "period": "year", "method": "retroactive", "as": "points", "bands": bands}]
    )
    shop.buy(line(10_000), name="a", occurred_at="2026-01-10")
    before = shop.lots()
    assert before == {"/2027-01-31": 100, "/2027-03-31": 1000}
    shop.wait_until("2026-05-05")
    shop.bring_back("a", name="mistake")
    shop.void_return("mistake")
    assert shop.lots() == before


def returns_in(history: list[Event]) -> list[str]:
    """The names of all returns that could be undone."""
    voided = {event.returned for event in history if isinstance(event, ReturnVoided)}
    names = {event.name for event in history if type(event).__name__.startswith("BroughtBack")}
    return sorted(names - voided)


def with_debt(document: dict[str, Any], on_debt: str, *, plain: bool = False) -> dict[str, Any]:
    """The document with this way to treat debt; `plain`: points depend on each purchase alone."""
    points = {**document["points"], "on_debt": on_debt}
    rebates = document["rebates"]
    if plain:
        points["earn"] = [{**rule, "carry": False} for rule in points["earn"]]
        rebates = []
    return {**document, "points": points, "rebates": rebates}


@given(programmes(), histories(), st.sampled_from(("allow", "write_off")), st.data())
def test_undoing_the_last_return_leaves_every_lot_as_it_was(
    document: dict[str, Any], history: list[Event], on_debt: str, data: st.DataObject
) -> None:
    # Growth that pays points can give some for a return: undoing that takes from lots, and gives to none.
    assume(not any((one["method"], one["as"]) == ("growth", "points") for one in document["rebates"]))
    returns = returns_in(history)
    assume(returns)
    name = data.draw(st.sampled_from(returns))
    last = next(event for event in history if event.name == name)
    assume(not any(last.name in event.after for event in history))
    shop = after(with_debt(document, on_debt), [event for event in history if event is not last])
    before = {str(member.external_id): shop.lots(str(member.external_id)) for member in shop.book.members.values()}
    last.happen(shop)
    shop.void_return(last.name)
    for customer, lots in before.items():
        assert shop.lots(customer) == lots


@given(programmes(), histories(), st.data())
def test_without_spending_all_returns_undone_leave_what_was_earned_though_debt_was_written_off(
    document: dict[str, Any], history: list[Event], data: st.DataObject
) -> None:
    document = with_debt(document, "write_off", plain=True)
    voids = {event.name for event in history if "Voided" in type(event).__name__}
    history = [event for event in history if event.name not in voids and voids.isdisjoint(event.after)]
    shop = after(document, data.draw(orders(history)))
    for name in data.draw(st.permutations(returns_in(history))):
        shop.void_return(name)
    bought = after(document, [event for event in history if isinstance(event, Bought)])
    for member in bought.book.members.values():
        assert shop.points(str(member.external_id)) == bought.points(str(member.external_id))
