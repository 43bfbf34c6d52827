"""What is particular to SQLite: every statement goes by an index, and reads do not wait for the one who writes."""

import sqlite3
import threading
from typing import Any

import anyio
import pytest
from sqlalchemy import text

from app.engine.model.receipts import IdempotencyRecord
from app.engine.model.records.members import Identifier, Member
from app.engine.model.records.sales import Purchase, Return
from app.engine.model.records.vouchers import Voucher
from app.ledger.entries import Entry
from app.store.connection import sqlite
from app.store.connection.database import sqlite_path
from app.store.connection.errors import DatabaseUnavailable
from app.store.connection.statements import table_of
from app.store.connection.transaction import Transaction
from app.store.rows.programs import ProgramRow
from tests.databases import open_database
from tests.store.samples import keep, member

pytestmark = pytest.mark.anyio

STATEMENTS = [
    sqlite._rows(table_of(Member), "member_id"),
    sqlite._rows(table_of(Purchase), "purchase_id"),
    sqlite._rows(table_of(Return), "return_id"),
    sqlite._rows(table_of(Return), "purchase_id"),
    sqlite._rows(table_of(Identifier), "member_id"),
    sqlite._rows(table_of(Entry), "member_id"),
    sqlite._rows(table_of(ProgramRow), "program_id"),
    sqlite._rows_of_members(table_of(Entry), ("cause_id",)),
    sqlite._rows_of_members(table_of(Voucher), ("issued_by", "revoked_by")),
    sqlite._named(table_of(Identifier)),
    sqlite._named(table_of(IdempotencyRecord)),
    sqlite._update(table_of(Purchase), ("status",)),
]


async def test_statements_go_by_an_index(sqlite_url: str) -> None:
    connection = sqlite3.connect(sqlite_path(sqlite_url) or "")
    for statement in STATEMENTS:
        nothing = ["[]"] * (2 if "?2" in statement else statement.count("?"))
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", nothing)]
        assert not [
            step for step in plan if step.startswith("SCAN") and "json_each" not in step and "wanted" not in step
        ]
        assert any((step.startswith("SEARCH") and "INDEX" in step) or "PRIMARY KEY" in step for step in plan), plan
    connection.close()


async def test_a_read_does_not_wait_for_the_writer(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    read = threading.Event()
    waited: list[bool] = []

    async def write_slowly(transaction: Transaction) -> None:
        await transaction.insert(Member, [member()])
        waited.append(read.wait(5))

    async def look(transaction: Transaction) -> list[Any]:
        found = await transaction.rows(Member, "member_id", ["mem_a"])
        read.set()
        return found

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(database.write, write_slowly)
        assert await database.read(look) == []
    assert waited == [True]
    assert await database.read(look) == [member()]
    await database.close()


async def test_only_one_thread_writes(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    threads: set[str] = set()

    async def work(transaction: Transaction) -> None:
        threads.add(threading.current_thread().name)

    for number in range(5):
        await database.write(work)
        await keep(database, members=[member(f"mem_{number}")])
    await database.close()
    assert len(threads) == 1


async def test_a_full_disk_is_unavailable_and_passes(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    await keep(database, members=[member("mem_before")])

    async def allow_pages(count: int) -> None:
        await database.write(lambda transaction: transaction.execute(text(f"PRAGMA max_page_count = {count}")))

    async def count_members(transaction: Transaction) -> int:
        return int((await transaction.execute(text("SELECT count(*) FROM members")))[0][0])

    await allow_pages(1)
    with pytest.raises(DatabaseUnavailable, match="full"):
        await keep(database, members=[member(f"mem_{number}") for number in range(500)])
    assert await database.read(count_members) == 1
    await allow_pages(1_000_000)
    await keep(database, members=[member(f"mem_{number}") for number in range(500)])
    assert await database.read(count_members) == 501
    await database.close()
