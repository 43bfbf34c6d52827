"""Days, periods and windows of the programme's own calendar. Days are ISO text; nothing here reads a clock."""

import calendar
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

PeriodUnit = Literal["month", "quarter", "half_year", "year"]

MONTHS_IN: dict[str, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
FOREVER = "0001-01-01"


def business_date(instant: datetime, zone: ZoneInfo) -> str:
    """The local day on which an instant falls."""
    return instant.astimezone(zone).date().isoformat()


def midnight(day: str, zone: ZoneInfo) -> datetime:
    """The instant (UTC) at which a local day starts."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), zone).astimezone(UTC)


def add_months(day: date, months: int) -> date:
    """The same day of another month; a day missing in a shorter month is its last day. Clamped to years 1-9999."""
    month = day.year * 12 + day.month - 1 + months
    year = month // 12
    if year < 1:
        return date.min
    if year > 9999:
        return date.max
    month = month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@lru_cache(maxsize=4096)
def period_start(day: str, unit: PeriodUnit) -> str:
    """The first day of the calendar period that a day belongs to."""
    months = MONTHS_IN[unit]
    month = (int(day[5:7]) - 1) // months * months + 1
    return f"{day[:4]}-{month:02}-01"


@lru_cache(maxsize=4096)
def period_end(start: str, unit: PeriodUnit) -> str:
    """The last good day of the period that starts on `start`."""
    return day_before(add_months(date.fromisoformat(start), MONTHS_IN[unit]).isoformat())


@lru_cache(maxsize=4096)
def last_good_day(day: str, months: int, round_up_to: str) -> str:
    """The day `months` after `day`, or the last day of the month, quarter, half-year or year it falls in."""
    end = add_months(date.fromisoformat(day), months).isoformat()
    if round_up_to == "day":
        return end
    unit: PeriodUnit = round_up_to  # type: ignore[assignment]
    return period_end(period_start(end, unit), unit)


def day_before(day: str) -> str:
    """The day before."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


class Window(NamedTuple):
    """The days that count towards a tier: `rolling` over months, one `calendar` unit, or a `lifetime`.

    Spend is kept in buckets named by a day: the day itself, the first day of its period, or `FOREVER`.
    """

    kind: str
    months: int = 0
    unit: PeriodUnit = "year"

    @property
    def name(self) -> str:
        """A name that changes when buckets would no longer mean the same."""
        return {"rolling": f"rolling:{self.months}", "calendar": f"calendar:{self.unit}"}.get(self.kind, self.kind)

    def bucket(self, day: str) -> str:
        """The bucket in which a day's spend is kept."""
        if self.kind == "rolling":
            return day
        return period_start(day, self.unit) if self.kind == "calendar" else FOREVER

    def first_day(self, today: str) -> str:
        """The first day that counts on `today`; for a lifetime, the first there is."""
        if self.kind == "rolling":
            return _day_after_months_before(today, self.months)
        return period_start(today, self.unit) if self.kind == "calendar" else FOREVER

    def leaves_on(self, bucket: str) -> str | None:
        """The first day on which a bucket no longer counts; None when it always will."""
        if self.kind == "rolling":
            day = add_months(date.fromisoformat(bucket), self.months)
            while self.first_day(day.isoformat()) <= bucket:
                day += timedelta(days=1)
            return day.isoformat()
        if self.kind == "calendar":
            return (date.fromisoformat(period_end(bucket, self.unit)) + timedelta(days=1)).isoformat()
        return None


@lru_cache(maxsize=4096)
def _day_after_months_before(today: str, months: int) -> str:
    return (add_months(date.fromisoformat(today), -months) + timedelta(days=1)).isoformat()
