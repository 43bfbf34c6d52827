"""Messages in the forms of shop systems, made up for the tests, and a shop system that sends them."""

import base64
import hashlib
import hmac
import json
from typing import Any

SECRET = "a secret of the shop"


def signed(secret: str, body: bytes) -> str:
    """The signature of Shopify and WooCommerce."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def headers(
    kind: str, topic: str, name: str, body: bytes, secret: str = SECRET, *, address: str = "", now: float = 0
) -> dict[str, str]:
    """The headers of a message; `address` is the inbox, `now` the time of the signature."""
    own = {"content-type": "application/json"}
    if kind == "shopify":
        own |= {"x-shopify-topic": topic, "x-shopify-webhook-id": name, "x-shopify-hmac-sha256": signed(secret, body)}
    elif kind == "woocommerce":
        own |= {
            "x-wc-webhook-topic": topic,
            "x-wc-webhook-delivery-id": name,
            "x-wc-webhook-signature": signed(secret, body),
        }
    elif kind == "square":
        own |= {"x-square-hmacsha256-signature": signed(secret, address.encode() + body)}
    elif kind == "stripe":
        hexed = hmac.new(secret.encode(), f"{int(now)}.".encode() + body, hashlib.sha256).hexdigest()
        own |= {"stripe-signature": f"t={int(now)},v1={'0' * 64},v1={hexed}"}
    elif kind == "saleor":
        hexed = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        own |= {"saleor-event": topic, "saleor-signature": hexed}
    return own


def body_of(payload: Any) -> bytes:
    """A message as it goes over the wire."""
    return json.dumps(payload).encode()


def shopify_line(id_: int, price: str, quantity: int = 1, **more: Any) -> dict[str, Any]:
    """A line of an order."""
    line = {
        "id": id_,
        "price": price,
        "quantity": quantity,
        "sku": f"SKU-{id_}",
        "title": "Café crème",
        "variant_id": 10 * id_,
        "product_id": 100 * id_,
        "gift_card": False,
        "tax_lines": [],
        "discount_allocations": [],
        "vendor": "Canary Roasters",
    }
    return {**line, **more}


def shopify_order(id_: int = 1001, minute: int = 0, **more: Any) -> dict[str, Any]:
    """An order of two lines, 3 x 4.00 and 1 x 5.00, paid at ten o'clock and changed at a minute past."""
    order = {
        "id": id_,
        "created_at": "2026-03-01T09:59:00+00:00",
        "processed_at": "2026-03-01T10:00:00+00:00",
        "updated_at": f"2026-03-01T10:{minute:02}:00+00:00",
        "cancelled_at": None,
        "financial_status": "paid",
        "fulfillment_status": None,
        "taxes_included": True,
        "currency": "GBP",
        "total_price": "20.00",
        "test": False,
        "email": "ann@canary.example",
        "customer": {"id": 77, "email": "ann@canary.example", "state": "enabled", "first_name": "Canary"},
        "location_id": None,
        "browser_ip": "203.0.113.7",
        "billing_address": {"address1": "1 Canary Street"},
        "discount_codes": [],
        "line_items": [shopify_line(1, "4.00", 3), shopify_line(2, "5.00")],
        "shipping_lines": [{"id": 9, "price": "3.00", "tax_lines": [], "discount_allocations": []}],
        "refunds": [],
    }
    return {**order, **more}


def shopify_refund(
    id_: int, lines: dict[int, int], *, order: int = 1001, minute: int = 30, **more: Any
) -> dict[str, Any]:
    """A refund of units by line."""
    refund = {
        "id": id_,
        "order_id": order,
        "created_at": f"2026-03-01T11:{minute:02}:00+00:00",
        "note": "Canary says sorry",
        "refund_line_items": [
            {"line_item_id": line, "quantity": units, "subtotal": 1.5} for line, units in lines.items()
        ],
        "order_adjustments": [],
        "transactions": [{"kind": "refund", "status": "success"}],
    }
    return {**refund, **more}


def woo_order(id_: int = 501, **more: Any) -> dict[str, Any]:
    """An order of WooCommerce: 2 x 10.00 of goods and 5.00 of delivery."""
    order = {
        "id": id_,
        "status": "processing",
        "currency": "GBP",
        "prices_include_tax": True,
        "total": "25.00",
        "date_created_gmt": "2026-03-01T10:00:00",
        "date_paid_gmt": "2026-03-01T10:00:05",
        "date_modified_gmt": "2026-03-01T10:00:05",
        "customer_id": 5,
        "billing": {"email": "bo@canary.example", "first_name": "Canary"},
        "line_items": [
            {
                "id": 1,
                "name": "Beans",
                "product_id": 31,
                "variation_id": 0,
                "quantity": 2,
                "sku": "BEANS",
                "subtotal": "20.00",
                "subtotal_tax": "0.00",
                "total": "20.00",
                "total_tax": "0.00",
                "price": 9.999999999999999,
            }
        ],
        "shipping_lines": [{"id": 2, "total": "5.00", "total_tax": "0.00"}],
        "fee_lines": [],
        "coupon_lines": [],
        "refunds": [],
        "customer_ip_address": "203.0.113.7",
    }
    return {**order, **more}
