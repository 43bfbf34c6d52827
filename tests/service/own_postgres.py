"""A PostgreSQL server of one's own, to be stopped, frozen and started again."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.postgres_server import TestRun, server_url

LIMIT_SECONDS = 120


class OwnPostgres:
    """A server that nobody else uses."""

    def __init__(self, folder: Path) -> None:
        self.url = server_url(folder)
        self._pid_file = folder / "data" / "postmaster.pid"
        self._command = Path(f"/proc/{self._pid}/cmdline").read_bytes().rstrip(b"\0").split(b"\0")
        self._again: subprocess.Popen[bytes] | None = None

    @classmethod
    @contextmanager
    def started(cls) -> Iterator["OwnPostgres"]:
        """A server that ends with the context."""
        run = TestRun()
        try:
            server = cls(run.folder)
            try:
                yield server
            finally:
                server.stop()
        finally:
            run.end()

    def stop(self) -> None:
        """End it at once, as a crash does; nothing that was committed is lost."""
        with suppress(FileNotFoundError, ProcessLookupError):
            pid = self._pid
            os.kill(pid, signal.SIGQUIT)
            if self._again:
                self._again.wait(LIMIT_SECONDS)
            _wait_until_ended(pid)

    def kill(self) -> None:
        """Kill every process of it, as a power cut does."""
        processes = self._processes
        for process in processes:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        if self._again:
            self._again.wait(LIMIT_SECONDS)
        for process in processes:
            _wait_until_ended(process)
        # It names a process of which nobody has asked yet how it ended, and which therefore seems to be there.
        self._pid_file.unlink()

    def start(self) -> None:
        """Start it again, on the same port."""
        owner = self._pid_file.parent.stat()
        user: dict[str, Any] = {}
        if os.geteuid() == 0:
            user = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
        self._again = subprocess.Popen(
            self._command,
            cwd=self._pid_file.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **user,
        )

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """All its processes stand still: connections are taken and kept, and nothing answers."""
        processes = self._processes
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in processes:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGCONT)

    @property
    def _processes(self) -> list[int]:
        children = Path(f"/proc/{self._pid}/task/{self._pid}/children").read_text().split()
        return [self._pid, *map(int, children)]

    @property
    def _pid(self) -> int:
        return int(self._pid_file.read_text().split()[0])


def _wait_until_ended(process: int) -> None:
    deadline = time.monotonic() + LIMIT_SECONDS
    with suppress(FileNotFoundError, ProcessLookupError):
        while Path(f"/proc/{process}/cmdline").read_bytes():  # empty once it has ended, though nobody has asked how
            assert time.monotonic() < deadline
            time.sleep(0.02)
