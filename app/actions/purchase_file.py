"""Reads purchases from CSV: rows into baskets, baskets into commands, and what cannot be one into reasons.

One row is a line of a basket; the rows of a basket may stand anywhere in the file. Negative quantities are a
return: of the purchase that `return_of` names, or without receipt.
"""

import csv
import gzip
import hashlib
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple, TextIO
from zoneinfo import ZoneInfo

from pydantic_core import PydanticCustomError

from app.engine.model.calendar import midnight
from app.engine.model.commands import (
    Basis,
    BasketLine,
    RecordPurchase,
    ReturnedGoods,
    TakeReturn,
    TakeReturnWithoutReceipt,
)
from app.engine.model.instants import instant_text
from app.engine.program import fields

REQUIRED = ("external_id", "occurred_at", "quantity", "unit_price_minor")
OPTIONAL = ("member_id", "store", "sku", "category", "currency", "discount_minor", "return_of", "line_no")
COLUMN = {"quantity": "quantity", "unit_price": "unit_price_minor"}
MOST_LINES = 5000
EARLIEST = datetime.min.replace(tzinfo=UTC)

_whole = re.compile(r"-?[0-9]{1,18}", re.ASCII).fullmatch

# Cells are kept joined: a string per row takes a fraction of the memory of a list of cells.
_SEPARATOR = "\x1f"


class Unreadable(Exception):
    """The file is not a file of purchases."""


class Wrong(Exception):
    """A basket that cannot be recorded."""


class Row(NamedTuple):
    """A line as it stands in the file; every cell is text, empty when absent."""

    external_id: str
    occurred_at: str
    quantity: str
    unit_price: str
    member_id: str
    store: str
    sku: str
    category: str
    currency: str
    discount: str
    return_of: str
    line_no: str


class PurchaseFile:
    """All baskets of a file, in the order in which they happened whatever the order of the rows."""

    def __init__(self, path: Path, zone: ZoneInfo) -> None:
        self._zone = zone
        self._instants: dict[str, datetime] = {}
        self._rows: dict[str, list[str]] = {}
        with _open(path) as file:
            try:
                self.columns = self._read(file)
            except (UnicodeDecodeError, csv.Error, OSError, EOFError) as error:
                raise Unreadable(f"{path.name} is not a CSV file in UTF-8: {error}") from error

    def __len__(self) -> int:
        return len(self._rows)

    def baskets(self) -> list[str]:
        """The names of the baskets, oldest first, and no linked return before its purchase.

        Those without a readable instant come first of all.
        """
        starts = {name: self._start(name) for name in self._rows}

        def place(name: str) -> tuple[datetime, bool, str]:
            return_of = self.rows(name)[0].return_of
            return max(starts[name], starts.get(return_of, EARLIEST)), bool(return_of), name

        return sorted(self._rows, key=place)

    def cells(self, name: str) -> list[list[str]]:
        """The rows of a basket as they stand in the file."""
        return [row.split(_SEPARATOR) for row in self._rows[name]]

    def rows(self, name: str) -> list[Row]:
        """The lines of a basket, in the order of their `line_no`."""
        rows = [Row(*("" if place is None else cells[place] for place in self._places)) for cells in self.cells(name)]
        return sorted(rows, key=lambda row: int(row.line_no) if _whole(row.line_no) else 0)

    def instant(self, text: str) -> datetime:
        """An instant, or the start of a day in the programme's zone. Raises Wrong."""
        known = self._instants.get(text)
        if known is None:
            known = self._instants[text] = self._read_instant(text)
        return known

    def _read(self, file: TextIO) -> list[str]:
        reader = csv.reader(file)
        columns = next(reader, [])
        missing = [column for column in REQUIRED if column not in columns]
        if missing:
            hint = "; cells are separated by commas" if columns and len(columns) == 1 else ""
            raise Unreadable(f"the first line has to name the columns; missing: {', '.join(missing)}{hint}")
        twice = sorted({column for column in (*REQUIRED, *OPTIONAL) if columns.count(column) > 1})
        if twice:
            raise Unreadable(f"the first line names a column twice: {', '.join(twice)}")
        self._places = [columns.index(column) if column in columns else None for column in (*REQUIRED, *OPTIONAL)]
        name_place = columns.index("external_id")
        for cells in reader:
            if not cells:
                continue
            cells = [fields.composed(cell) for cell in cells]
            padded = [*cells, *[""] * (len(columns) - len(cells))][: len(columns)]
            self._rows.setdefault(padded[name_place], []).append(_SEPARATOR.join(padded))
        return columns

    def _start(self, name: str) -> datetime:
        try:
            return min(self.instant(row.occurred_at) for row in self.rows(name))
        except Wrong:
            return EARLIEST

    def _read_instant(self, text: str) -> datetime:
        try:
            if len(text) == 10:
                return midnight(date.fromisoformat(text).isoformat(), self._zone)
            return fields.read_instant(text)
        except (ValueError, PydanticCustomError):
            raise Wrong("occurred_at is not a day, nor an instant with offset") from None


def command(
    file: PurchaseFile, name: str, program_id: str, new_id: str, currency: str
) -> RecordPurchase | TakeReturn | TakeReturnWithoutReceipt | None:
    """What a basket wants; None for a guest's return without receipt, which changes nothing. Raises Wrong.

    `new_id` is 26 characters that name the purchase or return to be made; `currency` serves where none is given.
    """
    rows = file.rows(name)
    _check_names(rows)
    if len(rows) > MOST_LINES:
        raise Wrong(f"a basket has at most {MOST_LINES} lines")
    first = rows[0]
    occurred_at = min(file.instant(row.occurred_at) for row in rows)
    lines = [_line(row) for row in rows]
    returning = [int(row.quantity) < 0 for row in rows]
    if any(returning) != all(returning):
        raise Wrong("a basket either sells or takes back: quantities of both signs")
    if any(row.currency != first.currency for row in rows):
        raise Wrong("a basket has one currency")
    kind = "return" if returning[0] else "purchase"
    basis = Basis(kind, first.external_id, _fingerprint(rows, occurred_at))
    member = f"ext:{first.member_id}" if first.member_id else None
    currency, store = first.currency or currency, first.store or None
    if not returning[0]:
        return RecordPurchase(
            program_id, f"pur_{new_id}", basis, name, member, True, occurred_at, currency, tuple(lines), store=store
        )
    if first.return_of:
        goods = tuple(ReturnedGoods(line.sku, line.unit_price, line.quantity) for line in lines)
        return TakeReturn(
            program_id, f"ret_{new_id}", basis, name, f"ext:{first.return_of}", occurred_at, goods, store=store
        )
    if member is None:
        return None
    return TakeReturnWithoutReceipt(
        program_id, f"ret_{new_id}", basis, name, member, True, occurred_at, currency, tuple(lines), store=store
    )


def _check_names(rows: list[Row]) -> None:
    for field in ("external_id", "member_id", "store", "return_of"):
        value = getattr(rows[0], field)
        if any(getattr(row, field) != value for row in rows):
            raise Wrong(f"the rows of a basket name different values of {field}")
        if (value or field == "external_id") and not fields.is_name(value):
            raise Wrong(f"{field} is not {fields.EXPLAINED[fields.NAME]}")


def _line(row: Row) -> BasketLine:
    for field in ("quantity", "unit_price"):
        if not _whole(getattr(row, field)):
            raise Wrong(f"{COLUMN[field]} is not a whole number")
    if row.discount and not _whole(row.discount):
        raise Wrong("discount_minor is not a whole number")
    quantity, unit_price, discount = int(row.quantity), int(row.unit_price), int(row.discount or 0)
    if quantity < 0:
        # A return's discount was taken off what is given back, so it is negative where it is given at all.
        quantity, discount = -quantity, -discount
    if not 1 <= quantity <= fields.LARGEST_QUANTITY:
        raise Wrong("quantity is 0, or more than 10^6")
    if not 0 <= unit_price <= fields.LARGEST_AMOUNT:
        raise Wrong("unit_price_minor is negative, or more than 10^12")
    if not 0 <= discount <= fields.LARGEST_AMOUNT:
        raise Wrong("discount_minor has the wrong sign, or is more than 10^12")
    for field in ("sku", "category"):
        if getattr(row, field) and not fields.is_label(getattr(row, field)):
            raise Wrong(f"{field} is not {fields.EXPLAINED[fields.LABEL]}")
    return BasketLine(quantity, unit_price, discount, row.sku or None, row.category or None)


def _fingerprint(rows: list[Row], occurred_at: datetime) -> str:
    text = [instant_text(occurred_at)]
    text += [_SEPARATOR.join(row._replace(occurred_at="", line_no="")) for row in rows]
    return hashlib.blake2b("\n".join(text).encode(), digest_size=16).hexdigest()


def _open(path: Path) -> TextIO:
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        if packed:
            return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
        return path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}") from error
