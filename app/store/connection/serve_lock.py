"""One `goldlist serve` for a SQLite file: its one writing thread is what keeps writes in order and quick."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.store.connection.database import sqlite_path
from app.store.connection.errors import AlreadyServed, NoDatabase


@contextmanager
def serve_alone(url: str) -> Iterator[None]:
    """Hold the file's lock. Raises AlreadyServed and NoDatabase; does nothing for a PostgreSQL database."""
    path = sqlite_path(url)
    if path is None or sys.platform == "win32":
        yield
        return
    import fcntl  # Windows has none

    lock_file = Path(f"{path}.serve.lock")
    try:
        opened = lock_file.open("w")
    except OSError as error:
        raise NoDatabase(f"{lock_file} beside it cannot be written: {error.strerror}") from error
    with opened as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyServed(f"another `goldlist serve` is using {path}; a SQLite file takes only one") from None
        yield
