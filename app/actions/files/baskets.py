"""Baskets of a file: the rows of one purchase or return, with all that is wrong with them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from re import ASCII, compile
from typing import Final, NamedTuple

from app.actions.files.layouts import Layout
from app.actions.files.local_times import NotATime
from app.actions.files.purchase_rows import Fault, Row, RowReader
from app.engine.model import quantities, value
from app.engine.model.book import Refusal
from app.engine.model.commands.sales import BasketLine
from app.engine.model.instants import instant, instant_text
from app.engine.model.ratio import rounded
from app.engine.program import texts

MOST_LINES: Final = 5000
_EARLIEST: Final = instant_text(datetime.min.replace(tzinfo=UTC))
_whole = compile(r"-?[0-9]{1,18}", ASCII).fullmatch
# What spreadsheets make of long numbers.
_is_shortened = compile(r"[0-9]([.,][0-9]{1,14})?E\+[0-9]{2}", ASCII).fullmatch
_is_quantity = compile(r"-?[0-9]{1,18}(\.[0-9]{1,3})?", ASCII).fullmatch


class RawRow(NamedTuple):
    """A row as it stands in the file: its joined cells and their number, and faults in its form."""

    name: str
    line: int
    cells: str
    width: int
    faults: tuple[Fault, ...] = ()


class Basket(NamedTuple):
    """A purchase or a return. `start` is its stored instant, the earliest possible if that is unreadable.

    `refund`: minor units given back of a purchase without naming goods, out of those paid; `goods` are its lines then.
    """

    name: str
    start: str
    rows: tuple[Row, ...]
    raw: tuple[RawRow, ...]
    faults: tuple[Fault, ...]
    return_of: str = ""
    refund: tuple[int, int] | None = None

    @property
    def discount(self) -> int:
        """The discount on the whole basket, in minor units."""
        return int(self.rows[0].basket_discount or 0)

    @property
    def lines(self) -> tuple[BasketLine, ...]:
        """The lines of a basket without faults."""
        return tuple(_line(row) for row in self.rows)

    @property
    def occurred_at(self) -> datetime:
        """The instant of a basket without faults."""
        return instant(self.start)


def basket_of(reader: RowReader, layout: Layout, name: str, raw: list[RawRow]) -> Basket:
    """The basket of some rows, with every fault."""
    rows, faults = [], [fault for row in raw for fault in row.faults]
    # Cells of broken rows may be in the wrong columns, so their other faults would mislead.
    is_broken = bool(faults)
    lines: dict[int, Row] = {}
    for one in raw:
        row, wrong = reader.row(one.cells.split("\x1f"), one.line)
        rows.append(row)
        lines[one.line] = row
        if not is_broken:
            faults += wrong
    if layout.further_lines and not is_broken:
        rows, missing = _continued(reader, rows, raw)
        faults += missing
    start = _EARLIEST
    for one, row in zip(raw, rows, strict=True):
        try:
            at = instant_text(reader.instant(row))
            start = at if start == _EARLIEST else min(start, at)
        except NotATime as wrong:
            if not is_broken:
                faults.append(Fault(f"occurred_at {wrong}", one.line))
    named = dict.fromkeys(fault.line for fault in faults)
    if not is_broken:
        faults += _faults(layout, [(one.line, row) for one, row in zip(raw, rows, strict=True)], named)
    in_order = sorted(rows, key=lambda row: int(row.line_no) if _whole(row.line_no) else 0)
    first = in_order[0]
    return_of = first.return_of if first.quantity.startswith("-") or faults else ""
    return Basket(
        name=first.external_id or name,
        start=start,
        rows=tuple(in_order),
        raw=tuple(raw),
        faults=tuple(dict.fromkeys(faults)),
        return_of=return_of,
    )


def refund_of(basket: Basket) -> Basket | None:
    """The return of a sum that the rows of a purchase report, if any."""
    first = basket.rows[0]
    if basket.faults or not int(first.refunded or 0):
        return None
    paid, refunded = int(first.paid or 0), int(first.refunded)
    name = f"{basket.name}-refund"
    faults: tuple[Fault, ...] = ()
    if refunded > paid:
        faults = (Fault("more was refunded than was paid", basket.raw[0].line),)
    return basket._replace(name=name, return_of=basket.name, refund=(refunded, paid), faults=faults)


def refunded_amounts(basket: Basket) -> list[int] | Refusal | None:
    """The minor units given back of each line of a purchase by a refund; None: everything.

    The goods get their part of the sum, as other things such as delivery were paid too.
    """
    assert basket.refund
    refunded, paid = basket.refund
    lines = value.priced(basket.lines, basket.discount)
    if isinstance(lines, Refusal):
        return lines
    if refunded == paid:
        return None
    shares = [line.share for line in lines]
    goods = sum(shares)
    back = min(goods, rounded(goods * refunded, paid, "half_up"))
    left = value.spread(back, shares, goods) if goods else shares
    return [share - rest for share, rest in zip(shares, left, strict=True)]


def _continued(reader: RowReader, rows: list[Row], raw: list[RawRow]) -> tuple[list[Row], list[Fault]]:
    """The rows of a basket whose first row alone names all that is the basket's."""
    firsts = [row for one, row in zip(raw, rows, strict=True) if not reader.is_further_line(one.cells.split("\x1f"))]
    if not firsts:
        return rows, [Fault("the first row of the basket is missing", raw[0].line)]
    if len(firsts) > 1:
        return rows, [Fault("the basket begins twice", raw[0].line)]
    first = firsts[0]
    shared = (
        "external_id",
        "occurred_at",
        "zone",
        "member_id",
        "store",
        "currency",
        "basket_discount",
        "refunded",
        "paid",
    )
    same = {name: getattr(first, name) for name in shared}
    return [row._replace(**same) for row in rows], []


def _faults(layout: Layout, rows: list[tuple[int, Row]], known: dict[int | None, None]) -> Iterator[Fault]:
    """All faults that keep these rows from being a basket; the rows of the `known` lines have others already."""
    yield from _name_faults(rows)
    if len(rows) > MOST_LINES:
        yield Fault(f"a basket can have at most {MOST_LINES} lines")
    for line, row in rows:
        if layout.amounts == "minor" or line not in known:
            yield from (Fault(text, line) for text in _line_faults(row))
    signs = {row.quantity.startswith("-") for _, row in rows if _is_quantity(row.quantity)}
    if len(signs) > 1:
        yield Fault("a basket is either a sale or a return: it has quantities of both signs")
    if any(row.currency != rows[0][1].currency for _, row in rows):
        yield Fault("a basket can have only one currency")


def _name_faults(rows: list[tuple[int, Row]]) -> Iterator[Fault]:
    for field in ("external_id", "member_id", "store", "return_of"):
        values = {getattr(row, field): line for line, row in reversed(rows)}
        if len(values) > 1:
            yield Fault(f"the rows of the basket have different values of {field}", max(values.values()))
        for text, line in values.items():
            if field != "store" and _is_shortened(text):
                yield Fault(f"{field} {text} was shortened by a spreadsheet: import the file as it was exported", line)
            elif (text or field == "external_id") and not texts.is_name(text):
                yield Fault(f"{field} is not {texts.EXPLAINED[texts.NAME]}", line)


def _line_faults(row: Row) -> Iterator[str]:
    if not _is_quantity(row.quantity):
        yield "quantity is neither a whole number nor a decimal number with at most 3 places"
    elif not 0 < Decimal(row.quantity).copy_abs() <= texts.LARGEST_QUANTITY:
        yield "quantity is 0, or more than 10^6"
    if not _whole(row.unit_price):
        yield "unit_price_minor is not a whole number"
    elif not 0 <= int(row.unit_price) <= texts.LARGEST_AMOUNT:
        yield "unit_price_minor is negative, or more than 10^12"
    if row.discount and not _whole(row.discount):
        yield "discount_minor is not a whole number"
    elif _is_quantity(row.quantity) and not 0 <= _discount(row) <= texts.LARGEST_AMOUNT:
        yield "discount_minor has the wrong sign, or is more than 10^12"
    if row.unit_cost and not (_whole(row.unit_cost) and 0 <= int(row.unit_cost) <= texts.LARGEST_AMOUNT):
        yield "unit_cost_minor is not a whole number from 0 to 10^12"
    if row.tax and not (_whole(row.tax) and 0 <= int(row.tax) <= texts.LARGEST_AMOUNT):
        yield "tax_minor is not a whole number from 0 to 10^12"
    for field in ("sku", "category"):
        if getattr(row, field) and not texts.is_label(getattr(row, field)):
            yield f"{field} is not {texts.EXPLAINED[texts.LABEL]}"


def _discount(row: Row) -> int:
    """The discount of a returned line is negative, because it is not refunded."""
    discount = int(row.discount or 0)
    return -discount if row.quantity.startswith("-") else discount


def _line(row: Row) -> BasketLine:
    text = row.quantity.removeprefix("-")
    measured = "." in text
    quantity = quantities.read_measured(text) if measured else int(text)
    return BasketLine(
        quantity,
        int(row.unit_price),
        _discount(row),
        sku=row.sku or None,
        category=row.category or None,
        unit_cost=int(row.unit_cost) if row.unit_cost else None,
        measured=measured,
        tax=int(row.tax) if row.tax else None,
    )
