"""Finds out the form of a CSV file: packed or not, its encoding, its separator, and the number of its lines.

A byte order mark decides the encoding; else text that is valid UTF-8 is UTF-8, and other text is Windows-1252. Text
with some valid UTF-8 beyond ASCII and some invalid bytes is damaged, and refused.
"""

import codecs
import csv
import gzip
import io
import re
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, TextIO

SEPARATORS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
ENCODINGS: Final = {"utf-8-sig": "utf-8", "utf-16": "utf-16", "cp1252": "windows-1252"}
_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
_MARKS: Final = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_AT_ONCE: Final = 1 << 20
_ROWS_TO_COMPARE: Final = 50
# Excel writes, and reads, this before the columns.
_EXCEL_SEPARATOR: Final = re.compile(r'"?sep=([,;\t|])"?\s*').fullmatch
_escaped: Final = re.compile("[\udc80-\udcff]").search
_beyond_ascii: Final = re.compile("[^\x00-\x7f\udc80-\udcff]").search


class Unreadable(Exception):
    """The file, or a part of it, cannot be read; the message is for people."""


class CsvForm(NamedTuple):
    """The form of a file. `encoding` is a codec's name; `lines` counts all lines.

    `named_by_excel`: the first line only names the separator. `ends_complete`: the last line has a line end.
    """

    encoding: str
    separator: str
    lines: int
    is_packed: bool = False
    named_by_excel: bool = False
    ends_complete: bool = True


def form_of(path: Path, columns: Collection[str]) -> CsvForm:
    """The form of a file whose first line names its columns, including some of `columns`. Raises Unreadable."""
    with path.open("rb") as file:
        start = file.peek(4)[:4]
    if start == _ZIP:
        raise Unreadable(f"{path.name} is a workbook or a ZIP archive: save it as CSV")
    packed = start[:2] == _GZIP
    with _unpacked(path, packed) as unpacked:
        encoding, lines, complete = _encoding(path.name, unpacked)
    form = CsvForm(encoding, ",", lines, packed, ends_complete=complete)
    with text_of(path, form) as text:
        first = text.readline(_AT_ONCE)
        said = _EXCEL_SEPARATOR(first)
        if said:
            return form._replace(separator=said[1], named_by_excel=True)
        return form._replace(separator=_separator([first, *islice(text, _ROWS_TO_COMPARE)], columns))


@contextmanager
def text_of(path: Path, form: CsvForm) -> Iterator[TextIO]:
    """The text of a file of this form, with its own line ends."""
    with (
        _unpacked(path, form.is_packed) as unpacked,
        io.TextIOWrapper(unpacked, encoding=form.encoding, newline="") as text,
    ):
        yield text


@contextmanager
def _unpacked(path: Path, packed: bool) -> Iterator[BinaryIO]:
    with path.open("rb") as file, gzip.GzipFile(fileobj=file) if packed else file as unpacked:
        yield unpacked  # type: ignore[misc]  # a GzipFile reads like one


def _encoding(name: str, file: BinaryIO) -> tuple[str, int, bool]:
    """The codec, the number of lines, and whether the last one is complete."""
    start = file.read(4)
    marked = next((codec for mark, codec in _MARKS.items() if start.startswith(mark)), None)
    found = _Utf8()
    counts: Counter[str] = Counter()
    part, last = start, b""
    while part:
        counts.update(lines=part.count(b"\n"), returns=part.count(b"\r"))
        if marked is None:
            found.add(part)
        last, part = part, file.read(_AT_ONCE)
    lines = counts["lines"] or counts["returns"]
    ends = last.rstrip(b"\0").endswith((b"\n", b"\r"))
    if marked is None:
        marked = found.codec(name)
    return marked, lines + (not ends and bool(start)), ends


class _Utf8:
    """Whether bytes are UTF-8, some at a time."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._line = 1
        self._has_valid = False
        self._wrong: tuple[int, int] | None = None

    def add(self, part: bytes, final: bool = False) -> None:
        """Add the next bytes."""
        text = self._decoder.decode(part, final)
        if not text.isascii():
            self._has_valid = self._has_valid or _beyond_ascii(text) is not None
            wrong = None if self._wrong else _escaped(text)
            if wrong:
                self._wrong = self._line + text.count("\n", 0, wrong.start()), ord(wrong[0]) - 0xDC00
        self._line += text.count("\n")

    def codec(self, name: str) -> str:
        """The codec of all bytes added. Raises Unreadable."""
        self.add(b"", final=True)
        if self._wrong is None:
            return "utf-8-sig"
        line, byte = self._wrong
        if self._has_valid:
            raise Unreadable(
                f"line {line}: {name} is damaged: most of it is text in UTF-8, but not the byte 0x{byte:02x} here; "
                "export it again"
            )
        return "cp1252"


def _separator(lines: list[str], columns: Collection[str]) -> str:
    """The separator that parts the first line into the most known columns; then, into the most of all columns, and the
    rows into as many.
    """

    def fits(separator: str) -> tuple[int, bool, int]:
        rows = [row for row in csv.reader(lines, delimiter=separator) if row]
        if not rows:
            return 0, False, 0
        known = len({normal(cell) for cell in rows[0]} & {normal(column) for column in columns})
        alike = sum(len(row) == len(rows[0]) for row in rows[1:])
        return known, 2 * alike >= len(rows) - 1, len(rows[0])

    return max(SEPARATORS, key=fits)


def normal(column: str) -> str:
    """A column's name without the differences between exports: case, blanks, a colon at its end."""
    return " ".join(column.split()).rstrip(":").rstrip().casefold()
