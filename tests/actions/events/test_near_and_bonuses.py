"""A rebate's next band that comes near, and bonuses, are told once, with their effect."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.engine.model.commands.members import ChangeMember
from tests.actions.events.described import assert_described
from tests.actions.events.test_events import assert_gapless, told
from tests.actions.till import PROGRAM, Till, till_on

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
REBATE: dict[str, Any] = {
    **PROGRAM["rebates"][0],
    "period": "month",
    "method": "retroactive",
    "bands": [{"from": 10_000, "rate": "0.02"}, {"from": 20_000, "rate": "0.05"}],
}
BIRTHDAY = {"id": "cake", "name": "Many happy returns", "on": "birthday", "points": 50}
JOINED = {"id": "welcome", "name": "Welcome", "on": "joined", "points": 10}


async def of_types(till: Till, *types: str) -> list[dict[str, Any]]:
    events = await told(till)
    assert_gapless(events)
    assert_described(events)
    return [one for one in events if one["type"] in types]


async def test_a_band_that_comes_near_is_told_once(database_url: str) -> None:
    async with till_on(database_url, rebates=[REBATE], notices={"rebate_near": "0.10"}) as till:
        seen: list[tuple[str, int | None]] = []
        # After each: what was told so far, and what is missing to the next band then.
        for number, (spent, expected) in enumerate(
            (
                (8_999, []),
                (1, [("near", 1_000)]),
                (500, [("near", 1_000)]),
                (600, [("near", 1_000), ("band_reached", 9_900)]),
                (8_000, [("near", 1_000), ("band_reached", 9_900), ("near", 1_900)]),
                (1_899, [("near", 1_000), ("band_reached", 9_900), ("near", 1_900)]),
            )
        ):
            await till.buy(spent, name=f"p{number}")
            found = await of_types(till, "rebate.near", "rebate.band_reached")
            seen = [(one["type"].removeprefix("rebate."), one["data"]["next_band"]["needs"]) for one in found]
            assert seen == expected, spent
        near = (await of_types(till, "rebate.near"))[0]["data"]
        assert near["rebate"] == {"id": REBATE["id"], "period": near["rebate"]["period"], "spend": 9_000, "due": 0}
        await till.prove()


async def test_without_the_notice_nothing_comes_near(database_url: str) -> None:
    async with till_on(database_url, rebates=[REBATE]) as till:
        await till.buy(9_500)
        assert await of_types(till, "rebate.near") == []


async def test_bonuses_are_told_also_those_that_time_gives(database_url: str) -> None:
    async with till_on(database_url, clock=NOON, bonuses=[BIRTHDAY, JOINED]) as till:
        await till.buy(100)
        (joined,) = await of_types(till, "bonus.given")
        assert joined["data"]["bonus"] == {"id": "welcome", "points": 10}
        assert joined["data"]["cause"]["kind"] == "purchase"
        born: dict[str, str | None] = {"birth_date": "1990-03-05"}
        await till.accepted(ChangeMember(till.program_id, "ext:ann", None, born, None, None))
        await till.goldlist.advance_clock(till.program_id, NOON + timedelta(days=10))
        await till.goldlist.advance_clock(till.program_id, NOON + timedelta(days=20))
        _, birthday = await of_types(till, "bonus.given")
        data = birthday["data"]
        assert (data["bonus"], data["cause"]["kind"]) == ({"id": "cake", "points": 50}, "time")
        assert data["after"]["points"] == 1 + 10 + 50
        await till.prove()
