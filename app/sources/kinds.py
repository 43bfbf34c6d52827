"""The kinds of shop systems: how each is read, and where its messages say what they are."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from app.sources import (
    mapped,
    saleor,
    saleor_past,
    shopify,
    shopify_outlet,
    shopify_past,
    square,
    square_past,
    stripe,
    stripe_past,
    woocommerce,
    woocommerce_outlet,
    woocommerce_past,
)
from app.sources.outlet import Outlet
from app.sources.past import Past
from app.sources.reading import Kept, Message, Reading, kept
from app.sources.settings import ShopSettings

Headers = Mapping[str, str]


class SourceKind(NamedTuple):
    """How messages of a shop system are read. Names of headers are in lower case.

    `kept` are the fields of a message that are stored; `kept_answers` those of its answers to questions. `topic_name`:
    the topic where neither a header nor the message names one. `base`: the usual address of its interface.
    """

    read: Callable[[Message], Reading]
    kept: Kept
    signature_header: str = ""
    topic_header: str = ""
    id_header: str = ""
    kept_answers: Kept | None = None
    topic_name: str = ""
    base: str | None = None

    def topic(self, headers: Headers, payload: Any) -> str:
        """What a message is about; "" is unknown."""
        if self.topic_header or self.topic_name:
            return headers.get(self.topic_header, self.topic_name)[:100]
        named = payload.get("type") if isinstance(payload, dict) else None
        return named[:100] if isinstance(named, str) else ""

    def message_id(self, headers: Headers, payload: Any, otherwise: str) -> str:
        """The shop's id of a message, else the given text."""
        if self.id_header:
            return headers.get(self.id_header, "")[:200] or otherwise
        named = [payload.get(name) for name in ("event_id", "id")] if self.kept and isinstance(payload, dict) else []
        text = next((one for one in named if isinstance(one, str) and one), "")
        # Some of Square's events share an id, so the topic belongs to it.
        return f"{text} {self.topic(headers, payload)}"[:200] if text and not self.topic_header else otherwise

    def stored(self, payload: Any, settings: ShopSettings) -> Any:
        """The part of a message that is stored."""
        return kept(payload, mapped.kept_by(settings.map) if settings.map else self.kept)


OUTLETS: Final[Mapping[str, Outlet]] = {"shopify": shopify_outlet.OUTLET, "woocommerce": woocommerce_outlet.OUTLET}

# Those that tell of their past orders.
PASTS: Final[Mapping[str, Past]] = {
    "shopify": shopify_past.PAST,
    "woocommerce": woocommerce_past.PAST,
    "square": square_past.PAST,
    "stripe": stripe_past.PAST,
    "saleor": saleor_past.PAST,
}

KINDS: Final[Mapping[str, SourceKind]] = {
    "shopify": SourceKind(
        shopify.read_shopify,
        shopify.KEPT,
        signature_header="x-shopify-hmac-sha256",
        topic_header="x-shopify-topic",
        id_header="x-shopify-webhook-id",
    ),
    "woocommerce": SourceKind(
        woocommerce.read_woocommerce,
        woocommerce.KEPT,
        signature_header="x-wc-webhook-signature",
        topic_header="x-wc-webhook-topic",
        id_header="x-wc-webhook-delivery-id",
        kept_answers=woocommerce.REFUNDS_KEPT,
    ),
    "square": SourceKind(
        square.read_square,
        square.KEPT,
        signature_header="x-square-hmacsha256-signature",
        kept_answers=square.ANSWERS_KEPT,
        base="https://connect.squareup.com",
    ),
    "stripe": SourceKind(
        stripe.read_stripe,
        stripe.KEPT,
        signature_header="stripe-signature",
        kept_answers=stripe.ANSWERS_KEPT,
        base="https://api.stripe.com",
    ),
    "saleor": SourceKind(
        saleor.read_saleor, saleor.KEPT, signature_header="saleor-signature", topic_header="saleor-event"
    ),
    "mapped": SourceKind(mapped.read_mapped, {}, id_header="webhook-id", topic_name=mapped.TOPIC),
}
