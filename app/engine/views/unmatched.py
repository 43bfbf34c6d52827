"""Goods sold that no rule matches, for example if a till sends `Bread` where the programme says `bread`."""

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from app.engine.model import quantities
from app.engine.model.records.sales import Line
from app.engine.program.match import under, with_those_above

MOST_GOODS: Final = 200


class Named(NamedTuple):
    """The goods named in the rules of a document."""

    categories: frozenset[str]
    skus: frozenset[str]


def named_goods(document: Any) -> Named:
    """The categories and skus that a programme's document (JSON) names anywhere, in matches and in conditions."""
    found: dict[str, set[str]] = {"categories": set(), "skus": set()}
    for kind, name in _names(document):
        found[kind].add(name)
    return Named(frozenset(found["categories"]), frozenset(found["skus"]))


def _names(part: Any) -> Iterator[tuple[str, str]]:
    if isinstance(part, list):
        for child in part:
            yield from _names(child)
    if not isinstance(part, dict):
        return
    for kind in ("categories", "skus"):
        named = [part.get(kind), part.get(f"exclude_{kind}")]
        named += [part.get("value")] if part.get("fact") == f"basket.{kind}" else []
        for names in named:
            yield from ((kind, name) for name in ([names] if isinstance(names, str) else names or ()))
    for child in part.values():
        yield from _names(child)


class UnmatchedGoods:
    """Sums unmatched goods, purchase by purchase: by category, by sku for goods without one, and by both if the
    sku is only similar to a named one.
    """

    def __init__(self, named: Named) -> None:
        self._named = named
        self._categories: set[str] = set()
        self._skus: set[str] = set()
        self._rows: dict[tuple[str | None, str | None], dict[str, Any]] = {}
        self._known_similar: dict[tuple[str | None, str | None], str | None] = {}
        self.purchases = 0

    def add(self, business_date: str, lines: Iterable[Line]) -> None:
        """Count a purchase."""
        self.purchases += 1
        for line in lines:
            if line.category:
                self._categories.add(line.category)
            if line.sku:
                self._skus.add(line.sku)
            goods = self._unmatched(line)
            if goods is None:
                continue
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
            row["quantity"] += line.quantity if line.measured else line.quantity * quantities.PARTS
            row["net"] += line.share
            row["last_sold_on"] = max(row["last_sold_on"], business_date)

    def report(self) -> dict[str, Any]:
        """Unmatched goods, those with a similar name first, then by number of lines; and named goods never sold."""
        rows = sorted(
            self._rows.values(),
            key=lambda row: (row["similar_to"] is None, -row["lines"], row["category"] or "", row["sku"] or ""),
        )
        sold = {name for category in self._categories for name in with_those_above(category)}
        return {
            "purchases": self.purchases,
            "data": [row | {"quantity": quantities.sum_shown(row["quantity"])} for row in rows[:MOST_GOODS]],
            "left_out": len(rows[MOST_GOODS:]),
            "unsold_categories": sorted(self._named.categories - sold)[:MOST_GOODS],
            "unsold_skus": sorted(self._named.skus - self._skus)[:MOST_GOODS],
        }

    def _unmatched(self, line: Line) -> tuple[str | None, str | None] | None:
        """The category and sku under which a line is listed; None if rules name it.

        A name that is only similar to one in the rules is listed even if rules name the line by its other name: some
        of them miss it.
        """
        by_sku, by_category = line.sku in self._named.skus, under(line.category, self._named.categories)
        if line.sku and not by_sku and self._similar(None, line.sku):
            return line.category, line.sku
        if by_category or (by_sku and not self._similar(line.category, None)):
            return None
        return line.category, None if line.category else line.sku

    def _similar(self, category: str | None, sku: str | None) -> str | None:
        """A name in the rules that differs only in case, blanks and punctuation."""
        if (category, sku) not in self._known_similar:
            self._known_similar[category, sku] = self._first_similar(category, sku)
        return self._known_similar[category, sku]

    def _first_similar(self, category: str | None, sku: str | None) -> str | None:
        if sku is not None:
            squeezed = _squeezed(sku)
            return next((name for name in sorted(self._named.skus) if squeezed and _squeezed(name) == squeezed), None)
        parts = (category or "").split("/")
        above = {_squeezed("/".join(parts[:depth])) for depth in range(1, len(parts) + 1)} - {""}
        return next((name for name in sorted(self._named.categories) if _squeezed(name) in above), None)


def _squeezed(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum() or character == "/")
