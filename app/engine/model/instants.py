"""Instants: the accepted range of a till's times, and the one stored form."""

from datetime import datetime, timedelta
from functools import lru_cache

from app.engine.model.book import Refusal

LATEST = timedelta(minutes=5)
EARLIEST_YEARS = 10
CLOCKS_APART = timedelta(minutes=15)


@lru_cache(maxsize=64)  # a batch of commands shares its time
def instant_text(instant: datetime) -> str:
    """A UTC instant in its stored form, which sorts by time: `2026-03-01T10:15:00.000000Z`."""
    return instant.isoformat(timespec="microseconds")[:26] + "Z"


def shown_instant(text: str) -> str:
    """A stored instant as answers show it: without a zero fraction."""
    return text.replace(".000000Z", "Z")


def instant(text: str) -> datetime:
    """The UTC instant of a stored text."""
    return datetime.fromisoformat(text)


def untimely(occurred_at: datetime, now: datetime) -> Refusal | None:
    """Refuse times more than 5 minutes ahead or more than 10 years ago, by the programme's clock."""
    if occurred_at > now + LATEST:
        here = shown_instant(instant_text(now))
        return Refusal(
            "occurred-in-future", f"more than 5 minutes ahead of the programme's clock, {here}", "/occurred_at"
        )
    if occurred_at.year <= now.year - EARLIEST_YEARS and occurred_at < _years_before(now):
        here = shown_instant(instant_text(now))
        return Refusal("occurred-too-old", f"more than 10 years before the programme's clock, {here}", "/occurred_at")
    return None


def _years_before(now: datetime) -> datetime:
    day = min(now.day, 28) if now.month == 2 else now.day
    return now.replace(year=now.year - EARLIEST_YEARS, day=day)
