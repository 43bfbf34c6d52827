"""Reads the checkouts, invoices, payments and refunds of Stripe."""

from datetime import UTC, datetime
from typing import Any, Final

from app.engine.model.orders import Order, OrderLine, Refund
from app.engine.orders.naming import plain_sku
from app.sources.reading import Ask, Fields, Kept, Message, NotUsed, Reading, Unreadable

SESSIONS: Final = ("checkout.session.completed", "checkout.session.async_payment_succeeded")
REFUNDS: Final = ("charge.refund.updated", "refund.created", "refund.updated")
_DONE: Final = "succeeded"
_PAID: Final = ("paid", "no_payment_required")

_PRICE: Final[Kept] = {"lookup_key": None, "product": None, "metadata": {"sku": None}}
_LINE: Final[Kept] = {
    "id": None,
    "quantity": None,
    "description": None,
    "amount": None,
    "amount_subtotal": None,
    "amount_discount": None,
    "amount_total": None,
    "amount_tax": None,
    "discount_amounts": {"amount": None},
    "tax_amounts": {"amount": None, "inclusive": None},
    "price": _PRICE,
    "metadata": {"sku": None},
}
_REFUND: Final[Kept] = {
    "id": None,
    "amount": None,
    "status": None,
    "created": None,
    "charge": None,
    "payment_intent": None,
}
KEPT: Final[Kept] = {
    "id": None,
    "type": None,
    "created": None,
    "livemode": None,
    "data": {
        "object": {
            **_REFUND,
            "mode": None,
            "payment_status": None,
            "invoice": None,
            "currency": None,
            "customer": None,
            "customer_email": None,
            "customer_details": {"email": None},
            "receipt_email": None,
            "amount_subtotal": None,
            "amount_total": None,
            "amount_received": None,
            "amount_refunded": None,
            "amount_paid": None,
            "total": None,
            "total_details": {"amount_discount": None, "amount_shipping": None, "amount_tax": None},
            "refunds": {"data": _REFUND},
            "lines": {"data": _LINE},
        }
    },
}
ANSWERS_KEPT: Final[Kept] = {"data": _LINE, "has_more": None}


def read_stripe(message: Message) -> Reading:
    """A sale, or refunds of one. Raises Unreadable."""
    event = Fields(message.payload)
    about = event.within("data").within("object")
    by_payment = message.settings.sale == "payment"
    if message.topic in SESSIONS and not by_payment:
        return _session(message, event, about)
    if message.topic == "invoice.paid" and not by_payment:
        return _invoice(message, event, about)
    if message.topic == "payment_intent.succeeded" and by_payment:
        return _payment(message, event, about)
    if message.topic == "charge.refunded":
        return _refunded_charge(event, about)
    if message.topic in REFUNDS:
        return _refunds(event, about, _refund(about))
    if message.topic == "charge.dispute.closed":
        lost = about.text("status") == "lost"
        dispute = Refund(about.needed("id"), _instant(event), money=about.minor("amount"))
        return _refunds(event, about, dispute) if lost else NotUsed("nothing-new")
    return NotUsed("unused-topic")


def _session(message: Message, event: Fields, about: Fields) -> Reading:
    if about.text("mode") == "subscription":
        return NotUsed("subscription")
    if about.text("mode") == "setup":
        return NotUsed("not-a-sale")
    is_sold = about.text("payment_status") in _PAID
    details = about.within("total_details")
    shipping = details.minor("amount_shipping", 0)
    lines: list[OrderLine] = []
    if is_sold and message.can_ask:
        path = f"/v1/checkout/sessions/{about.needed('id')}/line_items?limit=100"
        while path in message.fetched:
            answer = Fields(message.fetched[path])
            lines += [_line(message, one) for one in answer.each("data")]
            if not answer.is_true("has_more") or not lines:
                break
            path = f"{path.partition('&')[0]}&starting_after={lines[-1].id}"
        else:
            return Ask(path)
    if not lines:
        tax, off = details.minor("amount_tax", 0), details.minor("amount_discount", 0)
        total = about.minor("amount_total", 0) - shipping
        net = {
            "as_shown": about.minor("amount_subtotal", 0) - off,
            "with_tax": total,
            "without_tax": total - tax,
        }[message.settings.prices]
        lines = [OrderLine("session", 1, net, net + off)]
    left_out = () if message.settings.count_shipping and shipping else ("delivery",)
    if message.settings.count_shipping and shipping:
        lines.append(OrderLine("delivery", 1, shipping, shipping, category="delivery"))
    return _order(
        event,
        about,
        order_id=about.text("payment_intent") or about.text("invoice") or about.needed("id"),
        lines=tuple(lines),
        paid=about.minor("amount_total", 0),
        email=about.within("customer_details").text("email") or about.text("customer_email"),
    )._replace(state="sold" if is_sold else "not-sold", left_out=left_out)


def _invoice(message: Message, event: Fields, about: Fields) -> Reading:
    lines = []
    for line in about.within("lines").each("data"):
        amount = line.minor("amount")
        off = sum(one.minor("amount", 0) for one in line.each("discount_amounts"))
        taxes = [(one.minor("amount", 0), one.is_true("inclusive")) for one in line.each("tax_amounts")]
        inside, added = (sum(tax for tax, within in taxes if within is kind) for kind in (True, False))
        net = amount - off
        net += added if message.settings.prices == "with_tax" else 0
        net -= inside if message.settings.prices == "without_tax" else 0
        lines.append(_goods(line, max(0, net), off))
    order_id = about.text("payment_intent") or about.needed("id")
    paid = about.minor("total", 0)
    email = about.text("customer_email")
    return _order(event, about, order_id=order_id, lines=tuple(lines), paid=paid, email=email)


def _payment(message: Message, event: Fields, about: Fields) -> Reading:
    amount = about.minor("amount_received")
    line = OrderLine("payment", 1, amount, amount)
    email = about.text("receipt_email")
    return _order(event, about, order_id=about.needed("id"), lines=(line,), paid=amount, email=email)


def _order(
    event: Fields, about: Fields, *, order_id: str, lines: tuple[OrderLine, ...], paid: int, email: str | None
) -> Order:
    return Order(
        id=order_id,
        state="sold",
        code="not-sold-yet",
        occurred_at=_instant(event),
        currency=about.needed("currency").upper(),
        lines=lines,
        paid=paid,
        customer=about.text("customer"),
        email=email,
        is_test=not event.is_true("livemode"),
        is_final=True,
    )


def _line(message: Message, line: Fields) -> OrderLine:
    off, tax = line.minor("amount_discount", 0), line.minor("amount_tax", 0)
    net = {
        "as_shown": line.minor("amount_subtotal") - off,
        "with_tax": line.minor("amount_total"),
        "without_tax": line.minor("amount_total") - tax,
    }[message.settings.prices]
    return _goods(line, max(0, net), off)


def _goods(line: Fields, net: int, off: int) -> OrderLine:
    price = line.within("price")
    product = price.text("product")
    sku = price.text("lookup_key") or price.within("metadata").text("sku") or line.within("metadata").text("sku")
    quantity, is_whole = line.units("quantity") if line.has("quantity") else (1, True)
    return OrderLine(
        id=line.needed("id"),
        quantity=max(1, quantity),
        net=net,
        before=net + off,
        sku=plain_sku(sku, product),
        title=line.text("description") or "",
        products=(f"#{product}",) if product else (),
        is_whole=is_whole,
        measured=not is_whole,
    )


def _refunded_charge(event: Fields, about: Fields) -> Reading:
    refunds = [_refund(one) for one in about.within("refunds").each("data")]
    if not refunds:
        # Newer versions of their interface tell only the sum of all refunds.
        back = about.minor("amount_refunded")
        refunds = [Refund(f"{about.needed('id')}-r{back}", _instant(event), in_all=back)]
    return _refunds(event, about, *refunds)


def _refunds(event: Fields, about: Fields, *refunds: Refund) -> Order:
    order_id = about.text("payment_intent") or about.text("charge") or about.needed("id")
    return Order(id=order_id, state="refunds-only", refunds=refunds, is_test=not event.is_true("livemode"))


def _refund(refund: Fields) -> Refund:
    return Refund(
        id=refund.needed("id"),
        at=_instant(refund),
        money=refund.minor("amount"),
        is_done=refund.text("status") in (_DONE, None),
    )


def _instant(told: Fields) -> datetime | None:
    seconds: Any = told.minor("created", 0)
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds else None
    except (ValueError, OverflowError, OSError):
        raise Unreadable(told.place("created"), "must be seconds since 1970") from None
