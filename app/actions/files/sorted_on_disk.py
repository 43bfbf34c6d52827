"""Sorts any number of records on disk, so that memory does not grow with a file."""

import heapq
import pickle
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO, Any, Final, Generic, TypeVar

Record = TypeVar("Record")

LARGEST_RUN_CHARACTERS: Final = 24_000_000
# Of the objects that a record consists of.
_OBJECTS: Final = 2_000


class SortedOnDisk(Generic[Record]):
    """Records by a key. Add all of them, then iterate, as often as needed; `close` removes the files."""

    def __init__(self, key: Callable[[Record], Any]) -> None:
        self._key = key
        self._run: list[Record] = []
        self._characters = 0
        self._files: list[IO[bytes]] = []
        self._count = 0
        self._closing = ExitStack()

    def __len__(self) -> int:
        return self._count

    def add(self, record: Record, characters: int) -> None:
        """Add a record of about that many characters."""
        self._run.append(record)
        self._count += 1
        self._characters += characters + _OBJECTS
        if self._characters > LARGEST_RUN_CHARACTERS:
            self._run.sort(key=self._key)
            file = self._closing.enter_context(_temporary_file())
            self._files.append(file)
            for one in self._run:
                pickle.dump(one, file, pickle.HIGHEST_PROTOCOL)
            self._run, self._characters = [], 0

    def __iter__(self) -> Iterator[Record]:
        """All records in order. Only one iteration at a time."""
        self._run.sort(key=self._key)
        return heapq.merge(*map(_read, self._files), self._run, key=self._key)

    def close(self) -> None:
        """Remove the files."""
        self._closing.close()
        self._run = []


def _temporary_file() -> IO[bytes]:
    return TemporaryFile(prefix="goldlist-import-")


def _read(file: IO[bytes]) -> Iterator[Any]:
    file.seek(0)
    while True:
        try:
            # Only records that this process wrote.
            yield pickle.load(file)
        except EOFError:
            return
