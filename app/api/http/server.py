"""Runs the application under uvicorn: in this process, or in several that share one port."""

import socket
import sys
from contextlib import suppress
from typing import Final

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from app.api.http.protocol import RequestProtocol

DRAIN_SECONDS: Final = 10
# A process of several that says nothing for so long is replaced; starting on a busy machine takes a while.
HUNG_SECONDS: Final = 15
BACKLOG: Final = 2048
MOST_FILES: Final = 65_536
_EVERYWHERE: Final = {"0.0.0.0", "::", ""}


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; callers wait until somebody serves. Raises OSError with a message for people."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    if sys.platform != "win32":
        # A port that a server has just left is free.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise OSError(f"cannot listen at {host}:{port}: {(error.strerror or str(error)).lower()}") from None
    listener.set_inheritable(True)
    return listener


def address_of(listener: socket.socket) -> str:
    """Where a caller on this machine finds it."""
    host, port = listener.getsockname()[:2]
    host = "127.0.0.1" if host in _EVERYWHERE else host
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run(application: str, listener: socket.socket, processes: int) -> None:
    """Serve until told to stop. `application` is where to import what makes one. Ends the process if it cannot start.

    A process of several that ends is replaced; one that cannot even start ends them all.
    """
    _allow_many_connections()
    config = uvicorn.Config(
        application,
        factory=True,
        workers=processes,
        loop="uvloop" if sys.platform != "win32" else "asyncio",
        http=RequestProtocol,
        ws="none",
        # Nothing here depends on where a caller is, so nothing is believed about it.
        proxy_headers=False,
        log_config=None,
        access_log=False,
        lifespan="on",
        server_header=False,
        timeout_graceful_shutdown=DRAIN_SECONDS,
        timeout_worker_healthcheck=HUNG_SECONDS,
    )
    (_run_alone if processes == 1 else _run_several)(config, listener)


def _run_alone(config: uvicorn.Config, listener: socket.socket) -> None:
    server = uvicorn.Server(config)
    # uvicorn has finished when it passes Ctrl-C on.
    with suppress(KeyboardInterrupt):
        server.run([listener])
    if not server.started:
        sys.exit(STARTUP_FAILURE)


def _run_several(config: uvicorn.Config, listener: socket.socket) -> None:
    supervisor = Multiprocess(config, [listener])
    supervisor.run()
    if any(process.exitcode == STARTUP_FAILURE for process in supervisor.processes):
        sys.exit(STARTUP_FAILURE)


def _allow_many_connections() -> None:
    """Each connection is an open file, of which many a shell allows a thousand only."""
    if sys.platform == "win32":
        return
    import resource

    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if most == resource.RLIM_INFINITY else min(most, MOST_FILES)
    if allowed != resource.RLIM_INFINITY and allowed < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
