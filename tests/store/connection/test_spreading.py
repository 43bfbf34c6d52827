"""Tables are spread over the servers of a cluster, and nothing happens elsewhere."""

import asyncio
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest

from app.store.connection import spreading
from app.store.connection.spreading import NodesRefuse, plan, spread
from app.store.tables.spread import EVERY_NODE, HERE, SPREAD
from tests.cluster import servers
from tests.databases import WAIT_SECONDS, migrate, open_database
from tests.service.processes import Installation
from tests.service.shop import DOCUMENT
from tests.store.samples import PROGRAM, keep, member, purchase

pytestmark = pytest.mark.anyio


def test_the_command_refuses_another_database(sqlite_url: str, tmp_path: Path) -> None:
    done = Installation(sqlite_url, tmp_path).attempt("distribute", "--yes")
    assert (done.returncode, done.stdout) == (2, "")
    assert "not one of a cluster" in done.stderr


@pytest.mark.citus
def test_commands_spread_a_database_in_use(bare_citus_url: str, tmp_path: Path) -> None:
    asyncio.run(migrate(bare_citus_url))
    installation = Installation(bare_citus_url, tmp_path)
    installation.create_program(DOCUMENT)
    before = installation.verify()
    assert "run `goldlist distribute`" in installation.attempt("migrate").stderr
    assert "spread" in installation.run("distribute", "--yes")
    assert "already" in installation.run("distribute")
    assert installation.run("migrate") == "the database has the newest schema\n"
    assert installation.verify() == before


async def test_another_database_has_nothing_to_spread(sqlite_url: str, postgres_url: str) -> None:
    assert await plan(sqlite_url, wait_seconds=WAIT_SECONDS) is None
    assert await plan(postgres_url, wait_seconds=WAIT_SECONDS) is None


@pytest.mark.citus
async def test_tables_are_spread_once_with_the_rows_that_they_have(bare_citus_url: str) -> None:
    await migrate(bare_citus_url)
    database = open_database(bare_citus_url)
    many = [f"mem_{number}" for number in range(20)]
    await keep(database, members=[member(one) for one in many], purchases=[purchase(f"pur_{one}") for one in many])
    left = await plan(bare_citus_url, wait_seconds=WAIT_SECONDS)
    assert left
    assert sorted(left.tables) == sorted(name for name, place in SPREAD.items() if place != HERE)
    assert set(left.full) == {"members", "purchases"}
    assert not left.begun
    seen: list[str] = []
    await spread(bare_citus_url, left.tables[:5], wait_seconds=WAIT_SECONDS, on_table=seen.append)
    assert seen == left.tables[:5]
    await spread(bare_citus_url, left.tables, wait_seconds=WAIT_SECONDS)
    left = await plan(bare_citus_url, wait_seconds=WAIT_SECONDS)
    assert left is not None
    assert (left.tables, left.begun) == ([], True)
    connection = await asyncpg.connect(bare_citus_url)
    try:
        assert await connection.fetchval("SELECT count(*) FROM members WHERE program_id = $1", PROGRAM) == len(many)
        assert await connection.fetchval("SELECT count(*) FROM purchases") == len(many)
        kinds = await connection.fetch(
            "SELECT table_name::text, citus_table_type, distribution_column FROM citus_tables"
        )
        assert {row[0] for row in kinds if row[1] == "reference"} == {
            name for name, place in SPREAD.items() if place == EVERY_NODE
        }
        assert {row[0]: row[2] for row in kinds if row[1] == "distributed"} == {
            name: place for name, place in SPREAD.items() if place not in (EVERY_NODE, HERE)
        }
    finally:
        await connection.close()
        await database.close()


@pytest.mark.citus
async def test_each_server_plans_as_the_coordinator_does(citus_url: str) -> None:
    for server in await servers(citus_url):
        connection = await asyncpg.connect(server)
        try:
            assert await connection.fetchval("SHOW enable_seqscan") == "off"
            assert await connection.fetchval("SHOW jit") == "off"
        finally:
            await connection.close()


@pytest.mark.citus
async def test_nothing_is_spread_if_a_server_refuses_a_setting(
    bare_citus_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await migrate(bare_citus_url)
    monkeypatch.setattr(spreading, "_SETTINGS_OF_NODES", {"jit": "off", "enable_seqscans": "off"})
    with pytest.raises(NodesRefuse, match='"enable_seqscans"'):
        await spread(bare_citus_url, ["members"], wait_seconds=WAIT_SECONDS)
    left = await plan(bare_citus_url, wait_seconds=WAIT_SECONDS)
    assert left is not None
    assert (sorted(left.tables), left.begun) == (sorted(name for name, place in SPREAD.items() if place != HERE), False)


@pytest.mark.citus
async def test_a_role_that_may_not_set_up_the_database_goes_on_if_it_is_set_up(
    citus_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreading, "_said_by_nodes", _only_shows(spreading._said_by_nodes))
    await spread(citus_url, [], wait_seconds=WAIT_SECONDS)


def _only_shows(ask: Any) -> Any:
    """What reads settings, and fails if one is to be changed."""

    def asked(connection: Any, command: str) -> Any:
        assert command.startswith("SHOW"), command
        return ask(connection, command)

    return asked


@pytest.mark.citus
async def test_a_database_has_a_shard_for_each_worker(bare_citus_url: str) -> None:
    connection = await asyncpg.connect(bare_citus_url)
    try:
        await connection.execute(f"ALTER DATABASE {urlsplit(bare_citus_url).path[1:]} RESET citus.shard_count")
        await migrate(bare_citus_url)
        await spread(bare_citus_url, ["members", "receipts"], wait_seconds=WAIT_SECONDS)
        workers = await connection.fetchval("SELECT count(*) FROM pg_dist_node WHERE shouldhaveshards")
        counts = await connection.fetch("SELECT shard_count FROM citus_tables WHERE citus_table_type = 'distributed'")
        assert [row[0] for row in counts] == 2 * [max(2, workers)]
    finally:
        await connection.close()
