"""Days, periods and windows: leap days, ends of months, nights on which clocks change."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.model.calendar import (
    PeriodUnit,
    Window,
    add_months,
    business_date,
    last_anniversary,
    last_good_day,
    midnight,
    next_anniversary,
    period_end,
    period_start,
)
from tests.engine.oracle import in_window, period
from tests.engine.shop import at

days = st.dates(date(1999, 1, 1), date(2045, 12, 31))
YEAR = Window("rolling", 12)


@pytest.mark.parametrize(
    ("instant", "zone", "day"),
    [
        ("2026-03-28T23:59:59Z", "Europe/London", "2026-03-28"),
        ("2026-03-29T22:59:59Z", "Europe/London", "2026-03-29"),  # summer time began that morning
        ("2026-03-29T23:00:00Z", "Europe/London", "2026-03-30"),
        ("2026-10-25T22:59:59Z", "Europe/London", "2026-10-25"),
        ("2026-01-01T10:59:59Z", "Pacific/Auckland", "2026-01-01"),
        ("2026-01-01T11:00:00Z", "Pacific/Auckland", "2026-01-02"),
        ("2026-01-01T04:59:59Z", "America/New_York", "2025-12-31"),
        ("2026-01-01T18:15:00Z", "Asia/Kathmandu", "2026-01-02"),
        ("2011-12-30T09:59:59Z", "Pacific/Apia", "2011-12-29"),
        ("2011-12-30T10:00:00Z", "Pacific/Apia", "2011-12-31"),  # the island left a day out
    ],
)
def test_the_business_date_is_the_local_day(instant: str, zone: str, day: str) -> None:
    assert business_date(at(instant), ZoneInfo(zone)) == day


@pytest.mark.parametrize(
    ("instant", "zone"),
    [("0001-01-01T00:00:00Z", "America/New_York"), ("9999-12-31T23:59:59Z", "Pacific/Auckland")],
)
def test_next_to_the_first_and_the_last_day_there_is_a_business_date_too(instant: str, zone: str) -> None:
    assert business_date(at(instant), ZoneInfo(zone)) == instant[:10]


@pytest.mark.parametrize(
    ("today", "year_began", "next_begins"),
    [
        ("2024-02-29", "2024-02-29", "2025-03-01"),
        ("2025-02-28", "2024-02-29", "2025-03-01"),
        ("2025-03-01", "2025-03-01", "2026-03-01"),
        ("2028-02-28", "2027-03-01", "2028-02-29"),
        ("2028-02-29", "2028-02-29", "2029-03-01"),
    ],
)
def test_29_february_counts_as_1_march_where_a_year_has_none(today: str, year_began: str, next_begins: str) -> None:
    assert (last_anniversary("2024-02-29", today), next_anniversary("2024-02-29", today)) == (year_began, next_begins)


@pytest.mark.parametrize(
    ("day", "zone", "instant"),
    [
        ("2026-03-30", "Europe/London", "2026-03-29T23:00:00Z"),
        ("2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00Z"),  # there was no midnight: the day began at 1
        ("2026-11-01", "America/Havana", "2026-11-01T04:00:00Z"),  # midnight came twice: the day began at the first
    ],
)
def test_a_day_starts_at_its_first_local_instant(day: str, zone: str, instant: str) -> None:
    started = midnight(day, ZoneInfo(zone))
    assert started == at(instant)
    assert business_date(started, ZoneInfo(zone)) == day
    assert business_date(started - timedelta(seconds=1), ZoneInfo(zone)) < day


@given(days, st.sampled_from(("Europe/London", "America/Sao_Paulo", "America/Havana", "Africa/Cairo", "Asia/Beirut")))
def test_midnight_parts_the_days_in_every_zone(day: date, zone: str) -> None:
    started = midnight(day.isoformat(), ZoneInfo(zone))
    assert business_date(started, ZoneInfo(zone)) == day.isoformat()
    assert business_date(started - timedelta(microseconds=1), ZoneInfo(zone)) == (day - timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("day", "unit", "first", "last"),
    [
        ("2024-02-29", "month", "2024-02-01", "2024-02-29"),
        ("2026-02-10", "month", "2026-02-01", "2026-02-28"),
        ("2026-03-31", "quarter", "2026-01-01", "2026-03-31"),
        ("2026-04-01", "quarter", "2026-04-01", "2026-06-30"),
        ("2026-06-30", "half_year", "2026-01-01", "2026-06-30"),
        ("2026-07-01", "half_year", "2026-07-01", "2026-12-31"),
        ("2026-12-31", "year", "2026-01-01", "2026-12-31"),
    ],
)
def test_a_period_runs_from_its_first_day_to_its_last_good_day(
    day: str, unit: PeriodUnit, first: str, last: str
) -> None:
    assert (period_start(day, unit), period_end(first, unit)) == (first, last)


@given(days, st.sampled_from(("month", "quarter", "half_year", "year")))
def test_every_day_belongs_to_one_period(day: date, unit: PeriodUnit) -> None:
    start = period_start(day.isoformat(), unit)
    assert start == period(unit, day)
    assert start <= day.isoformat() <= period_end(start, unit)
    assert period_start((date.fromisoformat(period_end(start, unit)) + timedelta(days=1)).isoformat(), unit) > start


def test_a_day_missing_in_a_shorter_month_is_its_last_day() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert add_months(date(2026, 12, 31), 2) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("day", "months", "round_up_to", "last"),
    [
        ("2026-03-05", 12, "day", "2027-03-05"),
        ("2024-02-29", 12, "day", "2025-02-28"),
        ("2026-03-05", 12, "month", "2027-03-31"),
        ("2026-11-30", 3, "month", "2027-02-28"),
        ("2026-03-05", 1, "quarter", "2026-06-30"),
        ("2026-03-05", 6, "half_year", "2026-12-31"),
        ("2026-03-05", 10, "year", "2027-12-31"),
    ],
)
def test_points_are_good_through_the_last_day_of_what_they_are_rounded_up_to(
    day: str, months: int, round_up_to: str, last: str
) -> None:
    assert last_good_day(day, months, round_up_to) == last


@pytest.mark.parametrize(
    ("window", "day", "left_on"),
    [
        (YEAR, "2025-03-05", "2026-03-05"),
        (YEAR, "2024-02-29", "2025-03-01"),
        (YEAR, "2024-02-28", "2025-02-28"),
        (Window("rolling", 1), "2026-01-28", "2026-02-28"),
        (Window("rolling", 1), "2026-01-30", "2026-03-01"),
        (Window("rolling", 6), "2025-08-31", "2026-03-01"),
        (Window("calendar", unit="year"), "2026-01-01", "2027-01-01"),
        (Window("calendar", unit="quarter"), "2026-04-01", "2026-07-01"),
        (Window("calendar", unit="month"), "2024-02-01", "2024-03-01"),
        (Window("lifetime"), "0001-01-01", None),
    ],
)
def test_a_day_leaves_its_window_on_time(window: Window, day: str, left_on: str | None) -> None:
    assert window.leaves_on(window.bucket(day)) == left_on


@given(st.integers(1, 36), days, st.integers(-40, 1200))
def test_a_rolling_window_holds_a_day_until_it_leaves(months: int, day: date, later: int) -> None:
    window, today = Window("rolling", months), day + timedelta(days=later)
    inside = window.first_day(today.isoformat()) <= day.isoformat() <= today.isoformat()
    assert inside == in_window({"kind": "rolling", "months": months}, day, today)
    left_on = window.leaves_on(day.isoformat())
    assert left_on
    assert inside == (later >= 0 and today.isoformat() < left_on)
