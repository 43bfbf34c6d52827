"""What a launcher forks is what the command is."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.launcher import Launcher
from tests.service.processes import LIMIT_SECONDS, Installation, Process


@pytest.fixture
def both(sqlite_url: str, tmp_path: Path) -> list[Installation]:
    """The command as it is started by forking, and as it is started in a shop."""
    return [Installation(sqlite_url, tmp_path, afresh=afresh) for afresh in (False, True)]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--version"],
        ["--help"],
        ["keys", "create"],
        ["program", "list"],
        ["keys", "list", "--program", "nobody-s"],
        ["program", "check", "--file", "missing.json"],
    ],
    ids=" ".join,
)
def test_it_says_and_ends_as_the_command_does(both: list[Installation], arguments: list[str]) -> None:
    forked, afresh = (one.attempt(*arguments) for one in both)
    assert (forked.returncode, forked.stdout, forked.stderr) == (afresh.returncode, afresh.stdout, afresh.stderr)


def test_each_has_a_folder_and_settings_of_its_own(both: list[Installation]) -> None:
    forked, _ = both
    forked.environment["GOLDLIST_LOG_FORMAT"] = "loud"
    assert "GOLDLIST_LOG_FORMAT must be" in forked.attempt("program", "list").stderr
    del forked.environment["GOLDLIST_LOG_FORMAT"]
    forked.environment["GOLDLIST_DATABASE_URL"] = "sqlite:///other.db"
    forked.run("migrate")
    assert (forked.folder / "other.db").exists()


@pytest.fixture
def worker(both: list[Installation], tmp_path: Path) -> Iterator[Process]:
    """One that runs until it is told to end."""
    with (tmp_path / "log").open("wb") as log:
        process = both[0].launch("worker", stdout=log, stderr=log, start_new_session=True)
    deadline = time.monotonic() + LIMIT_SECONDS
    while b"at work" not in (tmp_path / "log").read_bytes():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    yield process
    process.kill()


def test_it_ends_when_it_is_told_to(worker: Process) -> None:
    assert worker.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        worker.wait(0.01)
    worker.terminate()
    assert (worker.wait(LIMIT_SECONDS), worker.poll()) == (0, 0)
    worker.kill()


def test_it_can_be_killed_with_its_group(worker: Process) -> None:
    assert os.getpgid(worker.pid) == worker.pid
    os.killpg(worker.pid, signal.SIGKILL)
    assert worker.wait(LIMIT_SECONDS) == -signal.SIGKILL


def test_a_launcher_ends_and_what_it_started_does_not(tmp_path: Path) -> None:
    launcher = Launcher()
    environment: dict[str, Any] = {**os.environ, "GOLDLIST_DATABASE_URL": f"sqlite:///{tmp_path}/goldlist.db"}
    with (tmp_path / "log").open("wb") as log:
        migrated = launcher.launch(["migrate"], cwd=tmp_path, env=environment, stdout=log, stderr=log)
        assert migrated.wait(LIMIT_SECONDS) == 0
        worker = launcher.launch(["worker"], cwd=tmp_path, env=environment, stdout=log, stderr=log)
    launcher.close()
    os.kill(worker.pid, 0)
    os.kill(worker.pid, signal.SIGKILL)
    with pytest.raises(RuntimeError, match="the launcher has died"):
        worker.wait(LIMIT_SECONDS)
