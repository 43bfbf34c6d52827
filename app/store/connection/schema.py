"""Migrates the tables, and checks that they are up to date."""

import asyncio
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, text
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from app import __version__
from app.store.connection import sqlite
from app.store.connection.database import WAIT_SECONDS, Database, sqlite_path
from app.store.connection.errors import NoDatabase, SchemaInUse, SchemaOutdated
from app.store.connection.transaction import Transaction

if TYPE_CHECKING:
    from alembic.config import Config

APP = Path(__file__).parents[2]
# A wheel has them inside the package, a checkout beside it.
MIGRATIONS = next(path for path in (APP / "migrations", APP.parent / "migrations") if path.is_dir())
ONE_AT_A_TIME = 0x601D_1157
# Much shorter than the time limit of callers, who queue behind it.
LOCK_TIMEOUT = "500ms"
NEWER: Final = "the database was made by a newer version of Goldlist than this one ({version}); install that version"
_REVISION: Final = re.compile(r'^revision = "(.+)"$', re.MULTILINE)
_DOWN_REVISION: Final = re.compile(r'^down_revision = "(.+)"$', re.MULTILINE)


async def migrate(url: str, to: str = "head", *, wait_seconds: int = WAIT_SECONDS) -> None:
    """Migrate the database to a revision, completely or not at all. `wait_seconds`: the time limit for connecting.

    Raises DatabaseUnavailable, SchemaInUse, SchemaOutdated for tables of a newer version, and NoDatabase for a wrong
    address or a database of another application.
    """
    # Checking for pending migrations takes no lock.
    if to == "head":
        found = await _revision_at(url, wait_seconds)
        if found == newest_revision():
            return
        if found and found not in _known_revisions():
            raise SchemaOutdated(NEWER.format(version=__version__))
    await _with_connection(url, lambda connection: _alembic().upgrade(alembic_config(connection), to), wait_seconds)


async def migrate_down(url: str, to: str) -> None:
    """Migrate the database down to an older revision (`base`: no tables)."""
    await _with_connection(url, lambda connection: _alembic().downgrade(alembic_config(connection), to))


async def ensure_current(database: Database) -> None:
    """Raise SchemaOutdated, with advice, unless the tables are up to date."""
    found = await revision(database)
    if found == newest_revision():
        return
    if found is None or found in _known_revisions():
        raise SchemaOutdated("the database has an older schema than this version needs; run `goldlist migrate`")
    raise SchemaOutdated(NEWER.format(version=__version__))


async def revision(database: Database) -> str | None:
    """The revision of the database's tables, None if there are none."""

    async def look(transaction: Transaction) -> str | None:
        rows = await transaction.execute(text("SELECT version_num FROM alembic_version"))
        return str(rows[0][0]) if rows else None

    try:
        return await database.read(look)
    except (OperationalError, ProgrammingError):
        return None


@cache
def newest_revision() -> str:
    """The revision that this version of Goldlist needs."""
    [newest] = _known_revisions().keys() - _known_revisions().values()
    return newest


async def _revision_at(url: str, wait_seconds: int) -> str | None:
    # Seldom used, so it always avoids features that a pooler does not support.
    database = Database.open(url, pooler=True, wait_seconds=wait_seconds)
    try:
        found = await revision(database)
        if found is None and sqlite_path(url) and await database.read(_has_tables):
            raise NoDatabase("the file belongs to another application: it has tables, but none of Goldlist's")
        return found
    finally:
        await database.close()


async def _has_tables(transaction: Transaction) -> bool:
    found = await transaction.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
    return any(name != "alembic_version" and not name.startswith("sqlite_") for (name,) in found)


@cache
def _known_revisions() -> dict[str, str | None]:
    """Each revision and its predecessor. Read from the files, because importing Alembic is slow."""
    known = {}
    for path in (MIGRATIONS / "versions").glob("*.py"):
        source = path.read_text("utf-8")
        revision, before = _REVISION.search(source), _DOWN_REVISION.search(source)
        if revision:
            known[revision[1]] = before[1] if before else None
    return known


def alembic_config(connection: Connection) -> "Config":
    """Alembic's configuration for this version's migrations on a connection."""
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _alembic() -> ModuleType:
    from alembic import command  # slow to import, seldom needed

    return command


async def _with_connection(url: str, change: Callable[[Connection], None], wait_seconds: int = WAIT_SECONDS) -> None:
    path = sqlite_path(url)
    if path:
        await asyncio.to_thread(_on_sqlite, path, change)
    else:
        await _on_postgres(url, change, wait_seconds)


def _on_sqlite(path: str, change: Callable[[Connection], None]) -> None:
    engine = sqlite_engine(path)
    try:
        with engine.begin() as connection:
            change(connection)
    except DBAPIError as error:
        sqlite.raise_meaning(error, error.orig)
    finally:
        engine.dispose()


def sqlite_engine(path: str) -> Engine:
    """An engine with the same transaction settings as all writers of the file."""
    engine = create_engine("sqlite://", creator=lambda: sqlite.open_connection(path), poolclass=NullPool)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


async def _on_postgres(url: str, change: Callable[[Connection], None], wait_seconds: int) -> None:
    from app.store.connection import postgres, postgres_errors

    def change_alone(connection: Connection) -> None:
        # In a cluster, one after the other; any other database takes no notice.
        connection.exec_driver_sql("SET LOCAL citus.multi_shard_modify_mode = 'sequential'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})")
        # The time limit for altering a table in use, because everybody else waits behind it.
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        change(connection)

    settings = {"application_name": "goldlist migrate"}
    engine = postgres.open_engine(url, settings, pooler=True, wait_seconds=wait_seconds, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(change_alone)
    except postgres_errors.ERRORS as error:
        if postgres_errors.is_lock_timeout(error):
            raise SchemaInUse(
                "the tables are in use by another long transaction, perhaps a backup; nothing was changed: "
                "run `goldlist migrate` again when it has ended"
            ) from error
        postgres_errors.raise_meaning(error)
    finally:
        await engine.dispose()
