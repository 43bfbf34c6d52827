"""Turns the rows of any layout into rows of Goldlist's own form, with all their faults."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple
from unicodedata import category, normalize
from zoneinfo import ZoneInfo

from app.actions.files.amounts import DecimalMarks, NotAnAmount, minor_units, number
from app.actions.files.csv_form import Unreadable, normal
from app.actions.files.layouts import Condition, FirstOf, Layout, Source, columns_of
from app.actions.files.local_times import DayOrder, TimeReader
from app.engine.model import quantities
from app.engine.model.ratio import rounded
from app.engine.program import texts

Pick = Callable[[Sequence[str]], str]
_REPLACEMENT: Final = "\ufffd"


class Fault(NamedTuple):
    """A fault of a basket, and the line it is in; None: the whole basket."""

    text: str
    line: int | None = None


class Row(NamedTuple):
    """A line of a basket in Goldlist's own form; every cell is text, empty when absent.

    `basket_discount`, `refunded` and `paid` are minor units; `occurred_at` is unread. `any_price`: a return of goods
    whose price was computed; `part_of_unit`: a return of less than a unit.
    """

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
    zone: str = ""
    basket_discount: str = ""
    refunded: str = ""
    paid: str = ""
    any_price: str = ""
    part_of_unit: str = ""
    unit_cost: str = ""
    tax: str = ""


class RowReader:
    """Reads the rows of one file. Collect evidence from all rows with `add_evidence` before `settle`."""

    def __init__(self, layout: Layout, columns: Sequence[str], currency: str) -> None:
        self._layout = layout
        self._currency = currency
        self._places: dict[str, int] = {}
        for place, column in enumerate(columns):
            self._places.setdefault(normal(column), place)
        self._require(columns)
        named = layout.columns
        self._columns = dict(named)
        self._pick = {name: self._picked(source) for name, source in named}
        self.key = self._picked(named.basket or named.external_id)
        of_key = (self._places.get(normal(column), 0) for column in columns_of(named.basket or named.external_id))
        self.key_width = max(of_key) + 1
        is_return = layout.is_return
        self._returned = self._holds(Condition(column=is_return.column, **{"in": is_return.in_})) if is_return else None
        self._return_name = self._picked(is_return.external_id if is_return else None)
        self._return_of = self._picked(is_return.return_of if is_return else None)
        self._skips = [self._holds(one) for one in layout.skip]
        there = [one for one in layout.expect if normal(one.column) in self._places]
        self._expected = [(one.column, self._holds(one)) for one in there]
        self._further = self._picked(layout.further_lines)
        self._order, self._marks = DayOrder(), DecimalMarks()
        self._times: TimeReader | None = None
        self._stores: Mapping[str, str] = {}
        self.decimal: str = layout.decimal or "."

    def day_text(self, cells: Sequence[str]) -> str:
        """The text of the day of a row."""
        return self._pick["occurred_at"](cells)

    def is_further_line(self, cells: Sequence[str]) -> bool:
        """Whether a row continues its basket's first row."""
        return self._layout.further_lines is not None and not self._further(cells)

    def is_skipped(self, cells: Sequence[str]) -> bool:
        """Whether a row is none of a purchase or return."""
        return any(holds(cells) for holds in self._skips)

    def basket_name(self, cells: Sequence[str]) -> str:
        """The name by which a row is joined with others."""
        if self._returned and self._returned(cells) and self._layout.is_return and self._layout.is_return.external_id:
            return self._return_name(cells)
        return self.key(cells)

    def add_evidence(self, cells: Sequence[str], line: int) -> None:
        """Collect the order of days and months, and the decimal mark."""
        if not self._layout.dates:
            self._order.add(self.day_text(cells), line)
        if self._layout.amounts == "decimal" and not self._layout.decimal:
            for name in ("unit_price", "gross", "net", "discount", "basket_discount"):
                self._marks.add(self._pick[name](cells), line)

    def settle(self, zone: tzinfo, order: str | None, stores: Mapping[str, ZoneInfo]) -> str | None:
        """Decide by the evidence: returns the order of day and month, if it matters. Raises Unreadable.

        Local times are of `zone`, or of a store's own in `stores`.
        """
        self._stores = {store: zone_of.key for store, zone_of in stores.items()}
        found = order or (None if self._layout.dates else self._order.order())
        self._times = TimeReader(zone, found, self._layout.dates)
        if not self._layout.decimal:
            mark = self._marks.mark()
            if mark is None:
                points, commas = self._marks.first_lines()
                raise Unreadable(
                    f"line {points} has an amount with a decimal point, and line {commas} one with a decimal comma; "
                    'a MAP.json with "decimal" names the right one'
                )
            self.decimal = mark
        return found

    def instant(self, row: Row) -> datetime:
        """The instant of a row. Raises NotATime."""
        assert self._times
        return self._times.instant(row.occurred_at, row.zone or self._stores.get(row.store, ""))

    def row(self, cells: Sequence[str], line: int) -> tuple[Row, list[Fault]]:
        """A row in Goldlist's own form, with its faults."""
        text = {name: pick(cells) for name, pick in self._pick.items()}
        row = Row(
            external_id=text["external_id"],
            occurred_at=text["occurred_at"],
            quantity=text["quantity"],
            unit_price=text["unit_price"],
            member_id=text["member"],
            store=text["store"],
            sku=text["sku"],
            category=text["category"],
            currency=text["currency"],
            discount=text["discount"],
            return_of=text["return_of"],
            line_no=text["line_no"],
            zone=text["zone"],
            unit_cost=text["unit_cost"],
            tax=text["tax"],
        )
        faults = (
            [Fault("a cell has characters that were lost before (�)", line)]
            if _REPLACEMENT in "".join(text.values())
            else []
        )
        if self._returned and self._returned(cells):
            names = {"external_id": self._return_name(cells), "return_of": self._return_of(cells)}
            row = row._replace(**{name: value for name, value in names.items() if value})
        if self._layout.names == "simplified":
            row = row._replace(
                store=simplified(row.store),
                category=simplified(row.category),
                sku=row.sku.strip()[: texts.LONGEST_LABEL].rstrip(),
                member_id=row.member_id.strip(),
            )
        if self._layout.amounts == "decimal":
            row = self._priced(row, text, cells, line, faults)
        if not self.is_further_line(cells):
            faults += [
                Fault(f"{column} has an unknown value", line) for column, holds in self._expected if not holds(cells)
            ]
        return row, faults

    def _priced(self, row: Row, text: dict[str, str], cells: Sequence[str], line: int, faults: list[Fault]) -> Row:
        """The row with quantity, price and discounts in minor units, as exact as the file has them."""
        currency = row.currency or self._currency
        columns = self._columns

        def read(name: str, default: int | None = 0) -> int | None:
            if default is not None and (columns[name] is None or not text[name].strip()):
                return default
            try:
                return minor_units(text[name], self.decimal, currency)
            except NotAnAmount as fault:
                faults.append(Fault(f"{_said(columns[name])} {fault}", line))
                return None

        before = len(faults)
        quantity = number("1", ".")
        if columns["quantity"] is not None:
            try:
                quantity = number(text["quantity"], self.decimal)
            except NotAnAmount as fault:
                faults.append(Fault(f"{_said(columns['quantity'])} {fault}", line))
        price = next(name for name in ("unit_price", "gross", "net") if columns[name] is not None)
        amount = read(price, None)
        discount, less = read("discount"), read("less")
        rest = {name: read(name) for name in ("basket_discount", "refunded", "paid", "unit_cost", "tax")}
        if len(faults) > before or amount is None or discount is None or less is None:
            return row
        returned = quantity < 0 or (self._returned is not None and self._returned(cells))
        if amount < 0 and not returned:
            faults.append(Fault(f"{_said(columns[price])} is negative, but the quantity is not", line))
            return row
        units, measured = _units_of(abs(quantity), weights=self._layout.weights)
        if price == "unit_price":
            worth = rounded(*(abs(amount) * abs(Fraction(quantity))).as_integer_ratio(), "half_up")
        else:
            worth = abs(amount)
        net = worth - abs(less) - (0 if price == "net" else abs(discount))
        before_discount = net + abs(discount)
        # The least price of a unit that comes to no less than the line.
        parts = quantities.PARTS if measured else 1
        unit_price = -(-before_discount * parts // units) if units else 0
        if measured and price == "unit_price":
            unit_price = abs(amount)
        off = (quantities.price_of(units, unit_price) if measured else units * unit_price) - net
        sign = "-" if returned else ""
        tax = rest.pop("tax")
        return row._replace(
            tax=str(abs(tax or 0)) if text["tax"].strip() else "",
            quantity=f"{sign}{quantities.shown_quantity(units, measured)}",
            unit_price=str(unit_price),
            discount=f"{sign}{off}" if off else "",
            any_price="1" if returned and row.sku else "",
            part_of_unit="1" if returned and quantity != int(quantity) else "",
            **{name: str(abs(value)) if value else "" for name, value in rest.items()},
        )

    def _require(self, columns: Sequence[str]) -> None:
        """Raises Unreadable for columns of a required part that are not there, or there twice."""
        named = self._layout.columns
        price = named.unit_price or named.gross or named.net
        required = [named.external_id, named.occurred_at, price, named.quantity, named.basket]
        missing = [_said(one) for one in required if one is not None and not self._is_there(one)]
        if missing:
            raise Unreadable(f"the first line must name the columns; missing: {', '.join(missing)}")
        names = [normal(column) for column in columns]
        wanted = {normal(column) for column in self._layout.named_columns()}
        twice = sorted({name for name in wanted if names.count(name) > 1})
        if twice:
            raise Unreadable(f"the first line names a column twice: {', '.join(twice)}")

    def _is_there(self, source: Source) -> bool:
        if isinstance(source, FirstOf):
            return any(normal(column) in self._places for column in source.first_of)
        wanted = [source] if isinstance(source, str) else source
        return all(normal(column) in self._places for column in wanted)

    def _picked(self, source: Source | None) -> Pick:
        """How the text of a source is taken from the cells of a row."""
        if source is None:
            return lambda _: ""
        if isinstance(source, FirstOf):
            places = [self._places[normal(one)] for one in source.first_of if normal(one) in self._places]
            return lambda cells: next((cells[place] for place in places if cells[place]), "")
        names = [source] if isinstance(source, str) else source
        places = [self._places[normal(one)] for one in names if normal(one) in self._places]
        if len(places) == 1:
            place = places[0]
            return lambda cells: cells[place]
        return lambda cells: " ".join(cells[place] for place in places if cells[place])

    def _holds(self, condition: Condition) -> Callable[[Sequence[str]], bool]:
        """Whether a condition holds for the cells of a row; without its column it does not."""
        place = self._places.get(normal(condition.column))
        if place is None:
            return lambda _: False
        values = {one.casefold() for one in condition.in_ or condition.not_in or ()}
        wanted = condition.in_ is not None
        return lambda cells: (cells[place].strip().casefold() in values) is wanted


@lru_cache(maxsize=4096)
def simplified(name: str) -> str:
    """A store or category of others as Goldlist names it: `Café Noir` is `cafe-noir`."""
    bare = "".join(one for one in normalize("NFKD", name) if category(one) != "Mn").lower()
    words = "".join(one if one.isalnum() else " " for one in bare)
    return "-".join(words.split())


def _units_of(quantity: Decimal, *, weights: bool) -> tuple[int, bool]:
    """A quantity as units, or with `weights` as thousandths of measured goods; finer parts are one unit."""
    if quantity == int(quantity):
        return int(quantity), False
    thousandths = quantity * quantities.PARTS
    return (int(thousandths), True) if weights and thousandths == int(thousandths) else (1, False)


def _said(source: Source | None) -> str:
    if isinstance(source, FirstOf):
        return " or ".join(source.first_of)
    return source if isinstance(source, str) else " ".join(source or ())
