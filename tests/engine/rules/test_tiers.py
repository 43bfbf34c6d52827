"""Tiers: the level that a member's dated spend reaches in a window that moves with the days."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.rules.tiers import held_since
from tests.engine import oracle
from tests.engine.shop import NOON, Shop, line, units
from tests.engine.strategies import Event, after, histories, in_order, ladders, orders, possible, programmes

LEVELS = [
    {"id": "base", "name": "Base", "from": 0},
    {"id": "silver", "name": "Silver", "from": 10_000},
    {"id": "gold", "name": "Gold", "from": 30_000},
]
ROLLING = {"kind": "rolling", "months": 12}
YEAR = {"kind": "calendar", "unit": "year"}
LIFETIME = {"kind": "lifetime"}


def tier_shop(window: dict[str, Any] = ROLLING, **details: Any) -> Shop:
    return Shop(tiers={"window": window, "levels": LEVELS}, **details)


def tier(shop: Shop) -> str:
    return str(shop.status()["tier"]["id"])


def test_reaching_a_level_exactly_counts_and_counts_at_once() -> None:
    shop = tier_shop()
    shop.buy(line(9_999))
    assert tier(shop) == "base"
    shop.buy(line(1))
    assert tier(shop) == "silver"
    assert shop.member().tier == "silver"
    shop.buy(line(20_000))
    assert tier(shop) == "gold"


def test_everybody_holds_the_first_level_even_below_nothing() -> None:
    shop = tier_shop()
    shop.bring_back_without_receipt(line(5_000))
    assert tier(shop) == "base"
    assert shop.status()["qualifying"]["amount"] == -5_000
    assert shop.status()["next_tier"]["needs"] == 15_000


def test_a_day_leaves_a_rolling_window_on_its_anniversary() -> None:
    shop = tier_shop(now="2025-03-05T12:00:00Z")
    shop.buy(line(10_000))
    shop.wait_until("2026-03-04T23:59:59Z")
    assert tier(shop) == "silver"
    shop.wait_until("2026-03-05T00:00:00Z")
    assert (tier(shop), shop.status()["tier"]["since"]) == ("base", "2026-03-05")


def test_a_leap_day_leaves_on_the_first_of_march() -> None:
    shop = tier_shop(now="2024-02-29T12:00:00Z")
    shop.buy(line(10_000))
    assert shop.status()["keep_tier"] == {"needs": 10_000, "by": "2025-02-28"}
    shop.wait_until("2025-02-28T23:59:59Z")
    assert tier(shop) == "silver"
    shop.wait_until("2025-03-01T00:00:00Z")
    assert tier(shop) == "base"


@pytest.mark.parametrize(
    ("window", "last_good", "next_day"),
    [
        (YEAR, "2026-12-31T12:59:59Z", "2026-12-31T13:00:00Z"),
        ({"kind": "calendar", "unit": "quarter"}, "2026-03-31T12:59:59Z", "2026-03-31T13:00:00Z"),
    ],
)
def test_a_calendar_window_ends_at_local_midnight(window: dict[str, Any], last_good: str, next_day: str) -> None:
    shop = tier_shop(window, time_zone="Etc/GMT-11")
    shop.buy(line(10_000), occurred_at="2026-01-15")
    shop.wait_until(last_good)
    assert tier(shop) == "silver"
    shop.wait_until(next_day)
    assert tier(shop) == "base"


def test_a_lifetime_is_never_over() -> None:
    shop = tier_shop(LIFETIME, now="2017-01-01T12:00:00Z")
    shop.buy(line(10_000))
    shop.wait_until("2026-12-31")
    assert tier(shop) == "silver"
    assert shop.status()["keep_tier"] == {"needs": 0, "by": None}


def test_a_return_takes_the_level_that_its_purchase_gave() -> None:
    shop = tier_shop()
    shop.buy(line(9_000))
    shop.buy(line(500, 2), name="a")
    assert tier(shop) == "silver"
    shop.bring_back("a", units(1, 1))
    assert tier(shop) == "base"
    shop.void("a")
    assert shop.status()["qualifying"]["amount"] == 9_000


def test_a_linked_return_lowers_the_day_of_its_purchase_and_one_without_receipt_its_own() -> None:
    shop = tier_shop(now="2025-06-01T12:00:00Z")
    shop.buy(line(10_000), name="a")
    shop.wait_until("2026-03-01")
    shop.buy(line(10_000), name="b")
    shop.bring_back_without_receipt(line(2_000))
    shop.wait_until("2026-06-01")
    assert shop.status()["qualifying"]["amount"] == 8_000
    shop.bring_back("a")
    assert shop.status()["qualifying"]["amount"] == 8_000


def test_what_arrives_late_counts_on_its_day() -> None:
    shop = tier_shop()
    shop.buy(line(10_000), occurred_at="2025-03-10")
    assert (tier(shop), shop.status()["tier"]["since"]) == ("silver", "2025-03-10")
    shop.buy(line(90_000), occurred_at="2025-03-02")
    assert tier(shop) == "silver"
    shop.wait_until("2026-03-10")
    assert tier(shop) == "base"


@pytest.mark.parametrize("window", [ROLLING, YEAR, LIFETIME])
def test_a_level_is_held_since_the_business_date_of_the_purchase_that_reached_it(window: dict[str, Any]) -> None:
    shop = tier_shop(window)
    shop.buy(line(4_000), occurred_at="2026-01-10")
    shop.buy(line(6_000), name="a", occurred_at="2026-02-20")
    assert shop.status()["tier"]["since"] == "2026-02-20"
    shop.wait_until("2026-03-15")
    shop.bring_back("a")
    assert shop.status()["tier"]["since"] == "2026-03-15"
    shop.wait_until("2026-03-20")
    shop.buy(line(6_000))
    assert shop.status()["tier"]["since"] == "2026-03-20"


def test_a_level_lost_at_the_end_of_a_calendar_window_is_lost_on_its_first_day_whenever_somebody_looks() -> None:
    shop = tier_shop(YEAR)
    shop.buy(line(10_000))
    shop.wait_until("2028-05-05")
    assert (tier(shop), shop.status()["tier"]["since"]) == ("base", "2027-01-01")


def test_new_levels_count_from_the_member_s_next_operation_or_read() -> None:
    shop = tier_shop()
    shop.buy(line(10_000))
    lower = [LEVELS[0], {**LEVELS[1], "from": 5_000}, {**LEVELS[2], "from": 8_000}]
    shop.publish(tiers={"window": ROLLING, "levels": lower})
    assert tier(shop) == "gold"


def test_what_is_missing_to_the_next_level_and_to_keep_this_one() -> None:
    shop = tier_shop()
    shop.buy(line(12_000), occurred_at="2025-06-10")
    shop.buy(line(7_000), occurred_at="2025-12-01")
    status = shop.status()
    assert status["next_tier"] == {"id": "gold", "name": "Gold", "needs": 11_000, "measure": "spend", "by": None}
    assert status["keep_tier"] == {"needs": 3_000, "by": "2026-06-09"}
    assert status["qualifying"] == {"measure": "spend", "amount": 19_000, "from": "2025-03-03", "to": "2026-03-02"}


def test_with_a_calendar_window_the_next_level_can_be_reached_until_its_last_day() -> None:
    shop = tier_shop(YEAR)
    shop.buy(line(10_000))
    assert shop.status()["next_tier"]["by"] == "2026-12-31"
    assert shop.status()["keep_tier"] == {"needs": 10_000, "by": "2026-12-31"}
    assert shop.status()["qualifying"]["from"] == "2026-01-01"
    shop.buy(line(20_000))
    assert shop.status()["next_tier"] is None


HALF, REST, ALL = line(15_000), line(1), line(30_000)


def since(shop: Shop) -> tuple[str, str]:
    status = shop.status()["tier"]
    return status["id"], status["since"]


def test_what_arrives_late_moves_the_day_since_which_an_unchanged_level_is_held() -> None:
    shop = tier_shop()
    shop.buy(HALF, occurred_at="2026-01-10")
    shop.buy(HALF, occurred_at="2026-02-25")
    assert since(shop) == ("gold", "2026-02-25")
    shop.buy(HALF, occurred_at="2026-02-20")
    assert since(shop) == ("gold", "2026-02-20")


def test_so_does_what_is_brought_back_while_the_level_stays() -> None:
    shop = tier_shop()
    for day in ("20", "25", "28"):
        shop.buy(HALF, name=day, occurred_at=f"2026-02-{day}")
    assert since(shop) == ("gold", "2026-02-25")
    shop.bring_back("25", name="mistake")
    assert since(shop) == ("gold", "2026-02-28")
    shop.void_return("mistake")
    assert since(shop) == ("gold", "2026-02-25")


def test_a_level_lost_by_a_mistaken_return_was_never_lost() -> None:
    shop = tier_shop(now="2026-01-10T12:00:00Z")
    shop.buy(ALL)
    shop.wait_until("2026-01-15T12:00:00Z")
    shop.bring_back_without_receipt(REST, name="mistake")
    assert since(shop) == ("silver", "2026-01-15")
    shop.wait_until("2026-01-20T12:00:00Z")
    shop.buy(REST)
    assert since(shop) == ("gold", "2026-01-20")
    shop.void_return("mistake")
    assert since(shop) == ("gold", "2026-01-10")


def test_days_that_are_forgotten_leave_the_day_that_was_found_then() -> None:
    shop = tier_shop(now="2025-01-10T12:00:00Z")
    shop.buy(ALL)
    shop.wait_until("2025-12-10T12:00:00Z")
    shop.buy(ALL)
    shop.wait_until("2026-02-10T12:00:00Z")
    shop.buy(REST, occurred_at="2026-02-01")
    assert since(shop) == ("gold", "2025-01-10"), "that day is out of the window, and the level never was"


def test_the_first_purchase_brought_back_takes_its_days_with_it() -> None:
    shop = tier_shop(now="2025-01-10T12:00:00Z")
    shop.buy(ALL, name="first")
    shop.wait_until("2025-12-10T12:00:00Z")
    shop.buy(ALL)
    shop.wait_until("2026-02-10T12:00:00Z")
    shop.bring_back("first")
    shop.buy(REST)
    assert since(shop) == ("gold", "2025-12-10")


def test_a_merged_member_holds_the_level_since_both_together_do() -> None:
    shop = tier_shop()
    shop.buy(HALF, occurred_at="2026-01-10")
    shop.buy(HALF, customer="bob", occurred_at="2026-02-20")
    shop.merge("bob")
    assert since(shop) == ("gold", "2026-02-20")


@pytest.mark.parametrize("joined_on", ["2024-02-29", "2020-02-29"])
def test_years_of_who_joined_on_29_february_begin_on_1_march_where_a_year_has_none(joined_on: str) -> None:
    shop = tier_shop({"kind": "anniversary"}, now="2028-02-28T12:00:00Z")
    shop.enrol("ann", joined_on=joined_on)
    shop.buy(line(10), occurred_at="2027-03-01T12:00:00Z")
    shop.buy(line(100), occurred_at="2028-02-28T12:00:00Z")
    shop.buy(line(7), occurred_at="2027-02-28T12:00:00Z")
    qualifying = shop.status()["qualifying"]
    assert (qualifying["amount"], qualifying["from"], qualifying["to"]) == (110, "2027-03-01", "2028-02-28")
    shop.wait_until("2028-02-29T00:00:00Z")
    assert shop.status()["qualifying"]["amount"] == 0


@st.composite
def by_days(draw: st.DrawFn) -> dict[str, Any]:
    """A programme with a ladder whose window keeps days."""
    windows = ({"kind": "rolling", "months": 24}, {"kind": "rolling", "months": 24}, {"kind": "anniversary"})
    ladder = {**draw(ladders(multipliers=False)), "window": draw(st.sampled_from(windows))}
    return possible({**draw(programmes()), "tiers": ladder})


@given(by_days(), histories(), st.data())
def test_since_when_a_level_is_held_depends_on_days_and_not_on_the_order_of_arrival(
    document: dict[str, Any], history: list[Event], data: st.DataObject
) -> None:
    on_time = Shop(document, now="2024-01-01")
    for event in in_order(history, [event.occurred_at for event in history]):
        on_time.wait_until(max(on_time.now, event.occurred_at))
        event.happen(on_time)
    on_time.wait_until(NOON)
    shops = (on_time, after(document, history), after(document, data.draw(orders(history))))
    ladder = on_time.program.rules.tiers
    assert ladder
    for member in on_time.book.members.values():
        customer = str(member.external_id)
        standing = [shop.status(customer)["tier"] for shop in shops]
        states = [shop.member(customer).state for shop in shops]
        assert standing[0]["id"] == standing[1]["id"] == standing[2]["id"]
        first = ladder.window.first_day(on_time.today, states[1].anchor)
        baskets = [one for one in oracle.kept_baskets(document, history) if one.customer == customer]
        whole = all(one.day.isoformat() >= first for one in baskets if one.sign < 0 or any(one.units))
        found = held_since(states[1], ladder, on_time.today) if whole else None
        if found:
            assert [one["since"] for one in standing] == [found] * 3
            day_before = date.fromisoformat(first) - timedelta(days=1)
            today = date.fromisoformat(on_time.today)
            by_day = oracle.held_since(document, history, customer, day_before, today)
            assert by_day
            assert by_day.isoformat() == found


def test_another_match_counts_at_once_and_for_what_was_bought_before() -> None:
    tiers = {"window": ROLLING, "levels": LEVELS}
    shop = Shop(tiers=tiers)
    shop.buy(line(9_000, category="food"), line(10_000, category="gift-cards"))
    assert (tier(shop), shop.status()["qualifying"]["amount"]) == ("silver", 19_000)
    shop.publish(tiers={**tiers, "match": {"exclude_categories": ["gift-cards"]}})
    assert (tier(shop), shop.status()["qualifying"]["amount"]) == ("base", 9_000)
    shop.buy(line(1_000, category="food"), line(10_000, category="gift-cards"))
    assert (tier(shop), shop.status()["qualifying"]["amount"]) == ("silver", 10_000)
    shop.publish(tiers=tiers)
    assert (tier(shop), shop.status()["qualifying"]["amount"]) == ("gold", 30_000)
