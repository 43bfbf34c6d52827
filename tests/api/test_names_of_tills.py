"""Names as tills and shops have them, from a purchase to an address and back, on both databases."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.api.requests import LINE, purchase
from tests.api.shop import DOCUMENT, Shop

pytestmark = pytest.mark.anyio

NAMES = [
    "#1001",
    "2024/000123",
    "Order 12-3",
    "100% /x",
    "%2F",
    "a?b=c&d",
    "' OR 1=1--",
    "'; DROP TABLE members;--",
    "=1+1",
    "Bestellung Nr. 5 – Köln",
    "سفارش\u200cها 7",
    "订单/7",
    "+44:a@b",
]


@pytest.mark.parametrize("name", NAMES)
async def test_a_name_leads_to_what_it_names(shop: Shop, name: str) -> None:
    escaped = quote(name, safe="")
    member = await shop.post("/v1/members", {"external_id": name})
    sold = await shop.post("/v1/purchases", purchase(external_id=name, member=f"ext:{name}", total=None))
    again = await shop.post("/v1/purchases", purchase(external_id=name, member=f"ext:{name}", total=None), 200)
    assert (again, sold["external_id"], sold["member"]) == (sold, name, member["id"])
    assert (await shop.get(f"/v1/purchases/ext:{escaped}"))["id"] == sold["id"]
    assert (await shop.get(f"/v1/members/ext:{escaped}"))["id"] == member["id"]
    assert (await shop.get(f"/v1/members/ext:{escaped}/status"))["member"] == member["id"]
    assert (await shop.get(f"/v1/members/ext:{escaped}/balance"))["points"]["balance"] == 6
    assert [one["id"] for one in (await shop.get("/v1/members", external_id=name))["data"]] == [member["id"]]
    asked = {"member": f"ext:{name}", "purchase": f"ext:{name}"}
    listed = await shop.get("/v1/purchases", member=asked["member"])
    assert [one["id"] for one in listed["data"]] == [sold["id"]]
    page = await shop.get(f"/v1/members/ext:{escaped}/entries", purchase=asked["purchase"], limit="1")
    rest = await shop.get(
        f"/v1/members/ext:{escaped}/entries", purchase=asked["purchase"], limit="1", cursor=page["next_cursor"]
    )
    assert {page["data"][0]["unit"], rest["data"][0]["unit"]} == {"points", "punches:coffee"}
    statuses = await shop.post("/v1/status/batch", {"members": [f"ext:{name}"]}, 200)
    assert statuses["data"][0]["member"] == member["id"]
    back = {"external_id": name, "purchase": f"ext:{name}", "occurred_at": "2026-03-02T10:00:00Z"}
    returned = await shop.post("/v1/returns", back)
    assert (await shop.get(f"/v1/returns/ext:{escaped}"))["id"] == returned["id"]
    await shop.post(f"/v1/returns/ext:{escaped}/void", None, 200)
    await shop.post(f"/v1/purchases/ext:{escaped}/void", None, 200)
    await shop.prove()


async def test_an_escaped_slash_belongs_to_the_name(shop: Shop) -> None:
    await shop.post("/v1/members", {"external_id": "a/status"})
    await shop.post("/v1/members", {"external_id": "a"})
    for path, name in (("ext:a%2Fstatus", "a/status"), ("ext:a%2fstatus", "a/status"), ("ext%3Aa", "a")):
        assert (await shop.get(f"/v1/members/{path}"))["external_id"] == name
    assert (await shop.admin.get("/v1/members/ext:a%252Fstatus")).status_code == 404
    assert (await shop.admin.get("/v1%2Fmembers/ext:a")).status_code == 404
    assert "points" in await shop.get("/v1/memb%65rs/ext:a/status")


async def test_one_name_is_one_however_its_accents_are_written(shop: Shop) -> None:
    apart, composed = "Cafe\u0301", "Caf\u00e9"
    member = await shop.post("/v1/members", {"external_id": apart})
    assert member["external_id"] == composed
    for written in (apart, composed):
        assert (await shop.get(f"/v1/members/ext:{quote(written)}"))["id"] == member["id"]
        assert (await shop.get(f"/v1/members/ext:{quote(written)}/status"))["member"] == member["id"]
        again = purchase(external_id=written, member=f"ext:{written}", total=None)
        sold = await shop.post("/v1/purchases", again, 201 if written == apart else 200)
        assert sold["member"] == member["id"]


async def test_goods_as_tills_call_them_match(shop: Shop) -> None:
    drinks: dict[str, Any] = {"categories": ["Hot Drinks", "Getra\u0308nke/Heiß"], "stores": ["BÜRO-12", "Shop 1"]}
    document = {
        **DOCUMENT,
        "punch_cards": [{**DOCUMENT["punch_cards"][0], "match": drinks}],
        "campaigns": [
            {
                "id": "double",
                "name": "Double",
                "points_multiplier": "2",
                "when": {"fact": "basket.skus", "is": "contains", "value": "BU\u0308RO 12"},
            }
        ],
    }
    put = await shop.admin.put("/v1/program", json=document, headers={"If-Match": "*"})
    assert put.status_code in (200, 201), put.text
    lines = [
        {**LINE, "category": "Hot Drinks", "sku": "Ca\u0308 1", "quantity": 1},
        {**LINE, "category": "Hot Drinks/Tea & Mate", "sku": None, "quantity": 1},
        {**LINE, "category": "Getränke/Heiß/Café au lait", "sku": "BÜRO 12", "quantity": 1},
        {**LINE, "category": "Hot Drinks & more", "sku": "☕", "quantity": 1},
    ]
    sold = await shop.post("/v1/purchases", purchase(lines=lines, store="BÜRO-12", total=None))
    assert (await shop.get(f"/v1/purchases/{sold['id']}"))["lines"][0]["sku"] == "C\u00e4 1"
    assert {entry["unit"]: entry["amount"] for entry in sold["entries"]}["punches:coffee"] == 3
    assert [one["id"] for one in sold["campaigns"]] == ["double"]
    listed = await shop.get("/v1/purchases", store="BU\u0308RO-12")
    assert [one["id"] for one in listed["data"]] == [sold["id"]]


async def test_a_plus_in_an_email_address_need_not_be_escaped(shop: Shop) -> None:
    member = await shop.post("/v1/members", {"external_id": "ada", "email": "ada+shop@example.com"})
    for query in ("email=ada+shop@example.com", "email=Ada%2Bshop%40example.com", "email=ada%20shop@example.com"):
        answer = await shop.admin.get(f"/v1/members?{query}")
        assert [one["id"] for one in answer.json()["data"]] == [member["id"]], query


async def test_an_instant_as_other_systems_write_it(shop: Shop) -> None:
    sold = await shop.post("/v1/purchases", purchase(occurred_at="2026-03-01T10:15:00.1234567+0000"))
    assert sold["occurred_at"] == "2026-03-01T10:15:00.123456Z"
    again = await shop.post("/v1/purchases", purchase(occurred_at="2026-03-01T11:15:00.123456+01:00"), 200)
    assert again == sold
    page = await shop.admin.get("/v1/purchases?from=2026-03-01T11:15:00.1234567+0100")
    assert len(page.json()["data"]) == 1
