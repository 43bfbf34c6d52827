"""Stopping a server: what it has taken on is finished, and what it has not is left undone."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.service.load import Load
from tests.service.processes import Installation
from tests.service.shop import DOCUMENT
from tests.service.test_kills import serving_processes, wait_until

A_SERVER_WHOSE_WRITER_DIES = """
import asyncio, sys
from app.actions.writing.write_queue import WriteQueue
from app.main import serve_forever
from app.settings import Settings

async def die(self):
    await asyncio.sleep(0.2)
    raise RuntimeError("the writer has died")

WriteQueue._run = die
serve_forever(Settings(), "127.0.0.1", 0, 1)
"""

SERVERS_OF_WHICH_THE_FIRST_WRITER_DIES = """
import multiprocessing
from pathlib import Path
from app.actions.writing.write_queue import WriteQueue

run = WriteQueue._run

async def run_or_die(self):
    if multiprocessing.parent_process() is not None:
        try:
            Path("first").touch(exist_ok=False)
        except FileExistsError:
            pass
        else:
            raise RuntimeError("the writer has died")
    await run(self)

WriteQueue._run = run_or_die

if __name__ == "__main__":
    from app.cli import main
    main()
"""


@pytest.mark.parametrize("restarts", [1, pytest.param(20, marks=pytest.mark.long)])
def test_a_stop_drops_nothing(installation: Installation, restarts: int) -> None:
    key = installation.create_program(DOCUMENT)
    load = Load()
    server = installation.start(*installation.most_processes)
    with load.running(server.port, key, "till"):
        for _ in range(restarts):
            load.wait_for(60)
            server.stop()
            server = installation.start(*installation.most_processes, port=server.port)
        load.wait_for(60)
    assert load.refused == {}
    print(f"{len(load.acknowledged)} acknowledged, {len(load.unknown)} not taken on")
    with server.client(key) as client:
        load.assert_settled(client, unanswered_are_absent=True)
    server.stop()
    installation.verify()


def test_a_server_that_can_write_no_more_ends_and_says_so(installation: Installation) -> None:
    installation.run("migrate")
    done = subprocess.run(
        [sys.executable, "-c", A_SERVER_WHOSE_WRITER_DIES],
        cwd=installation.folder,
        env=installation.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1, done.stderr
    assert "the writer has died" in done.stderr


def test_a_process_that_can_write_no_more_is_replaced(postgres_url: str, tmp_path: Path) -> None:
    program = tmp_path / "servers.py"
    program.write_text(SERVERS_OF_WHICH_THE_FIRST_WRITER_DIES)
    installation = Installation(postgres_url, tmp_path, [sys.executable, str(program)])
    key = installation.create_program(DOCUMENT)
    load = Load()
    server = installation.start("--processes", "2")
    try:
        wait_until(lambda: "died" in server.log().replace("the writer has died", ""))
        wait_until(lambda: len(serving_processes(server)) == 2)
        with load.running(server.port, key, "till"):
            load.wait_for(60)
        assert load.refused == {}
        server.process.terminate()
        assert server.wait() == 0
    finally:
        server.kill()
