"""Where a member stood at a moment is what the status said at that moment."""

from datetime import UTC, datetime, timedelta
from json import loads
from random import Random
from typing import Any

import pytest

from app.engine.model.book import Refusal
from app.engine.model.records.sales import Return
from tests.actions.test_liability import KINDS, points
from tests.actions.till import Till, till_on
from tests.stories import stories

pytestmark = pytest.mark.anyio

START = datetime(2026, 1, 15, 12, tzinfo=UTC)


async def now(till: Till) -> dict[str, Any]:
    text = await till.goldlist.statuses.one(till.program_id, "ext:ann")
    assert text
    return dict(loads(text))


async def then(till: Till, at: datetime) -> dict[str, Any]:
    text = await till.goldlist.statuses.at(till.program_id, "ext:ann", at)
    assert isinstance(text, bytes)
    return dict(loads(text))


async def something(till: Till, lot: Random, bought: list[str], returned: list[str]) -> None:
    chance = lot.randrange(10)
    if chance < 5 or not bought:
        bought.append(f"n{lot.random()}")
        await till.buy(lot.randrange(100, 20_000), name=bought[-1], coffees=1)
    elif chance == 5:
        await till.goldlist.commands.submit(till.adjust("points", lot.randrange(-90, 90) or 1, f"a{lot.random()}"))
    elif chance == 6:
        await till.void(bought.pop(lot.randrange(len(bought))))
    elif chance == 7:
        decision = await till.bring_back(bought.pop(lot.randrange(len(bought))))
        assert isinstance(decision.subject, Return)
        returned.append(decision.subject.return_id)
    elif chance == 8 and returned:
        await till.void_return(returned.pop())
    else:
        name = f"g{lot.random()}"
        await till.buy(700, None, name=name)
        till.now += timedelta(minutes=1)
        await till.goldlist.advance_clock(till.program_id, till.now)
        await till.goldlist.commands.submit(till.claim(name, "ann"))


@pytest.mark.parametrize("kind", KINDS)
@stories(3)
async def test_it_is_what_the_status_said(database_url: str, kind: str, seed: int) -> None:
    lot = Random(seed)
    async with till_on(database_url, clock=START, points=points(KINDS[kind])) as till:
        bought: list[str] = []
        returned: list[str] = []
        said: list[tuple[datetime, dict[str, Any]]] = []
        for _ in range(20):
            await something(till, lot, bought, returned)
            said.append((till.now, await now(till)))
            till.now += timedelta(days=lot.randrange(0, 14), hours=1)
            await till.goldlist.advance_clock(till.program_id, till.now)
            said.append((till.now, await now(till)))
            till.now += timedelta(seconds=1)
            await till.goldlist.advance_clock(till.program_id, till.now)
        for at, document in said:
            told = await then(till, at)
            # Of a level that no purchase explains any more, nobody can say since when it was held.
            assert told["tier"]["since"] in (None, document["tier"]["since"])
            told["tier"]["since"] = document["tier"]["since"]
            assert told == document


async def test_before_there_was_a_member_there_is_none_and_nobody_knows_the_future(database_url: str) -> None:
    async with till_on(database_url, clock=START) as till:
        await till.buy(1_000)
        before = await till.goldlist.statuses.at(till.program_id, "ext:ann", START - timedelta(seconds=1))
        assert before is None
        assert await till.goldlist.statuses.at(till.program_id, "ext:bea", START) is None
        later = await till.goldlist.statuses.at(till.program_id, "ext:ann", START + timedelta(minutes=6))
        assert isinstance(later, Refusal)
        assert (later.pointer, later.code) == ("/at", "in-future")
        assert (await then(till, START + timedelta(minutes=5)))["points"]["balance"] == 10
