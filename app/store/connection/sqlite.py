"""SQLite: one thread writes, a few read, each with its own connection.

Work is written as coroutines for every database. Here their awaits never suspend, so a thread runs one to its end with
a single `send`.
"""

import asyncio
import os
import sqlite3
import threading
from collections.abc import Callable, Collection, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from typing import Any, Final, NoReturn

from pydantic_core import to_json
from sqlalchemy import Connection, Executable, StaticPool, Table, create_engine
from sqlalchemy.exc import DBAPIError

from app.engine.model.records.members import Member
from app.engine.model.records.sales import Purchase
from app.store.connection.errors import DatabaseUnavailable, IntegrityConflict, NoDatabase
from app.store.connection.statements import (
    MEMBER_CHANGES,
    assert_complete,
    columns_of,
    from_rows,
    key_of,
    kind_of,
    listed,
    member_changes,
    ordered,
    table_of,
    to_rows,
)
from app.store.connection.transaction import AnyRecord, AnyRow, FirstLook, NameKey, Record, Result, Work

READERS = 4
# The time to wait for a writer in another process.
BUSY_MS: Final = 5_000
# Statements write 32, 16, 8, 4, 2 rows or one, so only a few are prepared. With one statement per row, this thread
# would compete for the interpreter lock after each, while the other thread parses requests.
ROWS_AT_ONCE = 32
TAKEN = {sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_UNIQUE}
_FIRST_POSITION: Final = (
    "INSERT INTO feeds (program_id, next, first) VALUES (:program_id, 1 + :events, 1) ON CONFLICT (program_id) "
    "DO UPDATE SET next = feeds.next + :events RETURNING next - :events"
)
OUT_OF_ORDER = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY,
}


class SqliteFile:
    """The threads and connections of one database file."""

    def __init__(self, path: str, busy_ms: int = BUSY_MS) -> None:
        self._path = path
        self._busy_ms = busy_ms
        self._writer = ThreadPoolExecutor(1, "sqlite-writer")
        self._readers = ThreadPoolExecutor(READERS, "sqlite-reader")
        self._of_thread = threading.local()
        self._all: list[_Connection] = []

    async def run(
        self, work: Work[Result], *, writing: bool, limit_seconds: int | None, look: FirstLook | None = None
    ) -> Result:
        """Run work in a transaction on a thread. A thread cannot be stopped, so the limit is ignored.

        There are no round trips to save, so `look` is ignored too.
        """
        executor = self._writer if writing else self._readers
        return await asyncio.get_running_loop().run_in_executor(executor, self._run, work, writing)

    async def close(self) -> None:
        """Finish running work and close every connection."""
        await asyncio.to_thread(self._writer.shutdown)
        await asyncio.to_thread(self._readers.shutdown)
        for connection in self._all:
            connection.close()

    def _run(self, work: Work[Result], writing: bool) -> Result:
        try:
            connection = self._connection(writing)
            connection.begin(writing)
            try:
                return run_to_end(work(SqliteTransaction(connection)))
            finally:
                connection.roll_back_what_is_open()
        except sqlite3.Error as error:
            raise_meaning(error, error)
        except DBAPIError as error:
            raise_meaning(error, error.orig)

    def _connection(self, writing: bool) -> "_Connection":
        connection: _Connection | None = getattr(self._of_thread, "connection", None)
        if connection is None:
            connection = self._of_thread.connection = _Connection(self._path, writing, self._busy_ms)
            self._all.append(connection)
        return connection


class _Connection:
    """A connection of the standard library, and its SQLAlchemy wrapper."""

    def __init__(self, path: str, writing: bool, busy_ms: int) -> None:
        self.plain = open_connection(path, busy_ms)
        if not writing:
            self.plain.execute("PRAGMA query_only = ON")
        # Errors are logged with their statement; parameters may contain personal data.
        self._engine = create_engine(
            "sqlite://", creator=lambda: self.plain, poolclass=StaticPool, hide_parameters=True
        )
        # Connecting rolls back once, so connect before a transaction begins.
        self.core: Connection = self._engine.connect()

    def begin(self, writing: bool) -> None:
        self.plain.execute("BEGIN IMMEDIATE" if writing else "BEGIN")

    def roll_back_what_is_open(self) -> None:
        if self.plain.in_transaction:
            self.plain.execute("ROLLBACK")

    def close(self) -> None:
        self.core.close()
        self._engine.dispose()
        self.plain.close()


class SqliteTransaction:
    """A transaction on SQLite; see `Transaction` for its methods."""

    known_to: str | None = None

    def __init__(self, connection: _Connection) -> None:
        self._plain = connection.plain
        self._core = connection.core
        self._locked: dict[str, int] = {}

    async def insert(self, kind: type[Record], records: Collection[Record]) -> None:
        table = table_of(kind)
        self._execute(lambda count: _insert(table, count), to_rows(kind, records))

    async def update(self, kind: type[Record], records: Collection[Record], columns: Sequence[str]) -> None:
        fields = [*columns, *key_of(table_of(kind))]
        rows = [[getattr(record, field) for field in fields] for record in records]
        cursor = self._plain.executemany(_update(table_of(kind), tuple(columns)), rows)
        assert_complete(kind, len(records), cursor.rowcount)

    async def save(self, new: Collection[Collection[AnyRecord]], members: Collection[Member]) -> None:
        for records in new:
            await self.insert(kind_of(records), records)
        changes = zip(members, member_changes(members), strict=True)
        rows = [(one.member_id, self._locked.get(one.member_id), *changed) for one, changed in changes]
        assert_complete(Member, len(members), self._execute(_update_members, rows))

    async def lock_members(self, member_ids: Collection[str]) -> list[Member]:
        members = await self.rows(Member, "member_id", member_ids)
        self._locked.update((one.member_id, one.version) for one in members)
        return members

    async def lock_purchases(self, purchase_ids: Collection[str]) -> list[Purchase]:
        return await self.rows(Purchase, "purchase_id", purchase_ids)

    async def rows(self, kind: type[Record], column: str, values: Collection[str]) -> list[Record]:
        return from_rows(kind, self._plain.execute(_rows(table_of(kind), column), (_json(ordered(values)),)))

    async def rows_of_members(
        self, kind: type[Record], member_ids: Collection[str], columns: Sequence[str], values: Collection[str]
    ) -> list[Record]:
        parameters = (_json(ordered(member_ids)), _json(ordered(values)))
        return from_rows(kind, self._plain.execute(_rows_of_members(table_of(kind), tuple(columns)), parameters))

    async def named(self, kind: type[Record], keys: Collection[NameKey]) -> list[Record]:
        return from_rows(kind, self._plain.execute(_named(table_of(kind)), (_json(list(keys)),)))

    async def execute(self, statement: Executable) -> list[AnyRow]:
        result = self._core.execute(statement)
        return list(result.all()) if result.returns_rows else []

    async def first_position(self, program_id: str, events: int) -> int | None:
        # The only writer, so that positions follow the order of commits.
        cursor = self._plain.execute(_FIRST_POSITION, {"program_id": program_id, "events": events})
        (first,) = cursor.fetchone()
        return int(first)

    async def commit(self) -> None:
        self._plain.execute("COMMIT")

    def _execute(self, statement: Callable[[int], str], rows: Sequence[Sequence[Any]]) -> int:
        """Run a statement, which exists for several numbers of rows, for all of these; return the number of changed
        rows.
        """
        changed = 0
        while rows:
            count = min(1 << len(rows).bit_length() - 1, ROWS_AT_ONCE)
            part, rows = rows[:count], rows[count:]
            changed += self._plain.execute(statement(count), [value for row in part for value in row]).rowcount
        return changed


def open_connection(path: str, busy_ms: int = BUSY_MS) -> sqlite3.Connection:
    """A durable connection that waits for other writers and leaves transactions to us."""
    if path != ":memory:" and not os.path.exists(path):
        # Keep personal data from other users of this machine; SQLite gives its other files the same mode.
        with suppress(OSError):
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute(f"PRAGMA busy_timeout = {busy_ms}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def run_to_end(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine that never suspends. Raises RuntimeError if it does."""
    try:
        work.send(None)
    except StopIteration as end:
        result: Result = end.value
        return result
    work.close()
    raise RuntimeError("work in a transaction may only await its transaction")


def raise_meaning(error: Exception, cause: BaseException | None) -> NoReturn:
    """Raise the caller's exception for an error, or the error itself if it is a bug."""
    code = getattr(cause, "sqlite_errorcode", 0)
    if code in TAKEN:
        raise IntegrityConflict(str(cause)) from error
    if code == sqlite3.SQLITE_NOTADB:
        raise NoDatabase("the file is not a SQLite database") from error
    # The low byte is the kind of error, the high ones give details.
    if code & 0xFF in OUT_OF_ORDER:
        raise DatabaseUnavailable(str(cause)) from error
    raise error


def _json(values: Sequence[Any]) -> str:
    return to_json(values).decode()


@cache
def _insert(table: Table, count: int) -> str:
    row = f"({', '.join('?' for _ in columns_of(table))})"
    return f"INSERT INTO {table.name} ({listed(table)}) VALUES {', '.join([row] * count)}"


@cache
def _update_members(count: int) -> str:
    table = table_of(Member)
    changes = ", ".join(f"{column} = new.column{place}" for place, column in enumerate(MEMBER_CHANGES, 3))
    row = f"({', '.join('?' for _ in range(2 + len(MEMBER_CHANGES)))})"
    return (
        f"UPDATE {table.name} SET {changes} FROM (VALUES {', '.join([row] * count)}) AS new "
        f"WHERE {table.name}.member_id = new.column1 AND {table.name}.version = new.column2"
    )


@cache
def _update(table: Table, columns: tuple[str, ...]) -> str:
    changes = ", ".join(f"{column} = ?" for column in columns)
    key = " AND ".join(f"{column} = ?" for column in key_of(table))
    return f"UPDATE {table.name} SET {changes} WHERE {key}"


@cache
def _rows(table: Table, column: str) -> str:
    key = ", ".join(key_of(table))
    return f"SELECT {listed(table)} FROM {table.name} WHERE {column} IN (SELECT value FROM json_each(?)) ORDER BY {key}"


@cache
def _rows_of_members(table: Table, columns: tuple[str, ...]) -> str:
    key = ", ".join(key_of(table))
    wanted = " OR ".join(f"{column} IN (SELECT value FROM json_each(?2))" for column in columns)
    return (
        f"SELECT {listed(table)} FROM {table.name} "
        f"WHERE member_id IN (SELECT value FROM json_each(?1)) AND ({wanted}) ORDER BY {key}"
    )


@cache
def _named(table: Table) -> str:
    matches = " AND ".join(
        f"found.{column} = json_extract(wanted.value, '$[{place}]')" for place, column in enumerate(key_of(table))
    )
    # CROSS JOIN keeps the order: from each wanted key to its row.
    return f"SELECT {listed(table, 'found.')} FROM json_each(?) AS wanted CROSS JOIN {table.name} AS found ON {matches}"
