"""Asks Square for past orders: their ids and versions, location by location."""

import json
from collections.abc import Mapping
from typing import Any, Final

from app.sources.outlet import Call
from app.sources.past import FoundOrder, Past, PastPage, Span, utc_text
from app.sources.reading import Fields
from app.sources.square import VERSION_DIGITS

LOCATIONS: Final = "/v2/locations"
PATH: Final = "/v2/orders/search"
PAGE: Final = 200
LOCATIONS_AT_ONCE: Final = 10


def _ask(span: Span, cursor: str | None) -> Call:
    """First the locations, then the orders of ten at a time."""
    if cursor is None:
        return Call("GET", LOCATIONS)
    locations, place = json.loads(cursor)
    start, end = (utc_text(one) for one in span)
    body = {
        "location_ids": locations[:LOCATIONS_AT_ONCE],
        "query": {
            "filter": {"date_time_filter": {"updated_at": {"start_at": start, "end_at": end}}},
            "sort": {"sort_field": "UPDATED_AT", "sort_order": "ASC"},
        },
        "limit": PAGE,
        "return_entries": True,
    }
    return Call("POST", PATH, body | ({"cursor": place} if place else {}))


def _read(answer: Any, headers: Mapping[str, str], span: Span, cursor: str | None) -> PastPage:
    """The orders as the messages that name them; each is asked for when it is processed."""
    told = Fields(answer)
    if cursor is None:
        locations = [one.needed("id") for one in told.each("locations")]
        return PastPage([], json.dumps([locations, None]) if locations else None)
    orders = []
    for one in told.each("order_entries"):
        order_id = one.needed("order_id")
        payload = {"type": "order.updated", "data": {"object": {"order_updated": {"order_id": order_id}}}}
        version = (one.text("version") or "").rjust(VERSION_DIGITS, "0")
        orders.append(FoundOrder("order.updated", payload, order_id, version))
    locations, _ = json.loads(cursor)
    place = told.text("cursor")
    rest = locations if place else locations[LOCATIONS_AT_ONCE:]
    return PastPage(orders, json.dumps([rest, place]) if rest else None)


PAST: Final = Past(_ask, _read)
