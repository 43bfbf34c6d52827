"""Goods that were sold and that no rule names, as when a till says `Bread` where the programme says `bread`."""

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from app.engine.model.records import Line
from app.engine.program.match import under

MOST_GOODS: Final = 200


class Named(NamedTuple):
    """What the rules of a document name."""

    categories: tuple[str, ...]
    skus: frozenset[str]


def named_goods(document: Any) -> Named:
    """The categories and skus that a programme's document (JSON) names anywhere, in matches and in conditions."""
    found: dict[str, set[str]] = {"categories": set(), "skus": set()}
    for kind, name in _names(document):
        found[kind].add(name)
    return Named(tuple(sorted(found["categories"])), frozenset(found["skus"]))


def _names(part: Any) -> Iterator[tuple[str, str]]:
    if isinstance(part, list):
        for child in part:
            yield from _names(child)
    if not isinstance(part, dict):
        return
    for kind in ("categories", "skus"):
        told = [part.get(kind), part.get(f"exclude_{kind}")]
        told += [part.get("value")] if part.get("fact") == f"basket.{kind}" else []
        for names in told:
            yield from ((kind, name) for name in ([names] if isinstance(names, str) else names or ()))
    for child in part.values():
        yield from _names(child)


class UnmatchedGoods:
    """Sums up what is unmatched, purchase by purchase: by category, and by sku what has no category."""

    def __init__(self, named: Named) -> None:
        self._named = named
        self._categories: set[str] = set()
        self._skus: set[str] = set()
        self._rows: dict[tuple[str | None, str | None], dict[str, Any]] = {}
        self.purchases = 0

    def add(self, business_date: str, lines: Iterable[Line]) -> None:
        """Count a purchase."""
        self.purchases += 1
        for line in lines:
            if line.category:
                self._categories.add(line.category)
            if line.sku:
                self._skus.add(line.sku)
            if self._is_named(line):
                continue
            goods = (line.category, None if line.category else line.sku)
            row = self._rows.setdefault(
                goods,
                {
                    "category": goods[0],
                    "sku": goods[1],
                    "similar_to": self._similar(*goods),
                    "lines": 0,
                    "quantity": 0,
                    "net": 0,
                    "last_sold_on": business_date,
                },
            )
            row["lines"] += 1
            row["quantity"] += line.quantity
            row["net"] += line.share
            row["last_sold_on"] = max(row["last_sold_on"], business_date)

    def report(self) -> dict[str, Any]:
        """The goods, first those of which something similar is named, then by lines; and what is named and unsold."""
        rows = sorted(
            self._rows.values(),
            key=lambda row: (row["similar_to"] is None, -row["lines"], row["category"] or "", row["sku"] or ""),
        )
        unsold = [root for root in self._named.categories if not any(under(one, (root,)) for one in self._categories)]
        return {
            "purchases": self.purchases,
            "data": rows[:MOST_GOODS],
            "left_out": len(rows[MOST_GOODS:]),
            "unsold_categories": unsold[:MOST_GOODS],
            "unsold_skus": sorted(self._named.skus - self._skus)[:MOST_GOODS],
        }

    def _is_named(self, line: Line) -> bool:
        return line.sku in self._named.skus or under(line.category, self._named.categories)

    def _similar(self, category: str | None, sku: str | None) -> str | None:
        """The name in the rules that differs in nothing but capitals, blanks and signs."""
        if sku is not None:
            return next((name for name in sorted(self._named.skus) if _squeezed(name) == _squeezed(sku)), None)
        parts = (category or "").split("/")
        above = {_squeezed("/".join(parts[:depth])) for depth in range(1, len(parts) + 1)} - {""}
        return next((name for name in self._named.categories if _squeezed(name) in above), None)


def _squeezed(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum() or character == "/")
