"""Findings of a lint, and what they are found in."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final, Literal, NamedTuple

from pydantic import BaseModel

from app.engine.model.records.sales import Line
from app.engine.program.document import ProgramDocument
from app.engine.program.match import EVERYTHING, Match
from app.engine.program.parts.match import MatchPart
from app.engine.program.terms.offers import Reward
from app.engine.program.terms.rules import Rules
from app.engine.program.versions import Program

Severity = Literal["error", "warning", "note"]
MOST_FINDINGS: Final = 200
_ORDER: Final = {"error": 0, "warning": 1, "note": 2}


class Example(NamedTuple):
    """The shortest known sequence that shows a finding; `paid` and `got` are minor units."""

    actions: tuple[str, ...]
    paid: int
    got: int


class Finding(NamedTuple):
    """A finding: its kind, the place in the document (a JSON pointer), an explanation and an example."""

    id: str
    severity: Severity
    pointer: str
    what: str
    example: Example


class Price(NamedTuple):
    """The lowest and the highest unit price of goods, in minor units."""

    lowest: int
    highest: int


class Goods:
    """The goods sold lately, with their prices; none where nothing is known.

    `untaxed` of all `lines` state no tax.
    """

    def __init__(self) -> None:
        self._prices: dict[tuple[str | None, str | None], Price] = {}
        self.lines = 0
        self.untaxed = 0

    def add(self, lines: Iterable[Line]) -> None:
        """Count the lines of a purchase."""
        for line in lines:
            self.lines += 1
            self.untaxed += line.tax is None
            goods, price = (line.sku, line.category), line.unit_price
            known = self._prices.get(goods, Price(price, price))
            if price and not line.measured:
                self._prices[goods] = Price(min(known.lowest, price), max(known.highest, price))

    def price(self, match: Match) -> Price | None:
        """The prices of the goods that match; None where none are known."""
        found = [price for (sku, category), price in self._prices.items() if match.takes(goods_line(sku, category, 1))]
        return Price(min(one.lowest for one in found), max(one.highest for one in found)) if found else None

    def cheapest(self, match: Match) -> int | None:
        """The lowest known unit price of the goods that match."""
        found = self.price(match)
        return found.lowest if found else None


def goods_line(sku: str | None, category: str | None, price: int) -> Line:
    """A line with one unit."""
    return Line(sku, category, quantity=1, unit_price=price, discount=0, share=price)


class Subject:
    """A programme of one version with its document, and the goods sold."""

    def __init__(self, document: ProgramDocument, program: Program, goods: Goods) -> None:
        self.document = document
        self.program = program
        self.goods = goods

    @property
    def rules(self) -> Rules:
        """The terms."""
        return self.program.rules

    @cached_property
    def kinds_of_goods(self) -> list[tuple[str | None, str | None]]:
        """One sku and category for every distinction that the document makes; first goods without either."""
        found: dict[tuple[str | None, str | None], None] = {(None, None): None}
        for _, part in matches_in(self.document):
            categories: list[str | None] = [*(part.categories or ())] or [None]
            for sku in [*(part.skus or ())] or [None]:
                found |= {(sku, category): None for category in categories}
        return list(found)

    def worth_of(self, reward_id: str) -> int | None:
        """The value of a voucher that needs no dear purchase, in minor units; None where that is unknown."""
        reward = self.rules.rewards.get(reward_id)
        return self._worth(reward) if reward else None

    def _worth(self, reward: Reward) -> int | None:
        if reward.kind == "free_item":
            dearest = self.goods.price(reward.match)
            return reward.max_amount or (dearest.highest if dearest else None)
        return reward.amount if reward.kind in ("amount_off", "store_credit", "gift", "donation") else None


def matches_in(part: BaseModel, pointer: str = "") -> Iterator[tuple[str, MatchPart]]:
    """Every match of a document, with its place."""
    for name, field in type(part).model_fields.items():
        value, place = getattr(part, name), f"{pointer}/{field.alias or name}"
        if isinstance(value, MatchPart):
            yield place, value
        elif isinstance(value, BaseModel):
            yield from matches_in(value, place)
        elif isinstance(value, list):
            for index, one in enumerate(value):
                if isinstance(one, BaseModel):
                    yield from matches_in(one, f"{place}/{index}")


def in_order(found: Iterable[Finding]) -> list[Finding]:
    """Findings once for each kind and place, the gravest first, each with its shortest example."""
    best: dict[tuple[str, str], Finding] = {}
    for one in found:
        known = best.setdefault((one.id, one.pointer), one)
        if len(one.example.actions) < len(known.example.actions):
            best[one.id, one.pointer] = one
    return sorted(best.values(), key=lambda one: (_ORDER[one.severity], one.pointer, one.id))[:MOST_FINDINGS]


def least_price(subject: Subject, match: Match = EVERYTHING) -> int:
    """The lowest known unit price of matching goods, else 1."""
    return subject.goods.cheapest(match) or 1
