"""A database that goes from test to test is as good as new."""

import asyncio

import asyncpg

from tests.databases import PostgresCopies


def told(url: str, statement: str, question: str) -> object:
    """The answer to a question after a statement, in a database."""

    async def ask() -> object:
        connection = await asyncpg.connect(url)
        try:
            await connection.execute(statement)
            return await connection.fetchval(question)
        finally:
            await connection.close()

    return asyncio.run(ask())


def test_what_a_test_has_left_behind_is_gone_and_a_changed_schema_is_given_up(postgres_copies: PostgresCopies) -> None:
    count = "SELECT count(*) FROM leases"
    first = postgres_copies.take()
    assert (
        told(first, "INSERT INTO leases (name, holder, until) VALUES ('a', 'b', '2026-01-01T00:00:00.000000Z')", count)
        == 1
    )
    postgres_copies.give_back(first)
    again = postgres_copies.take()
    assert (again, told(again, "SELECT", count)) == (first, 0)
    for change in (
        "ALTER TABLE leases ADD COLUMN more text",
        "DROP TABLE leases CASCADE",
        "CREATE INDEX more ON leases (until)",
        "ANALYZE",
    ):
        changed = postgres_copies.take()
        told(
            changed,
            f"INSERT INTO leases (name, holder, until) VALUES ('a', 'b', '2026-01-01T00:00:00.000000Z'); {change}",
            "SELECT 1",
        )
        postgres_copies.give_back(changed)
        other = postgres_copies.take()
        assert other != changed, change
        postgres_copies.give_back(other)
