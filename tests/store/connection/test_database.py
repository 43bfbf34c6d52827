"""Transactions keep all or nothing, and errors say what they mean to callers."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.engine.model.records.members import Member
from app.store.connection import sqlite
from app.store.connection.database import Database, DatabaseWatch, sqlite_path
from app.store.connection.errors import DatabaseUnavailable, IntegrityConflict
from app.store.connection.transaction import Transaction
from app.store.tables.members import members
from tests.databases import open_database
from tests.store.samples import identifier, keep, member

pytestmark = pytest.mark.anyio


async def count_members(transaction: Transaction) -> int:
    return len(await transaction.execute(select(members.c.member_id)))


async def test_what_work_raises_passes_and_nothing_is_kept(database: Database) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.insert(Member, [member()])
        raise LookupError("no")

    with pytest.raises(LookupError):
        await database.write(work)
    assert await database.read(count_members) == 0


async def test_a_taken_key_is_an_integrity_conflict_and_the_next_write_works(database: Database) -> None:
    await keep(database, members=[member()], identifiers=[identifier("ext", "ada")])
    with pytest.raises(IntegrityConflict):
        await keep(database, members=[member("mem_b")], identifiers=[identifier("ext", "ada", "mem_b")])
    assert await database.read(count_members) == 1
    await keep(database, members=[member("mem_b")])
    assert await database.read(count_members) == 2


async def test_a_broken_check_is_a_fault_of_ours(database: Database) -> None:
    with pytest.raises(Exception, match="members_instants_check") as raised:
        await keep(database, members=[member(changed_at="2026-03-01")])
    assert not isinstance(raised.value, IntegrityConflict | DatabaseUnavailable)


async def test_a_read_cannot_write(database: Database) -> None:
    with pytest.raises((DBAPIError, DatabaseUnavailable)):
        await database.read(lambda transaction: transaction.execute(text("DELETE FROM members")))


async def test_a_read_sees_one_moment(database: Database) -> None:
    counts: list[int] = []
    written = asyncio.Event()
    loop = asyncio.get_running_loop()

    async def look_twice(transaction: Transaction) -> None:
        counts.append(await count_members(transaction))
        write = asyncio.run_coroutine_threadsafe(keep(database, members=[member()]), loop)
        if isinstance(transaction, sqlite.SqliteTransaction):
            write.result(5)
        else:
            await asyncio.wrap_future(write)
        counts.append(await count_members(transaction))
        loop.call_soon_threadsafe(written.set)

    await database.read(look_twice)
    await written.wait()
    assert counts == [0, 0]
    assert await database.read(count_members) == 1


async def test_writes_at_once_are_all_kept(database: Database) -> None:
    await asyncio.gather(*(keep(database, members=[member(f"mem_{number}")]) for number in range(20)))
    assert await database.read(count_members) == 20


async def test_after_close_a_database_can_be_opened_again(database_url: str) -> None:
    for number in range(2):
        database = open_database(database_url)
        await keep(database, members=[member(f"mem_{number}")])
        await database.close()


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///goldlist.db", "goldlist.db"),
        ("sqlite:////var/lib/goldlist.db", "/var/lib/goldlist.db"),
        ("postgresql://user@host/name", None),
        ("postgres://user@host/name", None),
    ],
)
def test_urls(url: str, path: str | None) -> None:
    assert sqlite_path(url) == path


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "sqlite:///", "mysql://host/name", "goldlist.db", ""]
)
def test_urls_of_anything_else(url: str) -> None:
    with pytest.raises(ValueError, match="sqlite:///path"):
        open_database(url)


async def test_sqlite_work_that_waits_is_told_so(sqlite_url: str) -> None:
    database = open_database(sqlite_url)

    async def work(transaction: Transaction) -> None:
        await asyncio.sleep(0)

    with pytest.raises(RuntimeError, match="only await its transaction"):
        await database.write(work)
    await database.close()


async def test_sqlite_in_a_folder_that_is_not_there_is_unavailable(tmp_path: Any) -> None:
    database = open_database(f"sqlite:///{tmp_path}/nowhere/goldlist.db")
    with pytest.raises(DatabaseUnavailable):
        await database.read(count_members)
    await database.close()


async def test_sqlite_locked_for_too_long_is_unavailable(sqlite_url: str) -> None:
    path = sqlite_path(sqlite_url) or ""
    database = Database(sqlite.SqliteFile(path, busy_ms=50), DatabaseWatch())
    neighbour = sqlite.open_connection(path)
    neighbour.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseUnavailable):
        await keep(database, members=[member()])
    neighbour.execute("ROLLBACK")
    neighbour.close()
    await keep(database, members=[member()])
    await database.close()


async def test_sqlite_is_safe_against_a_power_cut(sqlite_url: str) -> None:
    database = open_database(sqlite_url)

    async def settings(transaction: Transaction) -> list[Any]:
        return [
            (await transaction.execute(text(f"PRAGMA {name}")))[0][0]
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]

    assert await database.write(settings) == ["wal", 2, 1]
    await database.close()


async def test_postgresql_that_is_not_there_is_unavailable() -> None:
    database = open_database("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(DatabaseUnavailable):
        await database.write(count_members)
    await database.close()


async def test_postgresql_work_that_takes_too_long_is_cut_off(postgres_url: str) -> None:
    database = open_database(postgres_url)

    async def work(transaction: Transaction) -> None:
        await transaction.insert(Member, [member()])
        await transaction.execute(text("SELECT pg_sleep(30)"))

    with pytest.raises(DatabaseUnavailable):
        await database.write(work, limit_seconds=1)
    assert await database.read(count_members) == 0
    await database.close()


async def test_a_statement_of_postgresql_that_takes_too_long_is_unavailable(postgres_url: str) -> None:
    database = Database.open(postgres_url, wait_seconds=1)
    with pytest.raises(DatabaseUnavailable, match="statement timeout"):
        await database.write(lambda transaction: transaction.execute(text("SELECT pg_sleep(30)")), limit_seconds=30)
    await database.close()


async def test_work_without_a_limit_may_take_its_time(postgres_url: str) -> None:
    database = Database.open(postgres_url, wait_seconds=1)
    slow = text("SELECT pg_sleep(1.2)")
    await database.read(lambda transaction: transaction.execute(slow), limit_seconds=None)
    await database.close()


async def test_postgresql_cutting_every_connection_is_survived(postgres_url: str) -> None:
    database = open_database(postgres_url)
    neighbour = open_database(postgres_url)
    await keep(database, members=[member()])
    cut = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid != pg_backend_pid()"
    )
    await neighbour.read(lambda transaction: transaction.execute(cut))
    await asyncio.sleep(0)
    try:
        await keep(database, members=[member("mem_b")])
    except DatabaseUnavailable:
        await keep(database, members=[member("mem_b")])
    assert await database.read(count_members) == 2
    await database.close()
    await neighbour.close()


async def test_postgresql_cut_in_the_middle_of_a_write_keeps_nothing(postgres_url: str) -> None:
    database = open_database(postgres_url)

    async def work(transaction: Transaction) -> None:
        await transaction.insert(Member, [member()])
        await transaction.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(DatabaseUnavailable):
        await database.write(work)
    assert await database.read(count_members) == 0
    await database.close()


async def test_cancelled_work_is_not_kept_and_its_connection_not_used_again(postgres_url: str) -> None:
    database = open_database(postgres_url)

    async def work(transaction: Transaction) -> None:
        await transaction.insert(Member, [member()])
        await transaction.execute(text("SELECT pg_sleep(30)"))

    task = asyncio.create_task(database.write(work))
    await asyncio.sleep(0)
    await asyncio.wait([task], timeout=1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await database.read(count_members) == 0
    await keep(database, members=[member()])
    assert await database.read(count_members) == 1
    await database.close()
