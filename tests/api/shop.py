"""The whole of Goldlist on a real database, spoken to over HTTP: for what a stand-in cannot prove."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import httpx2

from app.actions.goldlist import Goldlist
from app.api.http.application import create_application
from tests.api.counter import DOCUMENT, NOW
from tests.databases import open_database


class Shop:
    """A programme, its admin, and everybody else that a test calls in. `now` is the real time."""

    def __init__(self, goldlist: Goldlist) -> None:
        self.goldlist = goldlist
        self.now = NOW
        self.program_id = ""
        self.admin = self.client_of("")

    def client_of(self, key: str) -> httpx2.AsyncClient:
        """A caller with this key."""
        transport = httpx2.ASGITransport(create_application(self.goldlist))
        headers = {"Authorization": f"Bearer {key}"}
        return httpx2.AsyncClient(transport=transport, base_url="http://test", headers=headers)

    async def create_program(self, slug: str, *, test: bool = False, clock: datetime | None = None) -> str:
        """Make a programme: the key of its admin."""
        made = await self.goldlist.create_program(slug, DOCUMENT, test=test, clock=clock)
        assert not isinstance(made, list), made
        self.program_id = self.program_id or made.program_id
        return made.key

    async def post(self, path: str, body: Any = None, expected: int = 201, **headers: str) -> dict[str, Any]:
        """Post as the admin: what is answered, which must be this status."""
        answer = await self.admin.post(path, json=body, headers=named(headers))
        assert answer.status_code == expected, answer.text
        document: dict[str, Any] = answer.json()
        return document

    async def get(self, path: str, **parameters: str) -> dict[str, Any]:
        """What stands at a path, as the admin sees it."""
        answer = await self.admin.get(path, params=parameters)
        assert answer.status_code == 200, answer.text
        document: dict[str, Any] = answer.json()
        return document

    async def at_once(self, *requests: Any) -> list[httpx2.Response]:
        """Wait for all of these requests together."""
        return list(await asyncio.gather(*requests))

    async def prove(self) -> str:
        """The state hash, after everything was made anew from the tables and found equal."""
        found = await self.goldlist.verify(self.program_id, rebuild=True, on_progress=lambda _: None)
        assert found.differences == []
        return found.state_hash


def named(headers: dict[str, str]) -> dict[str, str]:
    """Headers whose names were written with underscores."""
    return {name.replace("_", "-"): value for name, value in headers.items()}


@asynccontextmanager
async def shop_on(database_url: str) -> AsyncIterator[Shop]:
    """A shop on a database that has its tables."""
    shop: Shop

    def now() -> datetime:
        return shop.now

    def die() -> None:
        raise AssertionError("the write queue has died")

    shop = Shop(Goldlist(open_database(database_url), now, b"", die))
    shop.goldlist.start()
    try:
        shop.admin.headers["Authorization"] = f"Bearer {await shop.create_program('shop')}"
        yield shop
    finally:
        await shop.goldlist.close()
