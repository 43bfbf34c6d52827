"""The servers of a cluster are counted, and other databases are none."""

import pytest

from app.store.connection.database import Database
from app.store.queries.workers import workers
from app.store.rows.programs import ProgramRow
from tests.databases import open_database

pytestmark = pytest.mark.anyio


async def test_other_databases_are_no_cluster(sqlite_url: str, postgres_url: str) -> None:
    for url in (sqlite_url, postgres_url):
        assert not await _is_cluster(open_database(url))


@pytest.mark.citus
async def test_the_workers_of_a_cluster_answer(citus_url: str) -> None:
    database = open_database(citus_url)
    found = await database.read(workers)
    assert await _is_cluster(database)
    assert found.all >= 1
    assert found.unreachable == 0


async def _is_cluster(database: Database) -> bool:
    await database.read(lambda transaction: transaction.rows(ProgramRow, "program_id", ["prg_a"]))
    await database.close()
    return database.is_cluster
