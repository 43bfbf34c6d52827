"""Migrations beside those at work: they give up rather than stop the tills, and lose nothing on the way down or up."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import asyncpg
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from app.settings import Settings
from app.store.connection import schema
from app.store.connection.errors import SchemaInUse
from app.store.connection.schema import MIGRATIONS, migrate_down
from tests.databases import migrate
from tests.service.load import Load
from tests.service.processes import Installation
from tests.service.shop import DOCUMENT
from tests.service.test_import_beside import write_file

REVISIONS = [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]
Contents = dict[str, list[dict[str, Any]]]


@contextmanager
def reading(url: str, table: str) -> Iterator[None]:
    """Somebody reads a table, and does not come to an end: a backup, or a report that was left open."""
    holding, over = Event(), Event()

    async def read() -> None:
        connection = await asyncpg.connect(url)
        async with connection.transaction():
            await connection.fetch(f"SELECT * FROM {table} LIMIT 1")
            holding.set()
            await asyncio.to_thread(over.wait)
        await connection.close()

    reader = Thread(target=lambda: asyncio.run(read()))
    reader.start()
    try:
        assert holding.wait(120)
        yield
    finally:
        over.set()
        reader.join()


@contextmanager
def asking(url: str, statement: str, seconds: float) -> Iterator[list[float]]:
    """Somebody asks again and again, with the patience of a till: how long each answer took."""
    took: list[float] = []
    over = Event()

    async def ask() -> None:
        connection = await asyncpg.connect(url, server_settings={"statement_timeout": f"{seconds:.0f}s"})
        while not over.is_set():
            began = time.monotonic()
            await connection.fetch(statement)
            took.append(time.monotonic() - began)
            await asyncio.sleep(0.02)
        await connection.close()

    asker = Thread(target=lambda: asyncio.run(ask()))
    asker.start()
    try:
        yield took
    finally:
        over.set()
        asker.join()


def test_a_migration_gives_up_rather_than_stop_those_at_work(postgres_url: str, tmp_path: Path) -> None:
    first = REVISIONS[0]
    installation = Installation(postgres_url, tmp_path)
    installation.create_program(DOCUMENT)
    asyncio.run(migrate_down(postgres_url, first))
    with asking(postgres_url, "SELECT count(*) FROM api_keys", seconds=120) as took:
        with reading(postgres_url, "api_keys"):
            done = installation.attempt("migrate")
            assert done.returncode == 2, done.stdout
            assert "nothing was changed" in done.stderr
            assert "Traceback" not in done.stderr
            assert stands_at(postgres_url) == first
            assert "requests_per_second" not in columns(postgres_url, "api_keys")
            answered = len(took)
            assert answered > 1
        assert "newest schema" in installation.run("migrate")
    assert len(took) > answered
    assert stands_at(postgres_url) == REVISIONS[-1]
    installation.verify()


def test_tills_sell_while_a_migration_waits_and_while_it_runs(postgres_url: str, tmp_path: Path) -> None:
    """Who comes after a migration that waits for a lock waits behind it, and no till may give up meanwhile."""
    # A busy machine may hold up a till for longer than the tills of a shop wait, so here they wait for longer.
    assert int(schema.LOCK_TIMEOUT.removesuffix("ms")) < 1000 * Settings().database_wait_seconds / 2
    installation = Installation(postgres_url, tmp_path)
    key = installation.create_program(DOCUMENT)
    load = Load()

    def add_column(connection: Connection) -> None:
        connection.execute(text("ALTER TABLE members ADD COLUMN later integer"))
        connection.execute(text("ALTER TABLE api_keys ADD COLUMN later integer"))

    with installation.serving(*installation.most_processes) as server:
        with load.running(server.port, key, "till"):
            load.wait_for(50)
            with reading(postgres_url, "members"):
                for _ in range(2):
                    with pytest.raises(SchemaInUse):
                        asyncio.run(schema._with_connection(postgres_url, add_column))
                    load.wait_for(20)
            asyncio.run(schema._with_connection(postgres_url, add_column))
            load.wait_for(50)
        with server.client(key) as client:
            load.assert_settled(client)
    assert (load.refused, load.unknown) == ({}, [])


def test_the_stairway_holds_with_all_that_stands_on_it(installation: Installation) -> None:
    """Down one revision at a time and up again: what an older schema can keep is kept."""
    url = installation.database_url
    installation.create_program(DOCUMENT)
    installation.create_key("pos", "--requests-per-second", "5", "--points-per-day", "100")
    installation.run("import", "--program", "shop", str(write_file(installation.folder / "sales.csv", 40)))
    proof, full = installation.verify(), contents(url)
    assert len(full["purchases"]) == 40
    kept = full
    for revision in reversed(REVISIONS[:-1]):
        asyncio.run(migrate_down(url, revision))
        now = contents(url)
        assert now == as_far_as(now, kept)
        kept = now
    for revision in REVISIONS[1:]:
        asyncio.run(migrate(url, revision))
        assert as_far_as(kept, contents(url)) == kept
    assert installation.verify() == proof
    asyncio.run(migrate_down(url, "base"))
    assert contents(url) == {}
    for revision in REVISIONS:
        asyncio.run(migrate(url, revision))
    assert contents(url).keys() == full.keys()


def as_far_as(wanted: Contents, rows: Contents) -> Contents:
    """Of these rows the tables and columns that are in `wanted` too."""
    return {
        table: [{column: row[column] for column in kept[0]} for row in rows[table]] if kept else []
        for table, kept in wanted.items()
    }


def contents(url: str) -> Contents:
    """Every row of every table, in the order of the first columns."""

    def read(connection: Connection) -> Contents:
        tables = set(inspect(connection).get_table_names()) - {"alembic_version"}
        rows = {table: connection.execute(text(f"SELECT * FROM {table}")).mappings() for table in sorted(tables)}
        return {
            table: sorted(map(dict, found), key=lambda row: list(map(str, row.values()))[:3])
            for table, found in rows.items()
        }

    return on(url, read)


def columns(url: str, table: str) -> set[str]:
    """The names of a table's columns."""
    return on(url, lambda connection: {column["name"] for column in inspect(connection).get_columns(table)})


def stands_at(url: str) -> str:
    """The revision of the tables."""
    return str(on(url, lambda connection: connection.execute(text("SELECT version_num FROM alembic_version")).scalar()))


def on(url: str, look: Callable[[Connection], Any]) -> Any:
    """What somebody sees who looks at the database itself."""
    seen: list[Any] = []
    asyncio.run(schema._with_connection(url, lambda connection: seen.append(look(connection))))
    return seen[0]
