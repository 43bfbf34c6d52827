"""Databases on a cluster, of which the tests know the address of one: GOLDLIST_TEST_CITUS_URL.

Its servers must be reached under the names that the cluster has for them. A run makes one database for most tests and
empties it for each; the few shards make that quick.
"""

import asyncio
import fcntl
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from app.store.connection.spreading import plan, spread
from app.store.tables.schema import metadata
from tests.databases import PREFIX, WAIT_SECONDS, migrate

VARIABLE = "GOLDLIST_TEST_CITUS_URL"
ABSENT = f"needs a cluster: {VARIABLE}, the address of a database with the extension Citus and other servers"
SHARDS = 4


@contextmanager
def alone_on_cluster(url: str, run_folder: Path) -> Iterator[str]:
    """A database with spread tables and no rows, for one test at a time."""
    with (run_folder / "cluster.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        file = run_folder / "cluster"
        if not file.exists():
            made = create_on_cluster(url, run_folder)
            asyncio.run(_spread(made))
            file.write_text(made)
        made = file.read_text()
        asyncio.run(_empty(made))
        yield made


def create_on_cluster(url: str, run_folder: Path) -> str:
    """Make a database without tables on all servers of a cluster: its address."""
    name = f"{PREFIX}{uuid.uuid4().hex}"
    with (run_folder / "cluster-databases").open("a") as file:
        file.write(f"{name}\n")
    asyncio.run(_create(url, name))
    return _at(url, name)


def drop_from_cluster(url: str, run_folder: Path) -> None:
    """Drop every database that this run made on a cluster."""
    file = run_folder / "cluster-databases"
    if file.exists():
        asyncio.run(_drop(url, file.read_text().split()))


async def servers(url: str) -> list[str]:
    """The addresses of the same database on all servers, the coordinator first."""
    connection = await asyncpg.connect(url, timeout=WAIT_SECONDS)
    try:
        found = await connection.fetch("SELECT nodename, nodeport FROM pg_dist_node WHERE isactive ORDER BY groupid")
    finally:
        await connection.close()
    parts = urlsplit(url)
    user = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    return [parts._replace(netloc=f"{user}{name}:{port}").geturl() for name, port in found]


def _at(url: str, name: str) -> str:
    return urlsplit(url)._replace(path=f"/{name}").geturl()


async def _create(url: str, name: str) -> None:
    everywhere = await servers(url)
    for server in everywhere:
        await _execute(server, "SET citus.enable_ddl_propagation = off", f"CREATE DATABASE {name}")
        await _execute(_at(server, name), "CREATE EXTENSION citus")
    first, *others = map(urlsplit, everywhere)
    added = [f"SELECT citus_add_node('{one.hostname}', {one.port})" for one in others]
    known = f"SELECT citus_set_coordinator_host('{first.hostname}', {first.port})"
    await _execute(_at(url, name), known, *added, f"ALTER DATABASE {name} SET citus.shard_count = {SHARDS}")


async def _drop(url: str, names: list[str]) -> None:
    for server in await servers(url):
        dropped = [f"DROP DATABASE IF EXISTS {name} WITH (FORCE)" for name in names]
        await _execute(server, "SET citus.enable_ddl_propagation = off", *dropped)


async def _spread(url: str) -> None:
    await migrate(url)
    left = await plan(url, wait_seconds=WAIT_SECONDS)
    assert left
    await spread(url, left.tables, wait_seconds=WAIT_SECONDS)


async def _empty(url: str) -> None:
    connection = await asyncpg.connect(url, timeout=WAIT_SECONDS)
    try:
        # Deleting a few rows is quicker than truncating all shards.
        for table in reversed(metadata.sorted_tables):
            if await connection.fetch(f"SELECT FROM {table.name} LIMIT 1"):
                await connection.execute(f"DELETE FROM {table.name}")
    finally:
        await connection.close()


async def _execute(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url, timeout=WAIT_SECONDS)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()
