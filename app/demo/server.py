"""The real server as a process of its own, which never outlives the demo."""

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
    """`goldlist serve` on one database and port. Ready when the block begins, gone when it ends."""

    def __init__(self, database_url: str, port: int, log: Path) -> None:
        self.address = f"http://{HOST}:{port}"
        self._command = [*COMMAND, "serve", "--host", HOST, "--port", str(port)]
        self._environment = os.environ | {"GOLDLIST_DATABASE_URL": database_url}
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "DemoServer":
        try:
            # Stopped between the start and its name, the process would be nobody's.
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
        """Serve on. Raises DemoFailure when the server ends by itself."""
        assert self._process
        self._process.wait()
        raise self.failure("the server has ended")

    def failure(self, what: str) -> DemoFailure:
        """What went wrong, with the end of what the server said."""
        said = self._log.read_text("utf-8", errors="replace").splitlines()[-LOG_LINES_SHOWN:]
        return DemoFailure("\n".join([f"{what}; its log {self._log} ends with:", *said]))

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
        # Whoever asks again while the server finishes its work gets it ended at once.
        try:
            process.send_signal(signal.SIGTERM)
            process.wait(STOP_LIMIT_SECONDS)
        except (KeyboardInterrupt, subprocess.TimeoutExpired):
            process.kill()
            process.wait()


def free_port(asked: int | None) -> int:
    """The port asked for, else the usual one, else any that is free. Raises DemoFailure when the one asked is taken."""
    wanted = USUAL_PORT if asked is None else asked
    if _can_listen(wanted):
        return wanted
    if asked is not None:
        raise DemoFailure(f"port {asked} is taken; name another with --port, or none to have a free one found")
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _can_listen(port: int) -> bool:
    with socket.socket() as probe:
        # As the server will: a port that a server has just left is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True
