"""When things happened: what a till may claim, and the one form in which instants are kept."""

from datetime import datetime, timedelta

from app.engine.model.book import Refusal

LATEST = timedelta(minutes=5)
EARLIEST_YEARS = 10
CLOCKS_APART = timedelta(minutes=15)


def instant_text(instant: datetime) -> str:
    """A UTC instant in its fixed form, which sorts as it happened: `2026-03-01T10:15:00.000000Z`."""
    return instant.isoformat(timespec="microseconds")[:26] + "Z"


def shown_instant(text: str) -> str:
    """A stored instant as answers show it: without a fraction of zero."""
    return text.replace(".000000Z", "Z")


def instant(text: str) -> datetime:
    """The UTC instant of a stored text."""
    return datetime.fromisoformat(text)


def untimely(occurred_at: datetime, now: datetime) -> Refusal | None:
    """Refuse what happened more than 5 minutes from now or more than 10 years ago, by the programme's clock."""
    if occurred_at > now + LATEST:
        here = shown_instant(instant_text(now))
        return Refusal("occurred-in-future", f"it is more than 5 minutes after {here}, the time here", "/occurred_at")
    if occurred_at.year <= now.year - EARLIEST_YEARS and occurred_at < _years_before(now):
        here = shown_instant(instant_text(now))
        return Refusal("occurred-too-old", f"it is more than 10 years before {here}, the time here", "/occurred_at")
    return None


def _years_before(now: datetime) -> datetime:
    day = min(now.day, 28) if now.month == 2 else now.day
    return now.replace(year=now.year - EARLIEST_YEARS, day=day)
