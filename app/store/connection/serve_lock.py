"""One `goldlist serve` for a SQLite file: its one writing thread is what keeps writes in order and quick."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.store.connection.database import sqlite_path


class AlreadyServed(Exception):
    """Another process serves this database file."""


@contextmanager
def serve_alone(url: str) -> Iterator[None]:
    """Hold the file's lock. Raises AlreadyServed; does nothing for a PostgreSQL database."""
    path = sqlite_path(url)
    if path is None or sys.platform == "win32":
        yield
        return
    import fcntl  # Windows has none

    lock_file = Path(f"{path}.serve.lock")
    with lock_file.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyServed(f"another `goldlist serve` is using {path}; a SQLite file takes only one") from None
        yield
