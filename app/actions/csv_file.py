"""Reads CSV as people export it, and loses nothing of it: what cannot be read is told with its line.

The cells may be separated by commas, semicolons or tabs. The file is UTF-8, with or without a byte order mark, and may
be gzipped.
"""

import csv
import gzip
import io
import re
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Final, TextIO

SEPARATORS: Final = {",": "commas", ";": "semicolons", "\t": "tabs"}
_GZIP: Final = b"\x1f\x8b"
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_ZIP: Final = b"PK\x03\x04"
# What Excel writes, and reads, before the columns.
_EXCEL_SEPARATOR: Final = re.compile(r'"?sep=([,;\t])"?\s*').fullmatch


class Unreadable(Exception):
    """The file is not one that is asked for, or a part of it cannot be read; the message is for people."""


@contextmanager
def opened(path: Path, columns: Collection[str]) -> Iterator["CsvFile"]:
    """A file whose first line names its columns, of which these are asked for.

    Raises Unreadable, also while it is read.
    """
    try:
        with path.open("rb") as file:
            start = file.peek(4)[:4]
            if start[:2] in _UTF_16 or start == _ZIP:
                what = "a workbook or a ZIP archive" if start == _ZIP else "text in UTF-16"
                raise Unreadable(f"{path.name} is {what}: save it as CSV in UTF-8")
            with (
                gzip.GzipFile(fileobj=file) if start[:2] == _GZIP else file as unpacked,
                io.TextIOWrapper(unpacked, encoding="utf-8-sig", newline="") as text,
            ):
                yield CsvFile(text, columns)
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        raise Unreadable(f"{path.name} is not text in UTF-8 (byte 0x{byte:02x}): save it as CSV in UTF-8") from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Unreadable(f"{path.name} is a damaged gzip file: {error}") from error
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {(error.strerror or str(error)).lower()}") from error


class CsvFile:
    """The rows of a file. `columns` are those that its first line names, `separator` stands between cells."""

    def __init__(self, file: TextIO, columns: Collection[str]) -> None:
        self._lines = _Lines(file)
        first = next(self._lines, None)
        if first is None:
            raise Unreadable("the file is empty; its first line has to name the columns")
        said = _EXCEL_SEPARATOR(first)
        if said:
            first = next(self._lines, "")
        self.separator = said[1] if said else _separator(first, columns)
        self._reader = csv.reader(chain([first], self._lines), delimiter=self.separator, strict=True)
        self.columns = self._next() or []

    def rows(self, looks_like_row: Callable[[list[str]], bool]) -> Iterator[tuple[int, list[str]]]:
        """Each row: the number of the line in which it begins, and its cells; rows of nothing are left out.

        A cell may have several lines. If one of them `looks_like_row`, a quote was not closed and has swallowed it.
        """
        while True:
            self._lines.record.clear()
            begins = self._lines.number + 1
            cells = self._next()
            if cells is None:
                return
            if any(looks_like_row(line.rstrip("\r\n").split(self.separator)) for line in self._lines.record[1:]):
                raise self._unclosed(begins)
            if any(cells):
                yield begins, cells

    def _next(self) -> list[str] | None:
        begins = self._lines.number + 1
        try:
            return next(self._reader, None)
        except csv.Error as error:
            raise self._unclosed(begins) from error

    def _unclosed(self, begins: int) -> Unreadable:
        line, closed = _quote(self._lines.record, self.separator)
        how = "and not closed at the end of its cell" if closed else "and never closed"
        return Unreadable(
            f"line {begins + line}: a quote is opened here {how}, so nothing of the file was read "
            '(within quotes, a quote is written twice: "")'
        )


class _Lines:
    """The lines of a file: `number` is that of the last one, `record` those since it was last cleared."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.number = 0
        self.record: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._file)
        self.number += 1
        if "\0" in line:
            raise Unreadable(f"line {self.number} has a NUL byte: the file is damaged, or not text in UTF-8")
        self.record.append(line)
        return line


def _separator(first: str, columns: Collection[str]) -> str:
    """What separates the cells: with it, the first line names the most columns that are asked for."""

    def known(separator: str) -> int:
        return len({cell.strip().strip('"') for cell in first.split(separator)}.intersection(columns))

    return max(SEPARATORS, key=known)


def _quote(record: list[str], separator: str) -> tuple[int, bool]:
    """In which line of a record, from 0, the quote is opened that is closed wrongly, or not at all; and whether it is.

    A record without such a quote is one that has swallowed rows: then it is the last quote that spans lines.
    """
    opened, spanning = 0, 0
    quoted, starts = False, True
    text = [(number, line, place) for number, line in enumerate(record) for place in range(len(line))]
    places = iter(text)
    for number, line, place in places:
        character = line[place]
        if quoted:
            if character != '"':
                continue
            after = line[place + 1 : place + 2]
            if after == '"':
                next(places)
            elif after in ("", separator, "\r", "\n"):
                quoted, starts = False, False
                spanning = opened if opened != number else spanning
            else:
                return opened, True
        elif character == '"' and starts:
            quoted, opened, starts = True, number, False
        else:
            starts = character in (separator, "\r", "\n")
    return (opened, False) if quoted else (spanning, True)
