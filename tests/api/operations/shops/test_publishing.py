"""Vouchers and the standing of members are written to shop systems, each once, and taken back when they end."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest

from app.actions.shops.asking import Asking
from app.actions.shops.publishing import TRIES_AGAIN_AFTER, Publishing
from app.outside.door import Door
from app.store.rows.shops import ConnectorRow
from tests.api.shop import DOCUMENT, Shop
from tests.sources.messages import SECRET

pytestmark = pytest.mark.anyio

WITH_REWARDS = {
    **DOCUMENT,
    "rewards": [
        *DOCUMENT["rewards"],
        {"id": "five", "name": "Five pounds off", "kind": "amount_off", "amount": 500, "valid_days": 30},
        {"id": "tenth", "name": "A tenth off", "kind": "percent_off", "percent": "0.125"},
    ],
}


class Receiver:
    """A shop system on the loopback: it keeps coupons, and answers with `status` while that is set."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.coupons: dict[str, int] = {}
        self.status: int | None = None
        self.port = 0
        self.writers: list[asyncio.StreamWriter] = []
        self.door = Door()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        while line := await reader.readline():
            method, target, _ = line.decode().split()
            headers: dict[str, str] = {}
            while (line := await reader.readline()).strip():
                name, _, value = line.decode().partition(":")
                headers[name.lower()] = value.strip()
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            self.headers.append(headers)
            status, answer = self.answer(method, target, json.loads(body) if body else None)
            text = json.dumps(answer).encode()
            writer.write(b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%b" % (status, len(text), text))
            await writer.drain()

    def answer(self, method: str, target: str, body: Any) -> tuple[int, Any]:
        self.calls.append((method, target, body))
        if self.status:
            return self.status, {}
        path, query = urlsplit(target).path, urlsplit(target).query
        if path.endswith("graphql.json"):
            found = {"id": "gid://shopify/DiscountCodeNode/1"}
            told = {"discountCodeBasicCreate": {"userErrors": []}, "codeDiscountNodeByCode": found}
            return 200, {"data": told}
        if method == "POST":
            if body["code"] in self.coupons:
                return 400, {"code": "woocommerce_rest_coupon_code_already_exists"}
            self.coupons[body["code"]] = len(self.coupons) + 1
            return 201, {"id": self.coupons[body["code"]]}
        if method == "GET":
            code = query.removeprefix("code=")
            return 200, [{"id": self.coupons[code]}] if code in self.coupons else []
        if method == "DELETE":
            number = int(path.rpartition("/")[2])
            self.coupons = {code: one for code, one in self.coupons.items() if one != number}
        return 200, {}


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    receiver.door = Door({("127.0.0.1", receiver.port)})
    try:
        yield receiver
    finally:
        await receiver.door.close()
        server.close()
        for writer in receiver.writers:
            writer.close()


async def published(shop: Shop, receiver: Receiver, kind: str) -> Publishing:
    """The shop publishes to this receiver."""
    assert (await shop.admin.put("/v1/program", json=WITH_REWARDS)).status_code == 200
    settings = {"base_url": f"http://127.0.0.1:{receiver.port}", "publish": {"vouchers": True, "status": True}}
    secrets = {"signing": SECRET, "api": "ck_1:cs_2345"}
    await shop.post("/v1/connectors", {"name": "web", "kind": kind, "settings": settings, "secrets": secrets})
    goldlist = shop.goldlist
    asking = Asking(receiver.door, goldlist.sealing)
    return Publishing(
        goldlist.database,
        goldlist.programs,
        goldlist.ids,
        goldlist.clock,
        feed=goldlist.feed,
        statuses=goldlist.statuses,
        asking=asking,
    )


async def go_round(shop: Shop, publishing: Publishing) -> None:
    await shop.goldlist.sequencer.go_round()
    await publishing.go_round()


async def test_a_fault_with_one_shop_holds_up_no_other(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    async with receiving() as receiver:
        publishing = await published(shop, receiver, "woocommerce")
        settings = {"base_url": f"http://127.0.0.1:{receiver.port}", "publish": {"vouchers": True}}
        secrets = {"signing": SECRET, "api": "ck_1:cs_2345"}
        await shop.post(
            "/v1/connectors", {"name": "two", "kind": "woocommerce", "settings": settings, "secrets": secrets}
        )
        served: list[str] = []

        async def fails(connector: ConnectorRow, *_: object) -> int:
            served.append(connector.name)
            raise RuntimeError("a fault of ours")

        monkeypatch.setattr(publishing, "_publish", fails)
        await publishing.go_round()
        assert sorted(served) == ["two", "web"]
        await publishing.go_round()
        assert len(served) == 2, "both are left alone for a while"


async def test_vouchers_become_coupons_of_woocommerce_and_end_with_them(shop: Shop) -> None:
    async with receiving() as receiver:
        publishing = await published(shop, receiver, "woocommerce")
        await shop.post("/v1/members", {"external_id": "ann", "email": "ann@canary.example"})
        gift = {"external_id": "g-1", "member": "ext:ann", "reward": "five", "reason": "Sorry"}
        code = (await shop.post("/v1/vouchers", gift))["code"]
        receiver.status = 503
        await go_round(shop, publishing)
        assert receiver.coupons == {}
        receiver.status = None
        await go_round(shop, publishing)
        assert len(receiver.calls) == 1, "a shop that is down is left alone for a while"
        shop.now += TRIES_AGAIN_AFTER
        await go_round(shop, publishing)
        assert list(receiver.coupons) == [code]
        told = receiver.calls[-1][2]
        assert (told["discount_type"], told["amount"], told["usage_limit"]) == ("fixed_cart", "5.00", 1)
        assert told["email_restrictions"] == ["ann@canary.example"]
        assert receiver.headers[-1]["authorization"].startswith("Basic ")
        calls = len(receiver.calls)
        await go_round(shop, publishing)
        assert len(receiver.calls) == calls, "what was written is not written again"

        tenth = {**gift, "external_id": "g-2", "reward": "tenth"}
        await shop.post("/v1/vouchers", tenth)
        await shop.post("/v1/vouchers", {**gift, "external_id": "g-3", "reward": "free-coffee"})
        await shop.post(f"/v1/vouchers/{code}/revoke", {"reason": "A mistake"}, 200)
        await go_round(shop, publishing)
        assert len(receiver.coupons) == 1
        assert code not in receiver.coupons
        assert "12.5" in [one["amount"] for method, _, one in receiver.calls if method == "POST"]


async def test_shopify_gets_codes_and_the_standing_of_linked_customers(corner_shop: Shop) -> None:
    async with receiving() as receiver:
        shop = corner_shop
        publishing = await published(shop, receiver, "shopify")
        await shop.post("/v1/members", {"external_id": "ann"})
        gift = {"external_id": "g-1", "member": "ext:ann", "reward": "tenth", "reason": "Sorry"}
        await shop.post("/v1/vouchers", gift)
        await go_round(shop, publishing)
        assert receiver.calls == [], "nobody there is Ann"
        await shop.post("/v1/members/ext:ann/links", {"connector": "web", "customer": "77"})
        await shop.post("/v1/vouchers", {**gift, "external_id": "g-2"})
        give = {"external_id": "a-1", "unit": "points", "amount": 40, "reason": "Welcome"}
        await shop.post("/v1/members/ext:ann/adjustments", give)
        await go_round(shop, publishing)
        issued, standing = [body for _, _, body in receiver.calls if body]
        assert "percentage: 0.125" in issued["query"]
        assert issued["variables"]["customer"] == "gid://shopify/Customer/77"
        fields = {one["key"]: one["value"] for one in standing["variables"]["fields"]}
        assert fields == {"points": "40", "tier": "base"}
        assert (standing["variables"]["tags"], standing["variables"]["gone"]) == (["tier:base"], ["tier:silver"])
        assert receiver.headers[-1]["x-shopify-access-token"] == "ck_1:cs_2345"
