"""Asks Saleor for past orders, in the form of our subscription."""

from collections.abc import Mapping
from typing import Any, Final

from app.sources.outlet import Call
from app.sources.past import FoundOrder, Past, PastPage, Span, utc_text
from app.sources.reading import Fields, Unreadable, version_of
from app.sources.saleor import SUBSCRIPTION, plain_id

PATH: Final = "/graphql/"
PAGE: Final = 50

_QUERY: Final = (
    SUBSCRIPTION[: SUBSCRIPTION.index("subscription {")]
    + """\
query($from: DateTime!, $to: DateTime!, $first: Int!, $after: String) {
  orders(
    first: $first, after: $after, filter: { updatedAt: { gte: $from, lte: $to } },
    sortBy: { field: LAST_MODIFIED_AT, direction: ASC }
  ) {
    pageInfo { hasNextPage endCursor }
    edges { node { ...Sold } }
  }
}
"""
)


def _ask(span: Span, cursor: str | None) -> Call:
    """Orders of all channels, by their last change."""
    start, end = (utc_text(one) for one in span)
    variables = {"from": start, "to": end, "first": PAGE, "after": cursor}
    return Call("POST", PATH, {"query": _QUERY, "variables": variables})


def _read(answer: Any, headers: Mapping[str, str], span: Span, cursor: str | None) -> PastPage:
    """The orders, each as the event of an update."""
    told = Fields(answer)
    if told.has("errors") or not told.within("data").has("orders"):
        raise Unreadable("/errors", "Saleor refused the query")
    found = told.within("data").within("orders")
    orders, changed_at = [], None
    for edge in found.each("edges"):
        one = edge.within("node")
        changed_at = one.instant("updatedAt") or changed_at
        version = version_of(one.instant("updatedAt"))
        orders.append(FoundOrder("order_updated", {"order": one.value}, plain_id(one.needed("id")), version))
    info = found.within("pageInfo")
    return PastPage(orders, info.text("endCursor") if info.is_true("hasNextPage") else None, changed_at)


PAST: Final = Past(_ask, _read)
