"""A rebate that is published within its period counts what was bought in it before, on both databases."""

from datetime import UTC, datetime, timedelta
from json import loads
from typing import Any

import pytest

from app.engine.model.commands.sales import LinePart
from tests.actions.till import PROGRAM, Till, till_on

pytestmark = pytest.mark.anyio

START = datetime(2026, 6, 10, 12, tzinfo=UTC)
MONTH: dict[str, Any] = {
    "id": "month",
    "name": "Two per cent",
    "period": "month",
    "method": "retroactive",
    "bands": [{"from": 10_000, "rate": "0.02"}],
}


async def publish(till: Till, **sections: Any) -> None:
    made = await till.goldlist.programs.publish(till.program_id, {**PROGRAM, **sections}, None, None)
    assert isinstance(made, int), made


async def standing(till: Till, customer: str = "ann") -> tuple[int, int]:
    """What is due, and the credit there is."""
    status = loads(await till.goldlist.statuses.one(till.program_id, f"ext:{customer}") or b"")
    (found,) = [one for one in status["rebates"] if one["id"] == "month"]
    return found["due"], status["credit"]["balance"]


async def test_it_counts_before_and_after_anybody_looks(database_url: str) -> None:
    async with till_on(database_url, clock=START, rebates=[]) as till:
        await till.buy(20_000, "ann", name="a")
        await till.buy(10_000, "ben", name="b")
        await till.prove()
        await publish(till, rebates=[MONTH])
        untouched = await till.prove()
        assert await standing(till) == (400, 400)
        assert await till.prove() == untouched
        # An adjustment by hand brings ann to the present; what is due to her is paid, and stays.
        await till.accepted(till.adjust("points", 1))
        await till.accepted(till.adjust("points", -1, "a2"))
        assert await till.prove() == untouched, "who was looked at stands as before"
        await till.bring_back("a", LinePart(1, None, 5_000))
        assert await standing(till) == (300, 300)
        await till.accepted(till.merge("ann", "ben"))
        assert await standing(till) == (500, 500)
        await till.prove()


async def test_what_is_paid_at_the_end_is_paid_on_its_day(database_url: str) -> None:
    async with till_on(database_url, clock=START, rebates=[]) as till:
        await till.buy(20_000, "ann")
        await publish(till, rebates=[{**MONTH, "pay": "at_period_end"}])
        till.now = START + timedelta(days=60)
        await till.goldlist.advance_clock(till.program_id, till.now)
        await till.prove()
        assert await standing(till) == (0, 400), "nothing is due in August, and June was paid"
        await till.buy(100, "ann")
        assert await standing(till) == (0, 400)
        await till.prove()


async def test_a_guest_s_purchase_of_before_counts_when_it_is_claimed(database_url: str) -> None:
    async with till_on(database_url, clock=START, rebates=[]) as till:
        await till.buy(20_000, None, name="guest")
        await till.buy(100, "ann")
        await publish(till, rebates=[MONTH])
        await till.accepted(till.claim("guest", "ann"))
        assert await standing(till) == (402, 402)
        await till.prove()
