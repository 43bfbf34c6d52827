"""What discounts take off a basket: each in its turn, of what those before it have left of the lines it is good for.

Amounts are minor units. A discount is shared among its lines in proportion to what is left of them, by largest
remainder, so that the parts sum exactly.
"""

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from app.engine.model.ratio import Ratio, rounded
from app.engine.model.records import Line
from app.engine.model.value import spread
from app.engine.program.offers import LAST, Stacking

Effect = Literal["percent", "free_item", "amount", "extra", "nothing"]
# Where no order is given: percentages of the whole first, then single units, then amounts.
ORDER: Final[dict[str, int]] = {"percent": 0, "free_item": 1, "amount": 2, "extra": 3, "nothing": 4}


class Candidate(NamedTuple):
    """A discount that might be used: of a tier, a campaign or a voucher (`kind`), by its id.

    `places` are the lines that it is good for, from 0. `rate` is of a percentage, or how much more for the same price;
    `most` the most that it gives. `code` and `reward` are a voucher's.
    """

    kind: Literal["tier", "campaign", "voucher"]
    id: str
    name: str
    effect: Effect
    places: tuple[int, ...]
    rate: Ratio = Ratio(0, 1)
    amount: int = 0
    most: int | None = None
    stacking: Stacking = Stacking()
    code: str | None = None
    reward: str | None = None
    expires_on: str | None = None

    @property
    def turn(self) -> tuple[int, int, str, str, str]:
        """When its turn comes: by its order, what is as good and ends first before the rest."""
        order = LAST if self.stacking.order is None else self.stacking.order
        return order, ORDER[self.effect], self.kind, self.expires_on or "9999", self.id


class Taken(NamedTuple):
    """What a candidate takes off each of its lines (minor units by place), and what more it gives, in value.

    `freed`: the line of which it has made a unit free.
    """

    candidate: Candidate
    parts: dict[int, int]
    extra: int = 0
    freed: int | None = None

    @property
    def amount(self) -> int:
        """What it takes off in all."""
        return sum(self.parts.values())

    @property
    def gain(self) -> int:
        """What the customer has of it."""
        return self.amount + self.extra


class Left(NamedTuple):
    """What is left of a basket: the value of each line, the units of each that cost something, and of the most that
    all discounts together may take (None: no end).
    """

    values: tuple[int, ...]
    units: tuple[int, ...]
    allowance: int | None = None

    @classmethod
    def of(cls, lines: Sequence[Line], allowance: int | None = None) -> "Left":
        """The whole basket."""
        units = tuple(line.quantity if line.unit_price else 0 for line in lines)
        return cls(tuple(line.share for line in lines), units, allowance)

    def after(self, taken: Taken) -> "Left":
        """What is left then."""
        values, units = list(self.values), self.units
        for place, amount in taken.parts.items():
            values[place] -= amount
        if taken.freed is not None:
            units = (*units[: taken.freed], units[taken.freed] - 1, *units[taken.freed + 1 :])
        allowance = None if self.allowance is None else self.allowance - taken.amount
        return Left(tuple(values), units, allowance)


def take(candidate: Candidate, left: Left) -> Taken:
    """What a candidate takes of what is left."""
    if candidate.effect == "free_item":
        return _free_item(candidate, left)
    there = [left.values[place] for place in candidate.places]
    total = sum(there)
    if candidate.effect == "amount":
        wanted = candidate.amount
    elif candidate.effect == "nothing":
        wanted = 0
    else:
        wanted = rounded(total * candidate.rate.amount, candidate.rate.per, "half_up")
    if candidate.most is not None:
        wanted = min(wanted, candidate.most)
    if candidate.effect == "extra":
        return Taken(candidate, dict.fromkeys(candidate.places, 0), extra=wanted)
    amount = _allowed(min(wanted, total), left)
    if not amount:
        return Taken(candidate, {})
    rest = spread(amount, there, total)
    parts = {place: had - has for place, had, has in zip(candidate.places, there, rest, strict=True) if had != has}
    return Taken(candidate, parts)


def _free_item(candidate: Candidate, left: Left) -> Taken:
    """One unit for nothing: the dearest of those that it is good for."""
    # Rounded up, no unit of a line is dearer than the one that was freed before it.
    worth = {
        place: rounded(left.values[place], left.units[place], "ceil") for place in candidate.places if left.units[place]
    }
    if not worth:
        return Taken(candidate, {})
    place = max(worth, key=lambda one: (worth[one], -one))
    wanted = worth[place] if candidate.most is None else min(worth[place], candidate.most)
    amount = _allowed(wanted, left)
    freed = place if amount == worth[place] else None
    return Taken(candidate, {place: amount}, freed=freed) if amount else Taken(candidate, {})


def _allowed(amount: int, left: Left) -> int:
    return amount if left.allowance is None else min(amount, left.allowance)
