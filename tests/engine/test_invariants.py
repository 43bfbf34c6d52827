"""The two great invariants: the order of arrival does not matter, and what came back was never bought.

Each step of these histories also proves that the entries fold to the state (see tests/engine/shop.py).
"""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.engine.model.commands.sales import BasketLine, LinePart, VoidReturn
from app.ledger import balances
from tests.engine.shop import NEVER_BOUGHT, NOON, Shop, amount, line
from tests.engine.strategies import (
    Bought,
    Event,
    after,
    bought_for_nothing,
    histories,
    in_order,
    next_versions,
    orders,
    programmes,
)


@given(programmes(), histories(), st.data())
def test_the_order_of_arrival_does_not_matter(
    document: dict[str, Any], history: list[Event], data: st.DataObject
) -> None:
    one, other = after(document, history), after(document, data.draw(orders(history)))
    assert one.standings() == other.standings()
    assert one.hash() == other.hash()


def with_nothing_that_ends(document: dict[str, Any]) -> dict[str, Any]:
    """The programme without settlements (what was settled before it came back is taken with the next one only), and
    with vouchers that stay good.
    """
    rebates = [
        {**rebate, "pay": "at_once", "as": "credit"} if rebate.get("pay") == "at_period_end" else rebate
        for rebate in document["rebates"]
    ]
    rewards = [{**reward, "valid_days": None} for reward in document["rewards"]]
    return {**document, "rebates": rebates, "rewards": rewards}


@given(programmes(), histories())
def test_what_arrives_late_counts_as_if_it_had_been_on_time(document: dict[str, Any], history: list[Event]) -> None:
    document = with_nothing_that_ends(document)
    on_time = Shop(document, now="2024-01-01")
    for event in in_order(history, [event.occurred_at for event in history]):
        on_time.wait_until(max(on_time.now, event.occurred_at))
        event.happen(on_time)
    on_time.wait_until(NOON)
    assert on_time.standings() == after(document, history).standings()


@given(programmes(), bought_for_nothing())
def test_bought_and_all_brought_back_is_never_bought(document: dict[str, Any], regretted: list[Event]) -> None:
    assert after(document, regretted).hash() == NEVER_BOUGHT


@given(programmes(), histories(most=2), bought_for_nothing(), st.data())
def test_what_came_back_leaves_no_trace_among_other_purchases(
    document: dict[str, Any], others: list[Event], regretted: list[Event], data: st.DataObject
) -> None:
    mixed = data.draw(orders([*others, *regretted]))
    assert after(document, mixed).standings() == after(document, others).standings()


@given(programmes(multipliers=True), histories(most=2), bought_for_nothing())
def test_with_a_tier_multiplier_too_when_nothing_else_happens_in_between(
    document: dict[str, Any], others: list[Event], regretted: list[Event]
) -> None:
    shop = after(document, others)
    before = shop.standings()
    for event in regretted:
        event.happen(shop)
    assert shop.standings() == before


@given(programmes(multipliers=True), histories(), st.data())
def test_the_ledger_accounts_for_everything_while_versions_change(
    document: dict[str, Any], history: list[Event], data: st.DataObject
) -> None:
    shop = Shop(document, now="2024-01-01")
    for event in in_order(history, [event.occurred_at for event in history]):
        shop.wait_until(max(shop.now, event.occurred_at))
        if data.draw(st.integers(0, 3)) == 0:
            # A version that is published at the very instant at which a period begins is the period's own.
            shop.wait_until(shop.now + timedelta(minutes=1))
            shop.publish(data.draw(next_versions(document)))
        event.happen(shop)
    for member in shop.book.members.values():
        assert shop.differences(member) == []
        assert balances.fold(reversed(shop.facts(member).entries)) == member.state.balances


@given(programmes(multipliers=True), histories(most=2), bought_for_nothing(), st.data())
def test_a_purchase_goes_back_under_its_own_version(
    document: dict[str, Any], others: list[Event], regretted: list[Event], data: st.DataObject
) -> None:
    shop = after(document, others)
    for event in regretted:
        event.happen(shop)
        shop.publish(data.draw(next_versions(document)))
    shop.publish(document)
    assert shop.standings() == after(document, others).standings()


def _too_many(sold: BasketLine) -> LinePart:
    return LinePart(1, sold.quantity + 1, measured=sold.measured)


@given(programmes(multipliers=True), histories(most=2))
def test_a_refusal_changes_nothing(document: dict[str, Any], history: list[Event]) -> None:
    shop = after(document, history)
    wrong = [
        (shop.purchase([line(100)], currency="CHF"), "currency-mismatch"),
        (shop.purchase([line(100)], total=99), "total-mismatch"),
        (shop.purchase([line(100, discount=101)]), "total-mismatch"),
        (shop.purchase([line(10**12, 2)]), "validation"),
        (shop.purchase([line(100)], occurred_at=shop.now + timedelta(minutes=6)), "occurred-in-future"),
        (shop.purchase([line(100)], occurred_at="2016-03-01"), "occurred-too-old"),
        (shop.purchase([line(100)], customer="stranger", enrol=False), "not-found"),
        (shop.linked_return("nothing"), "not-found"),
        (shop.unlinked_return([line(1)], customer="stranger", enrol=False), "not-found"),
        (VoidReturn("prg_1", "ext:nothing"), "not-found"),
    ]
    for event in history:
        if isinstance(event, Bought):
            wrong += [
                (shop.purchase([line(7)], name=event.name), "external-id-conflict"),
                (shop.linked_return(event.name, [_too_many(event.lines[0])]), "too much"),
                (shop.linked_return(event.name, [amount(1, 10**12)]), "too much"),
            ]
    for command, problem in wrong:
        found = shop.refused(command).problem
        assert found in ({"return-exceeds-purchase", "not-returnable"} if problem == "too much" else {problem})
