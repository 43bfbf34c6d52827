"""A state that the tables do not make is found out."""

from collections.abc import Callable

import pytest

from app.engine.model.state import MemberState
from app.engine.proof.rebuild import rebuild
from tests.engine.shop import Shop, line, units


def a_shop() -> Shop:
    levels = [{"id": "base", "name": "B", "from": 0}, {"id": "gold", "name": "G", "from": 500}]
    ladder = {"window": {"kind": "rolling", "months": 12}, "levels": levels}
    card = {"id": "card", "name": "C", "counts": "items", "punches": 2, "reward": "gift"}
    rebate = {"id": "r", "name": "R", "period": "year", "method": "per_multiple", "per": 1000, "amount": 10}
    shop = Shop(
        points={"earn": [{"id": "base", "points": 1, "per": 100}]},
        tiers=ladder,
        punch_cards=[card],
        rebates=[rebate],
        rewards=[{"id": "gift", "name": "G", "kind": "gift"}],
    )
    shop.buy(line(500, 3), name="a")
    shop.bring_back_without_receipt(line(100))
    shop.bring_back("a", units(1, 1))
    return shop


def more_points(state: MemberState) -> None:
    state.balances["points"]["/"] += 1


def another_spend(state: MemberState) -> None:
    state.rebates["r"]["2026-01-01"][0] += 1


def another_completed_card(state: MemberState) -> None:
    state.completed["card"] = 9


def credit_from_nowhere(state: MemberState) -> None:
    state.balances["credit"] = {"": 1}


def another_day_of_the_level(state: MemberState) -> None:
    state.tier_since = "2020-01-01"


@pytest.mark.parametrize(
    "tamper", [more_points, another_spend, another_completed_card, credit_from_nowhere, another_day_of_the_level]
)
def test_a_state_that_was_tampered_with_differs_from_the_tables(tamper: Callable[[MemberState], None]) -> None:
    shop = a_shop()
    tamper(shop.member().state)
    assert len(shop.differences(shop.member())) >= 1


def test_the_state_is_made_from_the_tables_alone() -> None:
    shop = a_shop()
    made = rebuild(shop.program, shop.facts(shop.member()), None, shop.today)
    # How far time has come, and when to look again, stands in no table.
    for name in ("tier_since", "tier_check_on", "day"):
        setattr(made, name, getattr(shop.member().state, name))
    assert made == shop.member().state


def test_a_missing_or_altered_entry_is_found() -> None:
    shop = a_shop()
    complete = list(shop.entries)
    for number, entry in enumerate(complete):
        shop.entries = complete[:number] + complete[number + 1 :]
        assert shop.differences(shop.member()), entry
        shop.entries = [*complete[:number], entry._replace(amount=entry.amount + 1), *complete[number + 1 :]]
        assert shop.differences(shop.member()), entry
