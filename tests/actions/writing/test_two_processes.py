"""Two processes on one PostgreSQL database, in every order of reading and writing, dying anywhere."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from itertools import permutations, product
from typing import Any

import pytest

from app.actions.writing.write_queue import Unavailable
from app.engine.model.book import Decision
from app.engine.model.commands.sales import RecordPurchase
from app.main import opened
from app.store.connection import postgres
from app.store.connection.optimistic import Caution, OptimisticTransaction
from tests.actions.till import Till, till_on
from tests.databases import settings_for

pytestmark = pytest.mark.anyio

PROCESS: ContextVar[str] = ContextVar("PROCESS", default="")
ORDERS = sorted(set(permutations("AABB")))
DEATHS = (None, "before reading", "before writing", "after writing")


class Stage:
    """Lets two processes read and write in a given order; one of them may die once."""

    def __init__(self, order: tuple[str, ...], death: str | None) -> None:
        self._order = list(order)
        self._death = death
        self._moved = asyncio.Condition()
        self.overtaken = 0

    async def wait(self) -> None:
        """Wait for this process's turn; in the end everybody may go on."""
        process = PROCESS.get()
        async with self._moved:
            await self._moved.wait_for(lambda: process not in self._order or self._order[0] == process)
            if process in self._order:
                self._order.remove(process)
            self._moved.notify_all()

    async def leave(self, process: str) -> None:
        """Let the other process go on: this one needs no more turns."""
        async with self._moved:
            self._order = [one for one in self._order if one != process]
            self._moved.notify_all()

    def die(self, moment: str) -> None:
        """Break the connection of the first process at this moment, once."""
        if self._death == moment and PROCESS.get() == "A":
            self._death = None
            raise OSError("the connection is gone")


@pytest.fixture
def stages(monkeypatch: pytest.MonkeyPatch) -> list[Stage]:
    """The last stage directs every process; without one they run freely."""
    directed: list[Stage] = []
    look_first, commit = postgres.look_first, OptimisticTransaction.commit

    async def looking(*arguments: Any) -> OptimisticTransaction:
        if directed:
            await directed[-1].wait()
            directed[-1].die("before reading")
        return await look_first(*arguments)

    async def committing(transaction: OptimisticTransaction) -> None:
        if directed:
            await directed[-1].wait()
            directed[-1].die("before writing")
        try:
            await commit(transaction)
        except postgres.IntegrityConflict:
            if directed:
                directed[-1].overtaken += 1
            raise
        if directed:
            directed[-1].die("after writing")

    # Even right after an attempt in vain.
    monkeypatch.setattr(Caution, "allows", lambda caution: True)
    monkeypatch.setattr(postgres, "look_first", looking)
    monkeypatch.setattr(OptimisticTransaction, "commit", committing)
    return directed


@asynccontextmanager
async def two(url: str) -> AsyncIterator[tuple[Till, Till]]:
    token = PROCESS.set("A")
    async with till_on(url) as first:
        PROCESS.set("B")
        async with opened(settings_for(url)) as other:
            PROCESS.reset(token)
            yield first, Till(other, first.program_id)


async def insisting(stage: Stage, process: str, till: Till, purchase: RecordPurchase) -> Decision:
    """Send a purchase until it is answered, as a till does."""
    try:
        while True:
            try:
                return await till.accepted(purchase)
            except Unavailable:
                await stage.leave(process)
    finally:
        await stage.leave(process)


async def test_every_order_and_every_death_is_as_one_process_alone(postgres_url: str, stages: list[Stage]) -> None:
    """The same purchases by one process alone make the same member, whoever read, wrote or died when."""
    overtaken = 0
    async with two(postgres_url) as (first, second):
        for number, (order, death) in enumerate(product(ORDERS, DEATHS)):
            tills = (("A", first), ("B", second))
            one, alone = f"c{number}", f"alone{number}"
            for who in (one, alone):
                await first.buy(2_500, who, coffees=2, name=f"{who}-known")
            stage = Stage(order, death)
            stages.append(stage)
            sold = [till.purchase(3_000, one, coffees=2, name=f"{one}-{process}") for process, till in tills]
            answers = await asyncio.gather(
                *(
                    insisting(stage, process, till, purchase)
                    for (process, till), purchase in zip(tills, sold, strict=True)
                )
            )
            stages.clear()
            overtaken += stage.overtaken
            assert len({answer.subject.purchase_id for answer in answers}) == 2
            for process, _ in tills:
                await first.buy(3_000, alone, coffees=2, name=f"{alone}-{process}")
            assert await first.after(one) == await second.after(alone), (order, death)
        await first.prove()
    assert overtaken >= 4
