"""Reads the orders of WooCommerce, which tell only the sums of refunds: their lines must be asked for."""

from typing import Final

from app.engine.model.orders import Order, OrderLine, Refund, RefundPart, State
from app.engine.orders.naming import plain_sku
from app.sources.reading import Ask, Fields, Kept, Message, NotUsed, Reading, Unreadable, version_of

TOPICS: Final = ("order.created", "order.updated", "order.restored")
DELETED: Final = "order.deleted"
# What WooCommerce lists unless asked for more.
PAGE: Final = 10
# Later than every other state of an order.
LAST: Final = "~"

_TOTALS: Final[Kept] = {"id": None, "total": None, "total_tax": None}
_LINE: Final[Kept] = {
    **_TOTALS,
    "subtotal": None,
    "subtotal_tax": None,
    "quantity": None,
    "sku": None,
    "name": None,
    "product_id": None,
    "variation_id": None,
}
KEPT: Final[Kept] = {
    "id": None,
    "status": None,
    "currency": None,
    "prices_include_tax": None,
    "total": None,
    "date_created_gmt": None,
    "date_modified_gmt": None,
    "date_paid_gmt": None,
    "customer_id": None,
    "billing": {"email": None},
    "line_items": _LINE,
    "shipping_lines": _TOTALS,
    "fee_lines": _TOTALS,
    "coupon_lines": {"code": None},
    "refunds": {"id": None, "total": None},
}
REFUNDS_KEPT: Final[Kept] = {
    "id": None,
    "date_created_gmt": None,
    "amount": None,
    "line_items": {**_LINE, "meta_data": {"key": None, "value": None}},
    "shipping_lines": {**_TOTALS, "meta_data": {"key": None, "value": None}},
    "fee_lines": {**_TOTALS, "meta_data": {"key": None, "value": None}},
}
_SOLD: Final = {"paid": ("processing", "completed", "refunded"), "fulfilled": ("completed", "refunded")}
_CANCELLED: Final = ("cancelled", "trash")


def read_woocommerce(message: Message) -> Reading:
    """An order with its refunds. Raises Unreadable."""
    order = Fields(message.payload)
    if message.topic == DELETED:
        return Order(id=order.needed("id"), state="cancelled", version=LAST)
    if message.topic not in TOPICS:
        return NotUsed("unused-topic")
    state = _state(message, order)
    id_, currency = order.needed("id"), order.needed("currency")
    told = order.each("refunds")
    path = f"/wp-json/wc/v3/orders/{id_}/refunds{'?per_page=100' if len(told) > PAGE else ''}"
    if told and state == "sold" and message.can_ask and path not in message.fetched:
        return Ask(path)
    lines, left_out, discount = _lines(message, order, currency)
    occurred_at = order.instant("date_paid_gmt") or order.instant("date_created_gmt")
    if state == "sold" and occurred_at is None:
        raise Unreadable("/date_paid_gmt", "is missing")
    changed_at = order.instant("date_modified_gmt")
    customer = order.text("customer_id")
    if told and path in message.fetched:
        answer = Fields({"refunds": message.fetched[path]})
        refunds = tuple(_refund(message, order, one, currency) for one in answer.each("refunds"))
    else:
        refunds = tuple(Refund(one.needed("id"), money=abs(one.amount("total", currency))) for one in told)
    return Order(
        id=id_,
        state=state,
        code="not-sold-yet",
        version=version_of(changed_at),
        changed_at=changed_at,
        occurred_at=occurred_at,
        currency=currency,
        lines=lines,
        left_out=left_out,
        discount=discount,
        paid=order.amount("total", currency, 0),
        customer=customer if customer != "0" else None,
        has_account=customer not in (None, "0"),
        email=order.within("billing").text("email"),
        codes=tuple(one.needed("code") for one in order.each("coupon_lines")),
        refunds=refunds,
    )


def _state(message: Message, order: Fields) -> State:
    status = order.needed("status")
    if status in _CANCELLED:
        return "cancelled"
    return "sold" if status in _SOLD[message.settings.sold_when] else "not-sold"


def _lines(message: Message, order: Fields, currency: str) -> tuple[tuple[OrderLine, ...], tuple[str, ...], int]:
    """The lines that count, the ids of the others, and the discount on the basket."""
    lines, left_out, discount = [], [], 0
    for line in order.each("line_items"):
        quantity, is_whole = line.units("quantity")
        if not quantity:
            left_out.append(line.needed("id"))
            continue
        net = max(0, _taxed(message, order, line, "total", currency))
        before = _taxed(message, order, line, "subtotal", currency) if line.has("subtotal") else net
        ids = [one for one in (line.text("variation_id"), line.text("product_id")) if one not in (None, "0")]
        lines.append(
            OrderLine(
                id=line.needed("id"),
                quantity=quantity,
                net=net,
                before=max(before, net),
                sku=plain_sku(line.text("sku"), *ids),
                title=line.text("name") or "",
                products=tuple(f"#{one}" for one in ids),
                is_whole=is_whole,
                measured=not is_whole,
            )
        )
    counted = {"shipping_lines": message.settings.count_shipping, "fee_lines": message.settings.count_fees}
    for name, category in (("shipping_lines", "delivery"), ("fee_lines", "fee")):
        for line in order.each(name):
            net = _taxed(message, order, line, "total", currency)
            discount -= min(0, net) if name == "fee_lines" else 0
            if counted[name] and net > 0:
                lines.append(OrderLine(line.needed("id"), 1, net, net, category=category))
            elif line.has("id"):
                left_out.append(line.needed("id"))
    return tuple(lines), tuple(left_out), discount


def _taxed(message: Message, order: Fields, line: Fields, name: str, currency: str) -> int:
    """An amount as it counts: WooCommerce tells it without tax, and the tax beside it."""
    without, tax = line.amount(name, currency, 0), line.amount(f"{name}_tax", currency, 0)
    with_tax = message.settings.prices == "with_tax"
    if with_tax or (message.settings.prices == "as_shown" and order.is_true("prices_include_tax")):
        return without + tax
    return without


def _refund(message: Message, order: Fields, refund: Fields, currency: str) -> Refund:
    """A refund that was asked for."""
    found, told = [], 0
    for name in ("line_items", "shipping_lines", "fee_lines"):
        for line in refund.each(name):
            told += 1
            owner = next(
                (one.text("value") for one in line.each("meta_data") if one.text("key") == "_refunded_item_id"), None
            )
            quantity, is_whole = line.units("quantity") if line.has("quantity") else (0, True)
            amount = abs(_taxed(message, order, line, "total", currency))
            units = quantity if is_whole and name == "line_items" else 0
            if owner and (units or amount):
                found.append(RefundPart(owner, quantity=units, amount=amount))
    money = 0 if told else refund.amount("amount", currency, 0)
    return Refund(refund.needed("id"), refund.instant("date_created_gmt"), tuple(found), money=money)
