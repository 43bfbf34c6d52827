"""Whoever is killed takes the servers with them that they have started."""

import subprocess
import sys
import time
from pathlib import Path

from tests.lifeline import Lifeline

ROOT = Path(__file__).parent.parent
LIMIT_SECONDS = 120
A_RUN = """
import subprocess, sys, time
from tests.lifeline import Lifeline
sleeper = subprocess.Popen(["sleep", "600"], start_new_session=True)
lifeline = Lifeline(sleeper.pid)
print(sleeper.pid, flush=True)
time.sleep(600)
"""


def has_ended(process: int) -> bool:
    """Whether nothing runs any more, though somebody may still have to ask how it ended."""
    command = Path(f"/proc/{process}/cmdline")
    return not command.exists() or not command.read_bytes()


def test_a_killed_run_leaves_nothing_behind() -> None:
    with subprocess.Popen([sys.executable, "-c", A_RUN], cwd=ROOT, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        started = int(run.stdout.readline())
        assert not has_ended(started)
        run.kill()
    deadline = time.monotonic() + LIMIT_SECONDS
    while not has_ended(started):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_what_was_let_go_lives_on() -> None:
    with subprocess.Popen(["sleep", "600"], start_new_session=True) as sleeper:
        lifeline = Lifeline(sleeper.pid)
        lifeline.let_go()
        lifeline.let_go()
        assert sleeper.poll() is None
        sleeper.kill()
