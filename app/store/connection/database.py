"""The database as all callers use it: it runs work in a transaction and returns the result."""

from collections.abc import Callable
from pathlib import Path
from time import perf_counter_ns
from typing import Final, Protocol

from app.store.connection.errors import DatabaseUnavailable, IntegrityConflict, NoDatabase
from app.store.connection.sqlite import BUSY_MS, SqliteFile
from app.store.connection.transaction import FirstLook, Result, Transaction, Work

# The time a caller waits for the database, unless it sets a limit.
WAIT_SECONDS: Final = 2
# No limit: as long as the caller waits.
USUAL_LIMIT: Final = 0


class Source(Protocol):
    """Runs transactions. One that is not committed when its work ends is rolled back."""

    async def run(
        self, work: Work[Result], *, writing: bool, limit_seconds: int | None, look: FirstLook | None = None
    ) -> Result: ...

    async def close(self) -> None: ...


class DatabaseWatch:
    """Receives events of the database, on any thread; this base class ignores them."""

    def committed(self, nanoseconds: int) -> None:
        """A commit took this long."""

    def database_failed(self, kind: str) -> None:
        """Work failed: `unavailable`, or `conflict` with another transaction."""


class Database:
    """Runs work in transactions.

    Work is a coroutine function that awaits only its transaction. It may run on another thread. Its exceptions,
    including IntegrityConflict and DatabaseUnavailable, roll back and pass through.
    """

    def __init__(self, source: Source, watch: DatabaseWatch, wait_seconds: int = WAIT_SECONDS) -> None:
        self._has_one_writer = isinstance(source, SqliteFile)
        self._source = self._server = source
        self._watch = watch
        self._wait_seconds = wait_seconds
        self._known_to: str | None = None

    def known_to(self, key_id: str) -> "Database":
        """The same database, with reads limited to the members that this key knows."""
        seen = Database(self._source, self._watch, self._wait_seconds)
        seen._has_one_writer, seen._known_to, seen._server = self._has_one_writer, key_id, self._server
        return seen

    def observe(self, around: Callable[[Source], Source]) -> None:
        """Put something around the source of transactions."""
        self._source = around(self._source)

    @classmethod
    def open(
        cls,
        url: str,
        watch: DatabaseWatch | None = None,
        *,
        pooler: bool = False,
        wait_seconds: int = WAIT_SECONDS,
    ) -> "Database":
        """The database at `sqlite:///<path>` or `postgresql://…`. Connects on first use.

        `pooler`: a pooler in transaction mode stands before PostgreSQL. `wait_seconds`: the time limit for connecting,
        a lock, a statement and a whole transaction, unless the work has its own. A SQLite file waits at least 5 seconds
        for a writer in another process.
        """
        path = sqlite_path(url)
        file = SqliteFile(path, max(BUSY_MS, wait_seconds * 1000)) if path else None
        return cls(file or _postgres_server(url, pooler, wait_seconds), watch or DatabaseWatch(), wait_seconds)

    @property
    def has_one_writer(self) -> bool:
        """Whether transactions that write come one after the other."""
        return self._has_one_writer

    @property
    def is_cluster(self) -> bool:
        """Whether its rows are spread over several servers; known after the first transaction."""
        return bool(getattr(self._server, "is_cluster", False))

    async def write(
        self, work: Work[Result], *, limit_seconds: int | None = USUAL_LIMIT, look: FirstLook | None = None
    ) -> Result:
        """Run work and commit it.

        `look`: all that the work probably reads. Where that is quicker, the work runs without locks first, and again
        with locks if it needs more or if a member has changed meanwhile.
        """

        async def kept(transaction: Transaction) -> Result:
            result = await work(transaction)
            began = perf_counter_ns()
            await transaction.commit()
            self._watch.committed(perf_counter_ns() - began)
            return result

        return await self._run(kept, writing=True, limit_seconds=limit_seconds, look=look)

    async def read(self, work: Work[Result], *, limit_seconds: int | None = USUAL_LIMIT) -> Result:
        """Run work that only reads; it sees a consistent snapshot."""
        return await self._run(work, writing=False, limit_seconds=limit_seconds)

    async def close(self) -> None:
        """Finish running work and close every connection."""
        await self._source.close()

    async def _run(
        self, work: Work[Result], *, writing: bool, limit_seconds: int | None, look: FirstLook | None = None
    ) -> Result:
        limit = self._wait_seconds if limit_seconds == USUAL_LIMIT else limit_seconds
        try:
            return await self._source.run(self._seen(work), writing=writing, limit_seconds=limit, look=look)
        except DatabaseUnavailable:
            self._watch.database_failed("unavailable")
            raise
        except IntegrityConflict:
            self._watch.database_failed("conflict")
            raise

    def _seen(self, work: Work[Result]) -> Work[Result]:
        if self._known_to is None:
            return work

        async def seen(transaction: Transaction) -> Result:
            transaction.known_to = self._known_to
            return await work(transaction)

        return seen


def new_file(url: str) -> Path | None:
    """The SQLite file that will be created, if there is none or an empty one. Raises NoDatabase for a wrong address."""
    path = sqlite_path(url)
    if path is None:
        return None
    file = Path(path).absolute()
    return None if file.exists() and (file.stat().st_size or not file.is_file()) else file


def _postgres_server(url: str, pooler: bool, wait_seconds: int) -> Source:
    from app.store.connection.postgres import PostgresServer  # its driver takes long to import

    return PostgresServer(url, pooler, wait_seconds)


def sqlite_path(url: str) -> str | None:
    """The file of a SQLite database, None for a PostgreSQL one. Raises NoDatabase for anything else."""
    scheme, _, rest = url.partition("://")
    if scheme in ("postgresql", "postgres"):
        return None
    if scheme != "sqlite" or not rest.startswith("/") or rest in ("/", "/:memory:"):
        raise NoDatabase("a database address is sqlite:///path/to/file.db or postgresql://user@host/name")
    return rest[1:]
