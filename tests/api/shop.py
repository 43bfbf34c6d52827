"""The whole of Goldlist on a database, spoken to over HTTP."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx2

from app.actions.access.key_making import KeyRequest
from app.actions.access.keys import NO_LIMITS, Caller, Limits, MadeKey
from app.actions.goldlist import Goldlist
from app.actions.writing.write_queue import Done, Unavailable
from app.api.http.application import create_application
from app.engine.model.commands.command import Command
from app.ledger.entries import Entry
from app.outside.door import Door
from tests.databases import open_database

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DOCUMENT: dict[str, Any] = {
    "name": "Corner Coffee",
    "currency": "GBP",
    "time_zone": "Europe/London",
    "points": {"earn": [{"id": "base", "points": 1, "per": 100}]},
    "tiers": {
        "window": {"kind": "rolling", "months": 12},
        "levels": [{"id": "base", "name": "Base", "from": 0}, {"id": "silver", "name": "Silver", "from": 30000}],
    },
    "punch_cards": [
        {"id": "coffee", "name": "Coffee card", "counts": "items", "match": {"categories": ["coffee"]}, "punches": 10,
         "reward": "free-coffee"}
    ],
    "rebates": [
        {"id": "quarter", "name": "Money back", "period": "quarter", "method": "retroactive",
         "bands": [{"from": 30000, "rate": "0.02"}]}
    ],
    "rewards": [{"id": "free-coffee", "name": "A free coffee", "kind": "free_item", "valid_days": 60}],
}  # fmt: skip


class Shop:
    """A programme, its admin, and everybody else that a test calls in. `now` is the real time.

    `submitted` are the commands that came as far as the queue. `failure` is what commands and reads raise, once set.
    """

    def __init__(self, goldlist: Goldlist) -> None:
        self.goldlist = goldlist
        self.now = NOW
        self.program_id = ""
        self.admin = self.client_of("")
        self.submitted: list[Command] = []
        self.failure: Exception | None = None
        self._watch()

    def _watch(self) -> None:
        queue, database = self.goldlist.commands, self.goldlist.database
        take, read = queue.take, database.read

        def watched_take(command: Command, caller: Caller | None, done: Done, **how: bool) -> None:
            self.submitted.append(command)
            if self.failure:
                done(self.failure)
            else:
                take(command, caller, done, **how)

        async def watched_read(*arguments: Any, **named: Any) -> Any:
            if self.failure:
                raise self.failure
            return await read(*arguments, **named)

        queue.take = watched_take  # type: ignore[method-assign]
        database.read = watched_read  # type: ignore[method-assign]

    def client_of(self, key: str, *, direct: bool = True) -> httpx2.AsyncClient:
        """A caller with this key; `direct`: whether hot operations go their short way."""
        transport = httpx2.ASGITransport(create_application(self.goldlist, direct=direct))
        headers = {"Authorization": f"Bearer {key}"}
        return httpx2.AsyncClient(transport=transport, base_url="http://test", headers=headers)

    async def key(
        self,
        role: str,
        *,
        store: str | None = None,
        scopes: Sequence[str] = (),
        limits: Limits = NO_LIMITS,
        members_of: str | None = None,
    ) -> str:
        """A new key of this role; one with `scopes` is a partner's."""
        wish = KeyRequest(role, store=store, scopes=scopes, limits=limits, members_of=members_of)
        made = await self.goldlist.keys.create(self.program_id, wish)
        assert isinstance(made, MadeKey), made
        return made.key

    async def entries(self, member: str) -> list[Entry]:
        """The ledger of a member, newest first."""
        found = await self.goldlist.reads.entries_page(self.program_id, member, 200, None, None, None)
        assert isinstance(found, list)
        return found

    async def create_program(self, slug: str, *, test: bool = False, clock: datetime | None = None) -> str:
        """Make a programme: the key of its admin."""
        made = await self.goldlist.programs.create(slug, DOCUMENT, test=test, clock=clock)
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
        found = await self.goldlist.verification.verify(self.program_id, rebuild=True, on_progress=lambda _: None)
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

    async def unknown(host: str, port: int) -> Sequence[str]:
        raise OSError("there is no such name")

    goldlist = Goldlist(open_database(database_url), now, b"", die, secrets_key=b"k" * 32, door=Door(resolve=unknown))
    shop = Shop(goldlist)
    shop.goldlist.start()
    try:
        shop.admin.headers["Authorization"] = f"Bearer {await shop.create_program('shop')}"
        yield shop
    finally:
        await shop.goldlist.close()


def unavailable() -> Exception:
    """What is raised when the database is away."""
    return Unavailable()
