"""Reads the orders and refunds of Shopify."""

from typing import Final

from app.engine.model.orders import Order, OrderLine, Refund, RefundPart, State
from app.engine.orders.naming import plain_sku
from app.sources.reading import Fields, Kept, Message, NotUsed, Reading, version_of

TOPICS: Final = ("orders/create", "orders/paid", "orders/updated", "orders/edited", "orders/cancelled")
REFUND: Final = "refunds/create"

_TAXES: Final[Kept] = {"price": None}
_LINE: Final[Kept] = {
    "id": None,
    "quantity": None,
    "price": None,
    "total_discount": None,
    "discount_allocations": {"amount": None},
    "tax_lines": _TAXES,
    "sku": None,
    "title": None,
    "variant_id": None,
    "product_id": None,
    "gift_card": None,
    "tip": {"payment_gateway": None},
}
_SHIPPING: Final[Kept] = {
    "id": None,
    "price": None,
    "discounted_price": None,
    "discount_allocations": {"amount": None},
    "tax_lines": _TAXES,
}
_REFUND: Final[Kept] = {
    "id": None,
    "order_id": None,
    "created_at": None,
    "processed_at": None,
    "refund_line_items": {"line_item_id": None, "quantity": None},
    "refund_shipping_lines": {"shipping_line_id": None},
    "order_adjustments": {"kind": None, "amount": None},
    "transactions": {"kind": None, "status": None},
}
KEPT: Final[Kept] = {
    **_REFUND,
    "updated_at": None,
    "cancelled_at": None,
    "financial_status": None,
    "fulfillment_status": None,
    "taxes_included": None,
    "currency": None,
    "total_price": None,
    "test": None,
    "email": None,
    "contact_email": None,
    "customer": {"id": None, "email": None, "state": None},
    "location_id": None,
    "discount_codes": {"code": None},
    "line_items": _LINE,
    "shipping_lines": _SHIPPING,
    "refunds": _REFUND,
    "order_edit": {"order_id": None},
}
_SOLD: Final = ("paid", "partially_refunded", "refunded")


def read_shopify(message: Message) -> Reading:
    """An order, or a refund of one. Raises Unreadable."""
    if message.topic == REFUND:
        return _refund_alone(message)
    if message.topic not in TOPICS:
        return NotUsed("unused-topic")
    order = Fields(message.payload)
    if order.has("order_edit"):
        # The edited order itself follows as orders/updated.
        return NotUsed("nothing-new")
    lines, left_out = _lines(message, order)
    currency = order.needed("currency")
    customer = order.within("customer")
    changed_at = order.instant("updated_at")
    return Order(
        id=order.needed("id"),
        state=_state(message, order),
        code="not-sold-yet",
        version=version_of(changed_at),
        changed_at=changed_at,
        occurred_at=order.instant("processed_at") or order.instant("created_at") or changed_at,
        currency=currency,
        lines=lines,
        left_out=left_out,
        paid=order.amount("total_price", currency, 0),
        customer=customer.text("id"),
        has_account=customer.text("state") == "enabled",
        email=order.text("email") or order.text("contact_email") or customer.text("email"),
        codes=tuple(one.needed("code") for one in order.each("discount_codes")),
        store=order.text("location_id"),
        refunds=tuple(_refund(message, one, currency) for one in order.each("refunds")),
        is_test=order.is_true("test"),
    )


def _state(message: Message, order: Fields) -> State:
    if order.has("cancelled_at"):
        return "cancelled"
    is_there = message.settings.sold_when == "paid" or order.text("fulfillment_status") == "fulfilled"
    return "sold" if order.text("financial_status") in _SOLD and is_there else "not-sold"


def _lines(message: Message, order: Fields) -> tuple[tuple[OrderLine, ...], tuple[str, ...]]:
    currency, lines, left_out = order.needed("currency"), [], []
    for line in order.each("line_items"):
        id_ = line.needed("id")
        quantity, _ = line.units("quantity")
        if line.is_true("gift_card") or line.has("tip") or not quantity:
            left_out.append(id_)
            continue
        full = line.amount("price", currency) * quantity
        net, before = _net(message, order, line, full)
        variant, product = line.text("variant_id"), line.text("product_id")
        lines.append(
            OrderLine(
                id=id_,
                quantity=quantity,
                net=net,
                before=before,
                sku=plain_sku(line.text("sku"), variant, product),
                title=line.text("title") or "",
                products=tuple(f"#{one}" for one in (variant, product) if one),
            )
        )
    for line in order.each("shipping_lines"):
        id_ = f"delivery-{line.needed('id')}"
        net, before = _net(message, order, line, line.amount("price", currency, 0))
        if message.settings.count_shipping and net:
            lines.append(OrderLine(id_, 1, net, before, category="delivery"))
        else:
            left_out.append(id_)
    return tuple(lines), tuple(left_out)


def _net(message: Message, order: Fields, line: Fields, full: int) -> tuple[int, int]:
    """What a line came to as it counts, and that without discounts."""
    currency = order.needed("currency")
    off = sum(one.amount("amount", currency) for one in line.each("discount_allocations"))
    if not line.has("discount_allocations"):
        off = line.amount("total_discount", currency, 0)
    tax = sum(one.amount("price", currency, 0) for one in line.each("tax_lines"))
    net = message.settings.taxed(full - off, tax, includes_tax=order.is_true("taxes_included"))
    return max(0, net), max(0, net) + off


def _refund(message: Message, refund: Fields, currency: str) -> Refund:
    parts = [
        RefundPart(one.needed("line_item_id"), quantity=one.units("quantity")[0])
        for one in refund.each("refund_line_items")
        if one.units("quantity")[0]
    ]
    goods = delivery = 0
    for one in refund.each("order_adjustments"):
        back = -one.amount("amount", currency, 0)
        if one.text("kind") == "refund_discrepancy":
            goods += max(0, back)
        elif one.text("kind") == "shipping_refund":
            delivery += max(0, back)
    shipped = [one.needed("shipping_line_id") for one in refund.each("refund_shipping_lines")]
    if delivery and shipped and message.settings.count_shipping:
        parts.append(RefundPart(f"delivery-{shipped[0]}", amount=delivery))
    statuses = {one.text("status") for one in refund.each("transactions") if one.text("kind") == "refund"}
    return Refund(
        id=refund.needed("id"),
        at=refund.instant("processed_at") or refund.instant("created_at"),
        parts=tuple(parts),
        goods=goods,
        is_done=not statuses or "success" in statuses,
    )


def _refund_alone(message: Message) -> Order:
    refund = Fields(message.payload)
    currency = refund.text("currency") or message.currency
    return Order(id=refund.needed("order_id"), state="refunds-only", refunds=(_refund(message, refund, currency),))
