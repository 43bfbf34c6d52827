"""PgBouncer before a PostgreSQL server, handing out connections by the transaction."""

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import URL, make_url

from tests.ports import free_port
from tests.service.processes import LIMIT_SECONDS

COMMAND = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")

# All are let in as the user who is named with the databases. There are fewer connections than one process of Goldlist
# would have, so that they do go from hand to hand.
SETTINGS = """
[databases]
* = host={host} port={port} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
max_client_conn = 100
log_connections = 0
log_disconnections = 0
"""


@contextmanager
def pgbouncer(postgres_url: str) -> Iterator[str]:
    """The address of a database through PgBouncer, as long as the context lasts."""
    with TemporaryDirectory(prefix="goldlist-pgbouncer-") as folder:
        yield from _running(make_url(postgres_url), free_port(), Path(folder))


def _running(url: URL, listen: int, folder: Path) -> Iterator[str]:
    settings = SETTINGS.format(host=url.host, port=url.port, user=url.username, listen=listen)
    (folder / "settings.ini").write_text(settings)
    log = folder / "log"
    with log.open("w") as written:
        process = subprocess.Popen(
            [COMMAND or "pgbouncer", str(folder / "settings.ini")],
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=written,
            **_somebody(folder),
        )
    try:
        _wait_until_ready(process, listen, log)
        yield url.set(host="127.0.0.1", port=listen).render_as_string(hide_password=False)
    finally:
        process.terminate()
        process.wait(LIMIT_SECONDS)


def _somebody(folder: Path) -> dict[str, Any]:
    """It will not run as root: then it runs as user nobody, whose folder it has to be."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    for path in (folder, *folder.iterdir()):
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _wait_until_ready(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"PgBouncer did not start: {log.read_text()}")
