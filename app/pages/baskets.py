"""The state of the till's page, which stands in its address: the customer, the basket, and what to pay it with."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from app.api.contract.quantities import is_measured

# Stands for none of the vouchers: an empty field of an address is no field.
NO_VOUCHER: Final = "none"
TILL: Final = "/pages/till"
MOST_LINES: Final = 100
# The gateway takes addresses of 8 kB.
MOST_ADDRESS: Final = 6000
MOST_UNITS: Final = 10**6
MOST_PRICE: Final = 10**12


class Line(NamedTuple):
    """A line of the basket; the price of one unit in minor units. Goods by weight have a decimal text as quantity."""

    sku: str | None
    category: str | None
    quantity: int | str
    unit_price: int

    @property
    def name(self) -> str:
        """What to call the goods."""
        return (self.sku or self.category or "").replace("-", " ")


@dataclass(frozen=True, slots=True)
class Basket:
    """A basket being sold. `vouchers`: the codes to consider, None for all of the customer's."""

    member: str | None = None
    lines: tuple[Line, ...] = ()
    vouchers: tuple[str, ...] | None = None
    points: int = 0
    credit: int = 0

    def with_goods(self, line: Line) -> "Basket":
        """The basket with another line, or with more units of the same goods; as it is when it is full."""
        for place, known in enumerate(self.lines):
            same = known._replace(quantity=line.quantity) == line
            if same and isinstance(known.quantity, int) and isinstance(line.quantity, int):
                more = known._replace(quantity=min(known.quantity + line.quantity, MOST_UNITS))
                return replace(self, lines=(*self.lines[:place], more, *self.lines[place + 1 :]))
        longer = replace(self, lines=(*self.lines, line))
        return longer if len(longer.lines) <= MOST_LINES and len(longer.path) <= MOST_ADDRESS else self

    def with_units(self, place: int, quantity: int) -> "Basket":
        """The basket with this number of units in a line; without the line for none."""
        changed = (self.lines[place]._replace(quantity=quantity),) if quantity > 0 else ()
        return replace(self, lines=(*self.lines[:place], *changed, *self.lines[place + 1 :]))

    def of(self, member: str | None) -> "Basket":
        """The basket of another customer, whose vouchers, points and credit are others."""
        return Basket(member, self.lines)

    @property
    def fields(self) -> dict[str, str]:
        """The state as the fields of a form."""
        found = {"lines": json.dumps(self.lines, ensure_ascii=False)} if self.lines else {}
        if self.member:
            found["member"] = self.member
        if self.vouchers is not None:
            found["vouchers"] = ",".join(self.vouchers) or NO_VOUCHER
        if self.points:
            found["points_to_spend"] = str(self.points)
        if self.credit:
            found["credit_to_spend"] = str(self.credit)
        return found

    @property
    def path(self) -> str:
        """The address of the till with this state."""
        return TILL + (f"?{urlencode(self.fields)}" if self.fields else "")

    @property
    def goods(self) -> list[dict[str, Any]]:
        """The lines as operations take them."""
        return [{name: value for name, value in line._asdict().items() if value is not None} for line in self.lines]


def basket_of(given: Mapping[str, str]) -> Basket:
    """The state in a query or form; parts of it that are no such state are left out."""
    vouchers = given.get("vouchers")
    return Basket(
        member=given.get("member") or None,
        lines=_lines(given.get("lines", "")),
        vouchers=None
        if vouchers is None
        else tuple(code for code in vouchers.split(",")[:20] if code not in ("", NO_VOUCHER)),
        points=whole(given.get("points_to_spend", "")) or 0,
        credit=whole(given.get("credit_to_spend", "")) or 0,
    )


def whole(text: str) -> int | None:
    """A typed whole number of at most 12 digits; None for something else."""
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 12 else None


def _lines(text: str) -> tuple[Line, ...]:
    try:
        found = json.loads(text or "[]")
    except (ValueError, RecursionError):
        return ()
    rows = [one for one in found if isinstance(one, list)][:MOST_LINES] if isinstance(found, list) else []
    return tuple(Line(*row) for row in rows if _is_line(row))


def _is_line(row: list[Any]) -> bool:
    if len(row) != 4 or not all(isinstance(one, str | None) for one in row[:2]):
        return False
    quantity, price = row[2:]
    # A bool is an int, and no number of units.
    if type(price) is not int or not 0 <= price <= MOST_PRICE:
        return False
    return (type(quantity) is int and 0 < quantity <= MOST_UNITS) or (type(quantity) is str and is_measured(quantity))
