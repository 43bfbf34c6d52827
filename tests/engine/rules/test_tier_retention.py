"""A level that is kept is decided by a walk over days, which goes on from the day before and not from years ago."""

from datetime import timedelta
from typing import Any

import pytest

from app.engine.decide import decide
from app.engine.model.book import Decision
from app.engine.rules.tier_retention import TierState, TierTimeline
from tests.engine.shop import Shop, line

KEPT: dict[str, Any] = {
    "window": {"kind": "rolling", "months": 12},
    "levels": [{"id": "base", "name": "Base", "from": 0}, {"id": "silver", "name": "Silver", "from": 30000}],
}
KEEPS = [
    {"kind": "months", "n": 12},
    {"kind": "while_qualified"},
]


@pytest.mark.parametrize("keep", KEEPS, ids=lambda keep: keep["kind"])
def test_a_purchase_by_somebody_who_came_for_years_takes_few_steps(
    keep: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = Shop(tiers={**KEPT, "keep": keep, "grace_days": 3})
    steps: list[str] = []
    step = TierTimeline._step

    def counted(walk: TierTimeline, held: TierState, day: str) -> TierState:
        steps.append(day)
        return step(walk, held, day)

    monkeypatch.setattr(TierTimeline, "_step", counted)
    taken = []
    for _ in range(150):
        shop.wait_until(shop.now + timedelta(days=5))
        steps.clear()
        # Not by `buy`, which proves the state anew from all that was ever bought.
        decision = decide(shop.program, shop.book, shop.purchase([line(2000)]), shop.now)
        assert isinstance(decision, Decision)
        shop.book.apply(decision)
        taken.append(len(steps))
    # Once a month the walk of a month is taken again, to remember how things stood later on.
    assert sorted(taken)[-30] <= 10


@pytest.mark.parametrize("keep", KEEPS, ids=lambda keep: keep["kind"])
def test_a_late_purchase_leaves_a_level_as_if_it_had_come_in_time(keep: dict[str, Any]) -> None:
    bought = [(2, 9000), (40, 12000), (41, 10000), (200, 20000), (380, 500), (420, 30000), (700, 100)]

    def standing(order: list[int]) -> tuple[Any, ...]:
        shop = Shop(tiers={**KEPT, "keep": keep, "grace_days": 3})
        began = shop.now
        shop.wait_until(began + timedelta(days=701))
        for place in order:
            days, amount = bought[place]
            shop.buy(line(amount), occurred_at=began + timedelta(days=days))
        shop.sweep()
        state = shop.member("ann").state
        return state.tier, state.tier_since, state.tier_until, state.tier_check_on

    in_time = standing(list(range(len(bought))))
    assert standing([6, 3, 0, 5, 1, 4, 2]) == in_time
    assert standing([3, 4, 5, 6, 0, 1, 2]) == in_time
