"""Rebates: due on the whole period's spend, posted as differences, so that splitting changes nothing."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.program.compile import compile_version
from app.engine.program.document import ProgramDocument
from app.engine.program.terms.rebates import Rebate
from app.engine.rules.rewards.rebates import PeriodSums, due
from tests.engine import oracle
from tests.engine.shop import Shop, line, units
from tests.engine.strategies import programmes
from tests.engine.strategies import rebates as any_rebate

SAP = {
    "id": "sap",
    "name": "Yearly rebate",
    "period": "year",
    "method": "retroactive",
    "bands": [{"from": 500_000, "rate": "0.02"}, {"from": 2_500_000, "rate": "0.04"}],
}


def rebate_shop(*rebates: dict[str, Any], now: str = "2026-12-31T12:00:00Z", **details: Any) -> Shop:
    return Shop(rebates=list(rebates), now=now, **details)


def compiled(rebate: dict[str, Any]) -> Rebate:
    document = {"name": "S", "currency": "GBP", "time_zone": "UTC", "rebates": [{"id": "r", "name": "R", **rebate}]}
    return compile_version(ProgramDocument.model_validate(document), 1, "").rebates[0]


def period(shop: Shop, start: str, rebate: str = "sap") -> list[int]:
    """Spend and due of a period."""
    return shop.member().state.rebates.get(rebate, {}).get(start, [0, 0])


@given(any_rebate(), st.integers(-5000, 20000), st.integers(-3, 15), st.integers(-500, 15000))
def test_what_is_due_follows_from_the_sums_alone(
    rebate: dict[str, Any], spend: int, units: int, year_before: int
) -> None:
    sums = PeriodSums(spend, 0, units)
    assert due(compiled(rebate), sums, year_before) == oracle.due(rebate, spend, units, year_before) >= 0


@given(programmes(), st.lists(st.integers(1, 3000), min_size=1, max_size=6))
def test_splitting_a_purchase_changes_no_rebate(document: dict[str, Any], prices: list[int]) -> None:
    whole, split = Shop(document), Shop(document)
    whole.buy(*[line(price) for price in prices])
    for price in prices:
        split.buy(line(price))
    assert split.member().state.rebates == whole.member().state.rebates
    assert split.status()["credit"] == whole.status()["credit"]


def test_sap_s_published_example_holds() -> None:
    shop = rebate_shop(SAP)
    paid = []
    for month, spent in (("10", 300_000), ("11", 400_000), ("12", 2_000_000)):
        shop.buy(line(spent), occurred_at=f"2026-{month}-15")
        paid.append((period(shop, "2026-01-01")[1], shop.status()["credit"]["balance"]))
    assert paid == [(0, 0), (14_000, 14_000), (108_000, 108_000)]


@pytest.mark.parametrize(
    ("spend", "rebate"), [(499_999, 0), (500_000, 10_000), (2_499_999, 50_000), (2_500_000, 100_000)]
)
def test_a_band_begins_exactly_at_its_threshold(spend: int, rebate: int) -> None:
    assert due(compiled(SAP), PeriodSums(spend)) == rebate


def test_each_method_pays_in_its_own_way() -> None:
    bands = [{"from": 10_000, "rate": "0.02"}, {"from": 20_000, "rate": "0.05"}]
    amounts = [{"from": 10_000, "amount": 300}, {"from": 20_000, "amount": 1000}]
    year, spent = {"period": "year"}, PeriodSums(25_000)
    assert due(compiled({**year, "method": "retroactive", "bands": bands}), spent) == 1250
    assert due(compiled({**year, "method": "marginal", "bands": bands}), spent) == 200 + 250
    assert due(compiled({**year, "method": "lump_sum", "bands": amounts}), spent) == 1000
    assert due(compiled({**year, "method": "per_multiple", "per": 10_000, "amount": 300}), spent) == 600


def test_a_linked_return_counts_in_the_period_of_its_purchase_and_one_without_receipt_in_its_own() -> None:
    quarter = {**SAP, "period": "quarter", "bands": [{"from": 10_000, "rate": "0.02"}]}
    shop = rebate_shop(quarter, now="2026-03-31T10:00:00Z")
    shop.buy(line(10_000, 2), name="march")
    shop.wait_until("2026-04-02")
    shop.bring_back("march", units(1, 1))
    assert period(shop, "2026-01-01") == [10_000, 200]
    shop.bring_back_without_receipt(line(3_000))
    assert period(shop, "2026-04-01") == [-3_000, 0]
    assert shop.status()["rebates"][0]["next_band"] == {
        "from": 10_000,
        "rate": "0.02",
        "needs": 13_000,
        "due_then": 200,
    }


def test_a_return_below_the_band_takes_back_the_whole_rebate_and_credit_may_become_negative() -> None:
    shop = rebate_shop(SAP)
    shop.buy(line(250_000, 2), name="a")
    back = shop.bring_back("a", units(1, 1))
    assert shop.status()["credit"]["balance"] == 0
    assert [(entry.unit, entry.type, entry.amount) for entry in back.entries] == [
        ("rebate:sap", "accrue", -10_000),
        ("rebate:sap", "settle", 10_000),
        ("credit", "settle", -10_000),
    ]


def test_the_local_date_decides_the_period() -> None:
    shop = rebate_shop(SAP, time_zone="Pacific/Auckland", now="2026-12-31T23:00:00Z")
    shop.buy(line(500_000), occurred_at="2026-12-31T10:59:59Z")
    shop.buy(line(700_000), occurred_at="2026-12-31T11:00:00Z")
    assert period(shop, "2026-01-01") == [500_000, 10_000]
    assert period(shop, "2027-01-01") == [700_000, 14_000]


def test_a_period_keeps_the_terms_with_which_it_began() -> None:
    better = {**SAP, "bands": [{"from": 500_000, "rate": "0.03"}]}
    shop = rebate_shop(SAP, now="2026-06-01")
    shop.buy(line(500_000), name="a")
    shop.publish(rebates=[better])
    shop.buy(line(100_000))
    assert period(shop, "2026-01-01") == [600_000, 12_000]
    shop.wait_until("2027-01-02")
    shop.buy(line(500_000))
    assert period(shop, "2027-01-01") == [500_000, 15_000]
    shop.bring_back("a")
    assert period(shop, "2026-01-01") == [100_000, 0]


@pytest.mark.parametrize(
    ("published_at", "rate"), [("2026-12-31T10:59:59Z", 3), ("2026-12-31T11:00:00Z", 3), ("2026-12-31T11:00:01Z", 2)]
)
def test_a_version_published_by_local_midnight_rules_the_period_that_begins_then(published_at: str, rate: int) -> None:
    better = {**SAP, "bands": [{"from": 500_000, "rate": "0.03"}]}
    shop = rebate_shop(SAP, now="2027-01-05", time_zone="Pacific/Auckland")
    shop.publish(rebates=[better], published_at=published_at)
    shop.buy(line(500_000))
    assert period(shop, "2027-01-01") == [500_000, 5_000 * rate]


def test_a_rebate_published_within_its_period_counts_the_whole_period() -> None:
    shop = rebate_shop(now="2025-12-31T12:00:00Z")
    shop.buy(line(100_000))
    shop.wait_until("2026-06-01T12:00:00Z")
    shop.buy(line(900_000), name="a")
    shop.publish(rebates=[SAP])
    assert shop.status()["rebates"][0]["due"] == 18_000
    assert shop.status()["credit"]["balance"] == 18_000
    assert shop.entries == [], "looking at it writes nothing"
    shop.buy(line(500_000), occurred_at="2026-02-01")
    assert period(shop, "2026-01-01") == [1_400_000, 28_000]
    assert period(shop, "2025-01-01") == [0, 0], "the year before was over"
    shop.bring_back("a")
    assert period(shop, "2026-01-01") == [500_000, 10_000]
    # Its first terms are those of the period, whatever comes later within it.
    shop.publish(rebates=[{**SAP, "bands": [{"from": 0, "rate": "0.50"}]}])
    shop.buy(line(100_000))
    assert period(shop, "2026-01-01") == [600_000, 12_000]


def test_a_rebate_that_comes_and_goes_counts_what_was_before_it_and_nothing_after() -> None:
    shop = rebate_shop(now="2026-06-01")
    shop.buy(line(300_000))
    shop.publish(rebates=[SAP])
    shop.buy(line(300_000))
    shop.publish(rebates=[])
    shop.buy(line(900_000))
    assert period(shop, "2026-01-01") == [600_000, 12_000]


def test_what_was_due_at_the_end_is_paid_then_though_nobody_looked_since_it_was_published() -> None:
    at_end = {**SAP, "period": "month", "pay": "at_period_end", "grace_days": 5}
    shop = rebate_shop(now="2026-06-10")
    shop.buy(line(500_000))
    shop.publish(rebates=[at_end])
    shop.wait_until("2026-08-20")
    assert shop.status()["credit"]["balance"] == 10_000
    shop.buy(line(100))
    paid = [entry for entry in shop.entries if entry.unit == "credit"]
    assert [(entry.type, entry.amount, entry.recorded_at[:10]) for entry in paid] == [("settle", 10_000, "2026-07-06")]


def test_a_version_published_minutes_before_a_period_rules_what_tills_sold_of_it_already() -> None:
    better = {**SAP, "bands": [{"from": 500_000, "rate": "0.03"}]}
    shop = rebate_shop(SAP, now="2026-12-31T23:56:00Z", time_zone="UTC")
    shop.buy(line(500_000), occurred_at="2027-01-01T00:00:30Z")
    assert period(shop, "2027-01-01") == [500_000, 10_000]
    shop.wait_until("2026-12-31T23:58:00Z")
    shop.publish(rebates=[better])
    shop.wait_until("2027-01-01T00:10:00Z")
    assert shop.status()["credit"]["balance"] == 15_000
    shop.buy(line(100))
    assert period(shop, "2027-01-01") == [500_100, 15_003]


def test_a_rebate_left_out_of_a_new_version_counts_nothing_new_and_returns_still_find_it() -> None:
    shop = rebate_shop(SAP)
    shop.buy(line(250_000, 2), name="a")
    shop.publish(rebates=[])
    shop.buy(line(900_000))
    assert period(shop, "2026-01-01") == [500_000, 10_000]
    shop.bring_back("a")
    assert shop.status()["credit"]["balance"] == 0


def test_an_entry_tells_the_rate_the_spend_and_what_was_due_before() -> None:
    shop = rebate_shop(SAP)
    shop.buy(line(700_000))
    second = shop.buy(line(2_000_000))
    assert second.entries[0].why == (
        "Yearly rebate: 4 % of 27000.00 GBP spent in the year from 2026-01-01 = 1080.00 GBP, was 140.00 GBP"
    )
    assert [entry.why for entry in second.entries[1:]] == ["Yearly rebate: paid as credit"] * 2


def test_which_vouchers_a_lump_sum_gives_does_not_depend_on_the_order_of_purchases() -> None:
    bands = [{"from": 10_000, "amount": 300}, {"from": 25_000, "amount": 1000}]
    lump_sum = {"id": "lump", "name": "Lump", "period": "year", "method": "lump_sum", "as": "voucher", "bands": bands}
    for prices in ((5_000, 20_000), (20_000, 5_000), (25_000,)):
        shop = rebate_shop(lump_sum)
        for number, price in enumerate(prices):
            shop.buy(line(price), name=f"p{number}")
        assert [voucher.amount for voucher in shop.vouchers()] == [300, 700]
        shop.bring_back_without_receipt(line(1))
        assert [voucher.amount for voucher in shop.vouchers()] == [300]


def test_multiples_give_a_voucher_each_and_a_used_one_is_owed() -> None:
    multiple = {"id": "m", "name": "M", "period": "year", "method": "per_multiple", "per": 5_000, "amount": 200}
    shop = rebate_shop({**multiple, "as": "voucher"})
    shop.buy(line(11_000), name="a")
    assert [voucher.amount for voucher in shop.vouchers()] == [200, 200]
    for voucher in shop.vouchers():
        shop.buy(line(0), vouchers=(voucher.code,))
    shop.bring_back("a")
    assert period(shop, "2026-01-01", "m") == [0, 0]
    shop.buy(line(12_000))
    assert shop.vouchers() == []
    shop.buy(line(3_000))
    assert [voucher.amount for voucher in shop.vouchers()] == [200]


def test_points_are_due_on_the_period_s_whole_rebate() -> None:
    two_percent = {**SAP, "bands": [{"from": 0, "rate": "0.02"}], "as": "points"}
    shop = rebate_shop(two_percent, points={"worth": {"points": 1, "amount": 3}})
    for number in range(4):
        shop.buy(line(100), name=f"p{number}")
    assert (period(shop, "2026-01-01"), shop.points()) == ([400, 8], 2)
    shop.void("p0")
    shop.void("p1")
    assert shop.points() == 1


def test_growth_is_measured_against_the_same_period_a_year_before_whenever_that_changes() -> None:
    growth = {
        "id": "g",
        "name": "G",
        "period": "quarter",
        "method": "growth",
        "bands": [{"from": "0.10", "rate": "0.02"}],
    }
    shop = rebate_shop(growth)
    shop.buy(line(110_000), occurred_at="2026-02-01")
    assert shop.status()["credit"]["balance"] == 0, "nothing was bought a year before"
    late = shop.buy(line(100_000), occurred_at="2025-03-31", name="late")
    assert [(entry.lot, entry.amount) for entry in late.entries if entry.type == "accrue"] == [("2026-01-01", 2_200)]
    shop.buy(line(1), occurred_at="2025-01-01")
    assert shop.status()["credit"]["balance"] == 0
    shop.void("late")
    assert shop.status()["credit"]["balance"] == 2_200, "against a penny everything is growth"


def test_a_growth_rebate_may_be_paid_on_the_growth_alone() -> None:
    on_growth = {
        "id": "g",
        "name": "G",
        "period": "year",
        "method": "growth",
        "on": "growth",
        "bands": [{"from": "0", "rate": "0.1"}],
    }
    shop = rebate_shop(on_growth)
    shop.buy(line(10_000), occurred_at="2025-06-01")
    shop.buy(line(10_500), occurred_at="2026-06-01")
    assert shop.status()["credit"]["balance"] == 50


def test_what_is_paid_at_the_end_of_its_period_stays_accrued_until_then() -> None:
    shop = rebate_shop({**SAP, "pay": "at_period_end"})
    shop.buy(line(500_000))
    status = shop.status()
    assert (status["credit"]["balance"], status["rebates"][0]["due"], status["rebates"][0]["paid"]) == (0, 10_000, 0)
