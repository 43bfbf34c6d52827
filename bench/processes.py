"""Servers and commands as processes of their own, and the time that their processors spend on them."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent
START_LIMIT_SECONDS = 60
STOP_LIMIT_SECONDS = 15
GOLDLIST_COMMAND = [sys.executable, "-c", "from app.cli import main; main()"]


class Failed(Exception):
    """Something does not run, so nothing can be measured; the message is for people."""


class Server:
    """A server on a free port, with all processes that it starts. Ready once it is made."""

    def __init__(self, command: Sequence[str], settings: Mapping[str, str], ready_path: str, log: Path) -> None:
        self.port = _free_port()
        self._log = log
        with log.open("ab") as file:
            self._process = psutil.Popen(
                [part.replace("PORT", str(self.port)) for part in command],
                env=environment(settings),
                cwd=log.parent,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
            )
        self._wait_until_ready(ready_path)

    @property
    def seconds(self) -> float:
        """The processor time that it has used so far."""
        return seconds_of(self._process)

    def stop(self) -> None:
        """End it and all its processes."""
        family = [self._process, *self._process.children(recursive=True)] if self._process.is_running() else []
        with suppress(psutil.NoSuchProcess):
            self._process.send_signal(signal.SIGTERM)
        with suppress(psutil.TimeoutExpired):
            self._process.wait(STOP_LIMIT_SECONDS)
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.kill()

    def _wait_until_ready(self, path: str) -> None:
        deadline = time.monotonic() + START_LIMIT_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            with suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", path)
                if connection.getresponse().status == 200:
                    return
            time.sleep(0.05)
        self.stop()
        raise Failed("a server did not start; it said:\n" + self._log.read_text("utf-8", errors="replace")[-2000:])


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """The environment of whatever is started: these settings, no others of Goldlist's, and this checkout's code."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GOLDLIST_")}
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**inherited, "PYTHONPATH": os.pathsep.join(paths), **settings}


def run(command: Sequence[str | Path], folder: Path, settings: Mapping[str, str] | None = None) -> str:
    """Run a command to its good end: what it printed. Raises Failed."""
    done = subprocess.run(
        command, cwd=folder, env=environment(settings or {}), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Failed(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def goldlist(url: str, folder: Path, *arguments: str) -> str:
    """Run the command `goldlist` on a database: what it printed. Raises Failed."""
    return run([*GOLDLIST_COMMAND, *arguments], folder, {"GOLDLIST_DATABASE_URL": url})


def seconds_of(process: psutil.Process) -> float:
    """The processor time of a process and of all that it has started, also of those that have ended."""
    total = 0.0
    for one in [process, *process.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):
            times = one.cpu_times()
            total += times.user + times.system
            # Those that have ended count for who waited for them; on some systems nobody says.
            total += getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)
    return total


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
