"""A lease is one worker's at a time, and ends by itself."""

import asyncio

import pytest

from app.store.connection.database import Database
from app.store.queries import leases

pytestmark = pytest.mark.anyio


def at(second: int) -> str:
    return f"2026-03-01T10:00:{second:02}.000000Z"


async def take(database: Database, holder: str, now: int, name: str = "sweep/prg_a/0") -> bool:
    """Take it for ten seconds."""
    return await database.write(lambda transaction: leases.take(transaction, name, holder, at(now), at(now + 10)))


async def give_back(database: Database, holder: str) -> None:
    await database.write(lambda transaction: leases.give_back(transaction, "sweep/prg_a/0", holder))


async def test_it_is_one_s_until_its_end(database: Database) -> None:
    assert await take(database, "one", 0)
    assert not await take(database, "two", 9)
    assert not await take(database, "two", 10)
    assert await take(database, "two", 11)
    assert not await take(database, "one", 12)
    assert await take(database, "one", 12, name="sweep/prg_a/1")


async def test_who_has_it_may_have_it_for_longer(database: Database) -> None:
    assert await take(database, "one", 0)
    assert await take(database, "one", 9)
    assert not await take(database, "two", 15)
    assert await take(database, "two", 20)


async def test_what_is_given_back_is_free_at_once(database: Database) -> None:
    assert await take(database, "one", 0)
    await give_back(database, "two")
    assert not await take(database, "two", 1)
    await give_back(database, "one")
    assert await take(database, "two", 1)


async def test_of_many_who_want_it_at_once_one_gets_it(database: Database) -> None:
    got = await asyncio.gather(*[take(database, f"worker-{number}", 0) for number in range(12)])
    assert sorted(got) == [False] * 11 + [True]
