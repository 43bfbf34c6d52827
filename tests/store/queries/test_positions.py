"""Positions of events on PostgreSQL, given by several workers at once while commits arrive."""

import asyncio

import pytest
from sqlalchemy import select

from app.engine.model.event_records import Commit
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries.events import events
from app.store.tables.events import commits, feeds
from tests.databases import open_database

pytestmark = pytest.mark.anyio

PROGRAMS = ("prg_a", "prg_b")
WRITERS = 3
COMMITS = 40


async def _write(database: Database, writer: int) -> None:
    for n in range(COMMITS):
        new = [Commit(one, f"evt_{n:03}{writer}", 1 + n % 3, None) for one in PROGRAMS]
        await database.write(lambda transaction, new=new: transaction.insert(Commit, new))  # type: ignore[misc]


async def _place(database: Database, done: asyncio.Event) -> int:
    placed = 0
    while not done.is_set():
        placed += await database.write(events.give_positions)
    return placed


async def test_workers_give_every_commit_one_position(postgres_url: str) -> None:
    """Without gaps, in the order of the write-ahead log, whoever waited for whom."""
    database, done = open_database(postgres_url), asyncio.Event()
    workers = [asyncio.create_task(_place(database, done)) for _ in range(3)]
    await asyncio.gather(*(_write(database, writer) for writer in range(WRITERS)))
    done.set()
    placed = sum(await asyncio.gather(*workers))
    while count := await database.write(events.give_positions):
        placed += count
    assert placed == len(PROGRAMS) * WRITERS * COMMITS

    async def look(transaction: Transaction) -> None:
        for program_id in PROGRAMS:
            wanted = commits.c.program_id == program_id
            rows = await transaction.execute(select(commits.c.base, commits.c.events).where(wanted).order_by("base"))
            ends = [base + count for base, count in rows]
            assert [base for base, _ in rows] == [1, *ends[:-1]]
            ((following,),) = await transaction.execute(select(feeds.c.next).where(feeds.c.program_id == program_id))
            assert following == ends[-1]

    await database.read(look)
    await database.close()


async def test_one_round_places_the_oldest_commits_only(postgres_url: str) -> None:
    database, many = open_database(postgres_url), events.COMMITS_AT_ONCE + 3
    new = [Commit("prg_a", f"evt_{n:06}", 1, None) for n in range(many)]
    await database.write(lambda transaction: transaction.insert(Commit, new))
    assert await database.write(events.give_positions) == events.COMMITS_AT_ONCE
    assert await database.write(events.give_positions) == 3
    assert await database.write(events.give_positions) == 0
    await database.close()
