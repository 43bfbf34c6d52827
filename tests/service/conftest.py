"""Databases with tables, and servers for tests that need no more than a programme of their own on a server."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.databases import copy_sqlite, create_database
from tests.service.processes import Installation
from tests.service.shared_server import House

Houses = Callable[..., House]


@pytest.fixture
def installation(database_url: str, tmp_path: Path) -> Installation:
    """The command on a fresh database."""
    return Installation(database_url, tmp_path)


@pytest.fixture(scope="session")
def houses(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    """Houses by kind and by whose they are, each opened when first asked for and kept open for all who follow."""
    opened: dict[tuple[str, str], House] = {}
    with ExitStack() as closing:

        def open_house(kind: str, whose: str = "everybody") -> House:
            if (kind, whose) not in opened:
                folder = tmp_path_factory.mktemp(kind)
                if kind == "sqlite":
                    url = copy_sqlite(request.getfixturevalue("template_file"), folder / "goldlist.db")
                else:
                    made = map(request.getfixturevalue, ("postgres_server", "template_database", "run_folder"))
                    url = create_database(*made)
                opened[kind, whose] = closing.enter_context(House.opened(Installation(url, folder), kind))
            return opened[kind, whose]

        yield open_house


def one_house(kind: str) -> pytest.MarkDecorator:
    """For a test that asks much and of which little is particular to a database: on the other at length only."""
    other = {"sqlite": "processes", "processes": "sqlite"}[kind]
    return pytest.mark.parametrize("house", [kind, pytest.param(other, marks=pytest.mark.long)], indirect=True)


@pytest.fixture(params=["sqlite", "processes"])
def house(request: pytest.FixtureRequest, houses: Houses) -> Iterator[House]:
    """A server on each kind of database."""
    house = houses(request.param)
    yield house
    house.assert_calm()


@pytest.fixture(params=["sqlite", "processes"])
def quiet_house(request: pytest.FixtureRequest, houses: Houses) -> Iterator[House]:
    """A server for exact figures. Its programmes have clocks that stand still, so nothing falls due by itself."""
    house = houses(request.param, "figures")
    yield house
    house.assert_calm()


# Two servers are two processes to the database, as those of one server are; they are tried at length.
@pytest.fixture(params=["sqlite", "processes", pytest.param("servers", marks=pytest.mark.long)])
def busy_house(request: pytest.FixtureRequest, houses: Houses) -> Iterator[House]:
    """As many processes on one database as there can be: one on SQLite, two of one server, two servers."""
    house = houses(request.param)
    yield house
    house.assert_calm()
