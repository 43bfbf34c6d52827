"""Reads the orders of Square, whose messages only name them: each is asked for. A return is an order of its own."""

from typing import Final

from app.engine.model.orders import Order, OrderLine, Refund, RefundPart, State
from app.engine.orders.naming import plain_sku
from app.sources.reading import Ask, Fields, Kept, Message, NotUsed, Reading

ORDERS: Final = ("order.created", "order.updated")
PAYMENTS: Final = ("payment.created", "payment.updated")
REFUNDS: Final = ("refund.created", "refund.updated")
SANDBOX: Final = "squareupsandbox"
VERSION_DIGITS: Final = 12

_MONEY: Final[Kept] = {"amount": None, "currency": None}
_TOTALS: Final[Kept] = {
    "uid": None,
    "total_money": _MONEY,
    "total_tax_money": _MONEY,
    "total_discount_money": _MONEY,
    "total_service_charge_money": _MONEY,
}
KEPT: Final[Kept] = {
    "type": None,
    "event_id": None,
    "data": {
        "object": {
            "order_created": {"order_id": None},
            "order_updated": {"order_id": None},
            "payment": {"order_id": None, "status": None},
            "refund": {"order_id": None, "status": None},
        }
    },
}
ANSWERS_KEPT: Final[Kept] = {
    "order": {
        "id": None,
        "state": None,
        "version": None,
        "location_id": None,
        "customer_id": None,
        "created_at": None,
        "updated_at": None,
        "closed_at": None,
        "total_money": _MONEY,
        "line_items": {
            **_TOTALS,
            "quantity": None,
            "name": None,
            "catalog_object_id": None,
            "item_type": None,
            "gross_sales_money": _MONEY,
        },
        "service_charges": _TOTALS,
        "tenders": {"type": None, "customer_id": None},
        "returns": {
            "source_order_id": None,
            "return_line_items": {
                **_TOTALS,
                "source_line_item_uid": None,
                "quantity": None,
                "gross_return_money": _MONEY,
            },
        },
    }
}


def read_square(message: Message) -> Reading:
    """An order, or the goods that a return order brings back. Raises Unreadable."""
    told = Fields(message.payload).within("data").within("object")
    if message.topic in ORDERS:
        name = "order_updated" if told.has("order_updated") else "order_created"
        order_id = told.within(name).needed("order_id")
    elif message.topic in PAYMENTS + REFUNDS:
        is_refund = message.topic in REFUNDS
        about = told.within("refund" if is_refund else "payment")
        if about.text("status") != "COMPLETED":
            return NotUsed("refund-not-done" if is_refund else "not-sold-yet")
        if not about.has("order_id"):
            return NotUsed("not-a-sale")
        order_id = about.needed("order_id")
    else:
        return NotUsed("unused-topic")
    path = f"/v2/orders/{order_id}"
    if path not in message.fetched:
        return Ask(path)
    order = Fields(message.fetched[path]).within("order")
    if order.each("returns") and (message.topic in REFUNDS or not order.each("line_items")):
        return _returned(message, order)
    return _sold(message, order)


def _sold(message: Message, order: Fields) -> Reading:
    lines, left_out = _lines(message, order)
    tenders = order.each("tenders")
    if (not lines and not left_out) or any(one.text("type") == "NO_SALE" for one in tenders):
        return NotUsed("not-a-sale")
    states: dict[str, State] = {"COMPLETED": "sold", "CANCELED": "cancelled"}
    customers = [order.text("customer_id"), *(one.text("customer_id") for one in tenders)]
    total = order.within("total_money")
    return Order(
        id=order.needed("id"),
        state=states.get(order.needed("state"), "not-sold"),
        code="not-sold-yet",
        version=order.needed("version").rjust(VERSION_DIGITS, "0"),
        changed_at=order.instant("updated_at"),
        occurred_at=order.instant("closed_at") or order.instant("updated_at") or order.instant("created_at"),
        currency=total.text("currency") or message.currency,
        lines=lines,
        left_out=left_out,
        paid=total.minor("amount", 0),
        customer=next((one for one in customers if one), None),
        store=order.text("location_id"),
        is_test=SANDBOX in (message.settings.base_url or ""),
    )


def _lines(message: Message, order: Fields) -> tuple[tuple[OrderLine, ...], tuple[str, ...]]:
    lines, left_out = [], []
    for line in order.each("line_items"):
        quantity, is_whole = line.units("quantity")
        if line.text("item_type") == "GIFT_CARD" or not quantity:
            left_out.append(line.needed("uid"))
            continue
        net = max(0, _net(message, line, "gross_sales_money"))
        item = line.text("catalog_object_id")
        lines.append(
            OrderLine(
                id=line.needed("uid"),
                quantity=quantity,
                net=net,
                before=net + _money(line, "total_discount_money"),
                sku=plain_sku(None, item),
                title=line.text("name") or "",
                products=(f"#{item}",) if item else (),
                is_whole=is_whole,
                measured=not is_whole,
            )
        )
    for line in order.each("service_charges"):
        net = _money(line, "total_money")
        if message.settings.count_fees and net > 0:
            lines.append(OrderLine(line.needed("uid"), 1, net, net, category="fee"))
        elif line.has("uid"):
            left_out.append(line.needed("uid"))
    return tuple(lines), tuple(left_out)


def _returned(message: Message, order: Fields) -> Reading:
    """The goods of one sale that came back; the refund has the name of the return order."""
    first = order.each("returns")[0]
    parts, goods = [], 0
    for line in first.each("return_line_items"):
        quantity, is_whole = line.units("quantity")
        amount = _net(message, line, "gross_return_money")
        if line.has("source_line_item_uid"):
            parts.append(RefundPart(line.needed("source_line_item_uid"), quantity if is_whole else 0, amount))
        else:
            goods += amount
    if not first.has("source_order_id"):
        # Without a sale nobody knows whose goods these were.
        return NotUsed("not-a-sale")
    at = order.instant("closed_at") or order.instant("created_at")
    refund = Refund(order.needed("id"), at, tuple(parts), goods=goods)
    return Order(id=first.needed("source_order_id"), state="refunds-only", refunds=(refund,))


def _net(message: Message, line: Fields, gross: str) -> int:
    """What a line came to as it counts. The gross sum has the tax in it where the price has."""
    total, tax = _money(line, "total_money"), _money(line, "total_tax_money")
    if message.settings.prices == "with_tax":
        return total - _money(line, "total_service_charge_money")
    if message.settings.prices == "without_tax":
        return total - tax - _money(line, "total_service_charge_money")
    return _money(line, gross) - _money(line, "total_discount_money")


def _money(line: Fields, name: str) -> int:
    return line.within(name).minor("amount", 0)
