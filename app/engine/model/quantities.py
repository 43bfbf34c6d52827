"""Quantities of goods: whole units, or thousandths of a unit for measured goods (by weight, length or volume).

A measured line keeps its quantity in thousandths, so that all arithmetic on parts of a line is the same for both.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from app.engine.model.commands.sales import BasketLine
from app.engine.model.records.sales import Line

PARTS: Final = 1000


def full_price(line: BasketLine | Line) -> int:
    """The price of a line before any discount, in minor units; that of measured goods is rounded half up."""
    return price_of(line.quantity, line.unit_price) if line.measured else line.quantity * line.unit_price


def price_of(thousandths: int, unit_price: int) -> int:
    """The price of measured goods in minor units, rounded half up."""
    return (2 * thousandths * unit_price + PARTS) // (2 * PARTS)


def read_measured(text: str) -> int:
    """The thousandths in a decimal text with a point: "1.2" is 1200."""
    whole, _, fraction = text.partition(".")
    return int(whole) * PARTS + int(fraction.ljust(3, "0"))


def shown_quantity(quantity: int, measured: bool) -> int | str:
    """A quantity as answers show it: an integer for units, a text with three places for measured goods."""
    return f"{quantity // PARTS}.{quantity % PARTS:03}" if measured else quantity


def read_shown(quantity: int | str) -> tuple[int, bool]:
    """A quantity as answers show it, as its integer and whether it is measured."""
    return (read_measured(quantity), True) if isinstance(quantity, str) else (quantity, False)


def decimal_of(thousandths: int) -> Decimal:
    """Thousandths as an exact decimal number with three places."""
    return Decimal(thousandths).scaleb(-3)


def sum_text(thousandths: int) -> str:
    """A sum of thousandths without needless places: 1500 is "1.5", 2000 is "2"."""
    whole = f"{decimal_of(thousandths):.3f}"
    return whole.rstrip("0").rstrip(".")


def sum_shown(thousandths: int) -> int | str:
    """A sum of thousandths as answers show it: an integer where nothing is left over, else a text."""
    return sum_text(thousandths) if thousandths % PARTS else thousandths // PARTS


def in_all(lines: Iterable[Line]) -> int | Decimal:
    """The sum of the quantities: whole units, and measured goods by their unit."""
    units = thousandths = 0
    for line in lines:
        if line.measured:
            thousandths += line.quantity
        else:
            units += line.quantity
    return units + decimal_of(thousandths) if thousandths else units
