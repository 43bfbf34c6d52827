"""A member's preferences: the main categories and the usual store."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from app.engine.insights.facts import Bought, Returned, item_of, kept_lines
from app.engine.insights.lift import most_bought

MOST_CATEGORIES: Final = 3


class BoughtNames(NamedTuple):
    """The categories, with those above them, and the skus of kept purchases."""

    categories: frozenset[str] = frozenset()
    skus: frozenset[str] = frozenset()


def bought_names(
    purchases: Iterable[Bought], returns: Iterable[Returned], within: tuple[str, str], known_before: str
) -> BoughtNames:
    """The names of the goods that a member bought between two business dates (both included), and kept in part."""
    lines = [line for _, line, _ in kept_lines(purchases, returns, within, known_before)]
    own = {line.category for line in lines if line.category is not None}
    above = {"/".join(parts[:depth]) for parts in (name.split("/") for name in own) for depth in range(1, len(parts))}
    return BoughtNames(frozenset(own | above), frozenset(line.sku for line in lines if line.sku is not None))


class Likes(NamedTuple):
    """Up to three first-level categories by kept value, and the store with most visit days; None without a store."""

    categories: tuple[str, ...]
    store: str | None


def likes(
    purchases: Iterable[Bought], returns: Iterable[Returned], within: tuple[str, str], known_before: str
) -> Likes:
    """The preferences of a member between two business dates (both included)."""
    values: dict[str, int] = {}
    days: dict[str, set[str]] = {}
    for bought, line, part in kept_lines(purchases, returns, within, known_before):
        category = item_of(line, 1)
        if category is not None:
            values[category] = values.get(category, 0) + part.value
        if bought.store is not None:
            days.setdefault(bought.store, set()).add(bought.business_date)
    store = min(days, key=lambda name: (-len(days[name]), name), default=None)
    return Likes(tuple(most_bought(values)[:MOST_CATEGORIES]), store)
