"""The record of administrative acts."""

import json
from typing import Any

import pytest

from tests.api.requests import assert_problem
from tests.api.shop import DOCUMENT, Shop

pytestmark = pytest.mark.anyio

ADA: dict[str, Any] = {"external_id": "ada-byron", "name": "Ada Byron", "email": "ada@example.com"}


async def acts(shop: Shop) -> list[dict[str, Any]]:
    """All that is on record, oldest first."""
    found: list[dict[str, Any]] = (await shop.get("/v1/audit", limit="200"))["data"]
    return found[::-1]


async def test_who_did_what_is_on_record(shop: Shop) -> None:
    (admin,) = (await shop.get("/v1/keys"))["data"]
    program_id = shop.program_id
    assert (await shop.admin.put("/v1/program", json=DOCUMENT)).status_code == 200
    till = await shop.post("/v1/keys", {"role": "pos", "store": "london-1", "points_per_day": 100})
    ada, bob = [(await shop.post("/v1/members", one))["id"] for one in (ADA, {"external_id": "bob"})]
    said = {"external_id": "case-1", "unit": "points", "amount": 5, "reason": "Sorry"}
    adjustment = await shop.post("/v1/members/ext:bob/adjustments", said)
    for _ in range(2):
        body = {"name": "Ada King", "metadata": {"a": "b"}}
        await shop.admin.patch("/v1/members/ext:ada-byron", json=body, headers={"If-Match": "*"})
    await shop.post("/v1/members/ext:ada-byron/cards", {"card_number": "6331001"})
    await shop.admin.delete("/v1/members/ext:ada-byron/cards/6331001")
    await shop.post("/v1/members/ext:ada-byron/merge", {"from": "ext:bob"}, 200)
    await shop.admin.delete("/v1/members/ext:ada-byron")
    for _ in range(2):
        await shop.admin.delete(f"/v1/keys/{till['id']}")
    found = await acts(shop)
    assert [(one["key"], one["act"], one["object"]) for one in found] == [
        (None, "create_program", program_id),
        (admin["id"], "publish_program", program_id),
        (admin["id"], "create_key", till["id"]),
        (admin["id"], "adjust_balance", bob),
        (admin["id"], "change_member", ada),
        (admin["id"], "add_card", ada),
        (admin["id"], "remove_card", ada),
        (admin["id"], "merge_members", ada),
        (admin["id"], "erase_member", ada),
        (admin["id"], "revoke_key", till["id"]),
    ]
    details = {one["act"]: one["detail"] for one in found}
    assert details["publish_program"] == {"version": 2}
    assert details["adjust_balance"] == {
        "adjustment": adjustment["id"],
        "unit": "points",
        "amount": 5,
        "reason": "erased with the member",
    }
    assert details["change_member"] == {"changed": ["metadata", "name"]}
    assert details["merge_members"] == {"from": bob}
    assert (details["create_key"]["role"], details["create_key"]["points_per_day"]) == ("pos", 100)
    assert {one["at"] for one in found} == {"2026-03-02T12:00:00Z"}
    text = json.dumps(found)
    assert not any(word in text for word in ("Byron", "King", "ada-byron", "example.com", "6331001", till["key"]))


async def test_what_was_refused_or_only_repeated_is_not_on_record(shop: Shop) -> None:
    await shop.post("/v1/members", ADA)
    before = await acts(shop)
    said = {"external_id": "case-1", "unit": "points", "amount": -5, "reason": "Sorry"}
    refused = await shop.admin.post("/v1/members/ext:ada-byron/adjustments", json=said)
    assert_problem(refused, 422, "insufficient-balance")
    assert_problem(await shop.admin.put("/v1/program", json={}), 422, "program-invalid")
    assert_problem(await shop.admin.delete("/v1/keys/key_1"), 404, "not-found")
    assert await acts(shop) == before
    said["amount"] = 5
    for status in (201, 200, 200):
        await shop.post("/v1/members/ext:ada-byron/adjustments", said, status)
    assert len(await acts(shop)) == len(before) + 1


async def test_the_record_comes_in_pages_and_only_to_its_own(shop: Shop) -> None:
    for number in range(4):
        await shop.post("/v1/keys", {"role": "email", "store": f"shop-{number}"})
    seen: list[dict[str, Any]] = []
    asked = {"limit": "2"}
    while True:
        page = await shop.get("/v1/audit", **asked)
        seen += page["data"]
        if page["next_cursor"] is None:
            break
        asked["cursor"] = page["next_cursor"]
    assert seen[::-1] == await acts(shop)
    assert len(seen) == 5
    async with shop.client_of(await shop.create_program("other")) as stranger:
        (theirs,) = (await stranger.get("/v1/audit")).json()["data"]
        assert theirs not in seen
        till = (await stranger.post("/v1/keys", json={"role": "pos"})).json()["key"]
        auditor = (await stranger.post("/v1/keys", json={"role": "auditor"})).json()["key"]
    async with shop.client_of(till) as one:
        assert_problem(await one.get("/v1/audit"), 403, "insufficient-scope")
    async with shop.client_of(auditor) as one:
        assert (await one.get("/v1/audit")).status_code == 200
