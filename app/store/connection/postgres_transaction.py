"""One transaction on PostgreSQL: its statements, each over whole columns of rows."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.ext.asyncio import AsyncConnection

from app.engine.model.records.members import Member
from app.engine.model.records.sales import Purchase
from app.store.connection import postgres_statements as sql
from app.store.connection.statements import (
    assert_complete,
    from_rows,
    key_of,
    kind_of,
    ordered,
    table_of,
    to_rows,
)
from app.store.connection.transaction import AnyRecord, AnyRow, NameKey, Record


class PostgresTransaction:
    """A transaction on PostgreSQL; see `Transaction` for its methods.

    `wire` is the asyncpg connection: hot statements use it directly, because the way through SQLAlchemy costs more than
    the statement.
    """

    known_to: str | None = None

    def __init__(self, connection: AsyncConnection, wire: Any) -> None:
        self._connection = connection
        self._wire = wire
        self._locked: dict[str, int] = {}

    async def insert(self, kind: type[Record], records: Collection[Record]) -> None:
        await self._wire.execute(sql.save((table_of(kind),), False), sql.as_lines(to_rows(kind, records)))

    async def update(self, kind: type[Record], records: Collection[Record], columns: Sequence[str]) -> None:
        fields = [*key_of(table_of(kind)), *columns]
        rows = [[getattr(record, field) for field in fields] for record in records]
        done = await self._wire.execute(sql.update(table_of(kind), tuple(columns)), sql.as_lines(rows))
        assert_complete(kind, len(records), sql.count(done))

    async def save(self, new: Collection[Collection[AnyRecord]], members: Collection[Member]) -> None:
        kinds = [kind_of(records) for records in new]
        tables = sql.lines_to_save(new, members, self._locked)
        if tables:
            # One round trip: a single purchase spent a third of its time on round trips.
            statement = sql.save(tuple(table_of(kind) for kind in kinds), bool(members))
            done = await self._wire.execute(statement, *tables)
            if members:
                assert_complete(Member, len(members), sql.count(done))

    async def lock_members(self, member_ids: Collection[str]) -> list[Member]:
        members = await self._select(
            Member, sql.rows(table_of(Member), "member_id") + " FOR UPDATE", sql.joined(ordered(member_ids))
        )
        self._locked.update((one.member_id, one.version) for one in members)
        return members

    async def lock_purchases(self, purchase_ids: Collection[str]) -> list[Purchase]:
        return await self._select(
            Purchase, sql.rows(table_of(Purchase), "purchase_id") + " FOR UPDATE", sql.joined(ordered(purchase_ids))
        )

    async def rows(self, kind: type[Record], column: str, values: Collection[str]) -> list[Record]:
        return await self._select(kind, sql.rows(table_of(kind), column), sql.joined(ordered(values)))

    async def rows_of_members(
        self, kind: type[Record], member_ids: Collection[str], columns: Sequence[str], values: Collection[str]
    ) -> list[Record]:
        return await self._select(
            kind,
            sql.rows_of_members(table_of(kind), tuple(columns)),
            sql.joined(ordered(member_ids)),
            sql.joined(ordered(values)),
        )

    async def named(self, kind: type[Record], keys: Collection[NameKey]) -> list[Record]:
        return await self._select(kind, sql.named(table_of(kind)), *sql.as_columns(list(keys)))

    async def execute(self, statement: Executable) -> list[AnyRow]:
        result = await self._connection.execute(statement)
        return list(result.all()) if result.returns_rows else []

    async def first_position(self, program_id: str, events: int) -> int | None:
        # Others may commit before this transaction does.
        return None

    async def commit(self) -> None:
        done = await self._wire.execute("COMMIT")
        # COMMIT of a failed transaction rolls it back without an error.
        if done == "ROLLBACK":
            raise AssertionError("a statement failed, but the transaction continued")

    async def _select(self, kind: type[Record], statement: str, *columns: str) -> list[Record]:
        return from_rows(kind, await self._wire.fetch(statement, *columns))
