"""What is particular to PostgreSQL: statements that stay quick while tables grow, and commits that are ones."""

from collections.abc import AsyncIterator
from contextlib import suppress

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.engine.model.receipts import IdempotencyRecord
from app.engine.model.records.members import Identifier, Member
from app.engine.model.records.sales import Purchase, Return
from app.engine.model.records.vouchers import Voucher
from app.ledger.entries import Entry
from app.store.connection import postgres
from app.store.connection import postgres_statements as sql
from app.store.connection.errors import DatabaseUnavailable
from app.store.connection.statements import table_of
from app.store.connection.transaction import Transaction
from app.store.rows.programs import ProgramRow
from tests.databases import WAIT_SECONDS, open_database

pytestmark = pytest.mark.anyio

STATEMENTS = [
    sql.rows(table_of(Member), "member_id") + " FOR UPDATE",
    sql.rows(table_of(Purchase), "purchase_id") + " FOR UPDATE",
    sql.rows(table_of(Return), "return_id"),
    sql.rows(table_of(Return), "purchase_id"),
    sql.rows(table_of(Identifier), "member_id"),
    sql.rows(table_of(Entry), "member_id"),
    sql.rows(table_of(ProgramRow), "program_id"),
    sql.rows_of_members(table_of(Entry), ("cause_id",)),
    sql.rows_of_members(table_of(Voucher), ("issued_by", "revoked_by")),
    sql.rows_of_members(table_of(Voucher), ("status",)),
    sql.named(table_of(Identifier)),
    sql.named(table_of(IdempotencyRecord)),
    sql.update(table_of(Purchase), ("status",)),
    sql.update(table_of(Return), ("status",)),
    sql.update(table_of(Voucher), ("status", "revoked_by")),
    sql.save((), True),
    sql.save((table_of(IdempotencyRecord), table_of(Purchase), table_of(Entry)), True),
    sql.first_look(),
    sql.save_unmoved((table_of(IdempotencyRecord), table_of(Purchase), table_of(Entry))),
]


@pytest.fixture
async def connection(postgres_url: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """A connection with the settings of the service."""
    connection = await asyncpg.connect(postgres_url, server_settings=postgres.session_settings(WAIT_SECONDS))
    try:
        yield connection
    finally:
        await connection.close()


async def test_statements_prepared_on_empty_tables_go_by_an_index(
    connection: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    """Their plans are kept while the tables grow."""
    await connection.execute("SET plan_cache_mode = force_generic_plan")
    for place, statement in enumerate(STATEMENTS):
        await connection.execute(f"PREPARE asked_{place} AS {statement}")
        types = await connection.fetchval(
            "SELECT parameter_types::text[] FROM pg_prepared_statements WHERE name = $1", f"asked_{place}"
        )
        arrays = ", ".join("'{}'" for _ in types)
        plan = await connection.fetch(f"EXPLAIN EXECUTE asked_{place}({arrays})")
        lines = [row[0] for row in plan]
        assert not any("Seq Scan" in line for line in lines), (statement, lines)
        assert any("Index Cond" in line for line in lines), (statement, lines)


async def test_locks_are_taken_in_the_order_of_the_ids(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    plan = [row[0] for row in await connection.fetch(f"EXPLAIN {STATEMENTS[0]}", sql.joined(["mem_a", "mem_b"]))]
    assert plan[0].startswith("LockRows")
    assert "Sort" in plan[1] or "Index Scan using members_pk" in plan[1]


async def test_a_failed_statement_that_is_passed_over_cannot_be_committed(postgres_url: str) -> None:
    """PostgreSQL answers such a COMMIT with a rollback, not with an error."""
    database = open_database(postgres_url)

    async def work(transaction: Transaction) -> None:
        with suppress(DBAPIError):
            await transaction.execute(text("SELECT 1 / 0"))

    with pytest.raises(AssertionError, match="transaction continued"):
        await database.write(work)
    await database.close()


@pytest.mark.parametrize(
    "column",
    [[], [""], [None], ["", ""], [None, "", "a"], ["NULL", "{}", '"', "\\", "ä€\U0001f600", " "], ["a,b", "\n\t"]],
)
async def test_a_column_comes_as_it_went(postgres_url: str, column: list[str | None]) -> None:
    connection = await asyncpg.connect(postgres_url)
    assert await connection.fetchval(f"SELECT {sql.split(1)}", sql.joined(column)) == column
    await connection.close()


async def test_a_column_of_numbers_comes_as_it_went(postgres_url: str) -> None:
    connection = await asyncpg.connect(postgres_url)
    column = [0, -1, 2**62, None]
    assert await connection.fetchval(f"SELECT {sql.split(1, 'bigint')}", sql.joined(column)) == column
    await connection.close()


@pytest.mark.parametrize("text", [sql.SEPARATOR, sql.NOTHING, f"a{sql.SEPARATOR}b"])
def test_what_would_part_a_column_is_not_sent(text: str) -> None:
    with pytest.raises(ValueError, match="control characters"):
        sql.joined(["a", text])


@pytest.mark.parametrize("code", ["53100", "53200", "53300", "57P02", "58030"])
async def test_a_server_without_room_memory_or_connections_is_unavailable(postgres_url: str, code: str) -> None:
    database = open_database(postgres_url)
    statement = text(f"DO $$ BEGIN RAISE EXCEPTION 'out of it' USING ERRCODE = '{code}'; END $$")
    with pytest.raises(DatabaseUnavailable, match=r"\Aout of it\Z"):
        await database.write(lambda transaction: transaction.execute(statement))
    await database.close()


async def test_behind_a_pooler_settings_last_a_transaction_and_nothing_stays_prepared(postgres_url: str) -> None:
    database = open_database(postgres_url, pooler=True)
    settings = postgres.session_settings(WAIT_SECONDS)

    async def look(transaction: Transaction) -> dict[str, str]:
        await transaction.rows(Member, "member_id", ["mem_a"])
        return {name: (await transaction.execute(text(f"SHOW {name}")))[0][0] for name in settings}

    async def look_at_the_session(transaction: Transaction) -> tuple[int, str]:
        named = "SELECT count(*) FROM pg_prepared_statements"
        before = "SELECT reset_val FROM pg_settings WHERE name = 'statement_timeout'"
        return (await transaction.execute(text(named)))[0][0], (await transaction.execute(text(before)))[0][0]

    assert await database.read(look) == settings
    assert await database.write(look) == settings
    assert await database.read(look_at_the_session) == (0, "0")
    await database.close()
