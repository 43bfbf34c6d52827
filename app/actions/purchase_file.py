"""Reads purchases from CSV: rows into baskets, baskets into commands, and what cannot be one into reasons.

One row is a line of a basket; the rows of a basket may stand anywhere in the file. Negative quantities are a
return: of the purchase that `return_of` names, or without receipt.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from pydantic_core import PydanticCustomError

from app.actions.csv_file import CsvFile, Unreadable, opened
from app.engine.model.calendar import midnight
from app.engine.model.commands import (
    BasketLine,
    RecordPurchase,
    RequestKey,
    ReturnedGoods,
    TakeReturn,
    TakeReturnWithoutReceipt,
)
from app.engine.model.instants import instant_text
from app.engine.program import fields

REQUIRED = ("external_id", "occurred_at", "quantity", "unit_price_minor")
OPTIONAL = ("member_id", "store", "sku", "category", "currency", "discount_minor", "return_of", "line_no")
MOST_LINES = 5000
EARLIEST = datetime.min.replace(tzinfo=UTC)

_whole = re.compile(r"-?[0-9]{1,18}", re.ASCII).fullmatch
_day = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ].*)?", re.ASCII | re.DOTALL).fullmatch

# Cells are kept joined: a string per row takes a fraction of the memory of a list of cells.
_SEPARATOR = "\x1f"
_REPLACEMENT: Final = "\ufffd"


class Wrong(Exception):
    """A basket that cannot be recorded: everything that is wrong with it, each once."""

    def __init__(self, *faults: str) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


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
    """All baskets of a file, in the order in which they happened whatever the order of the rows.

    `separator` stands between the cells of a row. Raises Unreadable.
    """

    def __init__(self, path: Path, zone: ZoneInfo) -> None:
        self._zone = zone
        self._instants: dict[str, datetime] = {}
        self._rows: dict[str, list[str]] = {}
        self._broken: dict[str, list[str]] = {}
        with opened(path, (*REQUIRED, *OPTIONAL)) as file:
            self.columns, self.separator = file.columns, file.separator
            self._read(file)

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

    def broken(self, name: str) -> list[str]:
        """What is wrong with the rows of a basket as rows, whatever stands in them."""
        return self._broken.get(name, [])

    def _read(self, file: CsvFile) -> None:
        columns = self.columns
        missing = [column for column in REQUIRED if column not in columns]
        if missing:
            hint = "; cells are separated by commas, semicolons or tabs" if len(columns) == 1 else ""
            raise Unreadable(f"the first line has to name the columns; missing: {', '.join(missing)}{hint}")
        twice = sorted({column for column in (*REQUIRED, *OPTIONAL) if columns.count(column) > 1})
        if twice:
            raise Unreadable(f"the first line names a column twice: {', '.join(twice)}")
        self._places = [columns.index(column) if column in columns else None for column in (*REQUIRED, *OPTIONAL)]
        name_place, day_place = columns.index("external_id"), columns.index("occurred_at")

        def looks_like_row(cells: list[str]) -> bool:
            return len(cells) >= len(columns) and _day(cells[day_place].strip('"')) is not None

        for _, cells in file.rows(looks_like_row):
            cells = [fields.composed(cell) for cell in cells]
            # A row may leave out the empty cells at its end.
            cells += [""] * (len(columns) - len(cells))
            row = _SEPARATOR.join(cells)
            if row.count(_SEPARATOR) != len(cells) - 1:
                cells = [cell.replace(_SEPARATOR, _REPLACEMENT) for cell in cells]
                row = _SEPARATOR.join(cells)
                self._break(cells[name_place], "a cell has a control character")
            if len(cells) > len(columns):
                self._break(
                    cells[name_place],
                    f"a row has {len(cells)} cells, and the first line names {len(columns)} columns: "
                    "a cell with a separator in it needs quotes",
                )
            self._rows.setdefault(cells[name_place], []).append(row)

    def _break(self, name: str, fault: str) -> None:
        faults = self._broken.setdefault(name, [])
        if fault not in faults:
            faults.append(fault)

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
    # Cells of broken rows may stand under the wrong columns: whatever else is wrong with those would mislead.
    faults = file.broken(name) or list(dict.fromkeys(_faults(file, rows)))
    if faults:
        raise Wrong(*faults)
    first = rows[0]
    occurred_at = min(file.instant(row.occurred_at) for row in rows)
    lines = [_line(row) for row in rows]
    returning = [int(row.quantity) < 0 for row in rows]
    kind = "return" if returning[0] else "purchase"
    request_key = RequestKey(kind, first.external_id, _fingerprint(rows, occurred_at))
    member = f"ext:{first.member_id}" if first.member_id else None
    currency, store = first.currency or currency, first.store or None
    if not returning[0]:
        return RecordPurchase(
            program_id,
            f"pur_{new_id}",
            request_key,
            name,
            member,
            True,
            occurred_at,
            currency,
            tuple(lines),
            store=store,
        )
    if first.return_of:
        goods = tuple(ReturnedGoods(line.sku, line.unit_price, line.quantity) for line in lines)
        return TakeReturn(
            program_id, f"ret_{new_id}", request_key, name, f"ext:{first.return_of}", occurred_at, goods, store=store
        )
    if member is None:
        return None
    return TakeReturnWithoutReceipt(
        program_id, f"ret_{new_id}", request_key, name, member, True, occurred_at, currency, tuple(lines), store=store
    )


def _faults(file: PurchaseFile, rows: list[Row]) -> Iterator[str]:
    """Everything that keeps these rows from being a basket."""
    yield from _name_faults(rows)
    if len(rows) > MOST_LINES:
        yield f"a basket has at most {MOST_LINES} lines"
    for row in rows:
        try:
            file.instant(row.occurred_at)
        except Wrong as wrong:
            yield from wrong.faults
        yield from _line_faults(row)
    signs = {row.quantity.startswith("-") for row in rows if _whole(row.quantity)}
    if len(signs) > 1:
        yield "a basket either sells or takes back: quantities of both signs"
    if any(row.currency != rows[0].currency for row in rows):
        yield "a basket has one currency"


def _name_faults(rows: list[Row]) -> Iterator[str]:
    for field in ("external_id", "member_id", "store", "return_of"):
        values = {getattr(row, field): None for row in rows}
        if len(values) > 1:
            yield f"the rows of a basket name different values of {field}"
        for value in values:
            if (value or field == "external_id") and not fields.is_name(value):
                yield f"{field} is not {fields.EXPLAINED[fields.NAME]}"


def _line_faults(row: Row) -> Iterator[str]:
    if not _whole(row.quantity):
        yield "quantity is not a whole number"
    elif not 1 <= abs(int(row.quantity)) <= fields.LARGEST_QUANTITY:
        yield "quantity is 0, or more than 10^6"
    if not _whole(row.unit_price):
        yield "unit_price_minor is not a whole number"
    elif not 0 <= int(row.unit_price) <= fields.LARGEST_AMOUNT:
        yield "unit_price_minor is negative, or more than 10^12"
    if row.discount and not _whole(row.discount):
        yield "discount_minor is not a whole number"
    elif _whole(row.quantity) and not 0 <= _discount(row) <= fields.LARGEST_AMOUNT:
        yield "discount_minor has the wrong sign, or is more than 10^12"
    for field in ("sku", "category"):
        if getattr(row, field) and not fields.is_label(getattr(row, field)):
            yield f"{field} is not {fields.EXPLAINED[fields.LABEL]}"


def _discount(row: Row) -> int:
    """A return's discount was taken off what is given back, so it is negative where it is given at all."""
    discount = int(row.discount or 0)
    return -discount if row.quantity.startswith("-") else discount


def _line(row: Row) -> BasketLine:
    quantity = abs(int(row.quantity))
    return BasketLine(quantity, int(row.unit_price), _discount(row), row.sku or None, row.category or None)


def _fingerprint(rows: list[Row], occurred_at: datetime) -> str:
    text = [instant_text(occurred_at)]
    text += [_SEPARATOR.join(row._replace(occurred_at="", line_no="")) for row in rows]
    return hashlib.blake2b("\n".join(text).encode(), digest_size=16).hexdigest()
