"""A shop behind PgBouncer: connections go from hand to hand after each transaction, and nobody notices."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from tests.faults.pgbouncer import COMMAND, pgbouncer
from tests.service.concurrency import at_once, request
from tests.service.load import Load
from tests.service.processes import Installation
from tests.service.shop import DOCUMENT, coffees

pytestmark = pytest.mark.skipif(COMMAND is None, reason="pgbouncer is not installed (Debian: apt install pgbouncer)")


@pytest.fixture
def installation(postgres_server: str, postgres_url: str, tmp_path: Path) -> Installation:
    """The command on a database whose address is that of PostgreSQL itself."""
    installation = Installation(postgres_url, tmp_path)
    installation.environment["GOLDLIST_DATABASE_POOLER"] = "transaction"
    return installation


def test_a_shop_behind_a_pooler_misses_nothing(installation: Installation) -> None:
    with pgbouncer(installation.database_url) as url:
        installation.environment["GOLDLIST_DATABASE_URL"] = url
        installation.run("migrate")
        key = installation.create_program(DOCUMENT)
        load = Load()
        with installation.serving("--processes", "2") as server:
            with load.running(server.port, key, "till"):
                load.wait_for(60)
            storm = [request(key, "POST", "/v1/purchases", coffees("storm", "ext:ada", 10, enrol=True))] * 50
            answers = at_once([server.port], storm)
            assert sorted(answer.status for answer in answers) == [200] * 49 + [201]
            assert len({answer.body for answer in answers}) == 1
            with server.client(key) as client:
                load.assert_settled(client)
                assert client.get("/v1/members/ext:ada/status").json()["points"]["balance"] == 35
                assert client.get("/readyz").status_code == 200
        assert (load.refused, load.unknown) == ({}, [])
        assert "unexpected" not in server.log()
        installation.verify()
        assert asyncio.run(statements_left_behind(url)) == 0
        installation.environment["GOLDLIST_DATABASE_POOLER"] = "none"
        unset = installation.attempt("keys", "list", "--program", "shop")
        assert (unset.returncode, "unsupported startup parameter" in unset.stderr) == (2, True), unset.stderr


async def statements_left_behind(url: str) -> int:
    """Prepared statements in the connections that were handed round."""
    connections = [await asyncpg.connect(url, statement_cache_size=0) for _ in range(3)]
    found = 0
    for connection in connections:
        await connection.execute("BEGIN")
    for connection in connections:
        found += await connection.fetchval("SELECT count(*) FROM pg_prepared_statements WHERE name != ''")
        await connection.close()
    return found
