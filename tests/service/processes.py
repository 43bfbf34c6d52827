"""Goldlist as it runs in a shop: the command `goldlist` and its servers, as processes of their own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import httpx2

from tests.databases import WAIT_SECONDS
from tests.launcher import Launched, launcher
from tests.lifeline import Lifeline
from tests.ports import free_port

COMMAND = str(Path(sys.executable).with_name("goldlist"))
# Far more than a busy machine needs.
LIMIT_SECONDS = 120
Process = Launched | subprocess.Popen[bytes]


class Installation:
    """The command on one database, in a folder of its own.

    Its processes are forked by a launcher, unless they are to start `afresh`, or as another `command`. `wait_seconds`:
    how long it waits for its database, None for as long as in a shop.
    """

    def __init__(
        self,
        database_url: str,
        folder: Path,
        command: Sequence[str] = (),
        wait_seconds: int | None = WAIT_SECONDS,
        *,
        afresh: bool = False,
    ) -> None:
        self.command = command or (COMMAND,)
        self._forks = not (command or afresh)
        self.database_url = database_url
        self.folder = folder
        settings = {name: value for name, value in os.environ.items() if not name.startswith("GOLDLIST_")}
        # What a killed server leaves behind goes with the folder.
        self.environment = {
            **settings,
            "GOLDLIST_DATABASE_URL": database_url,
            "TMPDIR": str(folder),
            "GOLDLIST_METRICS": "true",
            "GOLDLIST_PROCESSES": "1",
            # Where nobody listens, so that a webhook can be made.
            "GOLDLIST_OUTGOING_ALLOW": "127.0.0.1:9",
            # Any file of enough bytes that is not in the folder.
            "GOLDLIST_SECRETS_KEY_FILE": __file__,
        }
        if wait_seconds is not None:
            self.environment["GOLDLIST_DATABASE_WAIT_SECONDS"] = str(wait_seconds)

    @property
    def most_processes(self) -> tuple[str, ...]:
        """The options for as many processes as there can be on this database, of two."""
        return () if self.database_url.startswith("sqlite") else ("--processes", "2")

    def attempt(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run the command to its end, whatever that is."""
        with TemporaryFile() as said, TemporaryFile() as told:
            process = self.launch(*arguments, stdout=said, stderr=told)
            try:
                code = process.wait(LIMIT_SECONDS)
            finally:
                process.kill()
            printed = [file.seek(0) or file.read().decode() for file in (said, told)]
        return subprocess.CompletedProcess([*self.command, *arguments], code, *printed)

    def launch(
        self,
        *arguments: str,
        stdout: IO[bytes] | IO[str],
        stderr: IO[bytes] | IO[str],
        start_new_session: bool = False,
    ) -> Process:
        """Start the command."""
        files = {"stdout": stdout, "stderr": stderr}
        place = {"cwd": self.folder, "env": self.environment, "start_new_session": start_new_session}
        if self._forks:
            return launcher.launch(arguments, **files, **place)
        return subprocess.Popen([*self.command, *arguments], stdin=subprocess.DEVNULL, **files, **place)

    def run(self, *arguments: str) -> str:
        """Run the command, which must succeed: what it printed."""
        done = self.attempt(*arguments)
        assert done.returncode == 0, f"goldlist {' '.join(arguments)}: {done.stdout}{done.stderr}"
        return done.stdout

    def create_program(self, document: dict[str, Any], *options: str, slug: str = "shop") -> str:
        """Make a programme; its admin key."""
        file = self.folder / f"{slug}.json"
        file.write_text(json.dumps(document), "utf-8")
        return str(json.loads(self.run("program", "create", "--slug", slug, "--file", str(file), *options))["api_key"])

    def create_key(self, role: str, *options: str, slug: str = "shop") -> str:
        """Make a key."""
        return str(json.loads(self.run("keys", "create", "--program", slug, "--role", role, *options))["key"])

    def verify(self, slug: str = "shop") -> dict[str, Any]:
        """Make every state anew from the tables and compare: what the command found, which must be nothing."""
        done = self.attempt("verify", "--program", slug, "--rebuild")
        found: dict[str, Any] = json.loads(done.stdout)
        assert (done.returncode, found["ok"]) == (0, True), done.stderr
        return found

    def start(self, *options: str, port: int | None = None) -> "Server":
        """Start a server, and wait until it is ready."""
        server = Server(self, port or free_port(), options)
        server.wait_until_ready()
        return server

    @contextmanager
    def serving(self, *options: str, port: int | None = None) -> Iterator["Server"]:
        """A server that is ready; it is stopped in the end and must have had no accident."""
        server = self.start(*options, port=port)
        try:
            yield server
            server.stop()
        finally:
            server.kill()


class Server:
    """One `goldlist serve` with all its processes."""

    def __init__(self, installation: Installation, port: int, options: tuple[str, ...]) -> None:
        self.port = port
        self.address = f"http://127.0.0.1:{port}"
        self.log_file = installation.folder / f"server-{port}.log"
        self.started_at = time.monotonic()
        with self.log_file.open("a") as log:
            # A session, so that all its processes can be killed at once.
            self.process = installation.launch(
                "serve", "--port", str(port), *options, stdout=log, stderr=log, start_new_session=True
            )
        self._lifeline = Lifeline(self.process.pid)

    def wait_until_ready(self) -> None:
        """Wait for /readyz to say so."""
        deadline = self.started_at + LIMIT_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if httpx2.get(f"{self.address}/readyz", verify=False).status_code == 200:
                    print(f"ready after {time.monotonic() - self.started_at:.1f} s")
                    return
            except httpx2.TransportError:
                time.sleep(0.03)
        self.kill()
        raise RuntimeError(f"the server did not start: {self.log()}")

    def client(self, key: str | None = None, seconds: float = LIMIT_SECONDS) -> httpx2.Client:
        """A client that calls with this key."""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        # Without TLS there is nothing to verify, and to read all certificates takes longer than a few requests.
        return httpx2.Client(base_url=self.address, headers=headers, timeout=seconds, verify=False)

    def log(self) -> str:
        """What the server said so far."""
        return self.log_file.read_text()

    def stop(self) -> None:
        """Ask it to end, as a supervisor does: it finishes, says 0, and leaves no traceback behind."""
        self.process.send_signal(signal.SIGTERM)
        assert self.wait() == 0, self.log()
        assert "Traceback" not in self.log(), self.log()

    def wait(self) -> int:
        """Wait until it has ended: its exit code."""
        code = self.process.wait(LIMIT_SECONDS)
        self._lifeline.let_go()
        return code

    def kill(self) -> None:
        """Kill every process of it, as a power cut does."""
        with suppress(ProcessLookupError):  # all have ended
            os.killpg(self.process.pid, signal.SIGKILL)
        self.wait()
