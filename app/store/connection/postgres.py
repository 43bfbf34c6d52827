"""PostgreSQL through asyncpg and SQLAlchemy. Statements take whole columns, so a batch costs as many as one command.

Every wait has a time limit: a connection that does not answer in time is closed, and the fate of its work is unknown.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, Final

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from app.store.connection import citus
from app.store.connection.errors import IntegrityConflict, NoDatabase
from app.store.connection.optimistic import Caution, NeedsLocks, look_first
from app.store.connection.postgres_errors import ERRORS, is_out_of_order, raise_meaning
from app.store.connection.postgres_transaction import PostgresTransaction
from app.store.connection.transaction import FirstLook, Result, Transaction, Work

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
# The settings that a pooler keeps per client. It refuses others on connecting, so each transaction sets the rest.
POOLER_KEEPS = {"application_name", "timezone"}
# An unnamed statement is replaced by the next one, so nothing stays behind in a connection that others use.
UNPREPARED = {"prepared_statement_cache_size": 0, "prepared_statement_name_func": lambda: ""}
BEGIN = {True: "BEGIN", False: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}

Begin = Callable[[AsyncConnection, Any], Awaitable[Transaction]]
# A connection of SQLAlchemy, and asyncpg's own below it.
Line = tuple[AsyncConnection, Any]


class PostgresServer:
    """The connections to one database: some for writing, some for reading.

    `pooler`: a pooler in transaction mode stands before it, so each transaction may use another connection.
    """

    def __init__(self, url: str, pooler: bool, wait_seconds: int) -> None:
        settings = session_settings(wait_seconds)
        self._cluster = _Cluster(pooler)
        self._engines = {writing: _open_pool(url, settings, self._cluster, wait_seconds) for writing in (True, False)}
        self._begin = {
            writing: begin + (_settings_of_transaction(settings) if pooler else "") for writing, begin in BEGIN.items()
        }
        # Behind a pooler, a statement outside a transaction would run without the settings.
        self._caution = Caution(never=pooler)
        # For work without locks: taking a connection from the pool and returning it costs as much as a statement.
        self._kept: Line | None = None

    async def run(
        self, work: Work[Result], *, writing: bool, limit_seconds: int | None, look: FirstLook | None = None
    ) -> Result:
        """Run work in a transaction; if a look may be enough, first without locks.

        At the time limit, the connection is closed.
        """
        if look is not None and limit_seconds is not None and self._caution.allows():
            try:
                result = await self._attempt(look, work, limit_seconds)
            except NeedsLocks:
                self._caution.failed()
            except IntegrityConflict:
                self._caution.overtaken()
            else:
                self._caution.succeeded()
                return result
        begin = partial(self._begun, writing, limit_seconds is None)
        try:
            async with asyncio.timeout(limit_seconds):
                return await _run(await self._line(writing), begin, work, _leave)
        except ERRORS as error:
            raise_meaning(error)

    async def _attempt(self, look: FirstLook, work: Work[Result], limit_seconds: int) -> Result:
        line, self._kept = self._kept, None
        if line and line[1].is_closed():
            await _leave(line)
            line = None
        try:
            async with asyncio.timeout(limit_seconds):
                return await _run(line or await self._line(True), partial(self._looked, look), work, self._keep)
        except ERRORS as error:
            raise_meaning(error)

    async def _line(self, writing: bool) -> Line:
        connection = await self._engines[writing].connect()
        return connection, (await connection.get_raw_connection()).driver_connection

    async def _keep(self, line: Line) -> None:
        _, wire = line
        if self._kept or wire.is_closed() or wire.is_in_transaction():
            await _leave(line)
        else:
            self._kept = line

    async def _looked(self, look: FirstLook, connection: AsyncConnection, wire: Any) -> Transaction:
        if self._cluster.unlocked is None:
            return await look_first(look, connection, wire)
        await wire.execute(BEGIN[True])
        return self._cluster.unlocked(connection, wire)

    async def _begun(self, writing: bool, unlimited: bool, connection: AsyncConnection, wire: Any) -> Transaction:
        await wire.execute(self._begin[writing] + self._cluster.settings_of_transaction)
        if unlimited:
            await wire.execute("SET LOCAL statement_timeout = 0")
        return self._cluster.transaction(connection, wire)

    @property
    def is_cluster(self) -> bool:
        """Whether the database is one of a cluster, as far as known."""
        return bool(self._cluster.found)

    async def close(self) -> None:
        """Close every connection."""
        if self._kept:
            await _leave(self._kept)
        for engine in self._engines.values():
            await engine.dispose()


class _Cluster:
    """Whether the database is one of a cluster, which the first connection asks, and what follows from it."""

    def __init__(self, pooler: bool) -> None:
        self.pooler = pooler
        self.found: bool | None = None
        self.transaction: Callable[[AsyncConnection, Any], Transaction] = PostgresTransaction
        self.unlocked: Callable[[AsyncConnection, Any], Transaction] | None = None
        self.settings_of_transaction = ""

    async def enter(self, wire: Any) -> None:
        """Ask, or make a new connection fit for what is known."""
        if self.found is None:
            found = await wire.execute("SELECT FROM pg_extension WHERE extname = 'citus'") != "SELECT 0"
            if found:
                self.transaction = citus.CitusTransaction
                self.unlocked = citus.UnlockedCitusTransaction
                self._settings = citus.SETTINGS
                self.settings_of_transaction = _settings_of_transaction(citus.SETTINGS) if self.pooler else ""
            self.found = found
        if self.found and not self.pooler:
            await wire.execute("".join(f"SET {name} = '{value}'; " for name, value in self._settings.items()))


async def _run(line: Line, begin: Begin, work: Work[Result], leave: Callable[[Line], Awaitable[None]]) -> Result:
    _, wire = line
    try:
        return await work(await begin(*line))
    except (asyncio.CancelledError, *ERRORS) as error:
        # Terminate without a goodbye message, which would wait for the missing answer.
        if isinstance(error, asyncio.CancelledError) or is_out_of_order(error):
            wire.terminate()
        raise
    finally:
        await leave(line)


async def _leave(line: Line) -> None:
    """Return the connection without an open transaction, or discard it."""
    connection, wire = line
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


def session_settings(wait_seconds: int) -> dict[str, str]:
    """The settings of each session, with `wait_seconds` as the limit of a statement or a lock."""
    return SETTINGS | {
        "statement_timeout": f"{wait_seconds}s",
        "lock_timeout": f"{wait_seconds}s",
        "idle_in_transaction_session_timeout": f"{5 * wait_seconds}s",
    }


def open_engine(
    url: str,
    settings: dict[str, str],
    *,
    pooler: bool,
    wait_seconds: int,
    enter: Callable[[Any], Awaitable[None]] | None = None,
    **options: Any,
) -> AsyncEngine:
    """An engine with these settings for each session; `pooler` if one may stand before the database.

    Connecting takes at most `wait_seconds`. `enter` gets each new connection first.
    """

    async def connect() -> asyncpg.Connection:
        more = {"statement_cache_size": 0} if pooler else {}
        try:
            wire = await asyncpg.connect(url, timeout=wait_seconds, server_settings=settings, **more)
        except ValueError as error:
            raise NoDatabase(f"the address is wrong: {error}") from error
        if enter:
            await enter(wire)
        return wire

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


def _settings_of_transaction(settings: Mapping[str, str]) -> str:
    return "".join(f"; SET LOCAL {name} = '{value}'" for name, value in settings.items() if name not in POOLER_KEEPS)


def _open_pool(url: str, settings: dict[str, str], cluster: _Cluster, wait_seconds: int) -> AsyncEngine:
    pooler = cluster.pooler
    settings = {name: value for name, value in settings.items() if not pooler or name in POOLER_KEEPS}
    # Last in, first out, to reuse prepared statements. Goldlist begins and commits transactions itself.
    engine = open_engine(
        url,
        settings,
        pooler=pooler,
        wait_seconds=wait_seconds,
        enter=cluster.enter,
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
