"""The real server as a child process that never outlives the demo."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

import httpx2

from app.demo.failure import DemoFailure
from app.demo.stopping import not_now

HOST = "127.0.0.1"
USUAL_PORT = 8000
START_LIMIT_SECONDS = 30
STOP_LIMIT_SECONDS = 12
LOG_LINES_SHOWN = 12
COMMAND = [sys.executable, "-c", "from app.cli import main; main()"]


class DemoServer:
    """`goldlist serve` on one database and port. Ready when the block begins, stopped when it ends."""

    def __init__(self, database_url: str, port: int, log: Path) -> None:
        self.address = f"http://{HOST}:{port}"
        self._command = [*COMMAND, "serve", "--host", HOST, "--port", str(port)]
        self._environment = os.environ | {"GOLDLIST_DATABASE_URL": database_url}
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "DemoServer":
        try:
            # An interrupt between start and assignment would orphan the process.
            with self._log.open("wb") as log, not_now():
                self._process = subprocess.Popen(
                    self._command, env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
                )
            self._wait_until_ready()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def wait(self) -> None:
        """Keep serving. Raises DemoFailure if the server ends by itself."""
        assert self._process
        self._process.wait()
        raise self.failure("the server has ended")

    def failure(self, what: str) -> DemoFailure:
        """A failure, with the end of the server's log."""
        said = self._log.read_text("utf-8", errors="replace").splitlines()[-LOG_LINES_SHOWN:]
        return DemoFailure("\n".join([f"{what}; the log {self._log} ends with:", *said]))

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_LIMIT_SECONDS
        while time.monotonic() < deadline:
            if self._process and self._process.poll() is not None:
                raise self.failure("the server did not start")
            try:
                if httpx2.get(f"{self.address}/readyz", timeout=2).status_code == httpx2.codes.OK:
                    return
            except httpx2.TransportError:
                pass
            time.sleep(0.05)
        raise self.failure(f"the server was not ready within {START_LIMIT_SECONDS} s")

    def _stop(self) -> None:
        process = self._process
        if process is None or process.poll() is not None:
            return
        # A second interrupt while the server shuts down kills it.
        try:
            process.send_signal(signal.SIGTERM)
            process.wait(STOP_LIMIT_SECONDS)
        except (KeyboardInterrupt, subprocess.TimeoutExpired):
            process.kill()
            process.wait()


def free_port(asked: int | None) -> int:
    """The requested port, else the usual one, else any free one. Raises DemoFailure if the requested one is taken."""
    wanted = USUAL_PORT if asked is None else asked
    if _can_listen(wanted):
        return wanted
    if asked is not None:
        raise DemoFailure(f"port {asked} is taken; choose another with --port, or omit it to use a free one")
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _can_listen(port: int) -> bool:
    with socket.socket() as probe:
        # As the server does: a port that a server has just closed is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True
