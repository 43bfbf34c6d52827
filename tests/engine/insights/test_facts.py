"""What a member did, from purchases and returns: by day, by item, and what is kept."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import to_json

from app.engine.insights.facts import NOTHING_DONE, Bought, Day, Facts, Item, Returned, Visits, fold, fold_terms, visits
from app.engine.model.records.sales import Line, ReturnedLine
from tests.engine.insights.terms import insights

NOON = "T12:00:00.000000Z"
LATER = "2030-01-01T00:00:00.000000Z"


def bought(day: str, *lines: Line, name: str = "pur_1", recorded_at: str | None = None, **more: Any) -> Bought:
    text = to_json(lines).decode()
    return Bought(name, day, recorded_at or day + NOON, more.get("store"), more.get("channel"), text, True)


def line(share: int, quantity: int = 1, category: str | None = "coffee/latte", sku: str | None = None) -> Line:
    return Line(sku, category, quantity, share, 0, share)


def back(day: str, *parts: ReturnedLine, name: str = "pur_1", recorded_at: str | None = None) -> Returned:
    return Returned(name, day, recorded_at or day + NOON, None, to_json(parts).decode())


def without_receipt(day: str, *lines: Line, store: str | None = None) -> Returned:
    return Returned(None, day, day + NOON, store, to_json(lines).decode())


def facts(
    purchases: Sequence[Bought],
    returns: Sequence[Returned] = (),
    before: str = LATER,
    as_of: str | None = None,
    **said: Any,
) -> Facts:
    return fold(purchases, returns, fold_terms(insights(**said)), before, as_of)


def spends(found: Facts) -> dict[str, int]:
    return {day.business_date: day.spend for day in found.days}


def test_a_return_takes_from_the_day_of_its_purchase_and_one_without_receipt_from_its_own() -> None:
    purchases = [bought("2026-03-01", line(1000, 4)), bought("2026-03-05", line(300), name="pur_2")]
    returns = [back("2026-04-02", ReturnedLine(1, 1, 0)), without_receipt("2026-04-03", line(700))]
    assert spends(facts(purchases, returns)) == {"2026-03-01": 750, "2026-03-05": 300, "2026-04-03": -700}


def test_a_review_taken_on_time_does_not_know_what_came_later() -> None:
    """Bought on 31 March for 10.00 and recorded at once, and for 5.00, recorded the day after; 2.00 comes back then."""
    first = bought("2026-03-31", line(1000), recorded_at="2026-03-31T22:51:00.000000Z")
    late = bought("2026-03-31", line(500), name="pur_2", recorded_at="2026-04-01T08:00:00.000000Z")
    returned = back("2026-04-02", ReturnedLine(1, 0, 200))
    on_time = facts([first, late], [returned], before="2026-03-31T23:00:00.000000Z", as_of="2026-03-31")
    asked = facts([first, late], [returned], before="2026-04-03T09:00:00.000000Z", as_of="2026-03-31")
    assert (spends(on_time), spends(asked)) == ({"2026-03-31": 1000}, {"2026-03-31": 1300})


def test_a_day_with_a_unit_kept_is_a_visit_however_many_receipts_it_has() -> None:
    cup_for_nothing = line(0)
    purchases = [
        bought("2026-05-01", line(100)),
        bought("2026-05-01", line(200), name="pur_2"),
        bought("2026-05-02", cup_for_nothing, name="pur_3"),
        bought("2026-05-03", line(300), name="pur_4"),
    ]
    found = facts(purchases, [back("2026-05-04", ReturnedLine(1, 1, 0), name="pur_4")])
    assert [(day.spend, day.visits) for day in found.days] == [(300, 1), (0, 1), (0, 0)]
    assert visits(found.days, "2026-05-31") == Visits("2026-05-01", "2026-05-02", "2026-05-01", "2026-05-02", 2)
    assert visits(found.days, "2026-05-01") == Visits("2026-05-01", None, None, "2026-05-01", 1)
    assert visits(found.days, "2026-04-30") == Visits()


def test_a_third_visit_returned_whole_leaves_two() -> None:
    days = ("2026-05-01", "2026-05-11", "2026-05-21")
    purchases = [bought(day, line(500), name=f"pur_{day}") for day in days]
    found = facts(purchases, [back("2026-05-30", ReturnedLine(1, 1, 0), name="pur_2026-05-21")])
    assert visits(found.days, "2026-05-31") == Visits(days[0], days[1], days[0], days[1], 2)


def test_margin_is_by_the_first_rule_that_matches_and_the_rest_is_not_covered() -> None:
    rules = [
        {"match": {"categories": ["coffee"], "stores": ["corner"]}, "rate": "0.60"},
        {"match": {"categories": ["coffee"]}, "rate": "0.333333"},
    ]
    lines = line(101), line(500, category="tea"), line(33, category=None)
    corner, elsewhere = bought("2026-05-01", *lines, store="corner"), bought("2026-05-02", *lines, name="pur_2")
    goods = without_receipt("2026-05-03", line(101), line(50, category="tea"), store="corner")
    found = facts([corner, elsewhere], [goods], margins=rules)
    assert found.days == (
        Day("2026-05-01", 634, 1, 60, 101),
        Day("2026-05-02", 634, 1, 33, 101),
        Day("2026-05-03", -151, 0, -60, -101),
    )


def test_a_line_with_a_unit_cost_has_the_margin_that_it_leaves() -> None:
    """4 for 10.00 that cost 1.50 each, one of them returned; the rule counts for the other line alone."""
    rules = [{"match": {"categories": ["coffee"]}, "rate": "0.60"}]
    purchases = [bought("2026-05-01", line(1000, 4)._replace(unit_cost=150), line(100))]
    goods = without_receipt("2026-05-02", line(300)._replace(unit_cost=400), line(7, category="tea"))
    found = facts(purchases, [back("2026-05-04", ReturnedLine(1, 1, 0)), goods], margins=rules)
    assert found.days == (
        Day("2026-05-01", 850, 1, 750 - 3 * 150 + 60, 850),
        Day("2026-05-02", -307, 0, -(300 - 400), -300),
    )


def test_an_item_is_a_category_cut_to_its_levels_or_a_sku() -> None:
    purchases = [
        bought("2026-05-01", line(100, category="a/b/c", sku="s1"), line(50, category="a/b/d", sku="s2")),
        bought("2026-05-03", line(200, category="a/b", sku="s1"), line(7, category=None, sku=None), name="pur_2"),
        bought("2026-05-09", line(300, category="a", sku=None), name="pur_3"),
    ]
    assert facts(purchases).items == (
        Item("a", "2026-05-09", None, "2026-05-09", 1, 300),
        Item("a/b", "2026-05-01", "2026-05-01", "2026-05-03", 2, 350),
    )
    assert facts(purchases, reorder={"by": "sku"}).items == (
        Item("s1", "2026-05-01", "2026-05-01", "2026-05-03", 2, 300),
        Item("s2", "2026-05-01", None, "2026-05-01", 1, 50),
    )
    matched = facts(purchases, reorder={"depth": 1, "match": {"exclude_categories": ["a/b/d"]}})
    assert matched.items == (Item("a", "2026-05-01", "2026-05-03", "2026-05-09", 3, 600),)


def test_of_an_item_only_days_count_on_which_a_unit_is_kept() -> None:
    purchases = [bought("2026-05-01", line(100, 2)), bought("2026-05-03", line(80, 1), name="pur_2")]
    returns = [back("2026-05-05", ReturnedLine(1, 1, 0)), back("2026-05-06", ReturnedLine(1, 1, 0), name="pur_2")]
    assert facts(purchases, returns).items == (Item("coffee/latte", "2026-05-01", None, "2026-05-01", 1, 50),)


DAYS = st.sampled_from(["2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01"])
LINES = st.lists(
    st.builds(line, st.integers(0, 999), st.integers(1, 5), st.sampled_from(["a/b", "a/c", None])), min_size=1
)
BASKETS = st.lists(st.tuples(DAYS, LINES.map(tuple)), max_size=6)


def named(baskets: Sequence[tuple[str, tuple[Line, ...]]], prefix: str = "pur") -> list[Bought]:
    return [bought(day, *lines, name=f"{prefix}_{number}") for number, (day, lines) in enumerate(baskets)]


@given(BASKETS, BASKETS, st.randoms(use_true_random=False))
def test_what_is_brought_back_in_any_split_was_never_bought(kept: Any, gone: Any, chance: Any) -> None:
    brought_back = named(gone, "gone")
    returns: list[Returned] = []
    for one, (_, lines) in zip(brought_back, gone, strict=True):
        units = [(number, 1) for number, part in enumerate(lines, 1) for _ in range(part.quantity)]
        chance.shuffle(units)
        while units:
            together = units[: chance.randint(1, 3)]
            del units[: len(together)]
            returns.append(
                back("2026-03-01", *(ReturnedLine(place, 1, 0) for place, _ in together), name=one.purchase_id)
            )
    arrived = [*named(kept), *brought_back]
    chance.shuffle(arrived)
    chance.shuffle(returns)
    found, expected = facts(arrived, returns), facts(named(kept))
    assert [day for day in found.days if any(day[1:])] == [day for day in expected.days if any(day[1:])]
    assert found.items == expected.items
    for day in ("2026-01-31", "2026-02-28", "2026-03-01"):
        assert visits(found.days, day) == visits(expected.days, day)


@given(BASKETS, DAYS)
def test_facts_as_of_a_day_are_those_of_what_happened_by_then(baskets: Any, as_of: str) -> None:
    by_then = [one for one in named(baskets) if one.business_date <= as_of]
    assert facts(named(baskets), as_of=as_of) == facts(by_then)
    assert spends(facts(by_then)) == {
        day: amount for day, amount in spends(facts(named(baskets))).items() if day <= as_of
    }


@pytest.mark.parametrize(
    "said", [{"reorder": {"depth": 3}}, {"margins": [{"rate": "0.5"}]}, {"reorder": {"by": "sku"}}]
)
def test_other_terms_have_another_name(said: dict[str, Any]) -> None:
    usual = fold_terms(insights())
    assert fold_terms(insights(**said)).name != usual.name == fold_terms(insights(months=3)).name


def test_nobody_has_done_nothing() -> None:
    assert facts([]) == NOTHING_DONE
