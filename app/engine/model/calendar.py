"""Days, periods and windows of the programme's calendar. Days are ISO text; nothing here reads a clock."""

import calendar
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

PeriodUnit = Literal["month", "quarter", "half_year", "year"]

MONTHS_IN: dict[str, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
FOREVER = "0001-01-01"


def business_date(instant: datetime, zone: ZoneInfo, starts: int = 0) -> str:
    """The local day of an instant; days start `starts` minutes after midnight by the local clock."""
    try:
        local = instant.astimezone(zone)
        day = local.date().isoformat()
        return day_before(day) if local.hour * 60 + local.minute < starts else day
    except OverflowError:
        # Next to the first or last possible day, use UTC.
        return instant.date().isoformat()


class LocalTime(NamedTuple):
    """A local day, and the minute of the day (0 to 1439) by the local clock."""

    day: str
    minute: int


def local_time(instant: datetime, zone: ZoneInfo, starts: int = 0) -> LocalTime:
    """The local day and minute of an instant; days start `starts` minutes after midnight by the local clock."""
    try:
        local = instant.astimezone(zone)
    except OverflowError:
        local = instant
    day = business_date(instant, zone, starts) if starts else local.date().isoformat()
    return LocalTime(day, local.hour * 60 + local.minute)


def midnight(day: str, zone: ZoneInfo, starts: int = 0) -> datetime:
    """The instant (UTC) at which a local day starts: `starts` minutes after midnight by the local clock."""
    clock = time(*divmod(starts, 60)) if starts else datetime.min.time()
    return datetime.combine(date.fromisoformat(day), clock, zone).astimezone(UTC)


@lru_cache(maxsize=4096)
def midnight_text(day: str, zone: ZoneInfo, starts: int = 0) -> str:
    """The instant at which a local day starts, in its stored form."""
    return midnight(day, zone, starts).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def add_months(day: date, months: int) -> date:
    """The same day, that many months later; the last of the month where it is shorter. Clamped to years 1-9999."""
    month = day.year * 12 + day.month - 1 + months
    year = month // 12
    if year < 1:
        return date.min
    if year > 9999:
        return date.max
    month = month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@lru_cache(maxsize=4096)
def period_start(day: str, unit: PeriodUnit, starts_month: int = 1) -> str:
    """The first day of the period that contains a day; years begin in the month `starts_month` (1 to 12)."""
    months = MONTHS_IN[unit]
    since = int(day[:4]) * 12 + int(day[5:7]) - starts_month
    year, month = divmod(since // months * months + starts_month - 1, 12)
    return f"{year:04}-{month + 1:02}-01"


@lru_cache(maxsize=4096)
def period_end(start: str, unit: PeriodUnit) -> str:
    """The last day of the period that starts on `start`."""
    return day_before(add_months(date.fromisoformat(start), MONTHS_IN[unit]).isoformat())


@lru_cache(maxsize=4096)
def last_good_day(day: str, months: int, round_up_to: str) -> str:
    """The day `months` after `day`, or the last day of the month, quarter, half-year or year that contains it."""
    end = add_months(date.fromisoformat(day), months).isoformat()
    if round_up_to == "day":
        return end
    unit: PeriodUnit = round_up_to  # type: ignore[assignment]
    return period_end(period_start(end, unit), unit)


@lru_cache(maxsize=4096)
def yearly_day(day: str, min_age_months: int, month: int, day_of_month: int) -> str:
    """The first yearly day (31 means the last day of a shorter month) at least that many months after `day`."""
    youngest = add_months(date.fromisoformat(day), min_age_months)
    for year in (youngest.year, youngest.year + 1):
        yearly = add_months(date(2000, month, 1), 12 * (year - 2000))
        yearly = yearly.replace(day=min(day_of_month, calendar.monthrange(yearly.year, month)[1]))
        if yearly >= youngest:
            break
    return yearly.isoformat()


@lru_cache(maxsize=8192)
def day_number(day: str) -> int:
    """The number of a day, so that differences are days between; counted as `date.toordinal` does."""
    return date.fromisoformat(day).toordinal()


@lru_cache(maxsize=8192)
def numbered_day(number: int) -> str:
    """The day of a number; the last day there is for a higher one."""
    return date.fromordinal(min(number, date.max.toordinal())).isoformat()


def year_after(start: str) -> str:
    """The first day of the same period a year later."""
    return f"{int(start[:4]) + 1:04}{start[4:]}"


def year_before(start: str) -> str:
    """The first day of the same period a year earlier."""
    return f"{int(start[:4]) - 1:04}{start[4:]}"


@lru_cache(maxsize=4096)
def day_after(day: str) -> str:
    """The day after."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


@lru_cache(maxsize=4096)
def days_after(day: str, days: int) -> str:
    """The day that many days after a day."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def day_before(day: str) -> str:
    """The day before."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


class Window(NamedTuple):
    """The days that count towards a tier: `rolling` months, a `calendar` unit, `anniversary` years, a `lifetime`.

    Amounts are summed in buckets named by a day: the day itself, the first day of its period, or `FOREVER`. Calendar
    years begin in the month `starts_month`. `anchor` is the day of a member's anniversaries; the other kinds ignore it.
    """

    kind: str
    months: int = 0
    unit: PeriodUnit = "year"
    starts_month: int = 1

    @property
    def name(self) -> str:
        """A name that changes whenever buckets change their meaning."""
        unit = self.unit if self.starts_month == 1 else f"{self.unit}@{self.starts_month}"
        return {"rolling": f"rolling:{self.months}", "calendar": f"calendar:{unit}"}.get(self.kind, self.kind)

    @property
    def span_months(self) -> int:
        """The length in months; 0 for a lifetime."""
        if self.kind == "rolling":
            return self.months
        return MONTHS_IN[self.unit] if self.kind == "calendar" else 12 if self.kind == "anniversary" else 0

    @property
    def keeps_days(self) -> bool:
        """Whether each day has its own bucket."""
        return self.kind in ("rolling", "anniversary")

    def bucket(self, day: str) -> str:
        """The bucket of a day."""
        if self.kind == "calendar":
            return period_start(day, self.unit, self.starts_month)
        return FOREVER if self.kind == "lifetime" else day

    def first_day(self, today: str, anchor: str | None = None) -> str:
        """The first day that counts on `today`; for a lifetime, the first possible day."""
        if self.kind == "rolling":
            return _day_after_months_before(today, self.months)
        if self.kind == "calendar":
            return period_start(today, self.unit, self.starts_month)
        return last_anniversary(anchor or today, today) if self.kind == "anniversary" else FOREVER

    def last_day(self, today: str, anchor: str | None = None) -> str | None:
        """The last day of the window that contains `today`; None for a rolling window and a lifetime."""
        if self.kind == "calendar":
            return period_end(period_start(today, self.unit, self.starts_month), self.unit)
        if self.kind == "anniversary":
            return day_before(next_anniversary(anchor or today, today))
        return None

    def forgets_before(self, today: str) -> str:
        """The first day whose bucket may still count, now or later, whatever the anchor will be."""
        return _day_after_months_before(today, 12) if self.kind == "anniversary" else self.first_day(today)

    def leaves_on(self, bucket: str, anchor: str | None = None) -> str | None:
        """The first day on which a bucket no longer counts; None for a lifetime."""
        if self.kind == "rolling":
            return _leaves_after_months(bucket, self.months)
        if self.kind == "calendar":
            return day_after(period_end(bucket, self.unit))
        return next_anniversary(anchor or bucket, bucket) if self.kind == "anniversary" else None


@lru_cache(maxsize=4096)
def _leaves_after_months(bucket: str, months: int) -> str:
    day = add_months(date.fromisoformat(bucket), months)
    while _day_after_months_before(day.isoformat(), months) <= bucket:
        day += timedelta(days=1)
    return day.isoformat()


def last_anniversary(anchor: str, today: str) -> str:
    """The latest anniversary of a day up to and including `today`.

    29 February counts as 1 March in other years; a member who joins on it starts on the day itself.
    """
    year = int(today[:4])
    this_year = _anniversary(anchor, year)
    return this_year if this_year <= today else _anniversary(anchor, year - 1)


def next_anniversary(anchor: str, today: str) -> str:
    """The first anniversary of a day after `today`."""
    year = int(today[:4])
    this_year = _anniversary(anchor, year)
    return this_year if this_year > today else _anniversary(anchor, year + 1)


def _anniversary(anchor: str, year: int) -> str:
    month_and_day = anchor[5:]
    if month_and_day == "02-29" and not calendar.isleap(year):
        month_and_day = "03-01"
    return f"{year:04}-{month_and_day}"


@lru_cache(maxsize=4096)
def _day_after_months_before(today: str, months: int) -> str:
    return (add_months(date.fromisoformat(today), -months) + timedelta(days=1)).isoformat()
