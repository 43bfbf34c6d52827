"""A running server that many tests share, each with a programme of its own."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

import httpx2

from app.actions.access.key_making import KeyRequest
from app.actions.access.keys import MadeKey
from app.actions.proof.verify import Verified
from app.main import Goldlist, composed
from tests.databases import settings_for
from tests.service import contract
from tests.service.processes import Installation, Server
from tests.service.shop import DOCUMENT

Result = TypeVar("Result")

OPTIONS = {"sqlite": [()], "processes": [("--processes", "2")], "servers": [(), ()]}


class Programme(NamedTuple):
    """A programme of a house, and its first key."""

    house: "House"
    id: str
    slug: str
    key: str

    def create_key(
        self, role: str, store: str | None = None, scopes: tuple[str, ...] = (), members_of: str | None = None
    ) -> str:
        """Another key."""
        wish = KeyRequest(role, store=store, scopes=scopes, members_of=members_of)
        made = self.house.run(lambda goldlist: goldlist.keys.create(self.id, wish))
        assert isinstance(made, MadeKey), made
        return made.key

    def client(self, key: str | None = None) -> httpx2.Client:
        """A client with this key, or the first; all that it is answered is held against the contract."""
        client = self.house.servers[0].client(key or self.key)
        client.event_hooks = {"response": [contract.check]}
        return client

    def verify(self) -> Verified:
        """What `goldlist verify --rebuild` does, which must find nothing."""
        found = self.house.run(
            lambda goldlist: goldlist.verification.verify(self.id, rebuild=True, on_progress=lambda _: None)
        )
        assert found.differences == []
        return found


class House:
    """The servers of one database. Programmes are made beside them, without the wait for a command to start."""

    def __init__(self, installation: Installation, kind: str, servers: list[Server]) -> None:
        self.installation = installation
        self.kind = kind
        self.servers = servers

    @classmethod
    @contextmanager
    def opened(cls, installation: Installation, kind: str) -> Iterator["House"]:
        """A house on a database, closed in the end."""
        with ExitStack() as closing:
            servers = [closing.enter_context(installation.serving(*options)) for options in OPTIONS[kind]]
            yield cls(installation, kind, servers)

    @property
    def ports(self) -> list[int]:
        """Where the servers listen."""
        return [server.port for server in self.servers]

    def create_program(
        self, document: dict[str, Any] | None = None, *, test: bool = False, clock: datetime | None = None
    ) -> Programme:
        """A programme of one's own."""
        slug = f"shop-{uuid.uuid4().hex[:12]}"
        made = self.run(lambda goldlist: goldlist.programs.create(slug, document or DOCUMENT, test=test, clock=clock))
        assert not isinstance(made, list), made
        return Programme(self, made.program_id, slug, made.key)

    def run(self, work: Callable[[Goldlist], Awaitable[Result]]) -> Result:
        """Do something beside the servers, on their database."""

        async def run() -> Result:
            goldlist = composed(settings_for(self.installation.database_url))
            try:
                return await work(goldlist)
            finally:
                await goldlist.database.close()

        return asyncio.run(run())

    def assert_calm(self) -> None:
        """Every server is still there, and nothing has gone wrong in it."""
        for server in self.servers:
            assert server.process.poll() is None, server.log()
            assert "Traceback" not in server.log(), server.log()
