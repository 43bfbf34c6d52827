"""Searching members by parts of their names and numbers, and reading many at once."""

from typing import Any

import pytest

from tests.api.requests import assert_problem
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio

PEOPLE: list[dict[str, Any]] = [
    {"external_id": "crm-1", "name": "Wanda Marsh", "card_number": "6331001234560041", "phone": "+442079460958"},
    {"external_id": "crm-2", "name": "José Ibáñez-Wandsworth", "email": "jose@example.com"},
    {"external_id": "crm-3", "name": "李 小龍"},
    {"external_id": "100% real_"},
]


async def found(shop: Shop, text: str) -> list[str]:
    return [one["external_id"] for one in (await shop.get("/v1/members", q=text))["data"]]


async def test_a_member_is_found_by_any_part_that_people_know(shop: Shop) -> None:
    for body in PEOPLE:
        await shop.post("/v1/members", body)
    lines = [{"quantity": 1, "unit_price": 350}]
    await shop.post(
        "/v1/purchases",
        {
            "external_id": "R-77",
            "member": "ext:crm-3",
            "currency": "GBP",
            "lines": lines,
            "occurred_at": "2026-03-02T09:00:00Z",
        },
    )
    for text, expected in {
        "wan": ["crm-2", "crm-1"],
        "marsh, wanda": ["crm-1"],
        "m wanda": ["crm-1"],
        "IBANEZ": ["crm-2"],
        "0041": ["crm-1"],
        "60041": ["crm-1"],
        "0958": ["crm-1"],
        "041": [],
        "Jose@Example.com": ["crm-2"],
        "crm-3": ["crm-3"],
        "R-77": ["crm-3"],
        "小": ["crm-3"],
        "100% real_": ["100% real_"],
        "anda": [],
        "%": [],
        "wanda jose": [],
    }.items():
        assert await found(shop, text) == expected, text


async def test_a_search_follows_changes_merges_and_erasure(shop: Shop) -> None:
    for body in PEOPLE[:2]:
        await shop.post("/v1/members", body)
    answer = await shop.admin.patch("/v1/members/ext:crm-1", json={"name": "Wilma"}, headers={"If-Match": "*"})
    assert answer.status_code == 200
    assert (await found(shop, "wilma"), await found(shop, "marsh")) == (["crm-1"], [])
    await shop.post("/v1/members/ext:crm-2/merge", {"from": "ext:crm-1"}, 200)
    assert await found(shop, "0041") == ["crm-2"]
    assert (await shop.admin.delete("/v1/members/ext:crm-2")).status_code == 204
    for text in ("0041", "jose", "wandsworth", "wilma", "crm-2"):
        assert await found(shop, text) == []


async def test_a_search_finds_at_most_20_and_takes_nothing_else(shop: Shop) -> None:
    for number in range(25):
        await shop.post("/v1/members", {"external_id": f"c{number}", "name": f"Anna {number:02}"})
    assert len(await found(shop, "anna")) == 20
    refused = await shop.admin.get("/v1/members", params={"q": "anna", "limit": "5"})
    assert assert_problem(refused, 422, "validation")["errors"][0]["code"] == "not-with-q"
    till = shop.client_of(await shop.key("pos", store="corner"))
    assert_problem(await till.get("/v1/members", params={"q": "anna"}), 403, "insufficient-scope")


async def test_members_are_read_together_in_the_order_of_the_request(shop: Shop) -> None:
    ids = [(await shop.post("/v1/members", body))["id"] for body in PEOPLE[:2]]
    asked = ["ext:crm-2", "ext:nobody", ids[0]]
    answer = await shop.post("/v1/members/batch", {"members": asked}, 200)
    assert [one.get("id", one.get("member")) for one in answer["data"]] == [ids[1], "ext:nobody", ids[0]]
    assert answer["data"][1]["problem"]["status"] == 404
    assert answer["data"][0] == await shop.get(f"/v1/members/{ids[1]}")
    repeated = await shop.admin.post("/v1/members/batch", json={"members": [ids[0], ids[0]]})
    assert assert_problem(repeated, 422, "validation")["errors"][0]["pointer"] == "/members/1"


async def test_one_entry_is_read_alone(shop: Shop) -> None:
    await shop.post("/v1/members", PEOPLE[0])
    await shop.post("/v1/members", PEOPLE[1])
    gift = {"external_id": "g", "unit": "points", "amount": 5, "reason": "Hello"}
    await shop.post("/v1/members/ext:crm-1/adjustments", gift)
    [entry] = (await shop.get("/v1/members/ext:crm-1/entries"))["data"]
    of_its_own = {"purchase": None, "lot_now": {"left": 5, "available_on": None, "expires_on": None}}
    assert await shop.get(f"/v1/members/ext:crm-1/entries/{entry['id']}") == entry | of_its_own
    for member, name in (("ext:crm-2", entry["id"]), ("ext:crm-1", "ent_nothing"), ("ext:none", entry["id"])):
        assert_problem(await shop.admin.get(f"/v1/members/{member}/entries/{name}"), 404, "not-found")
