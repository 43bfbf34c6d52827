"""The database as everybody else sees it: work to be done in a transaction goes in, its result comes out."""

from pathlib import Path
from time import perf_counter_ns
from typing import Final, Protocol

from app.store.connection.errors import DatabaseUnavailable, IntegrityConflict, NoDatabase
from app.store.connection.sqlite import BUSY_MS, SqliteFile
from app.store.connection.transaction import Result, Transaction, Work

# How long a caller waits for the database, unless told otherwise.
WAIT_SECONDS: Final = 2
# In place of a limit: as long as a caller waits.
USUAL_LIMIT: Final = 0


class Source(Protocol):
    """Where transactions take place. One that is not committed when the work ends is rolled back."""

    async def run(self, work: Work[Result], *, writing: bool, limit_seconds: int | None) -> Result: ...

    async def close(self) -> None: ...


class DatabaseWatch:
    """Is told how the database does, on whatever thread; by itself it makes nothing of it."""

    def committed(self, nanoseconds: int) -> None:
        """A commit took so long."""

    def database_failed(self, kind: str) -> None:
        """Work could not be done: `unavailable`, or for a neighbour's rows `conflict`."""


class Database:
    """Runs work in transactions.

    Work is a coroutine function that awaits nothing but the transaction it is given. It may run on another thread.
    What it raises passes through, and nothing of it is kept; so do IntegrityConflict and DatabaseUnavailable.
    """

    def __init__(self, source: Source, watch: DatabaseWatch, wait_seconds: int = WAIT_SECONDS) -> None:
        self._source = source
        self._watch = watch
        self._wait_seconds = wait_seconds

    @classmethod
    def open(
        cls,
        url: str,
        watch: DatabaseWatch | None = None,
        *,
        pooler: bool = False,
        wait_seconds: int = WAIT_SECONDS,
    ) -> "Database":
        """The database at `sqlite:///<path>` or `postgresql://…`. Connects when there is work.

        `pooler`: a pooler in transaction mode stands before PostgreSQL. `wait_seconds`: how long connecting, a lock, a
        statement and a whole transaction may take where the work names no limit of its own. A SQLite file waits for the
        writer of another process at least 5 seconds.
        """
        path = sqlite_path(url)
        file = SqliteFile(path, max(BUSY_MS, wait_seconds * 1000)) if path else None
        return cls(file or _postgres_server(url, pooler, wait_seconds), watch or DatabaseWatch(), wait_seconds)

    async def write(self, work: Work[Result], *, limit_seconds: int | None = USUAL_LIMIT) -> Result:
        """Do work and keep what it did."""

        async def kept(transaction: Transaction) -> Result:
            result = await work(transaction)
            began = perf_counter_ns()
            await transaction.commit()
            self._watch.committed(perf_counter_ns() - began)
            return result

        return await self._run(kept, writing=True, limit_seconds=limit_seconds)

    async def read(self, work: Work[Result], *, limit_seconds: int | None = USUAL_LIMIT) -> Result:
        """Do work that only reads; it sees the database as it was at one moment."""
        return await self._run(work, writing=False, limit_seconds=limit_seconds)

    async def close(self) -> None:
        """Finish what is under way and close every connection."""
        await self._source.close()

    async def _run(self, work: Work[Result], *, writing: bool, limit_seconds: int | None) -> Result:
        limit = self._wait_seconds if limit_seconds == USUAL_LIMIT else limit_seconds
        try:
            return await self._source.run(work, writing=writing, limit_seconds=limit)
        except DatabaseUnavailable:
            self._watch.database_failed("unavailable")
            raise
        except IntegrityConflict:
            self._watch.database_failed("conflict")
            raise


def new_file(url: str) -> Path | None:
    """Where a SQLite file will be made, since there is none or an empty one. Raises NoDatabase for a wrong address."""
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
        raise NoDatabase("a database is given as sqlite:///path/to/file.db or postgresql://user@host/name")
    return rest[1:]
