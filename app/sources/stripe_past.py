"""Asks Stripe for past events: the very messages that it sent, newest first."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from app.sources.outlet import Call
from app.sources.past import FoundOrder, Past, PastPage, Span
from app.sources.reading import Fields
from app.sources.stripe import REFUNDS, SESSIONS

PATH: Final = "/v1/events"
PAGE: Final = 100
KEPT_DAYS: Final = 30
TYPES: Final = (
    *SESSIONS,
    "invoice.paid",
    "payment_intent.succeeded",
    "charge.refunded",
    *REFUNDS,
    "charge.dispute.closed",
)


def _ask(span: Span, cursor: str | None) -> Call:
    """Events of the types that are read."""
    wanted: list[tuple[str, str | int]] = [
        ("limit", PAGE),
        ("created[gte]", int(span.start.timestamp())),
        ("created[lte]", int(span.end.timestamp())),
    ]
    wanted += [("types[]", one) for one in TYPES] + ([("starting_after", cursor)] if cursor else [])
    return Call("GET", f"{PATH}?{urlencode(wanted)}")


def _read(answer: Any, headers: Mapping[str, str], span: Span, cursor: str | None) -> PastPage:
    """The events, each under its own id, so that one that arrived is not taken again."""
    told = Fields(answer)
    orders = [
        FoundOrder(one.needed("type"), one.value, message_id=f"{one.needed('id')} {one.needed('type')}"[:200])
        for one in told.each("data")
    ]
    events = told.each("data")
    return PastPage(orders, events[-1].needed("id") if events and told.is_true("has_more") else None)


PAST: Final = Past(_ask, _read, keeps_days=KEPT_DAYS)
