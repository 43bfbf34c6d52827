"""Work without locks on PostgreSQL: one statement reads, one writes if nobody has changed a member meanwhile.

Locks cost a transaction of seven round trips, and two are enough for nearly every purchase. The first look takes place
outside a transaction. The write carries the version of each member that was read, and commits by itself. Work that
needs more, or was overtaken, begins again with locks, which is always right.
"""

from collections.abc import Callable, Collection, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, Final, Never, cast

from sqlalchemy import Executable
from sqlalchemy.ext.asyncio import AsyncConnection

from app.engine.model.receipts import IdempotencyRecord
from app.engine.model.records.members import Identifier, Member
from app.store.connection import postgres_statements as sql
from app.store.connection.errors import IntegrityConflict
from app.store.connection.statements import columns_of, from_rows, key_of, kind_of, ordered, table_of
from app.store.connection.transaction import AnyRecord, FirstLook, NameKey, Record
from app.store.rows.programs import ProgramRow

MOST_LEFT_OUT: Final = 16
SEEN: Final = (Identifier, Member, IdempotencyRecord, ProgramRow)


class NeedsLocks(Exception):
    """The work needs more than the first look."""


class Caution:
    """Counts how often to begin with locks after an attempt without has failed: once, twice, four times …"""

    def __init__(self, *, never: bool = False) -> None:
        self._never = never
        self._left_out = 0
        self._next = 1

    def allows(self) -> bool:
        """Whether to attempt without locks this time."""
        if self._left_out:
            self._left_out -= 1
            return False
        return not self._never

    def succeeded(self) -> None:
        """The attempt was enough."""
        self._next = 1

    def overtaken(self) -> None:
        """Somebody else was quicker, which says nothing about the next attempt unless it happens twice."""
        if self._next == 1:
            self._next = 2
        else:
            self.failed()

    def failed(self) -> None:
        """The attempt was in vain."""
        self._left_out = self._next
        self._next = min(2 * self._next, MOST_LEFT_OUT)


async def look_first(look: FirstLook, connection: AsyncConnection, wire: Any) -> "OptimisticTransaction":
    """Begin by reading all that the work needs."""
    columns = [*_three(look.names), *_three(look.records), sql.joined(look.programs)]
    return OptimisticTransaction(wire, look, await wire.fetch(sql.first_look(), *columns))


def _three(keys: Sequence[NameKey]) -> list[str]:
    return sql.as_columns(keys) if keys else ["", "", ""]


class OptimisticTransaction:
    """A transaction that has read what it may need, and writes all at the end; see `Transaction` for its methods.

    Each method that would have to ask the database raises NeedsLocks.
    """

    known_to: str | None = None

    def __init__(self, wire: Any, look: FirstLook, rows: Sequence[Sequence[Any]]) -> None:
        self._wire = wire
        self._names, self._records, self._programs = set(look.names), set(look.records), set(look.programs)
        identifiers, members, records, programs = _seen(rows)
        self._identifiers = {one[:3]: one for one in from_rows(Identifier, identifiers)}
        self._members = {one.member_id: one for one in from_rows(Member, members)}
        self._receipts = {one[:3]: one for one in from_rows(IdempotencyRecord, records)}
        self._program_rows = {one.program_id: one for one in from_rows(ProgramRow, programs)}
        self._to_save: tuple[Collection[Collection[AnyRecord]], Collection[Member]] = ((), ())

    async def named(self, kind: type[Record], keys: Collection[NameKey]) -> list[Record]:
        asked, seen = (self._names, self._identifiers) if kind is Identifier else (self._records, self._receipts)
        if not asked.issuperset(keys):
            raise NeedsLocks
        return cast("list[Record]", [seen[key] for key in set(keys) if key in seen])

    async def lock_members(self, member_ids: Collection[str]) -> list[Member]:
        looked_for = {one.member_id for one in self._identifiers.values()} | {value for _, _, value in self._names}
        if not looked_for.issuperset(member_ids):
            raise NeedsLocks
        return [self._members[one] for one in ordered(member_ids) if one in self._members]

    async def rows(self, kind: type[Record], column: str, values: Collection[str]) -> list[Record]:
        if kind is not ProgramRow or column != "program_id" or not self._programs.issuperset(values):
            raise NeedsLocks
        return cast("list[Record]", [self._program_rows[one] for one in ordered(values) if one in self._program_rows])

    async def save(self, new: Collection[Collection[AnyRecord]], members: Collection[Member]) -> None:
        if any(self._to_save) or any(one.member_id not in self._members for one in members):
            raise NeedsLocks
        self._to_save = (new, members)

    async def commit(self) -> None:
        new, members = self._to_save
        if not new and not members:
            return
        versions = {one.member_id: self._members[one.member_id].version for one in members}
        tables = tuple(table_of(kind_of(records)) for records in new)
        statement = sql.save_unmoved(tables) if members else sql.save(tables, False)
        done = await self._wire.execute(statement, *sql.lines_to_save(new, members, versions))
        if members and sql.count(done) != len(members):
            raise IntegrityConflict("a member was changed meanwhile")

    async def first_position(self, program_id: str, events: int) -> int | None:
        return None

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


def _seen(rows: Sequence[Sequence[Any]]) -> list[list[Sequence[Any]]]:
    """The distinct rows of each table, which stand side by side in the rows of a first look."""
    found = []
    for first, end, key in _places():
        distinct = {key(row): row[first:end] for row in rows if row[first] is not None}
        found.append([*distinct.values()])
    return found


@cache
def _places() -> list[tuple[int, int, Callable[[Sequence[Any]], Any]]]:
    """Where the columns of each table begin and end, and its key, in the rows of a first look."""
    places: list[tuple[int, int, Callable[[Sequence[Any]], Any]]] = []
    first = 0
    for kind in SEEN:
        columns = columns_of(table_of(kind))
        key = itemgetter(*(first + columns.index(column) for column in key_of(table_of(kind))))
        places.append((first, first + len(columns), key))
        first += len(columns)
    return places
