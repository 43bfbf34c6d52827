"""Local midnights, month ends and leap days, against a table that was made from the zones' own rules by hand."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.engine.model import calendar
from tests.engine.shop import Shop, line

# Zone, local day, and the instant at which it begins.
MIDNIGHTS = [
    # London changes at 01:00 UTC, on the last Sundays of March and October.
    ("Europe/London", "2026-03-29", "2026-03-29T00:00:00Z"),
    ("Europe/London", "2026-03-30", "2026-03-29T23:00:00Z"),
    ("Europe/London", "2026-10-25", "2026-10-24T23:00:00Z"),
    ("Europe/London", "2026-10-26", "2026-10-26T00:00:00Z"),
    ("Europe/London", "2027-01-01", "2027-01-01T00:00:00Z"),
    ("Europe/London", "2024-02-29", "2024-02-29T00:00:00Z"),
    # New York at 02:00 of its own, on the second Sunday of March and the first of November.
    ("America/New_York", "2026-03-08", "2026-03-08T05:00:00Z"),
    ("America/New_York", "2026-03-09", "2026-03-09T04:00:00Z"),
    ("America/New_York", "2026-11-01", "2026-11-01T04:00:00Z"),
    ("America/New_York", "2026-11-02", "2026-11-02T05:00:00Z"),
    ("America/New_York", "2027-01-01", "2027-01-01T05:00:00Z"),
    # Sydney has its summer around the turn of the year: first Sundays of April and October.
    ("Australia/Sydney", "2026-04-05", "2026-04-04T13:00:00Z"),
    ("Australia/Sydney", "2026-04-06", "2026-04-05T14:00:00Z"),
    ("Australia/Sydney", "2026-10-04", "2026-10-03T14:00:00Z"),
    ("Australia/Sydney", "2026-10-05", "2026-10-04T13:00:00Z"),
    ("Australia/Sydney", "2028-02-29", "2028-02-28T13:00:00Z"),
    # Five and a half, and five and three quarter hours ahead all year.
    ("Asia/Kolkata", "2026-01-01", "2025-12-31T18:30:00Z"),
    ("Asia/Kathmandu", "2026-03-01", "2026-02-28T18:15:00Z"),
    # Summer began at midnight in Sao Paulo: that day began at one o'clock. When it ended, an hour came twice before it.
    ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"),
    ("America/Sao_Paulo", "2018-11-05", "2018-11-05T02:00:00Z"),
    ("America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00Z"),
    # Samoa went to the other side of the date line, and had no 30 December.
    ("Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00Z"),
    ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"),
]


@pytest.mark.parametrize(("zone", "day", "instant"), MIDNIGHTS)
def test_a_day_begins_at_its_midnight_and_not_a_moment_sooner(zone: str, day: str, instant: str) -> None:
    begins = datetime.fromisoformat(instant)
    assert calendar.midnight(day, ZoneInfo(zone)) == begins
    assert calendar.business_date(begins, ZoneInfo(zone)) == day
    assert calendar.business_date(begins - timedelta(microseconds=1), ZoneInfo(zone)) < day


@pytest.mark.parametrize(
    ("zone", "day", "hour", "instant"),
    [
        ("Europe/London", "2026-10-26", 4, "2026-10-26T04:00:00Z"),
        ("Europe/London", "2026-03-29", 4, "2026-03-29T03:00:00Z"),
        # The hour from one to two is missing in March, and comes twice in October.
        ("Europe/London", "2026-03-29", 1, "2026-03-29T01:00:00Z"),
        ("Europe/London", "2026-10-25", 1, "2026-10-25T00:00:00Z"),
        ("America/New_York", "2026-03-08", 2, "2026-03-08T07:00:00Z"),
        ("America/New_York", "2026-11-01", 1, "2026-11-01T05:00:00Z"),
        ("Australia/Sydney", "2026-04-05", 11, "2026-04-05T01:00:00Z"),
    ],
)
def test_a_day_may_begin_at_an_hour_of_the_clock(zone: str, day: str, hour: int, instant: str) -> None:
    begins = datetime.fromisoformat(instant)
    assert calendar.midnight(day, ZoneInfo(zone), hour * 60) == begins
    ends = calendar.midnight(calendar.day_after(day), ZoneInfo(zone), hour * 60)
    assert ends - begins in (timedelta(hours=23), timedelta(hours=24), timedelta(hours=25))
    for tenth in range((ends - begins) // timedelta(minutes=10)):
        at = begins + timedelta(minutes=10 * tenth)
        assert calendar.business_date(at, ZoneInfo(zone), hour * 60) == day
        assert calendar.local_time(at, ZoneInfo(zone), hour * 60).day == day
    assert calendar.business_date(begins - timedelta(microseconds=1), ZoneInfo(zone), hour * 60) < day


@pytest.mark.parametrize(("zone", "day", "instant"), MIDNIGHTS)
def test_what_time_does_on_a_day_it_does_at_that_midnight(zone: str, day: str, instant: str) -> None:
    begins = datetime.fromisoformat(instant)
    points = {"earn": [{"id": "base", "points": 1, "per": 1}], "pending_days": 9}
    bought_at = begins - timedelta(days=9, hours=12)
    shop = Shop(time_zone=zone, points=points, now=bought_at.isoformat())
    shop.buy(line(7))
    shop.bring_back_without_receipt(line(3))
    shop.wait_until(begins - timedelta(microseconds=1))
    assert (shop.status()["points"]["pending"], shop.status()["points"]["debt"]) == (7, 3)
    shop.sweep(begins)
    assert (shop.status()["points"]["balance"], shop.status()["points"]["debt"]) == (4, 0)
    assert {one.recorded_at for one in shop.entries if one.cause == "time"} == {
        begins.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    }


@pytest.mark.parametrize(
    ("day", "months", "round_up_to", "last"),
    [
        ("2024-01-31", 1, "day", "2024-02-29"),
        ("2023-01-31", 1, "day", "2023-02-28"),
        ("2024-02-29", 12, "day", "2025-02-28"),
        ("2024-02-29", 48, "day", "2028-02-29"),
        ("2023-12-31", 2, "day", "2024-02-29"),
        ("2026-08-31", 6, "day", "2027-02-28"),
        ("2026-03-31", 1, "month", "2026-04-30"),
        ("2026-01-31", 1, "month", "2026-02-28"),
        ("2026-11-15", 3, "quarter", "2027-03-31"),
        ("2026-12-31", 6, "half_year", "2027-06-30"),
        ("2026-06-30", 6, "year", "2026-12-31"),
        ("2026-12-31", 12, "year", "2027-12-31"),
    ],
)
def test_months_end_where_the_calendar_says(day: str, months: int, round_up_to: str, last: str) -> None:
    assert calendar.last_good_day(day, months, round_up_to) == last


@pytest.mark.parametrize(
    ("day", "min_age_months", "month", "day_of_month", "last"),
    [
        ("2026-12-31", 0, 12, 31, "2026-12-31"),
        ("2027-01-01", 0, 12, 31, "2027-12-31"),
        ("2026-07-01", 6, 12, 31, "2027-12-31"),
        ("2026-06-30", 6, 12, 31, "2026-12-31"),
        ("2026-03-01", 0, 2, 30, "2027-02-28"),
        ("2027-03-01", 0, 2, 30, "2028-02-29"),
    ],
)
def test_a_yearly_day_is_the_next_one_that_is_old_enough(
    day: str, min_age_months: int, month: int, day_of_month: int, last: str
) -> None:
    assert calendar.yearly_day(day, min_age_months, month, day_of_month) == last
