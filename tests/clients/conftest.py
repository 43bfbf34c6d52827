"""A shop on a running server for clients of every kind, as the documents tell of it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.clients.node import found_node
from tests.clients.typescript_package import compiled
from tests.service.processes import Installation
from tests.service.shared_server import House, Programme

ROOT = Path(__file__).parents[2]
CLOCK = datetime(2026, 3, 2, 18, tzinfo=UTC)


@pytest.fixture(scope="session")
def node() -> str:
    """Node.js with the tools of these tests. For the session, to come before the server."""
    return found_node()


@pytest.fixture(scope="session")
def programs(node: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with compiled programs on the TypeScript client."""
    folder = tmp_path_factory.mktemp("programs")
    compiled(tmp_path_factory.mktemp("source"), folder)
    return folder


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server for all these tests."""
    folder = tmp_path_factory.mktemp("server")
    with House.opened(Installation(f"sqlite:///{folder}/goldlist.db", folder), "sqlite") as house:
        yield house


@pytest.fixture
def shop(house: House) -> Iterator[Programme]:
    """The programme of the documents in a shop of its own, where it is always the evening of 2 March 2026."""
    programme: dict[str, Any] = json.loads((ROOT / "docs/examples/programme.json").read_text("utf-8"))
    yield house.create_program(programme, test=True, clock=CLOCK)
    house.assert_calm()
