"""Each reader on messages of its form, made up: what counts, what is left out, and what comes back."""

from typing import Any

import pytest
from pydantic import ValidationError

from app.engine.model.orders import Order
from app.engine.orders.known import KnownOrder
from app.engine.orders.settling import Settlement, ShopTerms, settle
from app.sources.kinds import KINDS
from app.sources.reading import Ask, Message, NotUsed, Unreadable, kept, parsed
from app.sources.settings import ShopSettings
from tests.sources.messages import body_of, shopify_line, shopify_order, shopify_refund, woo_order

AT = "2026-03-01T10:00:00Z"


def read(kind: str, topic: str, payload: Any, *, fetched: Any = None, can_ask: bool = False, **settings: Any) -> Any:
    """A message as it is read from what is stored of it; `fetched` answers whatever is asked."""
    wanted = ShopSettings.model_validate(settings)
    stored = KINDS[kind].stored(parsed(body_of(payload)), wanted)
    message = Message(topic, stored, wanted, "GBP", {}, can_ask)
    found = KINDS[kind].read(message)
    while isinstance(found, Ask) and fetched is not None:
        fields = KINDS[kind].kept_answers
        assert fields
        answer = kept(parsed(body_of(fetched)), fields)
        message = message._replace(fetched={**message.fetched, found.path: answer})
        found = KINDS[kind].read(message)
    return found


def nets(order: Order) -> list[tuple[str | None, int, int]]:
    """The lines: sku, units, net."""
    return [(line.sku, line.quantity, line.net) for line in order.lines]


def settled(*orders: Order) -> list[Settlement]:
    """What each of these messages changes, one after the other."""
    known, found = KnownOrder(), []
    for order in orders:
        found.append(settle(ShopTerms("x", "GBP", takes_tests=True), known, order, {}))
        known = found[-1].known
    return found


@pytest.mark.parametrize(
    ("prices", "included", "net"),
    [
        ("as_shown", True, 1100),
        ("as_shown", False, 1100),
        ("with_tax", True, 1100),
        ("with_tax", False, 1300),
        ("without_tax", True, 900),
        ("without_tax", False, 1100),
    ],
)
def test_shopify_prices_count_as_the_shop_wants(prices: str, included: bool, net: int) -> None:
    line = shopify_line(1, "4.00", 3, tax_lines=[{"price": "2.00"}], discount_allocations=[{"amount": "1.00"}])
    order = shopify_order(taxes_included=included, line_items=[line])
    assert nets(read("shopify", "orders/paid", order, prices=prices)) == [("SKU-1", 3, net)]


def test_shopify_leaves_out_gift_cards_and_tips_and_counts_delivery_on_demand() -> None:
    lines = [
        shopify_line(1, "4.00", sku=""),
        shopify_line(2, "50.00", gift_card=True),
        shopify_line(3, "3.00", tip={"payment_gateway": "bogus"}),
    ]
    order = shopify_order(line_items=lines)
    assert nets(read("shopify", "orders/paid", order)) == [("#10", 1, 400)]
    counted = read("shopify", "orders/paid", order, count_shipping=True)
    assert [(line.category, line.net) for line in counted.lines] == [(None, 400), ("delivery", 300)]
    unpaid = read("shopify", "orders/paid", shopify_order(financial_status="pending"))
    assert (unpaid.state, unpaid.code) == ("not-sold", "not-sold-yet")
    assert read("shopify", "orders/paid", order, sold_when="fulfilled").state == "not-sold"
    assert read("shopify", "products/update", order) == NotUsed("unused-topic")


def test_shopify_refunds_are_units_or_a_sum_on_the_goods_and_pending_ones_wait() -> None:
    order = read("shopify", "orders/paid", shopify_order())
    goodwill = shopify_refund(7, {}, order_adjustments=[{"kind": "refund_discrepancy", "amount": "-1.70"}])
    delivery = shopify_refund(8, {}, order_adjustments=[{"kind": "shipping_refund", "amount": "-3.00"}])
    pending = shopify_refund(9, {1: 1}, transactions=[{"kind": "refund", "status": "pending"}])
    messages = [read("shopify", "refunds/create", one) for one in (goodwill, delivery, pending)]
    _, one, two, three = settled(order, *messages)
    (back,) = one.returns
    assert back.goods.parts
    assert [(part.line, part.amount) for part in back.goods.parts] == [(1, 120), (2, 50)]
    assert (two.outcome, two.code) == ("ignored", "nothing-counted")
    assert (three.outcome, three.code) == ("ignored", "refund-not-done")


def test_woocommerce_asks_for_the_lines_of_refunds_and_does_without_a_key() -> None:
    told = woo_order(refunds=[{"id": 7, "total": "-12.50"}])
    line = {"id": 8, "quantity": -1, "total": "-10.00", "total_tax": "0.00"}
    answer = [
        {
            "id": 7,
            "amount": "12.50",
            "line_items": [{**line, "meta_data": [{"key": "_refunded_item_id", "value": "1"}]}],
        }
    ]
    asked = read("woocommerce", "order.updated", told, can_ask=True)
    assert asked == Ask("/wp-json/wc/v3/orders/501/refunds")
    found = {
        "asked": read("woocommerce", "order.updated", told, can_ask=True, fetched=answer),
        "not asked": read("woocommerce", "order.updated", told),
    }
    for order in found.values():
        (back,) = settled(order)[0].returns
        assert (back.name, back.goods.net) == ("x:7", 1000)
    by_weight = woo_order(line_items=[{**woo_order()["line_items"][0], "quantity": 1.5}], refunds=told["refunds"])
    (back,) = settled(read("woocommerce", "order.updated", by_weight, can_ask=True, fetched=answer))[0].returns
    assert back.goods.parts
    assert [(part.quantity, part.amount) for part in back.goods.parts] == [(None, 1000)]
    fee = read("woocommerce", "order.created", woo_order(fee_lines=[{"id": 3, "total": "-2.00", "total_tax": "0.00"}]))
    assert settled(fee)[0].sales[0].net == 1800
    assert read("woocommerce", "order.deleted", {"id": 501}).state == "cancelled"


def test_square_is_asked_for_orders_and_returns_are_orders_of_their_own() -> None:
    def money(amount: int) -> dict[str, Any]:
        return {"amount": amount, "currency": "GBP"}

    line = {
        "uid": "a",
        "quantity": "2",
        "name": "Flat white",
        "catalog_object_id": "VAR1",
        "gross_sales_money": money(700),
        "total_discount_money": money(100),
        "total_tax_money": money(120),
        "total_money": money(720),
    }
    order = {
        "id": "o1",
        "state": "COMPLETED",
        "version": 3,
        "closed_at": AT,
        "location_id": "L1",
        "total_money": money(720),
        "line_items": [line, {**line, "uid": "g", "item_type": "GIFT_CARD"}],
        "tenders": [{"type": "CARD", "customer_id": "c1"}],
    }
    event = {"type": "order.updated", "data": {"object": {"order_updated": {"order_id": "o1"}}}}
    assert read("square", "order.updated", event) == Ask("/v2/orders/o1")
    sale = read("square", "order.updated", event, fetched={"order": order})
    assert (nets(sale), sale.customer, sale.store) == ([("#VAR1", 2, 600)], "c1", "L1")
    assert nets(read("square", "order.updated", event, fetched={"order": order}, prices="with_tax")) == [
        ("#VAR1", 2, 720)
    ]
    open_ = read("square", "order.updated", event, fetched={"order": {**order, "state": "OPEN", "version": 2}})
    assert settled(sale, open_)[1].code == "not-sold-yet"
    no_sale = {**order, "line_items": [], "tenders": [{"type": "NO_SALE"}]}
    assert read("square", "order.updated", event, fetched={"order": no_sale}) == NotUsed("not-a-sale")
    back = {
        "id": "o2",
        "state": "COMPLETED",
        "version": 1,
        "closed_at": AT,
        "returns": [
            {
                "source_order_id": "o1",
                "return_line_items": [
                    {
                        "uid": "z",
                        "source_line_item_uid": "a",
                        "quantity": "1",
                        "gross_return_money": money(350),
                        "total_discount_money": money(50),
                    }
                ],
            }
        ],
    }
    refund = {"type": "refund.updated", "data": {"object": {"refund": {"order_id": "o2", "status": "COMPLETED"}}}}
    returned = read("square", "refund.updated", refund, fetched={"order": back})
    first, second = settled(returned, sale)
    assert (first.outcome, first.code) == ("waiting", "purchase-not-here")
    assert second.outcome == "recorded"
    (taken,) = settled(sale, returned)[1].returns
    assert (taken.name, taken.goods.net) == ("x:o2", 300)
    refund["data"] = {"object": {"refund": {"order_id": "o2", "status": "PENDING"}}}
    assert read("square", "refund.updated", refund) == NotUsed("refund-not-done")


def stripe_event(topic: str, about: dict[str, Any], **more: Any) -> dict[str, Any]:
    event = {"id": "evt_1", "type": topic, "created": 1772359200, "livemode": True, "data": {"object": about}}
    return {**event, **more}


def test_stripe_checkouts_invoices_and_payments_are_sales_and_each_counts_once() -> None:
    about: dict[str, Any] = {
        "id": "cs_1",
        "mode": "payment",
        "payment_status": "paid",
        "payment_intent": "pi_1",
        "currency": "gbp",
        "customer": "cus_1",
        "amount_subtotal": 3000,
        "amount_total": 3800,
        "total_details": {"amount_discount": 200, "amount_shipping": 400, "amount_tax": 600},
    }
    topic = "checkout.session.completed"
    for prices, net in (("as_shown", 2800), ("with_tax", 3400), ("without_tax", 2800)):
        assert nets(read("stripe", topic, stripe_event(topic, about), prices=prices)) == [(None, 1, net)]
    sale = read("stripe", topic, stripe_event(topic, about))
    assert read("stripe", topic, stripe_event(topic, {**about, "payment_status": "unpaid"})).state == "not-sold"
    assert read("stripe", topic, stripe_event(topic, {**about, "mode": "subscription"})) == NotUsed("subscription")
    assert read("stripe", topic, stripe_event(topic, about, livemode=False)).is_test
    assert read("stripe", topic, stripe_event(topic, about), sale="payment") == NotUsed("unused-topic")

    item = {"amount_subtotal": 1000, "amount_discount": 0, "amount_total": 1000, "quantity": 1}
    pages = [{"id": "li_1", **item, "price": {"lookup_key": "mug", "product": "prod_1"}}]
    fetched = {"data": pages, "has_more": False}
    assert nets(read("stripe", topic, stripe_event(topic, about), can_ask=True, fetched=fetched)) == [("mug", 1, 1000)]

    line = {"id": "il_1", "amount": 3000, "discount_amounts": [{"amount": 200}], "price": {"product": "prod_1"}}
    bill = {"id": "in_1", "payment_intent": "pi_1", "currency": "gbp", "total": 3800, "lines": {"data": [line]}}
    invoice = read("stripe", "invoice.paid", stripe_event("invoice.paid", bill))
    assert nets(invoice) == [("#prod_1", 1, 2800)]
    first, second = settled(sale, invoice)
    assert (first.outcome, second.outcome, second.code) == ("recorded", "ignored", "nothing-new")

    refunds = [{"id": "re_1", "amount": 1900, "status": "succeeded", "created": 1772359300}]
    charge = {"id": "ch_1", "payment_intent": "pi_1", "amount_refunded": 1900}
    listed = read(
        "stripe", "charge.refunded", stripe_event("charge.refunded", {**charge, "refunds": {"data": refunds}})
    )
    summed = read("stripe", "charge.refunded", stripe_event("charge.refunded", charge))
    for refund in (listed, summed):
        (back,) = settled(sale, refund)[1].returns
        assert back.goods.net == 1400, "half of what was paid"
    dispute = {"id": "dp_1", "payment_intent": "pi_1", "amount": 3800, "status": "lost"}
    lost = read("stripe", "charge.dispute.closed", stripe_event("charge.dispute.closed", dispute))
    (back,) = settled(sale, lost)[1].returns
    assert back.goods.parts is None
    won = stripe_event("charge.dispute.closed", {**dispute, "status": "won"})
    assert read("stripe", "charge.dispute.closed", won) == NotUsed("nothing-new")


def test_saleor_orders_and_their_refunds_by_line_and_by_sum() -> None:
    def taxed(gross: float) -> dict[str, Any]:
        return {"gross": {"amount": gross}, "net": {"amount": gross / 2}}

    order: dict[str, Any] = {
        "id": "T3JkZXI6YWJj",
        "created": AT,
        "updatedAt": "2026-03-01T10:00:01Z",
        "isPaid": True,
        "status": "UNFULFILLED",
        "displayGrossPrices": True,
        "channel": {"currencyCode": "GBP"},
        "user": {"id": "VXNlcjo3", "email": "ann@canary.example"},
        "total": taxed(25.0),
        "shippingPrice": taxed(5.0),
        "lines": [
            {
                "id": "TGluZTox",
                "productSku": "MUG",
                "quantity": 2,
                "totalPrice": taxed(20.0),
                "undiscountedTotalPrice": taxed(22.5),
                "variant": {"product": {"category": {"slug": "Becher & Tassen"}}},
            }
        ],
        "totalRefunded": {"amount": 0},
    }
    sale = read("saleor", "order_fully_paid", {"order": order})
    assert (sale.id, sale.customer, nets(sale)) == ("abc", "7", [("MUG", 2, 2000)])
    assert sale.lines[0].category == "becher-tassen"
    assert nets(read("saleor", "order_fully_paid", {"order": order}, prices="without_tax")) == [("MUG", 2, 1000)]
    granted = {
        "id": "R3JhbnRlZDo5",
        "status": "SUCCESS",
        "amount": {"amount": 10},
        "lines": [{"quantity": 1, "orderLine": {"id": "TGluZTox"}}],
    }
    later = {
        **order,
        "updatedAt": "2026-03-02T10:00:00Z",
        "grantedRefunds": [granted],
        "totalRefunded": {"amount": 12.5},
    }
    both = settled(sale, read("saleor", "order_refunded", {"order": later}))[1].returns
    assert [(one.name, one.goods.net) for one in both] == [("x:Granted-9", 1000), ("x:abc-r1250", 200)]
    gone = read("saleor", "order_cancelled", {"order": {**later, "status": "CANCELED"}})
    assert settled(sale, gone)[1].voids == ("x:abc",)


MAP: dict[str, Any] = {
    "columns": {
        "external_id": "/receipt/no",
        "occurred_at": "/receipt/paid",
        "email": "/buyer/mail",
        "return_of": "/receipt/original",
        "sku": "/article",
        "quantity": "/count",
        "gross": "/sum",
        "discount": "/off",
    },
    "lines": "/receipt/items",
    "is_return": {"column": "/kind", "in": ["refund"]},
    "skip": [{"column": "/open", "in": ["true"]}],
}


def test_any_json_is_read_by_its_mapping() -> None:
    payload = {
        "kind": "sale",
        "open": False,
        "buyer": {"mail": "ann@canary.example", "street": "1 Canary Street"},
        "receipt": {"no": 17, "paid": AT, "items": [{"article": "MUG", "count": 2, "sum": 20.5, "off": "0.50"}]},
    }
    settings = ShopSettings.model_validate({"map": MAP})
    assert "Canary Street" not in str(KINDS["mapped"].stored(payload, settings))
    sale = read("mapped", "order", payload, map=MAP)
    assert (sale.id, sale.email, nets(sale)) == ("17", "ann@canary.example", [("MUG", 2, 2000)])
    assert read("mapped", "order", {**payload, "open": True}, map=MAP) == NotUsed("not-sold-yet")
    back = {
        "kind": "refund",
        "receipt": {"no": 18, "original": 17, "paid": AT, "items": [{"article": "MUG", "count": 1, "sum": 10}]},
    }
    (taken,) = settled(sale, read("mapped", "order", back, map=MAP))[1].returns
    assert (taken.name, taken.goods.net) == ("x:18", 1000)
    with pytest.raises(Unreadable) as fault:
        read("mapped", "order", {"receipt": {"items": [{"count": "two"}]}}, map=MAP)
    assert fault.value.pointer == "/receipt/no"
    with pytest.raises(ValidationError, match="columns must have occurred_at, return_of"):
        ShopSettings.model_validate({"map": {**MAP, "columns": {"external_id": "/no", "net": "/sum"}}})


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"line_items": {"id": 1}}, "/line_items"),
        ({"line_items": [7]}, "/line_items/0"),
        ({"line_items": [shopify_line(1, "1e9")]}, "/line_items/0/price"),
        ({"line_items": [shopify_line(1, "4.00", quantity="many")]}, "/line_items/0/quantity"),
        ({"currency": None}, "/currency"),
        ({"updated_at": "yesterday"}, "/updated_at"),
        ({"id": True}, "/id"),
    ],
)
def test_a_damaged_message_is_unreadable_at_its_place(change: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Unreadable) as fault:
        read("shopify", "orders/paid", shopify_order(**change))
    assert fault.value.pointer == pointer
