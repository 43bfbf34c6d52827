"""A database with its tables, of each kind."""

from collections.abc import AsyncIterator

import pytest

from app.store.connection.database import Database
from app.store.connection.schema import migrate


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    await migrate(database_url)
    database = Database.open(database_url)
    yield database
    await database.close()
