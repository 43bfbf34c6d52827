"""Goods that no rule names: a till that writes a category in another way than the programme is found."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.actions.reading import reports
from app.engine.model.book import Refusal
from app.engine.model.commands.sales import BasketLine
from app.engine.model.records.sales import Line
from app.engine.views.unmatched import MOST_GOODS, UnmatchedGoods, named_goods
from tests.actions.till import till_on

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DOCUMENT: dict[str, Any] = {
    "punch_cards": [{"match": {"categories": ["bread", "hot-drinks"], "exclude_categories": ["bread/old"]}}],
    "rewards": [{"match": {"skus": ["mug-1"]}}],
    "campaigns": [
        {"when": {"all": [{"fact": "basket.categories", "is": "contains", "value": "cake"}]}},
        {"when": {"not": {"fact": "basket.skus", "is": "one_of", "value": ["s-1", "s-2"]}}},
        {"when": {"fact": "basket.store", "is": "equals", "value": "london-1"}},
    ],
}


def line(category: str | None = None, sku: str | None = None) -> Line:
    return Line(sku, category, 2, 100, 0, 200)


def test_what_rules_name_is_found_wherever_it_stands() -> None:
    named = named_goods(DOCUMENT)
    assert named.categories == {"bread", "bread/old", "cake", "hot-drinks"}
    assert named.skus == {"mug-1", "s-1", "s-2"}


@pytest.mark.parametrize(
    ("category", "sku", "similar"),
    [
        ("Bread", None, "bread"),
        ("Bread/White", "x", "bread"),
        ("Hot Drinks", None, "hot-drinks"),
        ("BREAD / Old", None, "bread"),
        ("milk", None, None),
        (None, "MUG 1", "mug-1"),
        (None, "mug-2", None),
        (None, None, None),
    ],
)
def test_unmatched_goods_tell_what_was_probably_meant(
    category: str | None, sku: str | None, similar: str | None
) -> None:
    goods = UnmatchedGoods(named_goods(DOCUMENT))
    goods.add("2026-03-01", [line(category, sku)])
    [row] = goods.report()["data"]
    assert (row["category"], row["sku"]) == (category, None if category else sku)
    assert (row["similar_to"], row["lines"], row["quantity"], row["net"]) == (similar, 1, 2, 200)


@pytest.mark.parametrize(
    ("category", "sku", "told"),
    [
        ("bread", "MUG 1", ("bread", "MUG 1", "mug-1")),
        ("milk", "S1", ("milk", "S1", "s-1")),
        ("Bread", "s-1", ("Bread", None, "bread")),
        ("bread", "s-1", None),
        ("milk", "s-1", None),
        ("bread", "mug-2", None),
    ],
)
def test_a_slip_in_one_name_is_seen_beside_a_name_that_is_right(
    category: str, sku: str, told: tuple[str, str | None, str] | None
) -> None:
    goods = UnmatchedGoods(named_goods(DOCUMENT))
    goods.add("2026-03-01", [line(category, sku)])
    rows = goods.report()["data"]
    assert [(row["category"], row["sku"], row["similar_to"]) for row in rows] == ([told] if told else [])


@pytest.mark.parametrize(
    ("category", "sku"), [("bread", None), ("bread/white", None), ("cake", "x"), ("milk", "mug-1"), (None, "s-2")]
)
def test_what_a_rule_names_is_not_listed(category: str | None, sku: str | None) -> None:
    goods = UnmatchedGoods(named_goods(DOCUMENT))
    goods.add("2026-03-01", [line(category, sku)])
    assert goods.report()["data"] == []


def test_the_list_is_bounded_and_says_what_is_left_out() -> None:
    goods = UnmatchedGoods(named_goods(DOCUMENT))
    for number in range(MOST_GOODS + 5):
        goods.add("2026-03-01", [line(f"c{number}")] * (1 + number % 2))
    goods.add("2026-02-01", [line("Bread"), line("c1")])
    told = goods.report()
    assert (len(told["data"]), told["left_out"]) == (MOST_GOODS, 6)
    assert [row["category"] for row in told["data"][:2]] == ["Bread", "c1"]
    assert told["data"][1]["last_sold_on"] == "2026-03-01"
    assert told["unsold_categories"] == ["bread", "bread/old", "cake", "hot-drinks"]


@pytest.mark.anyio
async def test_sales_of_days_are_looked_at_in_parts(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "SOLD_AT_ONCE", 4)
    async with till_on(database_url, clock=NOW) as till:
        for number in range(10):
            sold = till.purchase(1000, f"c{number}")._replace(lines=(BasketLine(1, 1000, category="Coffee"),))
            await till.accepted(sold)
        found = await till.goldlist.reports.unmatched_goods(till.program_id, None, None)
        assert not isinstance(found, Refusal)
        assert (found["from"], found["to"]) == ((NOW - timedelta(29)).date().isoformat(), "2026-03-02")
        assert (found["purchases"], found["complete"]) == (10, True)
        assert [(row["category"], row["similar_to"], row["lines"]) for row in found["data"]] == [
            ("Coffee", "coffee", 10)
        ]
        assert found["unsold_categories"] == ["coffee"]
        few = await till.goldlist.reports.unmatched_goods(till.program_id, None, None, 5)
        assert not isinstance(few, Refusal)
        assert (few["purchases"], few["complete"]) == (8, False)
        none = await till.goldlist.reports.unmatched_goods(till.program_id, "2026-02-01", "2026-03-01")
        assert not isinstance(none, Refusal)
        assert (none["purchases"], none["data"]) == (0, [])
        first = await till.goldlist.reports.unmatched_goods(till.program_id, None, "1900-01-01")
        assert not isinstance(first, Refusal)
        assert first["purchases"] == 0
        wrong = await till.goldlist.reports.unmatched_goods(till.program_id, "2026-03-02", "2026-03-01")
        assert isinstance(wrong, Refusal)
