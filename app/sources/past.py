"""How a shop system is asked for the orders that changed in a time, page by page, oldest change first."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final, NamedTuple

from app.sources.outlet import Call

LONGEST_WAIT: Final = timedelta(hours=1)


class Span(NamedTuple):
    """A time; both ends belong to it."""

    start: datetime
    end: datetime


class FoundOrder(NamedTuple):
    """An order as the message of the shop system about it would be.

    `version` is the order's version as its reader has it, "" where only the shop knows it; `message_id` is the shop's
    own id of the message, where it is the same message.
    """

    topic: str
    payload: Any
    order_id: str | None = None
    version: str = ""
    message_id: str | None = None


class PastPage(NamedTuple):
    """A page of orders. `cursor`: where the next one begins, None after the last.

    `changed_at`: everything that changed before this instant has been found, if the pages are in this order.
    """

    orders: list[FoundOrder]
    cursor: str | None
    changed_at: datetime | None = None


class Past(NamedTuple):
    """How a shop system tells its past orders.

    `ask` gives the call for a page of a time at a cursor (None: the first), `read` the page in an answer and its
    headers, with the same time and cursor; it raises Unreadable. `pause`: how long to wait after an answer with these
    headers. `keeps_days`: how far back the shop can tell, None for ever. `every_minutes`: how often it is asked, None
    once a night.
    """

    ask: Callable[[Span, str | None], Call]
    read: Callable[[Any, Mapping[str, str], Span, str | None], PastPage]
    pause: Callable[[Mapping[str, str]], timedelta] = lambda _: timedelta(0)
    keeps_days: int | None = None
    every_minutes: int | None = None


def retry_after(headers: Mapping[str, str], now: datetime, usual: timedelta) -> timedelta:
    """How long to wait by the header of an answer such as 429: seconds or a date; `usual` without one."""
    text = headers.get("retry-after", "").strip()
    whole, _, rest = text.partition(".")
    if whole.isascii() and whole.isdigit() and (not rest or rest.isdigit()):
        wait = timedelta(seconds=min(int(whole[:6]), 86_400) + (1 if rest.strip("0") else 0))
    else:
        try:
            wait = parsedate_to_datetime(text).astimezone(UTC) - now
        except (ValueError, TypeError, OverflowError):
            wait = usual
    return max(timedelta(seconds=1), min(wait, LONGEST_WAIT))


def utc_text(at: datetime) -> str:
    """An instant as shop systems read it: whole seconds, `Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
