"""The feed over HTTP: cursors, filters, waiting, and what each key may see."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from tests.api.requests import assert_problem
from tests.api.shop import DOCUMENT, Shop

pytestmark = pytest.mark.anyio


def sale(name: str, member: str | None = "ext:ann", **changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "external_id": name,
        "member": member,
        "enrol": True,
        "occurred_at": "2026-03-02T08:00:00Z",
        "store": "london-1",
        "channel": "pos",
        "currency": "GBP",
        "lines": [{"sku": "latte", "category": "coffee", "quantity": 10, "unit_price": 350}],
    }
    return {name: value for name, value in {**body, **changes}.items() if value is not None}


async def read(client: httpx2.AsyncClient, **query: Any) -> dict[str, Any]:
    answer = await client.get("/v1/events", params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def types(page: dict[str, Any]) -> list[str]:
    return [one["type"] for one in page["data"]]


async def ordered(shop: Shop) -> None:
    await shop.goldlist.sequencer.catch_up()


async def test_a_feed_is_read_on_from_its_cursor(shop: Shop) -> None:
    empty = await read(shop.admin)
    assert empty == {"data": [], "next_cursor": "start", "more": False}
    assert (await read(shop.admin, after="now"))["next_cursor"] == "start"
    await shop.post("/v1/purchases", sale("s1"))
    await shop.post("/v1/purchases", sale("s2", "ext:bob"))
    await ordered(shop)
    first = await read(shop.admin, limit=2)
    assert (types(first), first["more"]) == (["member.enrolled", "purchase.recorded"], True)
    rest = await read(shop.admin, after=first["next_cursor"])
    assert rest["more"] is False
    whole = await read(shop.admin)
    assert whole["data"] == first["data"] + rest["data"]
    assert await read(shop.admin, after=rest["next_cursor"]) == {**empty, "next_cursor": rest["next_cursor"]}
    assert (await read(shop.admin, after="now"))["next_cursor"] == rest["next_cursor"]
    # Past what was left out, too.
    vouchers = await read(shop.admin, types="voucher.*, tier.changed")
    assert types(vouchers) == ["voucher.issued"] * 2
    assert vouchers["next_cursor"] == rest["next_cursor"]
    event = whole["data"][1]
    assert event["source"] == f"/programs/{shop.program_id}"
    assert event["data"]["href"] == f"/v1/purchases/{event['data']['purchase']['id']}"
    assert (await shop.get(event["data"]["href"]))["net"] == 3_500


async def test_a_reader_that_waits_is_answered_when_something_happens(shop: Shop) -> None:
    waiting = asyncio.create_task(read(shop.admin, after="now", wait_seconds=25))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await shop.post("/v1/purchases", sale("s1", None))
    await ordered(shop)
    async with asyncio.timeout(20):
        assert types(await waiting) == ["purchase.recorded"]


async def test_a_publication_is_told(shop: Shop) -> None:
    answer = await shop.admin.put("/v1/program", json=DOCUMENT, headers={"If-Match": "*"})
    assert answer.status_code in (200, 201), answer.text
    await ordered(shop)
    (event,) = (await read(shop.admin))["data"]
    assert (event["type"], event["subject"], event["data"]["version"]) == ("program.published", None, 2)


async def test_what_cannot_be_meant_is_refused(shop: Shop) -> None:
    for query, problem, status in (
        ({"after": "yesterday"}, "invalid-cursor", 400),
        ({"after": "evt_01m8nxsqtpetwtvz5qkbcc2000"}, "cursor-expired", 410),
        ({"types": "purchases.*"}, "validation", 422),
        ({"limit": "0"}, "validation", 422),
        ({"limit": "1001"}, "validation", 422),
        ({"wait_seconds": "26"}, "validation", 422),
        ({"wait_seconds": "1.5"}, "validation", 422),
    ):
        answer = await shop.admin.get("/v1/events", params=query)
        assert_problem(answer, status, problem)
    assert_problem(await shop.client_of(await shop.key("pos")).get("/v1/events"), 403, "insufficient-scope")


async def test_old_cursors_are_refused(shop: Shop) -> None:
    await shop.post("/v1/purchases", sale("s1", None))
    await shop.post("/v1/purchases", sale("s2", None))
    await ordered(shop)
    events = (await read(shop.admin))["data"]
    shop.goldlist.sequencer._clock = lambda: datetime.now(UTC) + timedelta(days=31)  # type: ignore[method-assign]
    await shop.goldlist.sequencer.forget_old()
    answer = await shop.admin.get("/v1/events", params={"after": events[0]["id"]})
    assert_problem(answer, 410, "cursor-expired")
    assert (await read(shop.admin))["data"] == events[1:]


async def test_a_key_sees_what_it_may(shop: Shop) -> None:
    await shop.post("/v1/purchases", sale("s1"))
    await shop.post("/v1/purchases", sale("s2", "ext:bob", store="paris-1"))
    await ordered(shop)
    everything = (await read(shop.admin))["data"]
    assert {"code"} <= set(next(one for one in everything if one["type"] == "voucher.issued")["data"]["voucher"])
    own = shop.client_of(await shop.key("ecommerce", store="paris-1"))
    seen = await read(own)
    assert [(one["type"], one["position"]) for one in seen["data"]] == [("purchase.recorded", None)]
    partner = shop.client_of(await shop.key("partner", scopes=["events:read", "members:enrol", "purchases:write"]))
    assert types(await read(partner)) == []
    answer = await partner.post("/v1/purchases", json=sale("s3", "ext:cyd"))
    assert answer.status_code == 201, answer.text
    await ordered(shop)
    mine = (await read(partner))["data"]
    assert {one["data"]["member"]["external_id"] for one in mine} == {"cyd"}
    assert {one["position"] for one in mine} == {None}
    assert all("code" not in one["data"].get("voucher", {}) for one in mine)
