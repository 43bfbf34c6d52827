"""Reads CSV as people export it, without losing data: an unreadable part is reported with its line.

The form of the file is found out by `csv_form`.
"""

import csv
import gzip
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TextIO

from app.actions.files.csv_form import CsvForm, Unreadable, form_of, text_of

__all__ = ["CsvFile", "Unreadable", "opened"]


@contextmanager
def opened(path: Path, columns: Collection[str]) -> Iterator["CsvFile"]:
    """A file whose first line names its columns, including some of `columns`.

    Raises Unreadable, also while the file is read.
    """
    try:
        form = form_of(path, columns)
        with text_of(path, form) as text:
            yield CsvFile(text, form)
    except UnicodeDecodeError as error:
        byte = error.object[error.start]
        raise Unreadable(
            f"{path.name} is not text in UTF-8, UTF-16 or Windows-1252 (byte 0x{byte:02x}): save it as CSV in UTF-8"
        ) from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Unreadable(f"{path.name} is a damaged gzip file: {error}") from error
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {(error.strerror or str(error)).lower()}") from error


class CsvFile:
    """The rows of a file of a form. `columns` are those named by its first line, `separator` separates cells."""

    def __init__(self, file: TextIO, form: CsvForm) -> None:
        self.form = form
        self._lines = _Lines(file)
        first = next(self._lines, None)
        if first is None:
            raise Unreadable("the file is empty; its first line must name the columns")
        if form.named_by_excel:
            first = next(self._lines, "")
        self.separator = form.separator
        self._reader = csv.reader(chain([first], self._lines), delimiter=self.separator, strict=True)
        # Some exports begin with empty lines.
        self.columns = next((cells for cells in iter(self._next, None) if any(cells)), [])

    def rows(self, looks_like_row: Callable[[list[str]], bool]) -> Iterator[tuple[int, list[str]]]:
        """Each row, with the number of its first line, and its cells; empty rows are left out.

        A cell may contain line breaks. If one of its lines `looks_like_row`, a quote was not closed and has swallowed
        that row.
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
    """The lines of a file: `number` is that of the last one, `record` the lines since it was last cleared."""

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


def _quote(record: list[str], separator: str) -> tuple[int, bool]:
    """The line of a record, from 0, with the quote that is wrongly closed or not closed, and whether it is closed at
    all.

    If a record has no such quote, it has swallowed rows: then it is the last quote that spans lines.
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
