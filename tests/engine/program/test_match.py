"""Which lines count."""

import pytest

from app.engine.model.records.sales import Line
from app.engine.program.match import EVERYTHING, Match


def takes(match: Match, *, sku: str | None = None, category: str | None = None) -> bool:
    return match.takes(Line(sku, category, 1, 100, 0, 100))


@pytest.mark.parametrize(
    ("category", "counts"),
    [
        ("coffee", True),
        ("coffee/latte", True),
        ("coffee/latte/oat", True),
        ("coffeehouse", False),
        ("tea", False),
        (None, False),
    ],
)
def test_a_category_matches_itself_and_everything_below_it(category: str | None, counts: bool) -> None:
    assert takes(Match(categories=frozenset({"coffee"})), category=category) is counts
    assert takes(Match(exclude_categories=frozenset({"coffee"})), category=category) is not counts


def test_a_line_without_category_or_sku_is_excluded_by_nothing_and_included_by_nothing() -> None:
    assert takes(EVERYTHING)
    assert takes(Match(exclude_categories=frozenset({"coffee"}), exclude_skus=frozenset({"a"})))
    assert not takes(Match(skus=frozenset({"a"})))


def test_all_conditions_must_hold() -> None:
    match = Match(
        categories=frozenset({"coffee"}), skus=frozenset({"a"}), exclude_categories=frozenset({"coffee/latte"})
    )
    assert takes(match, sku="a", category="coffee/espresso")
    assert not takes(match, sku="a", category="coffee/latte")
    assert not takes(match, sku="b", category="coffee/espresso")


def test_stores_and_channels_are_asked_of_the_whole_basket() -> None:
    match = Match(stores=frozenset({"north"}), channels=frozenset({"web"}))
    assert match.takes_basket("north", "web")
    assert not match.takes_basket("north", None)
    assert not match.takes_basket(None, "web")
    assert EVERYTHING.takes_basket(None, None)
