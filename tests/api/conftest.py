"""The whole API over a shop, spoken to over HTTP."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
import pytest

from tests.api.shop import Shop, shop_on
from tests.databases import copy_sqlite

# A commit on a disk takes longer than all else that most of these tests do.
MEMORY = "/dev/shm" if os.path.isdir("/dev/shm") else None


@pytest.fixture
async def shop(database_url: str) -> AsyncIterator[Shop]:
    """A shop on each kind of database."""
    async with shop_on(database_url) as shop:
        yield shop


@pytest.fixture
async def corner_shop(template_file: Path) -> AsyncIterator[Shop]:
    """A shop on SQLite, in memory where there is a place for files in it: for what is said over HTTP."""
    with TemporaryDirectory(prefix="goldlist-", dir=MEMORY) as folder:
        async with shop_on(copy_sqlite(template_file, Path(folder) / "goldlist.db")) as shop:
            yield shop


@pytest.fixture
def anybody(corner_shop: Shop) -> httpx2.AsyncClient:
    """A caller without a key."""
    client = corner_shop.client_of("")
    del client.headers["Authorization"]
    return client


@pytest.fixture
def client(corner_shop: Shop) -> httpx2.AsyncClient:
    """An admin."""
    return corner_shop.admin
