"""One `goldlist serve` per SQLite file: its single writing thread keeps writes ordered and fast."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.store.connection.database import sqlite_path
from app.store.connection.errors import AlreadyServed, NoDatabase


@contextmanager
def serve_alone(url: str) -> Iterator[None]:
    """Hold the file's lock. Raises AlreadyServed and NoDatabase; a no-op for a PostgreSQL database."""
    path = sqlite_path(url)
    if path is None or sys.platform == "win32":
        yield
        return
    import fcntl  # not on Windows

    lock_file = Path(f"{path}.serve.lock")
    try:
        opened = lock_file.open("w")
    except OSError as error:
        raise NoDatabase(f"cannot write the lock file {lock_file}: {error.strerror}") from error
    with opened as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyServed(f"another `goldlist serve` is using {path}; a SQLite file allows only one") from None
        yield
