"""Migrations make the tables that the code works with, and nothing else will do."""

from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from app.store.connection import schema
from app.store.connection.database import Database
from app.store.connection.errors import SchemaOutdated
from app.store.connection.schema import ensure_current, migrate_down, newest_revision, revision
from app.store.connection.statements import KEPT_IN, columns_of
from app.store.tables.schema import metadata
from tests.databases import create_database, migrate, open_database

pytestmark = pytest.mark.anyio


@pytest.fixture
def postgres_url(postgres_server: str, run_folder: Path) -> str:
    """Without any tables."""
    return create_database(postgres_server, "template1", run_folder)


@pytest.fixture
def citus_url() -> str:
    pytest.skip("the cluster of the tests has its tables already")


@pytest.fixture(scope="session")
def template_file() -> None:
    """No file yet."""


async def test_up_down_and_up_again(database_url: str) -> None:
    database = open_database(database_url)
    await migrate(database_url)
    assert await revision(database) == newest_revision()
    await migrate_down(database_url, "base")
    assert await revision(database) is None
    await migrate(database_url)
    await ensure_current(database)
    await database.close()


async def test_migrating_what_is_current_changes_nothing(database_url: str) -> None:
    await migrate(database_url)
    await migrate(database_url)


async def test_migrations_make_the_tables_of_the_code(database_url: str) -> None:
    await migrate(database_url)

    def differences(connection: Connection) -> None:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []

    await schema._with_connection(database_url, differences)


async def test_migrations_make_the_very_checks_and_collations_of_the_code(database_url: str) -> None:
    await migrate(database_url)
    migrated: list[Any] = []
    created: list[Any] = []

    def create(connection: Connection) -> None:
        metadata.create_all(connection)
        created.extend(_description(connection))

    await schema._with_connection(database_url, lambda connection: migrated.extend(_description(connection)))
    await migrate_down(database_url, "base")
    await schema._with_connection(database_url, create)
    assert migrated == created
    assert len(migrated) > 20


def _description(connection: Connection) -> list[Any]:
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE name != 'alembic_version'")).all()
        return sorted((name, *sorted(_parts(sql or ""))) for name, sql in rows)
    constraints = connection.execute(
        text(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE connamespace = 'public'::regnamespace AND contype != 'n' AND conname NOT LIKE 'alembic%'"
        )
    ).all()
    columns = connection.execute(
        text(
            "SELECT table_name, column_name, data_type, is_nullable, collation_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND table_name != 'alembic_version'"
        )
    ).all()
    indexes = connection.execute(
        text("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE 'alembic%'")
    ).all()
    return sorted(map(repr, [*constraints, *columns, *indexes]))


@pytest.mark.parametrize("kind", KEPT_IN)
def test_a_record_s_fields_are_its_table_s_columns(kind: type[Any]) -> None:
    assert tuple(columns_of(KEPT_IN[kind])) == kind._fields


async def test_a_database_without_tables_is_refused(database_url: str) -> None:
    database = open_database(database_url)
    with pytest.raises(SchemaOutdated, match="goldlist migrate"):
        await ensure_current(database)
    await database.close()


async def test_a_database_from_the_future_is_refused(database: Database, database_url: str) -> None:
    await migrate(database_url)
    await database.write(
        lambda transaction: transaction.execute(text("UPDATE alembic_version SET version_num = '2099_01_01_x'"))
    )
    with pytest.raises(SchemaOutdated, match="newer version"):
        await ensure_current(database)


def _parts(statement: str) -> list[str]:
    """What a CREATE statement lists, and what stands before and after the list, however it is set out."""
    parts, depth = [""], 0
    for character in statement:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if (character, depth) in ((",", 1), ("(", 1), (")", 0)):
            parts.append("")
        else:
            parts[-1] += character
    return [" ".join(part.split()) for part in parts]
