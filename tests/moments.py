"""The time of what happens in a test by the real clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

# Where the shops of the tests are.
ZONE = ZoneInfo("Europe/London")


def a_moment_ago() -> datetime:
    """A minute ago, or midnight if that is later: otherwise a day, and maybe a quarter, would end in between."""
    now = datetime.now(UTC)
    midnight = now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    return max(now - timedelta(minutes=1), midnight.astimezone(UTC))
