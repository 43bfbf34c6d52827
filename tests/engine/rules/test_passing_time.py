"""What time does: points that wait and end, debts paid, tiers kept and lost, rebates settled, punches that expire."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ledger import balances
from tests.engine.shop import Shop, line, units

ONE_PER_PENNY = [{"id": "base", "points": 1, "per": 1}]


def points_shop(now: str = "2026-01-10T12:00:00Z", **points: object) -> Shop:
    return Shop(points={"earn": ONE_PER_PENNY, **points}, now=now)


def told(shop: Shop) -> list[tuple[str, int, str]]:
    """What the ledger says of points, with the day of each entry."""
    return [(one.type, one.amount, one.recorded_at[:10]) for one in shop.entries if one.unit == "points"]


AFTER_A_YEAR = {"kind": "after", "months": 12}


def test_points_are_good_through_their_last_day_and_gone_at_the_next_midnight() -> None:
    shop = points_shop(expiry=AFTER_A_YEAR)
    shop.buy(line(100))
    shop.wait_until("2027-01-10T23:59:59Z")
    assert shop.status()["points"]["balance"] == 100
    shop.wait_until("2027-01-11T00:00:00Z")
    assert shop.status()["points"]["balance"] == 0
    shop.sweep("2027-03-01T09:00:00Z")
    assert told(shop) == [("earn", 100, "2026-01-10"), ("expire", -100, "2027-01-11")]
    shop.sweep()
    assert len(told(shop)) == 2


def test_the_oldest_lot_is_spent_first_and_what_is_left_of_it_expires() -> None:
    shop = points_shop("2024-01-10T12:00:00Z", expiry=AFTER_A_YEAR)
    shop.buy(line(100))
    shop.wait_until("2024-06-10T12:00:00Z")
    shop.buy(line(80))
    shop.wait_until("2024-12-01T12:00:00Z")
    shop.bring_back_without_receipt(line(70))
    shop.sweep("2025-01-11T12:00:00Z")
    assert shop.points() == 80
    shop.sweep("2025-06-11T12:00:00Z")
    assert [amount for type_, amount, _ in told(shop) if type_ == "expire"] == [-30, -80]
    assert shop.points() == 0


def test_what_arrives_when_its_lot_is_over_is_earned_and_expires_with_it() -> None:
    shop = points_shop(expiry=AFTER_A_YEAR)
    bought = shop.buy(line(100), occurred_at="2024-01-01T12:00:00Z")
    assert [(one.type, one.amount) for one in bought.entries] == [("earn", 100), ("expire", -100)]


def test_what_has_expired_is_taken_back_without_making_debt() -> None:
    shop = points_shop(expiry=AFTER_A_YEAR)
    shop.buy(line(100), name="a")
    shop.wait_until("2027-02-01T12:00:00Z")
    shop.buy(line(7))
    back = shop.bring_back("a")
    assert [(one.type, one.amount) for one in back.entries] == [("reverse", -100), ("expire", 100)]
    assert shop.points() == 7


def test_a_return_that_is_undone_after_its_points_were_over_gives_nothing_to_spend() -> None:
    shop = points_shop(expiry=AFTER_A_YEAR)
    shop.buy(line(100), name="a")
    shop.bring_back("a", name="r")
    shop.wait_until("2027-02-01T12:00:00Z")
    shop.void_return("r")
    assert shop.points() == 0
    assert told(shop)[-2:] == [("earn", 100, "2027-02-01"), ("expire", -100, "2027-02-01")]


def test_points_live_as_long_as_their_owner_is_active() -> None:
    shop = points_shop(expiry={"kind": "inactivity", "months": 6})
    shop.buy(line(100), name="a")
    shop.wait_until("2026-07-10T12:00:00Z")
    shop.buy(line(50), name="b")
    assert shop.status()["points"] == {
        "balance": 150,
        "pending": 0,
        "held": 0,
        "debt": 0,
        "expiring": [{"points": 150, "on": "2027-01-10"}],
    }
    shop.sweep("2027-01-11T12:00:00Z")
    assert shop.points() == 0
    shop.buy(line(5), name="c")
    # What expired of the first is not taken from the new ones.
    shop.bring_back("a")
    assert shop.points() == 5


def test_without_the_purchase_that_kept_them_alive_points_are_over_at_the_next_look() -> None:
    shop = points_shop(expiry={"kind": "inactivity", "months": 6})
    shop.buy(line(100), name="a")
    shop.wait_until("2026-06-10T12:00:00Z")
    shop.buy(line(50), name="b")
    shop.wait_until("2026-08-10T12:00:00Z")
    shop.void("b")
    shop.sweep("2026-08-11T12:00:00Z")
    assert shop.points() == 0


@pytest.mark.parametrize(
    ("bought_on", "last_day"),
    [("2026-01-10", "2026-12-31"), ("2026-06-30", "2026-12-31"), ("2026-07-01", "2027-12-31")],
)
def test_a_day_of_the_year_ends_all_points_but_the_young_ones(bought_on: str, last_day: str) -> None:
    yearly = {"kind": "yearly", "month": 12, "day": 31, "min_age_months": 6}
    shop = points_shop(f"{bought_on}T12:00:00Z", expiry=yearly)
    shop.buy(line(100))
    assert shop.status()["points"]["expiring"] == [{"points": 100, "on": last_day}]


def test_pending_points_can_be_spent_from_the_next_midnight_and_pay_debt_then() -> None:
    shop = points_shop(pending_days=14)
    shop.buy(line(100), name="a")
    assert (shop.status()["points"]["balance"], shop.status()["points"]["pending"]) == (0, 100)
    shop.bring_back_without_receipt(line(30))
    assert shop.status()["points"]["debt"] == 30
    shop.wait_until("2026-01-24T23:59:00Z")
    assert shop.status()["points"]["pending"] == 100
    shop.wait_until("2026-01-25T00:00:00Z")
    assert (shop.status()["points"]["balance"], shop.status()["points"]["debt"]) == (70, 0)
    shop.sweep("2026-02-01T00:00:00Z")
    assert told(shop)[-2:] == [("settle", -30, "2026-01-25"), ("settle", 30, "2026-01-25")]


def test_a_delivered_purchase_is_activated_once() -> None:
    shop = points_shop(pending_days=14)
    shop.buy(line(100), name="a")
    shop.buy(line(11), name="b")
    shop.wait_until("2026-01-12T12:00:00Z")
    shop.activate("a")
    assert (shop.status()["points"]["balance"], shop.status()["points"]["pending"]) == (100, 11)
    assert shop.activate("a").replayed
    shop.bring_back("a")
    assert (shop.status()["points"]["balance"], shop.status()["points"]["pending"]) == (0, 11)
    shop.wait_until("2026-01-25T00:00:00Z")
    assert shop.status()["points"]["balance"] == 11
    assert shop.activate("b").replayed


# Levels

LEVELS = [
    {"id": "base", "name": "Base", "from": 0},
    {"id": "silver", "name": "Silver", "from": 100},
    {"id": "gold", "name": "Gold", "from": 500},
]


def tier_shop(now: str, window: dict[str, object], keep: dict[str, object], **more: object) -> Shop:
    return Shop(tiers={"window": window, "keep": keep, "levels": LEVELS, **more}, now=now)


def tier_on(shop: Shop, day: str, at: str = "12:00:00") -> str:
    shop.wait_until(f"{day}T{at}Z")
    return str(shop.status()["tier"]["id"])


YEAR = {"kind": "calendar", "unit": "year"}
ROLLING = {"kind": "rolling", "months": 12}
NEXT_WINDOW = {"kind": "until_end_of_next_window"}
A_YEAR = {"kind": "months", "n": 12}


def test_what_is_earned_in_a_year_is_valid_to_the_end_of_the_next_and_a_month_of_grace() -> None:
    shop = tier_shop("2018-06-01T12:00:00Z", YEAR, NEXT_WINDOW, grace_days=31)
    shop.buy(line(500))
    shop.wait_until("2019-06-01T12:00:00Z")
    shop.buy(line(100))
    assert shop.status()["tier"]["until"] == "2019-12-31"
    assert shop.status()["keep_tier"] == {"needs": 400, "by": "2020-01-31"}
    assert tier_on(shop, "2020-01-31") == "gold"
    assert tier_on(shop, "2020-02-01", "00:00:00") == "silver"
    assert tier_on(shop, "2021-01-31") == "silver"
    assert tier_on(shop, "2021-02-01") == "base"


def test_twelve_months_from_entry_and_then_what_the_window_says() -> None:
    shop = tier_shop("2021-11-15T12:00:00Z", ROLLING, A_YEAR)
    shop.buy(line(60))
    shop.wait_until("2022-01-01T12:00:00Z")
    shop.buy(line(90))
    assert shop.status()["tier"]["until"] == "2022-12-31"
    assert tier_on(shop, "2022-12-31") == "silver"
    assert tier_on(shop, "2023-01-01") == "base"
    assert shop.status()["tier"]["since"] == "2023-01-01"


def test_enough_in_the_twelve_months_keeps_the_level_and_a_higher_one_begins_them_anew() -> None:
    shop = tier_shop("2024-01-01T12:00:00Z", ROLLING, A_YEAR)
    shop.buy(line(100))
    shop.wait_until("2024-08-01T12:00:00Z")
    shop.buy(line(100))
    assert tier_on(shop, "2025-01-01") == "silver"
    assert shop.status()["tier"]["until"] == "2025-12-31"
    shop.wait_until("2025-02-01T12:00:00Z")
    shop.buy(line(450))
    assert shop.status()["tier"]["id"] == "gold"
    assert shop.status()["tier"]["until"] == "2026-01-31"
    assert tier_on(shop, "2026-01-31") == "gold"
    assert tier_on(shop, "2026-02-01") == "base"


def test_one_level_down_at_a_time() -> None:
    shop = tier_shop("2024-01-01T12:00:00Z", YEAR, NEXT_WINDOW, downgrade="one_down")
    shop.buy(line(500))
    assert [tier_on(shop, day) for day in ("2025-12-31", "2026-01-01", "2026-12-31", "2027-01-01")] == [
        "gold",
        "silver",
        "silver",
        "base",
    ]


def test_grace_lets_a_level_stay_that_is_reached_again_in_time() -> None:
    shop = tier_shop("2024-01-10T12:00:00Z", ROLLING, {"kind": "while_qualified"}, grace_days=30)
    shop.buy(line(100))
    assert tier_on(shop, "2025-01-10") == "silver"
    assert tier_on(shop, "2025-02-08") == "silver"
    shop.buy(line(100))
    assert tier_on(shop, "2025-03-20") == "silver"
    assert tier_on(shop, "2026-03-09") == "silver"
    assert tier_on(shop, "2026-03-10") == "base"


def test_a_late_purchase_counts_as_if_it_had_been_on_time_when_levels_are_kept() -> None:
    late = tier_shop("2024-01-01T12:00:00Z", ROLLING, A_YEAR)
    late.enrol("ann")
    late.sweep("2024-09-01T12:00:00Z")
    late.buy(line(60), occurred_at="2024-01-20T12:00:00Z")
    late.buy(line(90), occurred_at="2024-02-01T12:00:00Z")
    assert (late.status()["tier"]["id"], late.status()["tier"]["until"]) == ("silver", "2025-01-31")
    assert tier_on(late, "2025-02-01") == "base"
    late.buy(line(500), occurred_at="2020-02-01T12:00:00Z")
    assert late.status()["tier"]["id"] == "base"


# Rebates


def rebate_shop(now: str, **more: object) -> Shop:
    rebate = {
        "id": "r",
        "name": "Money back",
        "period": "quarter",
        "method": "retroactive",
        "pay": "at_period_end",
        "grace_days": 5,
        "bands": [{"from": 1000, "rate": "0.02"}],
        **more,
    }
    return Shop(rebates=[rebate], points={"worth": {"points": 1, "amount": 1}}, now=now)


def settled(shop: Shop) -> list[tuple[str, str, int, str]]:
    return [
        (one.recorded_at[:10], one.lot, -one.amount, one.why)
        for one in shop.entries
        if one.unit == "rebate:r" and one.type == "settle"
    ]


def test_a_quarter_is_settled_after_its_days_of_grace_and_what_comes_late_with_the_next() -> None:
    shop = rebate_shop("2026-08-01T12:00:00Z")
    shop.buy(line(5000))
    shop.wait_until("2026-10-03T12:00:00Z")
    shop.buy(line(1000), occurred_at="2026-09-30T12:00:00Z")
    shop.wait_until("2026-10-05T23:59:00Z")
    assert shop.status()["credit"]["balance"] == 0
    shop.wait_until("2026-10-06T00:00:00Z")
    assert shop.status()["credit"]["balance"] == 120
    shop.wait_until("2026-11-01T12:00:00Z")
    shop.buy(line(500), occurred_at="2026-09-30T12:00:00Z")
    assert shop.status()["credit"]["balance"] == 120
    shop.sweep("2027-02-01T12:00:00Z")
    assert [one[:3] for one in settled(shop)] == [("2026-10-06", "2026-07-01", 120), ("2027-01-06", "2026-07-01", 10)]
    assert "adjustment" in settled(shop)[1][3]
    assert "= 1.30 GBP" in settled(shop)[1][3]
    assert shop.status()["credit"]["balance"] == 130


def test_what_falls_after_the_settlement_is_taken_with_the_next_and_may_leave_a_debt() -> None:
    shop = rebate_shop("2026-08-01T12:00:00Z")
    shop.buy(line(5000), name="a")
    shop.sweep("2026-11-01T12:00:00Z")
    shop.bring_back("a")
    assert shop.status()["credit"]["balance"] == 100
    shop.sweep("2027-01-06T00:00:00Z")
    assert shop.status()["credit"]["balance"] == 0


def test_each_period_waits_as_long_as_its_own_version_says() -> None:
    shop = rebate_shop("2026-08-01T12:00:00Z", period="month", grace_days=40)
    shop.buy(line(5000))
    newest = shop.documents[-1].model_dump(by_alias=True, exclude_none=True)["rebates"]
    shop.publish(rebates=[{**newest[0], "grace_days": 0}])
    shop.wait_until("2026-09-01T12:00:00Z")
    shop.buy(line(2000))
    shop.sweep("2026-11-01T12:00:00Z")
    assert [one[:3] for one in settled(shop)] == [("2026-10-01", "2026-09-01", 40), ("2026-10-11", "2026-08-01", 100)]
    assert not any("adjustment" in one[3] for one in settled(shop))


def test_rebates_are_settled_as_points_vouchers_or_a_statement() -> None:
    for as_, unit in (("points", "points"), ("voucher", "voucher:r"), ("statement", None)):
        shop = rebate_shop("2026-08-01T12:00:00Z", **{"as": as_})
        shop.buy(line(5000))
        shop.sweep("2026-10-06T00:00:00Z")
        held = shop.member().state.balances
        assert balances.total(held, "rebate:r") == 0
        if unit:
            assert balances.total(held, unit) == (1 if as_ == "voucher" else 100)
        else:
            assert held == {}
    assert not shop.vouchers()


# Punches


def card_shop(now: str) -> Shop:
    card = {
        "id": "c",
        "name": "Card",
        "counts": "items",
        "punches": 3,
        "reward": "gift",
        "expires_after_months": 6,
    }
    return Shop(punch_cards=[card], rewards=[{"id": "gift", "name": "G", "kind": "gift"}], now=now)


def test_punches_expire_but_for_those_of_full_cards() -> None:
    shop = card_shop("2026-01-10T12:00:00Z")
    shop.buy(line(1, 2), name="a")
    shop.wait_until("2026-03-10T12:00:00Z")
    shop.buy(line(1, 2), name="b")
    assert shop.status()["punch_cards"][0]["expiring"] == [{"punches": 1, "on": "2026-09-10"}]
    shop.sweep("2026-07-11T00:00:00Z")
    assert (shop.status()["punch_cards"][0]["punches"], len(shop.vouchers())) == (1, 1)
    shop.sweep("2026-09-11T00:00:00Z")
    assert (shop.status()["punch_cards"][0]["punches"], len(shop.vouchers())) == (0, 1)
    # The one that expired comes back first, so the full card stays full.
    shop.bring_back("b", units(1, 1))
    assert len(shop.vouchers()) == 1


def test_a_leap_and_many_steps_end_in_the_same_ledger() -> None:
    def run(*, steps: int) -> Shop:
        shop = points_shop("2024-01-31T12:00:00Z", expiry={"kind": "after", "months": 1}, pending_days=3)
        for month in range(1, 6):
            shop.wait_until(f"2024-0{month}-31T12:00:00Z" if month in (1, 3, 5) else f"2024-0{month}-29T12:00:00Z")
            shop.buy(line(10 * month))
            for day in range(steps):
                shop.sweep(f"2024-0{month + 1}-{day + 1:02}T12:00:00Z")
        shop.sweep("2025-01-01T12:00:00Z")
        return shop

    assert told(run(steps=0)) == told(run(steps=9))


# Any order, any looking in between

KEEPS = (
    ({"kind": "while_qualified"}, ("rolling", "calendar", "anniversary")),
    ({"kind": "months", "n": 5}, ("rolling", "calendar", "anniversary")),
    ({"kind": "months", "n": 12}, ("rolling", "calendar", "anniversary")),
    (NEXT_WINDOW, ("calendar", "anniversary")),
)
WINDOWS = {
    "rolling": {"kind": "rolling", "months": 6},
    "calendar": {"kind": "calendar", "unit": "quarter"},
    "anniversary": {"kind": "anniversary"},
}
Bought = tuple[int, int]


@st.composite
def kept_levels(draw: st.DrawFn) -> dict[str, Any]:
    """A ladder that keeps levels in any way."""
    keep, windows = draw(st.sampled_from(KEEPS))
    return {
        "window": WINDOWS[draw(st.sampled_from(windows))],
        "keep": keep,
        "levels": LEVELS,
        "downgrade": draw(st.sampled_from(("requalify", "one_down"))),
        "grace_days": draw(st.sampled_from((0, 0, 10, 40))),
    }


PURCHASES = st.lists(st.tuples(st.integers(0, 900), st.sampled_from((40, 100, 300, 500))), max_size=8)
END = datetime(2026, 9, 1, 12, tzinfo=UTC)


def day_of(number: int) -> datetime:
    return datetime(2024, 1, 31, 12, tzinfo=UTC) + timedelta(days=number)


def level_of(shop: Shop) -> tuple[Any, ...]:
    told = shop.status()
    return told["tier"]["id"], told["tier"]["until"], told["keep_tier"], told["qualifying"]["amount"]


@given(kept_levels(), PURCHASES, st.data())
def test_a_kept_level_depends_on_days_and_not_on_when_things_arrive_or_who_looks(
    ladder: dict[str, Any], purchases: list[Bought], data: st.DataObject
) -> None:
    on_time, late = (Shop(tiers=ladder, now="2024-01-30") for _ in range(2))
    joined_on = data.draw(st.sampled_from((None, "2023-02-28", "2024-01-15")))
    for shop in (on_time, late):
        shop.enrol("ann", joined_on=joined_on)
    looks = data.draw(st.lists(st.integers(0, 900), max_size=5))
    for number, amount in sorted([*purchases, *((look, 0) for look in looks)]):
        on_time.wait_until(day_of(number))
        on_time.buy(line(amount)) if amount else on_time.sweep()
    on_time.sweep(END)
    late.wait_until(END)
    for number, amount in data.draw(st.permutations(purchases)):
        late.buy(line(amount), occurred_at=day_of(number))
    assert level_of(late) == level_of(on_time)
