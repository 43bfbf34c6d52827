"""Programmes are made once, published in numbered versions, and a test programme's clock only goes forward."""

import asyncio

import pytest

from app.store.connection.database import Database
from app.store.connection.errors import IntegrityConflict
from app.store.connection.transaction import Transaction
from app.store.queries import programs
from app.store.rows.programs import ProgramRow, VersionRow
from tests.store.samples import AT

pytestmark = pytest.mark.anyio

LATER = "2026-03-02T00:00:00.000000Z"
COFFEE = ProgramRow("prg_a", "coffee", 0, None, 1, AT)


async def make(database: Database, program: ProgramRow = COFFEE) -> None:
    await database.write(lambda transaction: programs.create(transaction, program, '{"name": "One"}'))


async def publish(database: Database, version: int, document: str = "{}") -> None:
    row = VersionRow("prg_a", version, document, LATER)
    await database.write(lambda transaction: programs.publish(transaction, row))


async def test_a_programme_is_found_by_slug_and_id_with_its_versions(database: Database) -> None:
    await make(database)
    await publish(database, 2, '{"name": "Two"}')
    now = COFFEE._replace(version=2)
    assert await database.read(lambda transaction: programs.by_slug(transaction, "coffee")) == now
    assert await database.read(lambda transaction: programs.rows(transaction, ["prg_a", "prg_b"])) == [now]
    assert await database.read(programs.every_one) == [now]
    versions = await database.read(lambda transaction: programs.versions(transaction, "prg_a"))
    assert versions == [VersionRow("prg_a", 1, '{"name": "One"}', AT), VersionRow("prg_a", 2, '{"name": "Two"}', LATER)]
    assert await database.read(lambda transaction: programs.versions(transaction, "prg_a", 1)) == versions[1:]


async def test_nobody_s_slug_finds_nothing(database: Database) -> None:
    assert await database.read(lambda transaction: programs.by_slug(transaction, "tea")) is None


async def test_a_slug_is_taken_once(database: Database) -> None:
    await make(database)
    with pytest.raises(IntegrityConflict):
        await make(database, COFFEE._replace(program_id="prg_b"))


async def test_of_two_who_publish_the_same_version_one_does(database: Database) -> None:
    await make(database)
    found = await asyncio.gather(publish(database, 2), publish(database, 2), return_exceptions=True)
    assert sorted(type(one).__name__ for one in found) == ["IntegrityConflict", "NoneType"]
    await publish(database, 3)


async def set_clock(database: Database, clock: str) -> None:
    async def work(transaction: Transaction) -> None:
        await programs.set_clock(transaction, await programs.lock_program(transaction, "prg_a"), clock)

    await database.write(work)


async def test_a_clock_stands_where_it_was_put(database: Database) -> None:
    await make(database, COFFEE._replace(test=1))
    await set_clock(database, LATER)
    found = await database.read(lambda transaction: programs.by_slug(transaction, "coffee"))
    assert found == COFFEE._replace(test=1, clock=LATER)


async def test_a_live_programme_has_no_clock_of_its_own(database: Database) -> None:
    await make(database)
    with pytest.raises(Exception, match="programs_clock_check"):
        await set_clock(database, LATER)
