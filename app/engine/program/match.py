"""Which lines of a basket a rule counts. A category matches itself and everything below it."""

from typing import NamedTuple

from app.engine.model.records import Line


class Match(NamedTuple):
    """Conditions on lines and baskets; an empty one asks nothing. `EVERYTHING` asks nothing at all."""

    categories: tuple[str, ...] = ()
    skus: frozenset[str] = frozenset()
    exclude_categories: tuple[str, ...] = ()
    exclude_skus: frozenset[str] = frozenset()
    stores: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        """The conditions as a text, which is the same for the same ones."""
        return repr([sorted(names) for names in self])

    def takes_basket(self, store: str | None, channel: str | None) -> bool:
        """Whether purchases of this store and channel count at all."""
        return (not self.stores or store in self.stores) and (not self.channels or channel in self.channels)

    def takes(self, line: Line) -> bool:
        """Whether a line counts."""
        if self.categories and not under(line.category, self.categories):
            return False
        if self.skus and line.sku not in self.skus:
            return False
        if self.exclude_categories and under(line.category, self.exclude_categories):
            return False
        return not (self.exclude_skus and line.sku in self.exclude_skus)


EVERYTHING = Match()


def under(category: str | None, roots: tuple[str, ...]) -> bool:
    """Whether a category is one of these, or below one."""
    return category is not None and any(category == root or category.startswith(root + "/") for root in roots)
