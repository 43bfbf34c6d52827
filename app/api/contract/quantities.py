"""Quantities of goods as answers show them: units as integers, goods by weight or length as decimal texts."""

from app.engine.model import quantities
from app.engine.program import values


def left_of(quantity: int | str, taken: list[int | str]) -> int | str:
    """What is left of a quantity without others of the same form; 0 if nothing is."""
    sold, measured = quantities.read_shown(quantity)
    left = sold - sum(quantities.read_shown(one)[0] for one in taken)
    return quantities.shown_quantity(left, measured) if left else 0


def price(quantity: int | str, unit_price: int) -> int:
    """The price of a quantity, in minor units."""
    sold, measured = quantities.read_shown(quantity)
    return quantities.price_of(sold, unit_price) if measured else sold * unit_price


def is_measured(text: str) -> bool:
    """Whether the text is a quantity of goods by weight or length."""
    return values.is_measured(text)
