"""Time passes while the service is at work, whatever goes wrong now and then."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest

from app.actions.writing.write_queue import Unavailable
from app.jobs.sweep import sweep
from app.store.connection.errors import DatabaseUnavailable
from tests.actions.sweeping import LATER, count_due, new_program, sell
from tests.api.shop import Shop, shop_on

pytestmark = pytest.mark.anyio


@pytest.fixture
async def shop(database_url: str) -> AsyncIterator[Shop]:
    async with shop_on(database_url) as shop:
        yield shop


async def test_it_begins_at_once_and_goes_on(shop: Shop) -> None:
    await new_program(shop, "month")
    await sell(shop, shop.program_id, 20)
    shop.now = LATER
    rounds: asyncio.Queue[int] = asyncio.Queue()

    async def go_round() -> None:
        rounds.put_nowait(await shop.goldlist.sweep())

    task = asyncio.create_task(sweep(go_round, pause_seconds=0))
    async with asyncio.timeout(30):
        assert [await rounds.get() for _ in range(3)] == [20, 0, 0]
    task.cancel()
    assert await count_due(shop, shop.program_id) == 0


async def test_what_one_round_cannot_do_is_left_to_the_next(caplog: pytest.LogCaptureFixture) -> None:
    faults = [DatabaseUnavailable("away"), Unavailable(), RuntimeError("a fault of ours")]
    enough = asyncio.Event()

    async def go_round() -> None:
        if faults:
            raise faults.pop(0)
        enough.set()

    with caplog.at_level(logging.ERROR):
        task = asyncio.create_task(sweep(go_round, pause_seconds=0))
        async with asyncio.timeout(30):
            await enough.wait()
    task.cancel()
    assert [record.getMessage() for record in caplog.records] == ["the sweep of due members failed"]
