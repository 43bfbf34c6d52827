"""A database with its tables, of each kind."""

from collections.abc import AsyncIterator

import pytest

from app.store.connection.database import Database
from tests.databases import open_database


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = open_database(database_url)
    yield database
    await database.close()
