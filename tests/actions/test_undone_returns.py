"""What a return took is found again in the ledger when it is undone, on a real database."""

from asyncio import gather
from datetime import timedelta
from json import loads
from typing import Any

import pytest

from app.engine.model.commands.sales import VoidReturn
from tests.actions.till import Till, till_on

pytestmark = pytest.mark.anyio

EARN = [{"id": "base", "points": 1, "per": 100}]
WRITE_OFF = {"earn": EARN, "on_debt": "write_off"}
EXPIRING = {"earn": EARN, "expiry": {"kind": "after", "months": 12}}


async def points(till: Till) -> int:
    return int((await till.after())["points"])


async def status(till: Till) -> dict[str, Any]:
    text = await till.goldlist.statuses.one(till.program_id, "ext:ann")
    assert text
    return dict(loads(text))


async def mistaken(till: Till, amount: int) -> str:
    returned = (await till.bring_back_without_receipt(amount)).subject
    return str(returned[1])


async def test_what_was_written_off_is_not_given_when_the_return_is_undone(database_url: str) -> None:
    async with till_on(database_url, points=WRITE_OFF, rebates=[]) as till:
        await till.void_return(await mistaken(till, 10**9))
        assert (await status(till))["points"]["balance"] == 0
        await till.buy(1_000)
        for _ in range(3):
            await till.void_return(await mistaken(till, 5_000))
            assert (await status(till))["points"]["balance"] == 10
        returned = await mistaken(till, 2_500)
        await till.buy(4_000)
        await till.void_return(returned)
        assert (await status(till))["points"]["balance"] == 50
        await till.prove()


async def test_points_that_were_spent_are_not_given_either(database_url: str) -> None:
    async with till_on(database_url, points=WRITE_OFF) as till:
        await till.buy(1_000, name="a")
        await till.accepted(till.adjust("points", -10))
        returned = (await till.bring_back("a")).subject
        await till.void_return(str(returned[1]))
        assert await points(till) == 0
        await till.prove()


async def test_points_go_back_into_their_lots(database_url: str) -> None:
    async with till_on(database_url, points=EXPIRING, rebates=[]) as till:
        for days_ago, amount in ((90, 3_000), (60, 5_000)):
            sale = till.purchase(amount)
            await till.accepted(sale._replace(occurred_at=till.now - timedelta(days=days_ago)))
        before = (await status(till))["points"]
        assert [lot["points"] for lot in before["expiring"]] == [30, 50]
        returned = await mistaken(till, 4_000)
        assert [lot["points"] for lot in (await status(till))["points"]["expiring"]] == [40]
        await till.void_return(returned)
        assert (await status(till))["points"] == before
        await till.prove()


async def test_a_return_and_its_undoing_may_come_together_and_be_repeated(database_url: str) -> None:
    async with till_on(database_url, points=WRITE_OFF) as till:
        await till.buy(1_000, name="a")
        await till.accepted(till.adjust("points", -10))
        returned = (await till.bring_back("a")).subject
        assert isinstance(returned[1], str)
        undoing = VoidReturn(till.program_id, returned[1])
        answers = await gather(
            *(till.goldlist.commands.submit(undoing) for _ in range(5)),
            till.goldlist.commands.submit(till.purchase(700)),
        )
        assert len(answers) == 6
        assert await points(till) == 7
        await till.prove()


async def test_a_merged_member_s_return_is_undone_with_what_it_took(database_url: str) -> None:
    async with till_on(database_url, points=WRITE_OFF, rebates=[]) as till:
        await till.buy(1_000)
        returned = await mistaken(till, 5_000)
        await till.buy(2_000, "bob")
        await till.accepted(till.merge("bob", "ann"))
        await till.void_return(returned)
        assert (await status(till))["points"]["balance"] == 30
        await till.prove()


async def test_the_day_since_which_a_level_is_held_follows_what_arrives_late(database_url: str) -> None:
    async with till_on(database_url) as till:
        for days_ago in (50, 4, 9):
            sale = till.purchase(5_000, name=f"{days_ago} days ago")
            await till.accepted(sale._replace(occurred_at=till.now - timedelta(days=days_ago)))
        day = (till.now - timedelta(days=9)).date().isoformat()
        assert (await status(till))["tier"]["since"] == day
        await till.prove()
        await till.bring_back("9 days ago")
        day = (till.now - timedelta(days=4)).date().isoformat()
        assert (await status(till))["tier"]["since"] == day
        await till.prove()
