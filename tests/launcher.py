"""Starts `goldlist` by forking, for importing it takes two seconds of processor, and tests start it hundreds of times.

A launcher is a process that has imported everything once. It forks a child for each start, which is a process like any
other: it has its own arguments, folder, environment and files, leads a group of its own if wanted, and ends with the
exit code of the command. The launcher ends with the process that started it; its children do not.
"""

import atexit
import gc
import importlib
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parent.parent
# Not `-m`, after which the command would call itself so. In a child, `serve` gives the command, which is then called.
CODE = "from tests.launcher import serve; serve()()"
# What is imported only when it is used.
LATE = (
    "alembic.command",
    "asyncpg",
    "rich.progress",
    "sqlalchemy.dialects.postgresql.asyncpg",
    "sqlalchemy.dialects.sqlite.pysqlite",
    "uvicorn.lifespan.on",
    "uvicorn.loops.uvloop",
)
FILES = 3


class Launched:
    """A process that a launcher has started. It is used like a `subprocess.Popen`."""

    def __init__(self, arguments: Sequence[str], report: socket.socket) -> None:
        self.args = arguments
        self.returncode: int | None = None
        self._report = report
        self._said = b""
        self.pid = int(self._line(None) or 0)

    def poll(self) -> int | None:
        """Its exit code, None while it runs."""
        with suppress(TimeoutError, BlockingIOError):
            self._wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, once it has ended; that of a signal is negative. Raises TimeoutExpired."""
        try:
            return self._wait(timeout)
        except TimeoutError:
            raise subprocess.TimeoutExpired(self.args, timeout or 0) from None

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def _wait(self, timeout: float | None) -> int:
        if self.returncode is None:
            self.returncode = int(self._line(timeout))
            self._report.close()
        return self.returncode

    def _line(self, timeout: float | None) -> bytes:
        self._report.settimeout(timeout)
        while b"\n" not in self._said:
            try:
                read = self._report.recv(64)
            except ConnectionResetError:
                read = b""
            if not read:
                raise RuntimeError("the launcher has died")
            self._said += read
        line, _, self._said = self._said.partition(b"\n")
        return line

    def __del__(self) -> None:
        self._report.close()


class Launcher:
    """One launcher, started when it is first used."""

    def __init__(self) -> None:
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def launch(
        self,
        arguments: Sequence[str],
        *,
        cwd: Path,
        env: Mapping[str, str],
        stdout: IO[bytes] | IO[str],
        stderr: IO[bytes] | IO[str],
        stdin: IO[bytes] | None = None,
        start_new_session: bool = False,
    ) -> Launched:
        """Start `goldlist` with these arguments."""
        ours, theirs = socket.socketpair()
        request = {
            "arguments": list(arguments),
            "cwd": str(cwd),
            "environment": dict(env),
            "session": start_new_session,
        }
        with open(os.devnull, "rb") as nothing, theirs:
            files = [(stdin or nothing).fileno(), stdout.fileno(), stderr.fileno()]
            socket.send_fds(self._connected(), [b"."], [theirs.fileno(), *files])
        ours.sendall(json.dumps(request).encode() + b"\n")
        return Launched(["goldlist", *arguments], ours)

    def close(self) -> None:
        """End the launcher."""
        if self._process and self._control:
            self._control.close()
            self._process.wait()
            self._process = self._control = None

    def _connected(self) -> socket.socket:
        if self._control is None:
            self._control, theirs = socket.socketpair()
            with theirs:
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-c", CODE, str(theirs.fileno())],
                    env={**os.environ, "PYTHONPATH": str(ROOT)},
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    start_new_session=True,  # Ctrl-C is for the run
                )
        return self._control


launcher = Launcher()
_ended_with: list[int] = []


def serve() -> Callable[[], None]:
    """Fork whenever asked to. Returns in each child, with the command that it is to run."""
    control = socket.socket(fileno=int(sys.argv[1]))
    atexit.register(_leave_as_it_is)  # the first, which is called last
    _import_everything()
    woken, waking = socket.socketpair()
    woken.setblocking(False)
    waking.setblocking(False)
    signal.set_wakeup_fd(waking.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    running: dict[int, socket.socket] = {}
    while True:
        ready, _, _ = select.select([control, woken], [], [])
        if woken in ready:
            woken.recv(4096)
            _tell_who_has_ended(running)
        if control in ready:
            message, files, _, _ = socket.recv_fds(control, 1, 1 + FILES)
            if not message:
                return lambda: None
            report = socket.socket(fileno=files[0])
            assert threading.active_count() == 1, "a thread would be missing in the child"
            child = os.fork()
            if not child:
                # Whoever reads a pipe waits until nobody holds it any more.
                for one in (control, woken, waking, *running.values()):
                    one.close()
                return _become(report, files[1:])
            running[child] = report
            for file in files[1:]:
                os.close(file)


def _import_everything() -> None:
    import app

    for module in pkgutil.walk_packages(app.__path__, "app."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for name in LATE:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # else the first collection of each child would copy everything


def _tell_who_has_ended(running: dict[int, socket.socket]) -> None:
    for child, report in list(running.items()):
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            del running[child]
            with suppress(OSError), report:  # nobody may want to know
                report.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))


def _become(report: socket.socket, files: Sequence[int]) -> Callable[[], None]:
    """The command that is asked for, once this process is what it is to run in."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with report.makefile("rb") as asked:
        request = json.loads(asked.readline())
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)
    if request["session"]:
        os.setsid()
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.argv = ["goldlist", *request["arguments"]]
    with report:
        report.sendall(b"%d\n" % os.getpid())
    return _run


def _run() -> None:
    from app.cli import main

    try:
        main()
    except SystemExit as ended:
        if isinstance(ended.code, int):
            _ended_with.append(ended.code)
        raise
    _ended_with.append(0)


def _leave_as_it_is() -> None:
    """End without putting everything away that was imported, which takes longer than most commands."""
    if _ended_with:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(_ended_with[0])
