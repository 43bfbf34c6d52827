"""The whole API over a stand-in service, spoken to over HTTP."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from app.api.http.application import create_application
from tests.api.counter import FakeService
from tests.api.shop import Shop, shop_on


@pytest.fixture
def counter() -> FakeService:
    return FakeService()


@pytest.fixture
async def anybody(counter: FakeService) -> AsyncIterator[httpx2.AsyncClient]:
    """A caller without a key."""
    transport = httpx2.ASGITransport(create_application(counter))
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.fixture
def client(anybody: httpx2.AsyncClient, counter: FakeService) -> httpx2.AsyncClient:
    """An admin."""
    anybody.headers["Authorization"] = f"Bearer {counter.key('admin')}"
    return anybody


@pytest.fixture
async def shop(database_url: str) -> AsyncIterator[Shop]:
    """A shop on each kind of database."""
    async with shop_on(database_url) as shop:
        yield shop
