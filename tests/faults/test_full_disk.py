"""The disk is full: nothing more is taken, what is there is told and kept, and all goes on when there is room."""

import sys
from pathlib import Path

import pytest

from tests.service.load import Load
from tests.service.processes import Installation
from tests.service.shop import DOCUMENT, purchase
from tests.service.test_kills import wait_until

# No file may grow beyond it: to SQLite that is a disk on which no more can be written.
ON_A_SMALL_DISK = """
import resource
from app.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, ({bytes}, {bytes}))
main()
"""


# The first is full before the log has gone into the database once, the second long after it.
@pytest.mark.parametrize("size", [1_000_000, pytest.param(8_000_000, marks=pytest.mark.long)])
def test_a_full_disk_loses_nothing_and_reads_go_on(sqlite_url: str, tmp_path: Path, size: int) -> None:
    large = Installation(sqlite_url, tmp_path)
    small = Installation(sqlite_url, tmp_path, [sys.executable, "-c", ON_A_SMALL_DISK.format(bytes=size)])
    small.environment["GOLDLIST_ACCESS_LOG"] = "false"
    key = large.create_program(DOCUMENT)
    load = Load()
    with small.serving() as server, server.client(key) as client:
        client.post("/v1/members", json={"external_id": "ada"}).raise_for_status()
        with load.running(server.port, key, "till"):
            wait_until(lambda: len(load.refused) >= 50, seconds=120)
        refused = client.post("/v1/purchases", json=purchase("one-more", "ext:ada", *[100] * 400))
        assert (refused.status_code, refused.json()["type"]) == (503, "/problems/unavailable"), refused.text
        assert int(refused.headers["retry-after"]) >= 1
        for path in ("/v1/members/ext:ada/status", "/v1/members", "/v1/program", "/readyz"):
            assert client.get(path).status_code == 200
    assert set(load.refused.values()) == {503}
    assert load.unknown == []
    print(f"{len(load.acknowledged)} acknowledged, {len(load.refused)} refused")
    assert len(load.acknowledged) > 20
    large.verify()
    with large.serving() as server, server.client(key) as client:
        load.assert_settled(client)
        assert client.post("/v1/purchases", json=purchase("one-more", "ext:ada", 100)).status_code == 201
    large.verify()
