"""A cluster of PostgreSQL servers with the Citus extension: the same tables, spread over the servers.

A statement may lock rows of one shard only, and finds its shards by the values of the column that decides the place of
a row. So members are locked one after the other, and each statement states these values.
"""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Final

from sqlalchemy import Table

from app.engine.model.records import Member, Purchase
from app.store.connection import postgres_statements as sql
from app.store.connection.postgres import PostgresTransaction
from app.store.connection.statements import (
    assert_complete,
    key_of,
    kind_of,
    listed,
    ordered,
    table_of,
    to_rows,
)
from app.store.connection.transaction import AnyRecord, NameKey, Record
from app.store.tables.spread import EVERY_NODE, HERE, SPREAD

# Shards are found by the values of parameters, which a generic plan does not know. One connection to a server is enough
# for statements as short as these.
SETTINGS: Final = {
    "plan_cache_mode": "force_custom_plan",
    "citus.max_adaptive_executor_pool_size": "1",
    "citus.multi_shard_modify_mode": "sequential",
}


class CitusTransaction(PostgresTransaction):
    """A transaction on a cluster; see `Transaction` for its methods."""

    async def update(self, kind: type[Record], records: Collection[Record], columns: Sequence[str]) -> None:
        fields = [*key_of(table_of(kind)), *columns]
        rows = [[getattr(record, field) for field in fields] for record in records]
        done = await self._wire.execute(_update(table_of(kind), tuple(columns)), *sql.as_columns(rows))
        assert_complete(kind, len(records), sql.count(done))

    async def save(self, new: Collection[Collection[AnyRecord]], members: Collection[Member]) -> None:
        for records in new:
            await self.insert(kind_of(records), records)
        if members:
            done = await self._wire.execute(_update_members(), *sql.columns_to_save((), members, self._locked))
            assert_complete(Member, len(members), sql.count(done))

    async def insert(self, kind: type[Record], records: Collection[Record]) -> None:
        await self._wire.execute(sql.save((table_of(kind),), False), *sql.as_columns(to_rows(kind, records)))

    async def lock_members(self, member_ids: Collection[str]) -> list[Member]:
        statement = sql.rows(table_of(Member), "member_id") + " FOR UPDATE"
        members = []
        for one in ordered(member_ids):
            members += await self._select(Member, statement, sql.joined([one]))
        self._locked.update((one.member_id, one.version) for one in members)
        return members

    async def lock_purchases(self, purchase_ids: Collection[str]) -> list[Purchase]:
        found = await self.rows(Purchase, "purchase_id", purchase_ids)
        statement = sql.rows_of_members(table_of(Purchase), ("purchase_id",)) + " FOR UPDATE"
        locked = []
        for one in sorted({(purchase.member_id, purchase.purchase_id) for purchase in found}):
            locked += await self._select(Purchase, statement, *map(sql.joined, zip(one, strict=True)))
        return locked

    async def named(self, kind: type[Record], keys: Collection[NameKey]) -> list[Record]:
        return await self._select(kind, _named(table_of(kind)), *sql.as_columns(list(keys)))


def _only_on(table: Table, columns: Sequence[str], alias: str) -> str:
    """The condition that leads to the shards, for parameters that are these columns of a table."""
    place = SPREAD[table.name]
    if place in (EVERY_NODE, HERE):
        return ""
    return f" AND {alias}.{place} = ANY({sql.split(columns.index(place) + 1)})"


@cache
def _update(table: Table, columns: tuple[str, ...]) -> str:
    return sql.update(table, columns) + _only_on(table, key_of(table), "kept")


@cache
def _update_members() -> str:
    return sql.save((), True) + _only_on(table_of(Member), ["member_id"], "kept")


@cache
def _named(table: Table) -> str:
    key = key_of(table)
    matches = " AND ".join(f"found.{column} = wanted.{column}" for column in key)
    return (
        f"SELECT {listed(table, 'found.')} FROM {table.name} AS found JOIN {sql.unnested(table, key)} "
        f"AS wanted ({', '.join(key)}) ON {matches}{_only_on(table, key, 'found')}"
    )
