"""Reads the orders of Saleor, in the form of our subscription."""

import base64
import binascii
from typing import Final

from app.engine.model.orders import Order, OrderLine, Refund, RefundPart, State
from app.engine.orders.naming import plain_label, plain_sku
from app.sources.reading import Fields, Kept, Message, NotUsed, Reading, version_of

TOPICS: Final = (
    "order_created",
    "order_confirmed",
    "order_paid",
    "order_fully_paid",
    "order_updated",
    "order_refunded",
    "order_fully_refunded",
    "order_cancelled",
)
_FULFILLED: Final = ("FULFILLED", "PARTIALLY_RETURNED", "RETURNED")

_MONEY: Final[Kept] = {"amount": None, "currency": None}
_TAXED: Final[Kept] = {"gross": _MONEY, "net": _MONEY}
KEPT: Final[Kept] = {
    "issuedAt": None,
    "order": {
        "id": None,
        "created": None,
        "updatedAt": None,
        "isPaid": None,
        "status": None,
        "displayGrossPrices": None,
        "channel": {"currencyCode": None},
        "userEmail": None,
        "user": {"id": None, "email": None},
        "voucherCode": None,
        "total": _TAXED,
        "shippingPrice": _TAXED,
        "lines": {
            "id": None,
            "productSku": None,
            "productName": None,
            "productVariantId": None,
            "quantity": None,
            "totalPrice": _TAXED,
            "undiscountedTotalPrice": _TAXED,
            "variant": {"product": {"category": {"slug": None}}},
        },
        "grantedRefunds": {
            "id": None,
            "status": None,
            "createdAt": None,
            "amount": _MONEY,
            "lines": {"quantity": None, "orderLine": {"id": None}},
        },
        "totalRefunded": _MONEY,
    },
}
# What our subscription asks Saleor for.
SUBSCRIPTION: Final = """\
fragment Money on TaxedMoney { gross { amount currency } net { amount currency } }
fragment Sold on Order {
  id number created updatedAt isPaid status displayGrossPrices channel { slug currencyCode }
  userEmail user { id email } voucherCode total { ...Money } shippingPrice { ...Money }
  lines {
    id productSku productName productVariantId quantity isGift totalPrice { ...Money }
    undiscountedTotalPrice { ...Money } variant { product { category { slug } } }
  }
  grantedRefunds { id status createdAt amount { amount currency } lines { quantity orderLine { id } } }
  totalRefunded { amount currency }
}
subscription {
  event {
    issuedAt
    ... on OrderCreated { order { ...Sold } }
    ... on OrderConfirmed { order { ...Sold } }
    ... on OrderFullyPaid { order { ...Sold } }
    ... on OrderUpdated { order { ...Sold } }
    ... on OrderRefunded { order { ...Sold } }
    ... on OrderFullyRefunded { order { ...Sold } }
    ... on OrderCancelled { order { ...Sold } }
  }
}
"""


def read_saleor(message: Message) -> Reading:
    """An order with its refunds. Raises Unreadable."""
    if message.topic.lower() not in TOPICS:
        return NotUsed("unused-topic")
    order = Fields(message.payload).within("order")
    channel, user = order.within("channel"), order.within("user")
    currency = channel.needed("currencyCode")
    changed_at = order.instant("updatedAt") or Fields(message.payload).instant("issuedAt")
    id_ = plain_id(order.needed("id"))
    lines, left_out = _lines(message, order, currency)
    code = order.text("voucherCode")
    return Order(
        id=id_,
        state=_state(message, order),
        code="not-sold-yet",
        version=version_of(changed_at),
        changed_at=changed_at,
        occurred_at=order.instant("created") or changed_at,
        currency=currency,
        lines=lines,
        left_out=left_out,
        paid=order.within("total").within("gross").amount("amount", currency, 0),
        customer=plain_id(user.needed("id")) if user.has("id") else None,
        email=order.text("userEmail") or user.text("email"),
        codes=(code,) if code else (),
        refunds=_refunds(order, id_, currency),
    )


def _state(message: Message, order: Fields) -> State:
    status = order.text("status")
    if status == "CANCELED":
        return "cancelled"
    is_there = message.settings.sold_when == "paid" or status in _FULFILLED
    return "sold" if order.is_true("isPaid") and is_there else "not-sold"


def _lines(message: Message, order: Fields, currency: str) -> tuple[tuple[OrderLine, ...], tuple[str, ...]]:
    lines = []
    for line in order.each("lines"):
        net = _taxed(message, order, line.within("totalPrice"), currency)
        before = net
        if line.has("undiscountedTotalPrice"):
            before = _taxed(message, order, line.within("undiscountedTotalPrice"), currency)
        variant = plain_id(line.needed("productVariantId")) if line.has("productVariantId") else None
        quantity, is_whole = line.units("quantity")
        category = line.within("variant").within("product").within("category").text("slug")
        lines.append(
            OrderLine(
                id=plain_id(line.needed("id")),
                quantity=max(1, quantity),
                net=net,
                before=max(net, before),
                sku=plain_sku(line.text("productSku"), variant),
                title=line.text("productName") or "",
                products=(f"#{variant}",) if variant else (),
                category=plain_label(category) if category else None,
                is_whole=is_whole,
                measured=not is_whole,
            )
        )
    delivery = _taxed(message, order, order.within("shippingPrice"), currency)
    if message.settings.count_shipping and delivery:
        lines.append(OrderLine("delivery", 1, delivery, delivery, category="delivery"))
        return tuple(lines), ()
    return tuple(lines), ("delivery",)


def _taxed(message: Message, order: Fields, money: Fields, currency: str) -> int:
    shown = message.settings.prices == "as_shown" and order.is_true("displayGrossPrices")
    kind = "gross" if shown or message.settings.prices == "with_tax" else "net"
    return money.within(kind).amount("amount", currency, 0)


def _refunds(order: Fields, order_id: str, currency: str) -> tuple[Refund, ...]:
    """The granted refunds, and a sum for what was refunded beside them: it has no id in Saleor."""
    found, by_line = [], 0
    for refund in order.each("grantedRefunds"):
        amount = refund.within("amount").amount("amount", currency, 0)
        parts = tuple(
            RefundPart(plain_id(line.within("orderLine").needed("id")), line.units("quantity")[0])
            for line in refund.each("lines")
        )
        is_done = refund.text("status") == "SUCCESS"
        id_ = _decoded(refund.needed("id"))
        found.append(Refund(id_, refund.instant("createdAt"), parts, money=0 if parts else amount, is_done=is_done))
        by_line += amount if parts and is_done else 0
    total = order.within("totalRefunded").amount("amount", currency, 0)
    by_sum = sum(one.money for one in found if one.is_done)
    if total > by_line + by_sum:
        found.append(Refund(f"{order_id}-r{total}", in_all=total - by_line))
    return tuple(found)


def plain_id(text: str) -> str:
    """What follows the colon in a global id."""
    return _decoded(text).rpartition(":")[2]


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return text
