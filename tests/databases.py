"""Databases as tests want them: fresh, with the tables already, and patient, for a busy machine is seldom the subject.

Tables are made once for each kind of database in a run; each test gets a copy. Copies on PostgreSQL go at the end of
the run, all at once: dropping one takes as long as making it.
"""

import asyncio
import fcntl
import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from app.settings import Settings
from app.store.connection import schema
from app.store.connection.database import Database

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
