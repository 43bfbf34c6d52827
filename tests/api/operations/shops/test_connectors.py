"""Orders of shop systems become purchases and returns, whatever comes, in whatever order and however often."""

import base64
import hashlib
import hmac
import itertools
import json
from typing import Any

import pytest
from sqlalchemy import text

from app.outside import signatures
from tests.api.requests import assert_problem
from tests.api.shop import Shop
from tests.sources.messages import (
    SECRET,
    body_of,
    headers,
    shopify_line,
    shopify_order,
    shopify_refund,
    woo_order,
)

pytestmark = pytest.mark.anyio


numbers = itertools.count()


async def connect(shop: Shop, kind: str = "shopify", domain: str | None = None, **settings: Any) -> dict[str, Any]:
    """A connector named `web`."""
    settings |= {"shop": domain} if domain else {}
    body = {"name": "web", "kind": kind, "settings": settings, "secrets": {"signing": SECRET}}
    return await shop.post("/v1/connectors", body)


async def send(
    shop: Shop, connector: dict[str, Any], topic: str, payload: Any, name: str = "", expected: int = 200
) -> str:
    """A message comes; returns its delivery's id."""
    body = payload if isinstance(payload, bytes) else body_of(payload)
    marked = headers(connector["kind"], topic, name or f"message-{next(numbers)}", body)
    answer = await shop.admin.post(connector["inbox"], content=body, headers=marked)
    assert answer.status_code == expected, answer.text
    return str(answer.json().get("delivery"))


async def taken(shop: Shop, connector: dict[str, Any], topic: str, payload: Any, name: str = "") -> dict[str, Any]:
    """A message comes and is processed; returns its delivery."""
    delivery = await send(shop, connector, topic, payload, name)
    await shop.goldlist.take_in.go_round()
    return await shop.get(f"/v1/deliveries/{delivery}")


async def kept(shop: Shop) -> dict[str, int]:
    """The net that is left of each purchase, by name."""
    bought = (await shop.get("/v1/purchases"))["data"]
    return {one["external_id"]: one["net"] - one["returned_net"] for one in bought}


async def test_an_order_its_edit_its_refund_and_its_cancelling(shop: Shop) -> None:
    await shop.post("/v1/members", {"external_id": "ann", "email": "ann@canary.example"})
    rules = [{"match": {"titles": ["*CRÈME"]}, "category": "coffee/creme"}]
    connector = await connect(shop, categories=rules, stores={"88": "london-1"})
    order = shopify_order(location_id=88)
    first = await taken(shop, connector, "orders/paid", order)
    assert (first["status"], first["code"], first["times"]) == ("done", None, 1)
    (bought,) = first["purchases"]
    sale = await shop.get(f"/v1/purchases/{bought}")
    assert (sale["external_id"], sale["net"], sale["store"]) == ("web:1001", 1700, "london-1")
    assert [(one["sku"], one["category"], one["quantity"], one["unit_price"]) for one in sale["lines"]] == [
        ("SKU-1", "coffee/creme", 3, 400),
        ("SKU-2", "coffee/creme", 1, 500),
    ]
    assert (await shop.get("/v1/members/ext:ann/status"))["points"]["balance"] == 17
    again = await taken(shop, connector, "orders/updated", order)
    assert (again["status"], again["code"]) == ("ignored", "nothing-new")

    edited = {
        **order,
        "updated_at": "2026-03-01T10:20:00Z",
        "line_items": [*order["line_items"], shopify_line(3, "2.50", 2)],
    }
    assert (await taken(shop, connector, "orders/updated", edited))["status"] == "done"
    assert (await taken(shop, connector, "orders/updated", order))["code"] == "stale"
    assert await kept(shop) == {"web:1001": 1700, "web:1001+3": 500}

    refund = await taken(shop, connector, "refunds/create", shopify_refund(61, {1: 2, 3: 1}))
    assert (refund["status"], len(refund["returns"])) == ("done", 2)
    assert await kept(shop) == {"web:1001": 900, "web:1001+3": 250}
    inside = {**edited, "updated_at": "2026-03-01T11:31:00Z", "refunds": [shopify_refund(61, {1: 2, 3: 1})]}
    assert (await taken(shop, connector, "orders/updated", inside))["code"] == "nothing-new"

    cancelled = {**inside, "updated_at": "2026-03-01T12:00:00Z", "cancelled_at": "2026-03-01T12:00:00Z"}
    assert (await taken(shop, connector, "orders/cancelled", cancelled))["status"] == "done"
    assert await kept(shop) == {"web:1001": 0, "web:1001+3": 0}
    assert (await shop.get("/v1/members/ext:ann/status"))["points"]["balance"] == 0
    await shop.prove()


async def test_what_comes_too_early_waits_and_who_hears_of_the_cancelling_first_sells_nothing(shop: Shop) -> None:
    connector = await connect(shop)
    early = await taken(shop, connector, "refunds/create", shopify_refund(61, {1: 1}))
    assert (early["status"], early["code"]) == ("waiting", "purchase-not-here")
    assert (await taken(shop, connector, "orders/paid", shopify_order()))["status"] == "done"
    assert (await shop.get(f"/v1/deliveries/{early['id']}"))["status"] == "done"
    assert await kept(shop) == {"web:1001": 1300}

    gone = shopify_order(1002, minute=9, cancelled_at="2026-03-01T10:09:00Z")
    assert (await taken(shop, connector, "orders/cancelled", gone))["code"] == "cancelled"
    assert (await taken(shop, connector, "orders/paid", shopify_order(1002)))["code"] == "cancelled"
    assert "web:1002" not in await kept(shop)


async def test_a_wrong_signature_leaves_no_trace(shop: Shop) -> None:
    connector = await connect(shop, domain="corner.myshopify.com")
    body = body_of(shopify_order())
    right = headers("shopify", "orders/paid", "m-1", body)
    wrong = {**right, "x-shopify-hmac-sha256": right["x-shopify-hmac-sha256"][::-1]}
    unsigned = {name: one for name, one in right.items() if "hmac" not in name}
    domain = {"x-shopify-shop-domain": "corner.myshopify.com"}
    for told in (wrong | domain, unsigned | domain, right, right | {"x-shopify-shop-domain": "other.example"}):
        assert_problem(await shop.admin.post(connector["inbox"], content=body, headers=told), 401, "bad-signature")
    assert_problem(await shop.admin.post("/in/con_nobody", content=body, headers=right), 401, "bad-signature")
    assert (await shop.get("/v1/deliveries"))["data"] == []
    big = b"[" + b"1," * 600_000 + b"1]"
    told = headers("shopify", "orders/paid", "m-2", big)
    assert_problem(await shop.admin.post(connector["inbox"], content=big, headers=told), 413, "body-too-large")
    assert (await shop.admin.post(connector["inbox"], content=body, headers=right | domain)).status_code == 200
    assert (await shop.admin.delete(f"/v1/connectors/{connector['id']}")).status_code == 204
    answer = await shop.admin.post(connector["inbox"], content=body, headers=right | domain)
    assert_problem(answer, 401, "bad-signature")
    assert len((await shop.get("/v1/deliveries"))["data"]) == 1, "the deliveries stay"


async def test_the_same_message_is_one_delivery_and_only_fields_that_are_read_are_stored(shop: Shop) -> None:
    connector = await connect(shop)
    found = {await send(shop, connector, "orders/paid", shopify_order(), name="m-1") for _ in range(3)}
    (delivery,) = found
    assert (await shop.get(f"/v1/deliveries/{delivery}"))["times"] == 3
    await shop.goldlist.take_in.go_round()
    for table in ("deliveries", "shop_orders", "purchases"):
        rows = await shop.goldlist.database.read(
            lambda transaction, table=table: transaction.execute(text(f"SELECT * FROM {table}"))
        )
        told = json.dumps([list(row) for row in rows])
        assert rows
        for canary in ("1 Canary Street", "203.0.113.7", "Canary Roasters", "first_name"):
            assert canary not in told, table


async def test_what_cannot_be_read_is_kept_shown_repaired_and_replayed(corner_shop: Shop) -> None:
    shop = corner_shop
    connector = await connect(shop)
    broken = shopify_order(line_items=[shopify_line(1, "4,00 GBP")])
    found = await taken(shop, connector, "orders/paid", broken)
    assert (found["status"], found["code"], found["pointer"]) == ("failed", "unreadable", "/line_items/0/price")
    text_only = await taken(shop, connector, "orders/paid", b"<order/>")
    assert (text_only["status"], text_only["payload"]) == ("failed", "<order/>")
    other = await taken(shop, connector, "orders/paid", shopify_order(1002, currency="EUR"))
    assert (other["status"], other["code"]) == ("failed", "currency-mismatch")
    assert await kept(shop) == {}

    listed = (await shop.get("/v1/deliveries", status="failed", code="unreadable"))["data"]
    assert [one["id"] for one in listed] == [text_only["id"], found["id"]]
    right = {"payload": {**found["payload"], "line_items": [shopify_line(1, "4.00")]}}
    assert (await shop.post(f"/v1/deliveries/{found['id']}/replay", right, 200))["status"] == "received"
    await shop.goldlist.take_in.go_round()
    mended = await shop.get(f"/v1/deliveries/{found['id']}")
    assert (mended["status"], mended["first_payload"]["line_items"][0]["price"]) == ("done", "4,00 GBP")
    assert mended["repaired_by"].startswith("key_")
    assert await kept(shop) == {"web:1001": 400}

    done = await shop.post(f"/v1/deliveries/{text_only['id']}/dismiss", {"reason": "A test"}, 200)
    assert done["status"] == "dismissed"
    again = await shop.post(f"/v1/connectors/{connector['id']}/retry", {"code": "currency-mismatch"}, 200)
    assert again == {"deliveries": 1}
    refused = await shop.admin.post(f"/v1/deliveries/{mended['id']}/dismiss", json={"reason": "No"})
    assert_problem(refused, 422, "validation")


async def test_a_refused_refund_fails_alone_and_is_taken_once_it_can_be(corner_shop: Shop) -> None:
    shop = corner_shop
    connector = await connect(shop)
    await taken(shop, connector, "orders/paid", shopify_order())
    too_much = await taken(shop, connector, "refunds/create", shopify_refund(61, {1: 4}))
    assert (too_much["status"], too_much["code"]) == ("failed", "refused:return-exceeds-purchase")
    assert (await taken(shop, connector, "refunds/create", shopify_refund(62, {2: 1})))["status"] == "done"
    right = {"payload": shopify_refund(61, {1: 3})}
    await shop.post(f"/v1/deliveries/{too_much['id']}/replay", right, 200)
    await shop.goldlist.take_in.go_round()
    assert await kept(shop) == {"web:1001": 0}


async def test_customers_are_known_by_link_by_email_or_become_members(shop: Shop) -> None:
    connector = await connect(shop)
    guest = await taken(shop, connector, "orders/paid", shopify_order(1))
    assert (await shop.get(f"/v1/purchases/{guest['purchases'][0]}"))["member"] is None
    await shop.admin.patch(f"/v1/connectors/{connector['id']}", json={"settings": {"enrol": "everyone"}})
    made = await taken(shop, connector, "orders/paid", shopify_order(2))
    member = (await shop.get(f"/v1/purchases/{made['purchases'][0]}"))["member"]
    assert member
    assert (await shop.get(f"/v1/members/{member}"))["email"] == "ann@canary.example"
    known = shopify_order(3, email=None, customer={"id": 77, "email": "other@canary.example"})
    linked = await taken(shop, connector, "orders/paid", known)
    assert (await shop.get(f"/v1/purchases/{linked['purchases'][0]}"))["member"] == member
    assert (await shop.admin.delete(f"/v1/members/{member}")).status_code in (200, 204)
    told = await shop.get(f"/v1/deliveries/{linked['id']}")
    assert told["payload"]["customer"] is None
    assert "canary" not in json.dumps(told["payload"]["email"] or "")
    await shop.prove()


async def test_a_message_is_tried_without_a_trace(corner_shop: Shop) -> None:
    shop = corner_shop
    connector = await connect(shop, "woocommerce", prices="with_tax")
    path = f"/v1/connectors/{connector['id']}/map"
    tried = await shop.post(
        path, {"topic": "order.created", "payload": {**woo_order(), "refunds": [{"id": 7, "total": "-12.50"}]}}, 200
    )
    assert (tried["outcome"], [one["net"] for one in tried["purchases"]]) == ("recorded", [2000])
    assert [(one["external_id"], one["returned_net"]) for one in tried["returns"]] == [("web:7", 1000)]
    pending = {**woo_order(), "status": "pending"}
    assert (await shop.post(path, {"topic": "order.created", "payload": pending}, 200))["code"] == "not-sold-yet"
    assert (await shop.post(path, {"topic": "product.created", "payload": {}}, 200))["code"] == "unused-topic"
    faulty = {**woo_order(), "total": "a lot"}
    told = await shop.post(path, {"topic": "order.created", "payload": faulty}, 200)
    assert (told["outcome"], told["pointer"]) == ("failed", "/total")
    assert await kept(shop) == {}
    assert (await shop.get("/v1/deliveries"))["data"] == []


async def test_a_connector_is_paused_changed_and_never_shows_its_secrets(corner_shop: Shop) -> None:
    shop = corner_shop
    connector = await connect(shop, "woocommerce")
    assert connector["has_secrets"] == ["signing"]
    path = f"/v1/connectors/{connector['id']}"
    changed = (await shop.admin.patch(path, json={"status": "paused", "secrets": {"api": "ck_1:cs_2345"}})).json()
    assert (changed["status"], changed["has_secrets"]) == ("paused", ["signing", "api"])
    delivery = await taken(shop, connector, "order.created", woo_order())
    assert delivery["status"] == "received"
    assert (await shop.get(path))["deliveries"] == {"received": 1}
    await shop.admin.patch(path, json={"status": "active"})
    await shop.goldlist.take_in.go_round()
    assert await kept(shop) == {"web:501": 2000}
    assert SECRET not in json.dumps(await shop.get("/v1/connectors"))
    again = await shop.admin.post(
        "/v1/connectors", json={"name": "web", "kind": "shopify", "secrets": {"signing": SECRET}}
    )
    assert_problem(again, 409, "name-taken")
    till = shop.client_of(await shop.key("pos"))
    assert_problem(await till.get("/v1/connectors"), 403, "insufficient-scope")


async def test_each_kind_has_its_signature_and_no_other_opens_the_inbox(corner_shop: Shop) -> None:
    shop = corner_shop
    standard = f"whsec_{base64.b64encode(b's' * 24).decode()}"
    mapping = {
        "columns": {"external_id": "/no", "occurred_at": "/at", "net": "/sum"},
        "lines": "/items",
    }
    kinds: list[tuple[str, str, dict[str, Any]]] = [
        ("square", SECRET, {}),
        ("stripe", SECRET, {}),
        ("saleor", SECRET, {}),
        ("mapped", standard, {"map": mapping}),
        ("mapped", SECRET, {"map": mapping, "hmac": {"header": "X-Signed", "encoding": "hex"}}),
    ]
    body = body_of({"no": "7", "at": "2026-03-01T10:00:00Z", "items": [{"sum": "4.00"}], "id": "m-1", "type": "ping"})
    now = shop.now.timestamp()
    for number, (kind, secret, settings) in enumerate(kinds):
        wish = {"name": f"c{number}", "kind": kind, "settings": settings}
        api = {"api": "a key of theirs"} if kind == "square" else {}
        made = await shop.post("/v1/connectors", {**wish, "secrets": {"signing": secret, **api}})
        told = headers(kind, "order", "m-1", body, secret, address=made["inbox"], now=now)
        if kind == "mapped" and "hmac" in settings:
            told["x-signed"] = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        elif kind == "mapped":
            told |= signatures.signed([b"s" * 24], "m-1", int(now), body)
        assert (await shop.admin.post(made["inbox"], content=body, headers=told)).status_code == 200, kind
        answer = await shop.admin.post(made["inbox"], content=body + b" ", headers=told)
        assert_problem(answer, 401, "bad-signature")
        if kind == "stripe":
            old = headers(kind, "order", "m-1", body, secret, now=now - 301)
            assert_problem(await shop.admin.post(made["inbox"], content=body, headers=old), 401, "bad-signature")
    await shop.goldlist.take_in.go_round()
    assert await kept(shop) == {"c3:7": 400, "c4:7": 400}
    assert len((await shop.get("/v1/deliveries"))["data"]) == len(kinds)
    square = {"name": "sq", "kind": "square", "secrets": {"signing": SECRET}}
    assert_problem(await shop.admin.post("/v1/connectors", json=square), 422, "connector-not-ready")
    unmapped = {"name": "any", "kind": "mapped", "secrets": {"signing": SECRET}}
    assert_problem(await shop.admin.post("/v1/connectors", json=unmapped), 422, "validation")


@pytest.mark.parametrize(
    ("weights", "line", "left"),
    [(True, ("1.200", 1990, 0), "0.800"), (False, (1, 2388, 0), 1)],
)
async def test_a_connector_says_whether_quantities_are_weights(
    shop: Shop, weights: bool, line: tuple[Any, ...], left: str | int
) -> None:
    connector = await connect(shop, "woocommerce", weights=weights)
    goods = {**woo_order()["line_items"][0], "quantity": 1.2, "subtotal": "23.88", "total": "23.88"}
    done = await taken(shop, connector, "order.created", woo_order(line_items=[goods]))
    (bought,) = done["purchases"]
    sale = await shop.get(f"/v1/purchases/{bought}")
    (sold,) = sale["lines"]
    assert (sold["quantity"], sold["unit_price"], sold["discount"]) == line
    assert (sale["net"], (await taken(shop, connector, "order.updated", woo_order(line_items=[goods])))["code"]) == (
        2388,
        "nothing-new",
    )
    back = {"external_id": "r", "purchase": bought, "occurred_at": "2026-03-01T12:00:00Z"}
    part = {"quantity": "0.400"} if weights else {"amount": 796}
    returned = await shop.post("/v1/returns", {**back, "lines": [{"line": 1, **part}]})
    assert returned["returned_net"] == 796
    rest = await shop.post("/v1/returns", {**back, "external_id": "s", "lines": [{"line": 1, "quantity": left}]})
    assert rest["returned_net"] == 2388 - 796
    await shop.prove()
