"""Tiers: the level that a member's dated spend reaches in a window that moves with the days."""

from typing import Any

import pytest

from tests.engine.shop import Shop, line, units

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
