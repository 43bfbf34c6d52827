"""Runs the application under uvicorn: in this process, or in several that share one port."""

import socket
import sys
import threading
import time
from contextlib import suppress
from typing import Final

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess, multiprocess

from app.api.http.protocol import RequestProtocol

DRAIN_SECONDS: Final = 10
# A silent process of several is replaced after this time. It has longer until it was ready once, because starting is
# slow on a busy machine, and a restart would take that time again.
HUNG_SECONDS: Final = 15
START_SECONDS: Final = 300
BACKLOG: Final = 2048
MOST_FILES: Final = 65_536
_EVERYWHERE: Final = {"0.0.0.0", "::", ""}


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; callers wait until a process serves. Raises OSError with a readable message."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    if sys.platform != "win32":
        # A port that a server has just closed is free.
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
    """The address for callers on this machine."""
    host, port = listener.getsockname()[:2]
    host = "127.0.0.1" if host in _EVERYWHERE else host
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run(application: str, listener: socket.socket, processes: int) -> None:
    """Serve until told to stop. `application` is the import path of its factory. Exits if it cannot start.

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
        # Nothing here depends on the caller's address, so no forwarded headers are trusted.
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
    # uvicorn re-raises Ctrl-C after a clean shutdown.
    with suppress(KeyboardInterrupt):
        server.run([listener])
    if not server.started:
        sys.exit(STARTUP_FAILURE)


class PatientProcess(multiprocess.Process):
    """A process of several with extra time to start: silence counts only after it was ready."""

    def __init__(self, config: uvicorn.Config, sockets: list[socket.socket]) -> None:
        super().__init__(config, sockets)
        self._began = time.monotonic()
        self._asked = False
        self._was_ready = False

    def is_alive(self, timeout: float = HUNG_SECONDS) -> bool:
        """Whether to keep it. Waits for its answer only if it was ready before."""
        if self._was_ready:
            return super().is_alive(timeout)
        if not self.process.is_alive():
            return False
        if not self._asked:
            self.parent_conn.send(b"ping")
            self._asked = True
        if self.parent_conn.poll():
            self._was_ready = bool(self.parent_conn.recv())
            self._asked = False
        return self._was_ready or time.monotonic() - self._began < START_SECONDS

    def wait_until_ready(self, timeout: float, should_exit: threading.Event | None = None) -> bool:
        """Wait until it serves; False if it has ended, took too long, or is no longer wanted."""
        while not self._was_ready and self.is_alive() and not (should_exit and should_exit.is_set()):
            time.sleep(0.1)
        return self._was_ready


def _run_several(config: uvicorn.Config, listener: socket.socket) -> None:
    # The supervisor instantiates the class of this name.
    multiprocess.Process = PatientProcess  # type: ignore[misc]
    supervisor = Multiprocess(config, [listener])
    supervisor.run()
    if any(process.exitcode == STARTUP_FAILURE for process in supervisor.processes):
        sys.exit(STARTUP_FAILURE)


def _allow_many_connections() -> None:
    """Each connection is an open file, and many shells allow only a thousand."""
    if sys.platform == "win32":
        return
    import resource

    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if most == resource.RLIM_INFINITY else min(most, MOST_FILES)
    if allowed != resource.RLIM_INFINITY and allowed < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
