"""PostgreSQL through asyncpg and SQLAlchemy. Statements take whole columns, so a batch costs as many as one command.

Every wait has a time limit: a connection that does not answer in time is closed, and the fate of its work is unknown.
"""

import asyncio
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, Final, NoReturn

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import BigInteger, Executable, Integer, SmallInteger, Table, event
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from app.engine.model.records import Member, Purchase
from app.store.connection.errors import DatabaseSilent, DatabaseUnavailable, IntegrityConflict, NoDatabase
from app.store.connection.statements import (
    MEMBER_CHANGES,
    assert_complete,
    columns_of,
    drawn_columns,
    from_rows,
    key_of,
    kind_of,
    listed,
    member_changes,
    ordered,
    table_of,
    to_rows,
)
from app.store.connection.transaction import AnyRecord, AnyRow, NameKey, Record, Result, Work

CONNECTIONS = 4
SETTINGS: Final = {
    "application_name": "goldlist",
    "timezone": "UTC",
    "jit": "off",
    # All statements should use an index. A plan made for an empty table would scan it, and would be cached.
    "enable_seqscan": "off",
    # One plan for all parameters: replanning took a third of the work of a single purchase here.
    "plan_cache_mode": "force_generic_plan",
}
# A column is sent as one text that the server splits: asyncpg checks for every element of an array whether it is an
# array itself, which took a sixth of a purchase's time here. Stored texts have no control characters.
SEPARATOR = "\x1f"
NOTHING = "\x1e"
# The settings that a pooler keeps per client. It refuses others on connecting, so each transaction sets the rest.
POOLER_KEEPS = {"application_name", "timezone"}
# An unnamed statement is replaced by the next one, so nothing stays behind in a connection that others use.
UNPREPARED = {"prepared_statement_cache_size": 0, "prepared_statement_name_func": lambda: ""}
BEGIN = {True: "BEGIN", False: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}

TAKEN = {"23505"}
# Deadlocks and serialization failures are also conflicts with other transactions.
RUN_AGAIN = TAKEN | {"40001", "40P01"}
# 28 and 3D: login refused, or no such database.
OUT_OF_ORDER_CLASSES = {"08", "28", "3D", "53", "57", "58"}
LOCK_TIMEOUT = "55P03"
# 42501: the role lacks a privilege, such as creating tables in another role's schema.
OUT_OF_ORDER = {"25006", "25P03", "42501", LOCK_TIMEOUT}
# Without a code from the server: no server, no answer, no free connection, broken connection.
UNANSWERED = (OSError, TimeoutError, PoolTimeout, asyncpg.InterfaceError, asyncpg.InternalClientError)
ERRORS = (DBAPIError, asyncpg.PostgresError, *UNANSWERED)


class PostgresServer:
    """The connections to one database: some for writing, some for reading.

    `pooler`: a pooler in transaction mode stands before it, so each transaction may use another connection.
    """

    def __init__(self, url: str, pooler: bool, wait_seconds: int) -> None:
        settings = session_settings(wait_seconds)
        self._engines = {writing: _open_pool(url, settings, pooler, wait_seconds) for writing in (True, False)}
        self._begin = {
            writing: begin + (_settings_of_transaction(settings) if pooler else "") for writing, begin in BEGIN.items()
        }

    async def run(self, work: Work[Result], *, writing: bool, limit_seconds: int | None) -> Result:
        """Run work in a transaction. At the time limit, the connection is closed."""
        try:
            async with asyncio.timeout(limit_seconds):
                connection = await self._engines[writing].connect()
                return await _run(connection, work, self._begin[writing], limit_seconds is None)
        except ERRORS as error:
            raise_meaning(error)

    async def close(self) -> None:
        """Close every connection."""
        for engine in self._engines.values():
            await engine.dispose()


async def _run(connection: AsyncConnection, work: Work[Result], begin: str, unlimited: bool) -> Result:
    wire: Any = (await connection.get_raw_connection()).driver_connection
    try:
        await wire.execute(begin)
        if unlimited:
            await wire.execute("SET LOCAL statement_timeout = 0")
        return await work(PostgresTransaction(connection, wire))
    except (asyncio.CancelledError, *ERRORS) as error:
        # Terminate without a goodbye message, which would wait for the missing answer.
        if isinstance(error, asyncio.CancelledError) or _is_out_of_order(error):
            wire.terminate()
        raise
    finally:
        await _leave(connection, wire)


async def _leave(connection: AsyncConnection, wire: Any) -> None:
    """Return the connection without an open transaction, or discard it."""
    try:
        if wire.is_closed():
            await connection.invalidate()
        elif wire.is_in_transaction():
            await wire.execute("ROLLBACK")
    except ERRORS:
        wire.terminate()
        await connection.invalidate()
    finally:
        await connection.close()


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
        await self._wire.execute(_save((table_of(kind),), False), *_columns(to_rows(kind, records)))

    async def update(self, kind: type[Record], records: Collection[Record], columns: Sequence[str]) -> None:
        fields = [*key_of(table_of(kind)), *columns]
        rows = [[getattr(record, field) for field in fields] for record in records]
        done = await self._wire.execute(_update(table_of(kind), tuple(columns)), *_columns(rows))
        assert_complete(kind, len(records), _count(done))

    async def save(self, new: Collection[Collection[AnyRecord]], members: Collection[Member]) -> None:
        kinds = [kind_of(records) for records in new]
        columns = [column for kind, rows in zip(kinds, new, strict=True) for column in _columns(to_rows(kind, rows))]
        if members:
            changes = zip(members, member_changes(members), strict=True)
            columns += _columns(
                [(one.member_id, self._locked.get(one.member_id), *changed) for one, changed in changes]
            )
        if columns:
            # One round trip: a single purchase spent a third of its time on round trips.
            statement = _save(tuple(table_of(kind) for kind in kinds), bool(members))
            done = await self._wire.execute(statement, *columns)
            if members:
                assert_complete(Member, len(members), _count(done))

    async def lock_members(self, member_ids: Collection[str]) -> list[Member]:
        members = await self._select(
            Member, _rows(table_of(Member), "member_id") + " FOR UPDATE", joined(ordered(member_ids))
        )
        self._locked.update((one.member_id, one.version) for one in members)
        return members

    async def lock_purchases(self, purchase_ids: Collection[str]) -> list[Purchase]:
        return await self._select(
            Purchase, _rows(table_of(Purchase), "purchase_id") + " FOR UPDATE", joined(ordered(purchase_ids))
        )

    async def rows(self, kind: type[Record], column: str, values: Collection[str]) -> list[Record]:
        return await self._select(kind, _rows(table_of(kind), column), joined(ordered(values)))

    async def rows_of_members(
        self, kind: type[Record], member_ids: Collection[str], columns: Sequence[str], values: Collection[str]
    ) -> list[Record]:
        return await self._select(
            kind,
            _rows_of_members(table_of(kind), tuple(columns)),
            joined(ordered(member_ids)),
            joined(ordered(values)),
        )

    async def named(self, kind: type[Record], keys: Collection[NameKey]) -> list[Record]:
        return await self._select(kind, _named(table_of(kind)), *_columns(list(keys)))

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


def session_settings(wait_seconds: int) -> dict[str, str]:
    """The settings of each session, with `wait_seconds` as the limit of a statement or a lock."""
    return SETTINGS | {
        "statement_timeout": f"{wait_seconds}s",
        "lock_timeout": f"{wait_seconds}s",
        "idle_in_transaction_session_timeout": f"{5 * wait_seconds}s",
    }


def open_engine(url: str, settings: dict[str, str], *, pooler: bool, wait_seconds: int, **options: Any) -> AsyncEngine:
    """An engine with these settings for each session; `pooler` if one may stand before the database.

    Connecting takes at most `wait_seconds`.
    """

    async def connect() -> asyncpg.Connection:
        more = {"statement_cache_size": 0} if pooler else {}
        try:
            return await asyncpg.connect(url, timeout=wait_seconds, server_settings=settings, **more)
        except ValueError as error:
            raise NoDatabase(f"the address is wrong: {error}") from error

    # Errors are logged with their statement; parameters may contain personal data.
    engine = create_async_engine(
        "postgresql+asyncpg://",
        connect_args={"async_creator_fn": connect, **(UNPREPARED if pooler else {})},
        hide_parameters=True,
        **options,
    )
    event.listen(engine.sync_engine, "checkout", _refuse_closed)
    return engine


def _hold(connection: Any, record: Any) -> None:
    """Keep the pooler from switching the server connection between two messages."""
    connection.run_async(lambda wire: wire.execute("BEGIN"))


def _let_go(connection: Any, record: Any) -> None:
    connection.run_async(lambda wire: wire.execute("ROLLBACK"))


def _settings_of_transaction(settings: dict[str, str]) -> str:
    return "".join(f"; SET LOCAL {name} = '{value}'" for name, value in settings.items() if name not in POOLER_KEEPS)


def _open_pool(url: str, settings: dict[str, str], pooler: bool, wait_seconds: int) -> AsyncEngine:
    settings = {name: value for name, value in settings.items() if not pooler or name in POOLER_KEEPS}
    # Last in, first out, to reuse prepared statements. Goldlist begins and commits transactions itself.
    engine = open_engine(
        url,
        settings,
        pooler=pooler,
        wait_seconds=wait_seconds,
        isolation_level="AUTOCOMMIT",
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=wait_seconds,
        pool_use_lifo=True,
    )
    if pooler:
        # SQLAlchemy queries a new connection for several facts, two messages each.
        event.listen(engine.sync_engine, "connect", _hold, insert=True)
        event.listen(engine.sync_engine, "connect", _let_go)
    return engine


def _refuse_closed(connection: Any, record: Any, proxy: Any) -> None:
    """Make the pool open another connection if the server has closed this one."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError


def raise_meaning(error: Exception) -> NoReturn:
    """Raise the caller's exception for an error, or the error itself if it is a bug."""
    if _state(error) in RUN_AGAIN:
        raise IntegrityConflict(str(error)) from error
    if isinstance(error, TimeoutError | PoolTimeout):
        raise DatabaseSilent("no answer in time") from error
    if _is_out_of_order(error):
        raise DatabaseUnavailable(_words(error)) from error
    raise error


def _words(error: Exception) -> str:
    """What PostgreSQL says, without the names of the libraries between."""
    cause = (error.orig and error.orig.__cause__) if isinstance(error, DBAPIError) else None
    return str(cause or error) or type(error).__name__


def is_lock_timeout(error: Exception) -> bool:
    """Whether the error is a lock timeout."""
    return _state(error) == LOCK_TIMEOUT


def _is_out_of_order(error: Exception) -> bool:
    state = _state(error)
    lost = isinstance(error, UNANSWERED) or (isinstance(error, DBAPIError) and error.connection_invalidated)
    return lost or state in OUT_OF_ORDER or state[:2] in OUT_OF_ORDER_CLASSES


def _state(error: Exception) -> str:
    """The server's error code, "" for other errors."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return getattr(cause, "sqlstate", None) or ""


def _count(done: str) -> int:
    """The row count in the server's command tag: `UPDATE 3`."""
    return int(done.rpartition(" ")[2])


def joined(column: Sequence[str | int | None]) -> str:
    """A column's values as one text, each after a separator, for `_split`. Raises ValueError."""
    if not column:
        return ""
    nothings = 0
    try:
        # Most columns contain only texts; joining them directly takes a third of the time.
        text = SEPARATOR + SEPARATOR.join(column)  # type: ignore[arg-type]
    except TypeError:
        text = SEPARATOR + SEPARATOR.join([NOTHING if value is None else str(value) for value in column])
        nothings = column.count(None)
    if text.count(SEPARATOR) != len(column) or text.count(NOTHING) != nothings:
        raise ValueError("a text to be stored contains control characters")
    return text


def _columns(rows: Sequence[Sequence[Any]]) -> list[str]:
    return [joined(column) for column in zip(*rows, strict=True)]


def _split(place: int, kind: str = "text") -> str:
    """The SQL array for a text from `joined`; the part before the first separator is empty."""
    return f"(string_to_array(${place}, E'\\x1f', E'\\x1e'))[2:]::{kind}[]"


def _type(table: Table, column: str) -> str:
    match table.columns[column].type:
        case BigInteger():
            return "bigint"
        case SmallInteger():
            return "smallint"
        case Integer():
            return "integer"
        case _:
            return "text"


def _unnest(table: Table, columns: Sequence[str], first: int = 1) -> str:
    arrays = (_split(place, _type(table, column)) for place, column in enumerate(columns, first))
    return f"unnest({', '.join(arrays)})"


@cache
def _save(tables: tuple[Table, ...], with_members: bool) -> str:
    """A statement that inserts into these tables, updates members, and returns the number of members updated."""
    statements, first = [], 1
    for table in tables:
        columns = columns_of(table)
        drawn = drawn_columns(table)
        into = ", ".join([listed(table), *drawn])
        values = ", ".join(["*", *drawn.values()])
        statements.append(f"INSERT INTO {table.name} ({into}) SELECT {values} FROM {_unnest(table, columns, first)}")
        first += len(columns)
    if with_members:
        statements.append(_update_members(first))
    *others, last = statements
    parts = ", ".join(f"saved_{place} AS ({statement})" for place, statement in enumerate(others))
    return f"WITH {parts} {last}" if parts else last


@cache
def _update(table: Table, columns: tuple[str, ...]) -> str:
    key = key_of(table)
    changes = ", ".join(f"{column} = new.{column}" for column in columns)
    same = " AND ".join(f"kept.{column} = new.{column}" for column in key)
    return (
        f"UPDATE {table.name} AS kept SET {changes} FROM {_unnest(table, [*key, *columns])} "
        f"AS new ({', '.join([*key, *columns])}) WHERE {same}"
    )


def _update_members(first: int = 1) -> str:
    table = table_of(Member)
    changes = ", ".join(f"{column} = new.{column}" for column in MEMBER_CHANGES)
    unnest = _unnest(table, ["member_id", "version", *MEMBER_CHANGES], first)
    return (
        f"UPDATE {table.name} AS kept SET {changes} FROM {unnest} "
        f"AS new (member_id, locked_version, {', '.join(MEMBER_CHANGES)}) "
        "WHERE kept.member_id = new.member_id AND kept.version = new.locked_version"
    )


@cache
def _rows(table: Table, column: str) -> str:
    key = ", ".join(key_of(table))
    return f"SELECT {listed(table)} FROM {table.name} WHERE {column} = ANY({_split(1)}) ORDER BY {key}"


@cache
def _rows_of_members(table: Table, columns: tuple[str, ...]) -> str:
    key = ", ".join(key_of(table))
    wanted = " OR ".join(f"{column} = ANY({_split(2)})" for column in columns)
    return f"SELECT {listed(table)} FROM {table.name} WHERE member_id = ANY({_split(1)}) AND ({wanted}) ORDER BY {key}"


@cache
def _named(table: Table) -> str:
    key = key_of(table)
    matches = " AND ".join(f"found.{column} = wanted.{column}" for column in key)
    # OFFSET 0 keeps the order: from each wanted key to its row, by index.
    return (
        f"SELECT row.* FROM {_unnest(table, key)} AS wanted ({', '.join(key)}) CROSS JOIN LATERAL "
        f"(SELECT {listed(table, 'found.')} FROM {table.name} AS found WHERE {matches} OFFSET 0) AS row"
    )
