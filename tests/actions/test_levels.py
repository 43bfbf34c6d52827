"""Given levels, ranks and their history on a real database: proved from the tables, and told as of any moment."""

from datetime import UTC, datetime, timedelta
from json import loads
from random import Random
from typing import Any

import pytest

from app.engine.model.commands.tiers import GrantTier, RevokeTierGrant
from tests.actions.background.test_reviews import CIRCLE
from tests.actions.till import PROGRAM, Till, till_on
from tests.stories import stories

pytestmark = pytest.mark.anyio

START = datetime(2026, 1, 15, 12, tzinfo=UTC)
KEPT = {
    **PROGRAM["tiers"],
    "notice_delay_minutes": 60,
    "levels": [*PROGRAM["tiers"]["levels"], {"id": "platinum", "name": "Platinum", "from": 50_000}],
}


async def give(till: Till, level: str, until: datetime | None, customer: str = "ann") -> None:
    day = until.date().isoformat() if until else None
    made = till.goldlist.ids.draw("giv")
    await till.accepted(GrantTier(till.program_id, made, f"ext:{customer}", level, day, "gift", "Sorry"))


async def take_away(till: Till, customer: str = "ann") -> None:
    await till.accepted(RevokeTierGrant(till.program_id, till.goldlist.ids.draw("giv"), f"ext:{customer}"))


async def wait(till: Till, time: timedelta) -> None:
    till.now += time
    await till.goldlist.advance_clock(till.program_id, till.now)


async def levels_now(till: Till) -> dict[str, Any]:
    text = await till.goldlist.statuses.one(till.program_id, "ext:ann")
    assert text
    return levels_in(text)


def levels_in(text: bytes) -> dict[str, Any]:
    """What a status says of levels, and of what keeps them."""
    document = loads(text)
    return {name: document[name] for name in ("tier", "next_tier", "keep_tier", "ladders", "as_of")}


async def announced(till: Till) -> list[tuple[str, str]]:
    found = await till.goldlist.reads.announced_page(till.program_id, 200, ("", ""))
    return [(one.tier_change_id, one.notice_at or "") for one in found]


@stories(4)
async def test_levels_are_told_as_they_were_at_any_moment(database_url: str, seed: int) -> None:
    lot = Random(seed)
    async with till_on(database_url, clock=START, tiers=KEPT, ladders=[CIRCLE]) as till:
        await till.buy(3_000, "ben")
        await till.buy(100)
        said: list[tuple[datetime, dict[str, Any]]] = []
        told: list[tuple[str, str]] = []
        for _ in range(15):
            match lot.randrange(5):
                case 0:
                    await give(till, lot.choice(("gold", "platinum")), till.now + timedelta(days=lot.randrange(40)))
                case 1:
                    await give(till, lot.choice(("base", "gold", "platinum")), None)
                case 2:
                    await take_away(till)
                case _:
                    await till.buy(lot.randrange(100, 20_000), lot.choice(("ann", "ann", "ben")))
            said.append((till.now, await levels_now(till)))
            await wait(till, timedelta(days=lot.randrange(25), minutes=lot.randrange(1, 90)))
            said.append((till.now, await levels_now(till)))
            await wait(till, timedelta(seconds=1))
            seen = await announced(till)
            assert seen[: len(told)] == told, "what was announced stays, and nothing comes before it"
            told = seen
        for at, levels in said:
            text = await till.goldlist.statuses.at(till.program_id, "ext:ann", at)
            assert isinstance(text, bytes)
            then = levels_in(text)
            # Of a level that was held by what is over since, nobody may know any more since when.
            then["tier"]["since"] = levels["tier"]["since"]
            assert then == levels
        await till.prove()


async def test_a_merge_keeps_the_better_of_everything(database_url: str) -> None:
    async with till_on(database_url, clock=START, tiers=KEPT, ladders=[CIRCLE]) as till:
        for customer, amount in (("ann", 100), ("ben", 900), ("cid", 500), ("dan", 100), ("eve", 100)):
            await till.buy(amount, customer)
        await wait(till, timedelta(days=20))
        await give(till, "platinum", till.now + timedelta(days=10), "ben")
        await give(till, "gold", None)
        await till.accepted(till.merge("ann", "ben"))
        levels = await levels_now(till)
        assert (levels["tier"]["id"], levels["ladders"][0]["level"]["id"]) == ("platinum", "top20")
        member = await till.goldlist.reads.tier_changes_page(till.program_id, "ext:ann", 50, None)
        assert member
        assert {one.member_id for one in member} == {member[0].member_id}
        await till.prove()
        await wait(till, timedelta(days=12))
        assert (await levels_now(till))["tier"]["id"] == "base"
        await till.prove()
