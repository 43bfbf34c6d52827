"""Asks WooCommerce for past orders. It never repeats a lost message, so it is asked often."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from app.sources.outlet import Call
from app.sources.past import FoundOrder, Past, PastPage, Span, utc_text
from app.sources.reading import Fields, Unreadable, version_of

PATH: Final = "/wp-json/wc/v3/orders"
PAGE: Final = 100
ASKED_EVERY_MINUTES: Final = 15
# Its times are whole seconds, and it leaves out the second that is asked for.
SECOND: Final = timedelta(seconds=1)


def _ask(span: Span, cursor: str | None) -> Call:
    """Orders of any status, by their last change.

    A page begins at the time where the last one ended: an order that changes meanwhile would shift counted pages, and
    hide another order.
    """
    after, page = _place(span, cursor)
    start, end = (utc_text(one).removesuffix("Z") for one in (after, span.end + SECOND))
    return Call(
        "GET",
        f"{PATH}?status=any&dates_are_gmt=true&modified_after={start}&modified_before={end}"
        f"&orderby=modified&order=asc&per_page={PAGE}&page={page}",
    )


def _read(answer: Any, headers: Mapping[str, str], span: Span, cursor: str | None) -> PastPage:
    """The orders; a page that is not full is the last."""
    if not isinstance(answer, list):
        raise Unreadable("", "must be a list")
    orders, changed_at = [], None
    for one in Fields({"orders": answer}).each("orders"):
        changed_at = one.instant("date_modified_gmt") or changed_at
        version = version_of(one.instant("date_modified_gmt"))
        orders.append(FoundOrder("order.updated", one.value, one.needed("id"), version))
    if len(orders) < PAGE or changed_at is None:
        return PastPage(orders, None, changed_at)
    after, page = _place(span, cursor)
    begin = changed_at - SECOND
    cursor = f"1 {begin.isoformat()}" if begin > after else f"{page + 1} {after.isoformat()}"
    return PastPage(orders, cursor, changed_at)


def _place(span: Span, cursor: str | None) -> tuple[datetime, int]:
    """The instant after which a page's orders changed, and its number among those."""
    if cursor is None:
        return span.start - SECOND, 1
    page, _, after = cursor.partition(" ")
    return datetime.fromisoformat(after), int(page)


PAST: Final = Past(_ask, _read, every_minutes=ASKED_EVERY_MINUTES)
