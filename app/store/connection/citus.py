"""A cluster of PostgreSQL servers with the Citus extension: the same tables, spread over the servers.

A statement may lock rows of one shard only, and finds its shards by the values of the column that decides the place of
a row. So members are locked one after the other, and each statement states these values. Plain work reads members
without a lock and writes them if nobody has changed them meanwhile.
"""

from collections.abc import Collection, Sequence
from functools import cache
from operator import attrgetter
from typing import Final, Never

from sqlalchemy import Executable, Table

from app.engine.model.records.members import Member
from app.engine.model.records.sales import Purchase
from app.store.connection import postgres_statements as sql
from app.store.connection.errors import IntegrityConflict
from app.store.connection.optimistic import NeedsLocks
from app.store.connection.postgres_transaction import PostgresTransaction
from app.store.connection.statements import (
    assert_complete,
    key_of,
    kind_of,
    listed,
    ordered,
    table_of,
)
from app.store.connection.transaction import AnyRecord, NameKey, Record
from app.store.rows.programs import ProgramRow
from app.store.tables.spread import EVERY_NODE, HERE, SPREAD

# Shards are found by the values of parameters, which a generic plan does not know. One connection to a server is enough
# for statements as short as these.
SETTINGS: Final = {
    "plan_cache_mode": "force_custom_plan",
    "citus.max_adaptive_executor_pool_size": "1",
    "citus.multi_shard_modify_mode": "sequential",
}
_NOT_SPREAD: Final = (EVERY_NODE, HERE)


class CitusTransaction(PostgresTransaction):
    """A transaction on a cluster; see `Transaction` for its methods."""

    async def update(self, kind: type[Record], records: Collection[Record], columns: Sequence[str]) -> None:
        table = table_of(kind)
        fields = [*key_of(table), *columns]
        rows = [[getattr(record, field) for field in fields] for record in records]
        place = SPREAD[table.name]
        shards = [] if place in _NOT_SPREAD else [sql.joined(ordered(getattr(record, place) for record in records))]
        done = await self._wire.execute(_update(table, tuple(columns)), sql.as_lines(rows), *shards)
        assert_complete(kind, len(records), sql.count(done))

    async def save(self, new: Collection[Collection[AnyRecord]], members: Collection[Member]) -> None:
        for records in new:
            await self.insert(kind_of(records), records)
        if members:
            assert_complete(Member, len(members), await self._update_members(members))

    async def _update_members(self, members: Collection[Member]) -> int:
        in_order = sorted(members, key=attrgetter("member_id"))
        shards = sql.joined([one.member_id for one in in_order])
        lines = sql.lines_to_save((), in_order, self._locked)
        return sql.count(await self._wire.execute(_update_members(), *lines, shards))

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
        # Every combination of the parts is found, which is cheaper for the servers than a join with the keys.
        wanted = set(keys)
        columns = [sql.joined(ordered(part)) for part in zip(*wanted, strict=True)]
        found = await self._select(kind, _named(table_of(kind)), *columns)
        return [one for one in found if one[:3] in wanted]


class UnlockedCitusTransaction(CitusTransaction):
    """A transaction for plain work, as `OptimisticTransaction`: members are read without a lock.

    Raises NeedsLocks where the work needs anything but members, names, idempotency records and programmes.
    """

    async def lock_members(self, member_ids: Collection[str]) -> list[Member]:
        members = await super().rows(Member, "member_id", member_ids)
        self._locked.update((one.member_id, one.version) for one in members)
        return members

    async def rows(self, kind: type[Record], column: str, values: Collection[str]) -> list[Record]:
        if kind is not ProgramRow:
            raise NeedsLocks
        return await super().rows(kind, column, values)

    async def save(self, new: Collection[Collection[AnyRecord]], members: Collection[Member]) -> None:
        if any(one.member_id not in self._locked for one in members):
            raise NeedsLocks
        # First: who has waited here for another transaction gets its place in the order of commits behind it.
        if members and await self._update_members(members) != len(members):
            raise IntegrityConflict("a member was changed meanwhile")
        for records in new:
            await super().insert(kind_of(records), records)

    async def insert(self, kind: type[Record], records: Collection[Record]) -> Never:
        raise NeedsLocks

    async def update(self, kind: type[Record], records: Collection[Record], columns: Sequence[str]) -> Never:
        raise NeedsLocks

    async def lock_purchases(self, purchase_ids: Collection[str]) -> Never:
        raise NeedsLocks

    async def rows_of_members(
        self, kind: type[Record], member_ids: Collection[str], columns: Sequence[str], values: Collection[str]
    ) -> Never:
        raise NeedsLocks

    async def execute(self, statement: Executable) -> Never:
        raise NeedsLocks


def _only_on(table: Table, place: int, alias: str) -> str:
    """The condition that leads to the shards, whose values of the deciding column are the parameter at this place."""
    column = SPREAD[table.name]
    return "" if column in _NOT_SPREAD else f" AND {alias}.{column} = ANY({sql.split(place)})"


@cache
def _update(table: Table, columns: tuple[str, ...]) -> str:
    return sql.update(table, columns) + _only_on(table, 2, "kept")


@cache
def _update_members() -> str:
    return sql.save((), True) + _only_on(table_of(Member), 2, "kept")


@cache
def _named(table: Table) -> str:
    wanted = " AND ".join(f"{column} = ANY({sql.split(place)})" for place, column in enumerate(key_of(table), 1))
    return f"SELECT {listed(table)} FROM {table.name} WHERE {wanted}"
