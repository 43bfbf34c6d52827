"""What is known of an order: its newest state, the purchases made of it, and the refunds taken."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pydantic_core import from_json, to_json

from app.engine.model import value
from app.engine.model.records.sales import Line, ReturnedLine
from app.engine.model.value import Kept


class Sold(NamedTuple):
    """A purchase made of an order at an instant (stored form): its lines by their ids, with units and nets.

    `parts` are the lines whose units are not whole; the quantities of those that are `measured` are thousandths.
    """

    name: str
    at: str
    ids: tuple[str, ...]
    quantities: tuple[int, ...]
    nets: tuple[int, ...]
    parts: tuple[str, ...] = ()
    measured: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines, as far as returns need them."""
        return tuple(
            Line(None, None, quantity, unit_price=net, discount=0, share=net, measured=id_ in self.measured)
            for id_, quantity, net in zip(self.ids, self.quantities, self.nets, strict=True)
        )


class TakenRefund(NamedTuple):
    """A refund that was taken: the sum paid back, and the value of the goods."""

    money: int
    goods: int


class KnownOrder(NamedTuple):
    """An order as far as it is known. `paid` is all that was paid for it."""

    version: str = ""
    is_cancelled: bool = False
    sold: tuple[Sold, ...] = ()
    left_out: tuple[str, ...] = ()
    refunds: Mapping[str, TakenRefund] = {}
    paid: int = 0

    @property
    def is_heard_of(self) -> bool:
        """Whether its lines are known, though perhaps none of them counted."""
        return bool(self.sold or self.left_out)

    @property
    def goods(self) -> int:
        """The value of everything sold."""
        return sum(sum(one.nets) for one in self.sold)

    def sold_of(self, line: str) -> tuple[int, int]:
        """The units and the net of a line so far."""
        found = [
            (quantity, net)
            for one in self.sold
            for id_, quantity, net in zip(one.ids, one.quantities, one.nets, strict=True)
            if id_ == line
        ]
        return sum(quantity for quantity, _ in found), sum(net for _, net in found)

    def dump(self) -> str:
        """The stored form."""
        return to_json(self._asdict()).decode()

    @classmethod
    def load(cls, text: str) -> "KnownOrder":
        """What was stored."""
        found: dict[str, Any] = from_json(text)
        sold = tuple(Sold(name, at, *(tuple(one) for one in rest)) for name, at, *rest in found["sold"])
        refunds = {name: TakenRefund(*one) for name, one in found["refunds"].items()}
        return cls(**{**found, "sold": sold, "left_out": tuple(found["left_out"]), "refunds": refunds})


class Remainder:
    """What is left of the purchases of an order while refunds are taken from it.

    `standing` are the parts already taken back, by the name of the purchase, in whatever way.
    """

    def __init__(self, sold: Sequence[Sold], standing: Mapping[str, Sequence[ReturnedLine]]) -> None:
        self.sold = {one.name: one for one in sold}
        self._taken = {one.name: list(standing.get(one.name, ())) for one in sold}

    def of(self, name: str) -> tuple[Kept, ...]:
        """What is left of the lines of a purchase."""
        return value.kept(self.sold[name].lines, self._taken[name])

    @property
    def value(self) -> int:
        """The value of all that is left."""
        return sum(value.net(self.of(name)) for name in self.sold)

    def take(self, name: str, parts: Sequence[ReturnedLine]) -> int:
        """Take parts of a purchase; returns their value."""
        before = value.net(self.of(name))
        self._taken[name] += parts
        return before - value.net(self.of(name))
