"""Time has its effects on members whom nobody looks at, once, whoever sweeps and however often."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from app.actions.background.sweep import LEASE_SECONDS, Sweep
from app.actions.writing.observer import Observer
from app.actions.writing.write_queue import Answer, Unavailable
from app.engine.model.book import Decision, Refusal
from app.engine.model.commands.command import Command
from app.engine.model.commands.points import PassTime
from app.store.connection.transaction import Transaction
from app.store.tables.leases import leases
from app.store.tables.members import members
from tests.actions.sweeping import LATER, count_due, ledger, new_program, sell, set_clock
from tests.api.shop import NOW, Shop, shop_on

pytestmark = pytest.mark.anyio

Submit = Callable[[Command], Awaitable[Answer]]


class Tally(Observer):
    def __init__(self) -> None:
        self.brought = 0
        self.late: list[float] = []

    def time_passed(self, members: int) -> None:
        self.brought += members

    def swept_late(self, seconds: float) -> None:
        self.late.append(seconds)


@pytest.fixture
async def shop(database_url: str) -> AsyncIterator[Shop]:
    async with shop_on(database_url) as shop:
        yield shop


def sweeper(shop: Shop, submit: Submit | None = None, name: str = "one", watch: Observer | None = None) -> Sweep:
    return Sweep(
        shop.goldlist.database, submit or shop.goldlist.commands.submit, lambda: shop.now, name, watch or Observer()
    )


@asynccontextmanager
async def stuck_worker(shop: Shop, name: str) -> AsyncIterator[None]:
    """While a worker has begun to sweep, and gets no further."""
    begun = asyncio.Event()

    async def never(command: Command) -> Answer:
        begun.set()
        await asyncio.Event().wait()
        raise AssertionError

    task = asyncio.create_task(sweeper(shop, never, name).go_round())
    await begun.wait()
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def leases_left(shop: Shop) -> list[Any]:
    return await shop.goldlist.database.read(lambda transaction: transaction.execute(select(leases)))


async def test_everybody_is_brought_up_to_date_once(shop: Shop) -> None:
    await new_program(shop, "month")
    await sell(shop, shop.program_id, 150)
    tally = Tally()
    sweep = sweeper(shop, watch=tally)
    assert await sweep.go_round() == 0
    shop.now = LATER
    assert await sweep.go_round() == 150
    assert await count_due(shop, shop.program_id) == 0
    swept = await ledger(shop, shop.program_id)
    expired = [one for one in swept if one[2] == "expire"]
    assert len(expired) == 150
    # What was bought on the first day was good through 3 March in London.
    assert min(one[-1] for one in expired) == "2026-03-04T00:00:00.000000Z"
    assert await sweep.go_round() == 0
    assert await ledger(shop, shop.program_id) == swept
    assert tally.brought == 150
    assert tally.late == [0, (LATER - NOW.replace(day=4, hour=0)).total_seconds(), 0]
    assert await leases_left(shop) == []
    await shop.prove()


async def test_nobody_has_waited_since_before_there_was_something_to_wait_for(shop: Shop) -> None:
    await new_program(shop, "month")
    await sell(shop, shop.program_id, 1)
    tally = Tally()
    sweep = sweeper(shop, watch=tally)
    await sweep.go_round()
    (member,) = await some_members(shop, 1)
    await make_due(shop, member, "2026-03-02T00:00:00.000000Z")
    shop.now += timedelta(seconds=5)
    await sweep.go_round()
    assert tally.late == [0, 5]


async def test_it_makes_no_difference_who_sweeps_and_when(shop: Shop) -> None:
    """One programme is swept once at the end, one every few days, and one by four at a time."""
    ledgers = []
    for slug, days, sweepers in (("once", [48], 1), ("often", [5, 3, 20, 20], 1), ("four", [20, 28], 4)):
        shop.now = NOW
        program_id = await new_program(shop, slug)
        await sell(shop, program_id, 100)
        for step in days:
            shop.now += timedelta(days=step)
            rounds = [sweeper(shop, name=f"worker-{number}").go_round() for number in range(sweepers)]
            await asyncio.gather(*rounds)
        ledgers.append(await ledger(shop, program_id))
        await shop.prove()
    assert ledgers[0] == ledgers[1] == ledgers[2]
    assert len([one for one in ledgers[0] if one[2] == "expire"]) == 100


async def test_a_programme_s_own_time_counts(shop: Shop) -> None:
    standing = await new_program(shop, "standing", NOW)
    await sell(shop, standing, 10)
    shop.now = LATER
    tally = Tally()
    sweep = sweeper(shop, watch=tally)
    assert await sweep.go_round() == 0
    await set_clock(shop, standing, LATER)
    assert await sweep.go_round() == 10
    assert tally.late == [0, 0], "nobody waits where time stands"


async def test_what_another_worker_has_taken_is_left_to_it_until_it_is_dead(shop: Shop) -> None:
    await new_program(shop, "month")
    await sell(shop, shop.program_id, 40)
    shop.now = LATER
    async with stuck_worker(shop, "killed"):
        taken = await leases_left(shop)
        assert [one.holder for one in taken] == ["killed"]
        other = sweeper(shop, name="other")
        brought = await other.go_round()
        left = await count_due(shop, shop.program_id)
        assert (brought + left, left > 0) == (40, True)
        shop.now += timedelta(seconds=LEASE_SECONDS + 1)
        assert await other.go_round() == left
    assert await leases_left(shop) == []


async def test_who_catches_up_waits_for_no_lease(shop: Shop) -> None:
    await new_program(shop, "month")
    await sell(shop, shop.program_id, 70)
    shop.now = LATER
    async with stuck_worker(shop, "slow"):
        assert await sweeper(shop).catch_up(shop.program_id) == 70
        assert await count_due(shop, shop.program_id) == 0


async def test_who_stays_due_is_told_once_and_holds_nobody_up(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    await new_program(shop, "month")
    await sell(shop, shop.program_id, 80)
    shop.now = LATER
    stuck, failing, refused = await some_members(shop, 3)
    asked: list[str] = []

    async def submit(command: Command) -> Answer:
        assert isinstance(command, PassTime)
        asked.append(command.member)
        if command.member == failing:
            raise RuntimeError("a fault of ours")
        if command.member == refused:
            return Refusal("validation", "a balance would exceed the supported range")
        answer = await shop.goldlist.commands.submit(command)
        if command.member == stuck and isinstance(answer, Decision):
            later = [one._replace(next_due_at="2026-04-01T00:00:00.000000Z") for one in answer.members]
            await make_due(shop, stuck)
            answer.members = later
        return answer

    sweep = sweeper(shop, submit)
    with caplog.at_level(logging.ERROR):
        assert await sweep.catch_up(shop.program_id) == 77
        assert len(asked) == len(set(asked)) == 80
        assert await sweep.go_round() == 0
    assert sorted(record.getMessage() for record in caplog.records) == sorted(
        f"time could not have its effects on {one}" for one in (stuck, failing, refused)
    )


async def test_who_is_gone_meanwhile_is_no_fault(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    await new_program(shop, "month")
    await sell(shop, shop.program_id, 3)
    shop.now = LATER

    async def merged(command: Command) -> Answer:
        return Refusal("not-found", "there is no such member")

    with caplog.at_level(logging.ERROR):
        assert await sweeper(shop, merged).catch_up(shop.program_id) == 0
    assert caplog.records == []


async def test_what_is_interrupted_is_gone_on_with(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    await new_program(shop, "month")
    await sell(shop, shop.program_id, 150)
    shop.now = LATER
    taken = 0

    async def submit(command: Command) -> Answer:
        nonlocal taken
        taken += 1
        if taken > 90:
            raise Unavailable
        return await shop.goldlist.commands.submit(command)

    with pytest.raises(Unavailable), caplog.at_level(logging.ERROR):
        await sweeper(shop, submit).catch_up(shop.program_id)
    assert caplog.records == []
    assert await count_due(shop, shop.program_id) == 60
    assert await sweeper(shop).catch_up(shop.program_id) == 60


async def some_members(shop: Shop, count: int) -> list[str]:
    found = select(members.c.member_id).where(members.c.program_id == shop.program_id).limit(count)
    return [row[0] for row in await shop.goldlist.database.read(lambda transaction: transaction.execute(found))]


async def make_due(shop: Shop, member_id: str, at: str = "2026-04-01T00:00:00.000000Z") -> None:
    async def write(transaction: Transaction) -> None:
        changed = update(members).where(members.c.member_id == member_id)
        await transaction.execute(changed.values(next_due_at=at))

    await shop.goldlist.database.write(write)
