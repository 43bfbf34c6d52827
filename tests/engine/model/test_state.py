"""A member's state: kept as text, read as it was."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given

from app.engine.decide import decide
from app.engine.model import value
from app.engine.model.book import Decision
from app.engine.model.records.sales import Line
from app.engine.model.state import MemberState
from app.engine.rules import campaigns
from app.engine.rules.changes.change import Basket
from tests.engine.shop import Shop, line
from tests.engine.strategies import Event, after, histories, programmes


@given(programmes(), histories())
def test_a_state_is_read_as_it_was_written(document: dict[str, Any], history: list[Event]) -> None:
    for member in after(document, history).book.members.values():
        assert MemberState.load(member.state.dump()) == member.state


def test_a_copy_can_be_changed_alone() -> None:
    state = MemberState(balances={"points": {"/": 5}}, rebates={"r": {"2026-01-01": [100, 2]}}, completed={"card": 1})
    untouched = state.copy()
    changed = state.copy()
    changed.balances["points"]["/"] = 6
    changed.rebates["r"]["2026-01-01"][0] = 7
    changed.completed.clear()
    assert state == untouched


def test_uses_of_campaigns_are_counted_in_a_state_of_its_own() -> None:
    program = Shop(campaigns=[{"id": "c", "name": "C", "points_multiplier": "2", "limit_per_member": 1}]).program
    lines = (Line(None, None, 1, 100, 0, 100),)
    basket = Basket(program.rules, "2026-03-02", lines, None, None, campaigns=("c",))
    first = MemberState()
    second = first.copy()
    campaigns.count(program, second, basket, value.nothing(lines), value.everything(lines))
    third = second.copy()
    campaigns.count(program, third, basket, value.everything(lines), value.nothing(lines))
    assert [one.campaign_uses for one in (first, second, third)] == [{}, {"c": 1}, {}]


def test_a_state_of_another_version_is_not_guessed_at() -> None:
    with pytest.raises(ValueError, match="unsupported version"):
        MemberState.load('{"format": 0}')


def test_three_years_of_daily_purchases_stay_small() -> None:
    document = {
        "points": {
            "earn": [{"id": "base", "points": 1, "per": 100, "carry": True}],
            "expiry": {"kind": "after", "months": 12, "round_up_to": "month"},
        },
        "tiers": {
            "window": {"kind": "rolling", "months": 12},
            "levels": [{"id": "base", "name": "Base", "from": 0}, {"id": "gold", "name": "Gold", "from": 50_000}],
        },
        "rebates": [
            {
                "id": "month",
                "name": "Money back",
                "period": "month",
                "method": "retroactive",
                "bands": [{"from": 5_000, "rate": "0.02"}],
            }
        ],
    }
    shop = Shop(document, now="2023-01-01T12:00:00Z")
    shop.enrol("ann")
    for _ in range(3 * 365):
        command = shop.purchase([line(499, 2), line(350)], occurred_at=shop.now)
        decided = decide(shop.program, shop.book, command, shop.now)
        assert isinstance(decided, Decision)
        shop.book.apply(decided)
        shop.wait_until(shop.now + timedelta(days=1))
    (member,) = shop.book.members.values()
    assert member.state.rebates["month"]["2025-12-01"][0] == 31 * 1348 - 1348
    assert len(member.state.dump()) <= 16_000
