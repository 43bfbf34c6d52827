"""Members are looked over while the service is at work, and what is wrong is told."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import update

from app.actions.proof.verify import Looked
from app.actions.writing.observer import Observer
from app.jobs.verify_job import MEMBERS_AT_ONCE, patrol
from app.store.connection.errors import DatabaseUnavailable
from app.store.connection.transaction import Transaction
from app.store.tables.members import members
from tests.api.shop import Shop, shop_on

pytestmark = pytest.mark.anyio


class Tally(Observer):
    """Counts what was looked at, and says when that is enough."""

    def __init__(self, wanted: int) -> None:
        self.checked = self.wrong = 0
        self.enough = asyncio.Event()
        self._wanted = wanted

    def members_checked(self, members: int, differences: int) -> None:
        self.checked += members
        self.wrong += differences
        if self.checked >= self._wanted:
            self.enough.set()


@pytest.fixture
async def shop(database_url: str) -> AsyncIterator[Shop]:
    async with shop_on(database_url) as shop:
        yield shop


async def sell(shop: Shop, count: int) -> None:
    """Sell one thing to each of so many customers."""
    for number in range(count):
        basket = {
            "external_id": f"sale-{number}",
            "member": f"ext:customer-{number}",
            "enrol": True,
            "occurred_at": "2026-03-02T11:00:00Z",
            "currency": "GBP",
            "lines": [{"quantity": 1, "unit_price": 1000}],
        }
        await shop.post("/v1/purchases", basket)


async def walk(shop: Shop, tally: Tally) -> None:
    """Let the patrol walk until it has looked at enough."""
    task = asyncio.create_task(
        patrol(shop.goldlist.verification.check_some, shop.goldlist.verification.somewhere, tally, pause_seconds=0)
    )
    async with asyncio.timeout(30):
        await tally.enough.wait()
    task.cancel()


async def test_everybody_is_looked_at_and_nothing_is_wrong(shop: Shop) -> None:
    await sell(shop, 12)
    await shop.admin.delete("/v1/members/ext:customer-3")
    await shop.post("/v1/members/ext:customer-4/merge", {"from": "ext:customer-5"}, 200)
    seen: list[tuple[str | None, Looked]] = []
    after: str | None = None
    for _ in range(3):
        looked = await shop.goldlist.verification.check_some(after, MEMBERS_AT_ONCE)
        seen.append((after, looked))
        after = looked.last
    assert [looked.members for _, looked in seen] == [5, 5, 1]
    assert after is None, "the next walk begins at the beginning"
    assert [looked.differences for _, looked in seen] == [[], [], []]


async def test_what_somebody_wrote_into_the_database_is_found_and_told(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    await sell(shop, 7)
    victim = (await shop.get("/v1/members/ext:customer-6"))["id"]

    async def tamper(transaction: Transaction) -> None:
        await transaction.execute(update(members).where(members.c.member_id == victim).values(points=1_000_000))

    await shop.goldlist.database.write(tamper)
    tally = Tally(14)
    with caplog.at_level(logging.ERROR):
        await walk(shop, tally)
    assert tally.wrong >= 1
    assert {record.getMessage() for record in caplog.records} == {
        f"a stored state differs from the tables: {victim}: the column points says 1000000"
    }
    # Nothing is mended in silence.
    assert (await shop.goldlist.verification.check_some(None, 200)).differences


async def test_the_walk_begins_anywhere(shop: Shop) -> None:
    assert await shop.goldlist.verification.somewhere() is None
    await sell(shop, 3)
    ids = sorted(one["id"] for one in (await shop.get("/v1/members"))["data"])
    for _ in range(50):
        somewhere = await shop.goldlist.verification.somewhere()
        assert somewhere is not None
        assert ids[0] <= somewhere <= ids[-1]


async def test_a_database_that_is_away_for_a_while_ends_nothing() -> None:
    tally = Tally(2)
    asked = 0

    async def look(after: str | None, limit: int) -> Looked:
        nonlocal asked
        asked += 1
        if asked < 3:
            raise DatabaseUnavailable("away")
        if asked == 3:
            raise RuntimeError("a fault of ours")
        return Looked(1, None, [])

    async def somewhere() -> None:
        return None

    task = asyncio.create_task(patrol(look, somewhere, tally, pause_seconds=0))
    async with asyncio.timeout(30):
        await tally.enough.wait()
    task.cancel()
