"""The units of a basket with the price that each has left to pay, and the terms of a deal on them."""

from typing import NamedTuple


class Run(NamedTuple):
    """`units` of a line (by its place) of which each has `price` left to pay.

    `has_item` once a free item was given. `deal` numbers the deal that the units are part of, from 1; 0 is none.
    """

    place: int
    price: int
    units: int
    has_item: bool = False
    deal: int = 0


class Deal(NamedTuple):
    """Buy X get Y: who buys `quantity` units (or, if that is 0, `amount` minor units) of the lines `bought` gets
    `units` of other lines, the cheapest or the `dearest`, and so on, `times` at most (None: no limit).
    """

    bought: frozenset[int]
    quantity: int = 0
    amount: int = 0
    units: int = 1
    dearest: bool = False
    times: int | None = None
