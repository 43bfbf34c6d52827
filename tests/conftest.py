"""What every test may ask for: a database of each kind with tables and no rows, and asyncio."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cluster import ABSENT, VARIABLE, alone_on_cluster, create_on_cluster, drop_from_cluster
from tests.databases import PostgresCopies, copy_sqlite, drop_databases, postgres_template, sqlite_template
from tests.heartbeat import Heartbeat
from tests.launcher import launcher
from tests.postgres_server import TestRun, server_url

pytest_plugins = ["tests.property_tests"]

OTHER_SERVER = "GOLDLIST_TEST_POSTGRES_URL"
# With a cluster, each test that runs on every kind of database runs there too.
KINDS = ["sqlite", "postgresql", *([pytest.param("citus", marks=pytest.mark.citus)] if VARIABLE in os.environ else [])]
RUN = pytest.StashKey[TestRun]()
RUN_FOLDER = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """The controller (or the only process) owns the run; a worker is told its folder."""
    if hasattr(config, "workerinput"):
        config.stash[RUN_FOLDER] = Path(config.workerinput["run_folder"])
    else:
        config.stash[RUN] = TestRun()
        config.pluginmanager.register(Heartbeat(config), "heartbeat")
        config.stash[RUN_FOLDER] = config.stash[RUN].folder


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: a quarter of the time of these tests is waiting for others."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["run_folder"] = str(node.config.stash[RUN_FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    launcher.close()
    if run := config.stash.get(RUN, None):
        if server := os.environ.get(OTHER_SERVER):
            drop_databases(server, run.folder)  # the run's own server goes with all that is in it
        if cluster := os.environ.get(VARIABLE):
            drop_from_cluster(cluster, run.folder)
        run.end()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def postgres_server(pytestconfig: pytest.Config) -> str:
    """The address of a PostgreSQL server: GOLDLIST_TEST_POSTGRES_URL, else one that this run starts for itself."""
    return os.environ.get(OTHER_SERVER) or server_url(pytestconfig.stash[RUN_FOLDER])


@pytest.fixture(scope="session")
def run_folder(pytestconfig: pytest.Config) -> Path:
    """The folder of this run, which all its workers share."""
    return pytestconfig.stash[RUN_FOLDER]


@pytest.fixture(scope="session")
def template_database(postgres_server: str, run_folder: Path) -> str:
    """The PostgreSQL database that each test's own is a copy of."""
    return postgres_template(postgres_server, run_folder)


@pytest.fixture(scope="session")
def template_file(run_folder: Path) -> Path | None:
    """The SQLite file that each test's own is a copy of, None for no file."""
    return sqlite_template(run_folder)


@pytest.fixture(scope="session")
def postgres_copies(postgres_server: str, template_database: str, run_folder: Path) -> PostgresCopies:
    """The PostgreSQL databases that this worker has made."""
    return PostgresCopies(postgres_server, template_database, run_folder)


@pytest.fixture
def postgres_url(postgres_copies: PostgresCopies) -> Iterator[str]:
    """A PostgreSQL database of one's own, with tables and no rows."""
    url = postgres_copies.take()
    yield url
    postgres_copies.give_back(url)


@pytest.fixture
def sqlite_url(tmp_path: Path, template_file: Path | None) -> str:
    """A SQLite database of one's own, with tables and no rows."""
    path = tmp_path / "goldlist.db"
    return copy_sqlite(template_file, path) if template_file else f"sqlite:///{path}"


@pytest.fixture(scope="session")
def cluster() -> str:
    """The address of a cluster's coordinator: GOLDLIST_TEST_CITUS_URL."""
    return os.environ.get(VARIABLE) or pytest.skip(ABSENT)


@pytest.fixture
def citus_url(cluster: str, run_folder: Path) -> Iterator[str]:
    """A database of the cluster, with tables and no rows; one test has it at a time."""
    with alone_on_cluster(cluster, run_folder) as url:
        yield url


@pytest.fixture
def bare_citus_url(cluster: str, run_folder: Path) -> str:
    """A database of the cluster without tables."""
    return create_on_cluster(cluster, run_folder)


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """A database of one's own, with tables and no rows; a test that asks for it runs once on each kind."""
    # By name, so that a test on SQLite starts no server.
    fixture = {"sqlite": "sqlite_url", "postgresql": "postgres_url", "citus": "citus_url"}[request.param]
    return str(request.getfixturevalue(fixture))
