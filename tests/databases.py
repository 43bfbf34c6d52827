"""Databases as tests want them: fresh, with the tables already, and patient, for a busy machine is seldom the subject.

Tables are made once for each kind of database in a run; each test gets a copy. On PostgreSQL a copy takes a tenth of a
second, so it goes from test to test: what a test has left is deleted, and a copy that is not as it was is given up.
Copies go at the end of the run, all at once: dropping one takes as long as making it.
"""

import asyncio
import fcntl
import shutil
import uuid
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import asyncpg

from app.settings import Settings
from app.store.connection import schema
from app.store.connection.database import Database

Result = TypeVar("Result")

# A till waits 2 seconds; under several test runs at once a machine may take longer for anything.
WAIT_SECONDS = 30
PREFIX = "goldlist_test_"


def settings_for(url: str) -> Settings:
    """The settings of a Goldlist on this database."""
    return Settings(database_url=url, database_wait_seconds=WAIT_SECONDS)


def open_database(url: str, *, pooler: bool = False) -> Database:
    """The database at this address."""
    return Database.open(url, pooler=pooler, wait_seconds=WAIT_SECONDS)


async def migrate(url: str, to: str = "head") -> None:
    """Bring the database up to a revision."""
    await schema.migrate(url, to, wait_seconds=WAIT_SECONDS)


def sqlite_template(run_folder: Path) -> Path:
    """The file with tables and no rows that tests of this run copy."""
    file = run_folder / "template.db"
    with _alone(run_folder):
        if not file.exists():
            unfinished = run_folder / "unfinished.db"
            asyncio.run(migrate(f"sqlite:///{unfinished}"))
            unfinished.rename(file)
    return file


def postgres_template(server: str, run_folder: Path) -> str:
    """The name of the database with tables and no rows that tests of this run copy."""
    file = run_folder / "template"
    with _alone(run_folder):
        if not file.exists():
            url = create_database(server, "template1", run_folder)
            asyncio.run(migrate(url))
            file.write_text(url.rpartition("/")[2])
    return file.read_text()


def create_database(server: str, template: str, run_folder: Path) -> str:
    """Make a copy of a database: its address."""
    name = f"{PREFIX}{uuid.uuid4().hex}"
    with (run_folder / "databases").open("a") as file:
        file.write(f"{name}\n")
    _execute(server, [f"CREATE DATABASE {name} TEMPLATE {template}"])
    return f"{server.rpartition('/')[0]}/{name}"


# All that a test could have changed but rows: newer and fewer parts of the schema, settings, what is known of tables.
_SCHEMA = """
SELECT (SELECT (count(*), max(xmin::text::bigint)) FROM pg_attribute)::text
    || (SELECT (count(*), max(xmin::text::bigint)) FROM pg_constraint)::text
    || (SELECT (count(*), max(xmin::text::bigint)) FROM pg_proc)::text
    || (SELECT (count(*), max(xmin::text::bigint)) FROM pg_trigger)::text
    || (SELECT count(*) FROM pg_class) || '/' || (SELECT count(*) FROM pg_statistic)
    || (SELECT coalesce(string_agg(setconfig::text, ''), '') FROM pg_db_role_setting)
    || (SELECT version_num FROM alembic_version)
"""
_OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"


class PostgresCopies:
    """The copies of one worker: made when there is none at hand, and handed on as good as new."""

    def __init__(self, server: str, template: str, run_folder: Path) -> None:
        self._make = lambda: create_database(server, template, run_folder)
        self._at_hand: list[str] = []
        self._schema = ""

    def take(self) -> str:
        """The address of a database with tables and no rows."""
        if self._at_hand:
            return self._at_hand.pop()
        url = self._make()
        if not self._schema:  # not asked of the template, which cannot be copied while somebody looks at it
            self._schema = str(asyncio.run(_asked(url, lambda connection: connection.fetchval(_SCHEMA))))
            assert asyncio.run(_asked(url, _filled)) == [], "migrations have left rows, which would be lost"
        return url

    def give_back(self, url: str) -> None:
        """Hand it on, unless somebody still uses it or more than its rows has changed."""
        with suppress(OSError, asyncpg.PostgresError, TimeoutError):
            if asyncio.run(_asked(url, self._emptied)):
                self._at_hand.append(url)

    async def _emptied(self, connection: asyncpg.Connection) -> bool:
        for _ in range(50):  # who has hung up may be seen for a moment more
            if not await connection.fetchval(_OTHERS):
                break
            await asyncio.sleep(0.02)
        else:
            return False
        if await connection.fetchval(_SCHEMA) != self._schema:
            return False
        if filled := await _filled(connection):
            await connection.execute(f"TRUNCATE {', '.join(filled)} RESTART IDENTITY CASCADE")
        return True


async def _asked(url: str, ask: Callable[[asyncpg.Connection], Awaitable[Result]]) -> Result:
    connection = await asyncpg.connect(url, timeout=WAIT_SECONDS)
    try:
        return await ask(connection)
    finally:
        await connection.close()


async def _filled(connection: asyncpg.Connection) -> list[str]:
    """The tables with rows."""
    tables = [row[0] for row in await connection.fetch(_TABLES)]
    found = await connection.fetchrow(f"SELECT {', '.join(f'EXISTS (SELECT FROM {table})' for table in tables)}")
    return [table for table, has_rows in zip(tables, found, strict=True) if has_rows]


def drop_databases(server: str, run_folder: Path) -> None:
    """Drop every database that this run made."""
    file = run_folder / "databases"
    names = file.read_text().split() if file.exists() else []
    _execute(server, [f"DROP DATABASE IF EXISTS {name} WITH (FORCE)" for name in names])


def copy_sqlite(template: Path, path: Path) -> str:
    """Make a copy of a SQLite file: its address."""
    shutil.copy(template, path)
    return f"sqlite:///{path}"


@contextmanager
def _alone(run_folder: Path) -> Iterator[None]:
    with (run_folder / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _execute(server: str, statements: Sequence[str]) -> None:
    async def execute() -> None:
        connection = await asyncpg.connect(server, timeout=WAIT_SECONDS)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(execute())
