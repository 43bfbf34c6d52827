"""Each table has its place in a cluster, and its unique keys hold there."""

import pytest
from sqlalchemy import PrimaryKeyConstraint, Table, UniqueConstraint

from app.store.connection import statements
from app.store.tables.schema import metadata
from app.store.tables.spread import EVERY_NODE, HERE, SPREAD

assert statements  # it imports the modules of all tables
BY_COLUMN = {name: column for name, column in SPREAD.items() if column not in (EVERY_NODE, HERE)}


def test_each_table_has_a_place() -> None:
    assert sorted(SPREAD) == sorted(metadata.tables)


@pytest.mark.parametrize("name", BY_COLUMN)
def test_each_unique_key_contains_the_column_that_decides_the_place(name: str) -> None:
    table = metadata.tables[name]
    assert [key for key in _unique_keys(table) if BY_COLUMN[name] not in key] == []
    assert not table.columns[BY_COLUMN[name]].nullable


@pytest.mark.parametrize("name", BY_COLUMN)
def test_a_spread_table_refers_to_none_that_is_elsewhere(name: str) -> None:
    referred = {key.column.table.name for key in metadata.tables[name].foreign_keys}
    assert {one for one in referred if SPREAD[one] != EVERY_NODE} == set()


def test_a_table_on_each_server_refers_to_others_of_its_kind_only() -> None:
    of_each = [metadata.tables[name] for name, place in SPREAD.items() if place == EVERY_NODE]
    referred = {key.column.table.name for table in of_each for key in table.foreign_keys}
    assert {SPREAD[one] for one in referred} == {EVERY_NODE}


def _unique_keys(table: Table) -> list[list[str]]:
    unique = [one for one in table.constraints if isinstance(one, PrimaryKeyConstraint | UniqueConstraint)]
    unique += [one for one in table.indexes if one.unique]
    return [[column.name for column in one.columns] for one in unique]
