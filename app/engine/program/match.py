"""Selects the lines of a basket that a rule counts. A category includes everything below it."""

from functools import lru_cache
from typing import NamedTuple

from app.engine.model.records.sales import Line


class Match(NamedTuple):
    """Conditions on lines and baskets. Empty conditions match everything, as `EVERYTHING` does."""

    categories: frozenset[str] = frozenset()
    skus: frozenset[str] = frozenset()
    exclude_categories: frozenset[str] = frozenset()
    exclude_skus: frozenset[str] = frozenset()
    stores: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        """The conditions as a text; equal conditions have equal texts."""
        return repr([sorted(names) for names in self])

    def takes_basket(self, store: str | None, channel: str | None) -> bool:
        """Whether purchases of this store and channel match at all."""
        return (not self.stores or store in self.stores) and (not self.channels or channel in self.channels)

    def takes(self, line: Line) -> bool:
        """Whether a line matches. The sale of a gift card never does: what it buys counts later."""
        if line.gift_card:
            return False
        if self.categories and not under(line.category, self.categories):
            return False
        if self.skus and line.sku not in self.skus:
            return False
        if self.exclude_categories and under(line.category, self.exclude_categories):
            return False
        return not (self.exclude_skus and line.sku in self.exclude_skus)


EVERYTHING = Match()


def under(category: str | None, roots: frozenset[str]) -> bool:
    """Whether a category is among `roots` or below one of them."""
    return category is not None and not roots.isdisjoint(with_those_above(category))


@lru_cache(maxsize=4096)
def with_those_above(category: str) -> tuple[str, ...]:
    """A category and all those above it: `a/b/c` -> `a/b/c`, `a`, `a/b`."""
    return (category, *(category[:place] for place, sign in enumerate(category) if sign == "/"))
