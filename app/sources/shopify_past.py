"""Asks Shopify for past orders, in the form of its webhooks; it limits callers by a bucket that leaks."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from urllib.parse import quote, urlsplit

from app.sources.outlet import Call
from app.sources.past import FoundOrder, Past, PastPage, Span, utc_text
from app.sources.reading import Fields, version_of

PATH: Final = "/admin/api/2026-07/orders.json"
# An order with many lines has 40 kB.
PAGE: Final = 50
LEAKS_PER_SECOND: Final = 2

_next = re.compile(r'<([^<>]+)>\s*;\s*rel="?next"?').search
_bucket = re.compile(r"([0-9]{1,6})/([0-9]{1,6})", re.ASCII).fullmatch


def _ask(span: Span, cursor: str | None) -> Call:
    """Orders of any status, by their last change."""
    if cursor:
        return Call("GET", f"{PATH}?{cursor}")
    start, end = (quote(utc_text(one)) for one in span)
    order = quote("updated_at asc")
    return Call("GET", f"{PATH}?status=any&updated_at_min={start}&updated_at_max={end}&order={order}&limit={PAGE}")


def _read(answer: Any, headers: Mapping[str, str], span: Span, cursor: str | None) -> PastPage:
    """The orders, and the address of the next page in the header `Link`."""
    orders, changed_at = [], None
    for one in Fields(answer).each("orders"):
        changed_at = one.instant("updated_at") or changed_at
        version = version_of(one.instant("updated_at"))
        orders.append(FoundOrder("orders/updated", one.value, one.needed("id"), version))
    link = _next(headers.get("link", ""))
    return PastPage(orders, urlsplit(link[1]).query or None if link else None, changed_at)


def _pause(headers: Mapping[str, str]) -> timedelta:
    """Wait until half of the bucket is free: others use the key too."""
    found = _bucket(headers.get("x-shopify-shop-api-call-limit", "").strip())
    if not found:
        return timedelta(0)
    used, size = int(found[1]), int(found[2])
    return timedelta(seconds=max(0, -(-(used - size // 2) // LEAKS_PER_SECOND)))


PAST: Final = Past(_ask, _read, _pause)
