"""Commands that write beside a busy server, and one that is killed while it does."""

import json
import re

import pytest

from tests.service.load import Load
from tests.service.processes import Installation
from tests.service.shop import DOCUMENT
from tests.service.test_import_beside import start_import, write_file
from tests.service.test_kills import wait_until

# On PostgreSQL at length only: SQLite is where a command and the server share one file.
pytestmark = pytest.mark.parametrize(
    "database_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)], indirect=True
)


@pytest.mark.parametrize("times", [1, pytest.param(5, marks=pytest.mark.long)])
def test_keys_and_versions_are_made_while_tills_sell(installation: Installation, times: int) -> None:
    if installation.database_url.startswith("postgresql"):
        installation.run("migrate")
    key = installation.create_program(DOCUMENT)
    document = installation.folder / "next.json"
    load = Load()
    with installation.serving(*installation.most_processes) as server, server.client(key) as client:
        with load.running(server.port, key, "till", pause_seconds=0.1):
            load.wait_for(20)
            for version in range(2, 2 + times):
                made = installation.create_key("email")
                document.write_text(json.dumps({**DOCUMENT, "name": f"Corner Coffee {version}"}))
                said = json.loads(installation.run("program", "publish", "--slug", "shop", "--file", str(document)))
                assert said == {"slug": "shop", "version": version}
                assert client.get("/v1/program").json()["version"] == version
                with server.client(made) as newcomer:
                    assert newcomer.get("/v1/members").status_code == 200
            load.wait_for(20)
        assert (load.refused, load.unknown) == ({}, [])
        load.assert_settled(client)
        assert client.get("/v1/program").json()["name"] == f"Corner Coffee {1 + times}"
    installation.verify()


# So many that it hardly ends before it is killed.
@pytest.mark.parametrize("baskets", [600, pytest.param(1500, marks=pytest.mark.long)])
def test_an_import_that_is_killed_is_finished_by_repeating_it(installation: Installation, baskets: int) -> None:
    if installation.database_url.startswith("postgresql"):
        installation.run("migrate")
    key = installation.create_program(DOCUMENT)
    file = write_file(installation.folder / "sales.csv", baskets)
    load = Load()
    with installation.serving(*installation.most_processes) as server, server.client(key) as client:
        with load.running(server.port, key, "till", pause_seconds=0.1):
            importing = start_import(installation, file)
            wait_until(lambda: client.get("/v1/purchases/ext:old-0").status_code == 200, seconds=60)
            importing.kill()
            importing.communicate()
            assert importing.returncode in (-9, 0)  # a machine that keeps us waiting may let it end first
            load.wait_for(20)
        assert (load.refused, load.unknown) == ({}, [])
        found = installation.verify()
        again = installation.run("import", "--program", "shop", str(file))
        recorded, repeated = map(int, re.findall(r"(\d+) (?:purchases|already)", again))
        assert (recorded + repeated, repeated > 0) == (baskets, True), again
        load.assert_settled(client)
    assert installation.verify()["entries"] >= found["entries"]
