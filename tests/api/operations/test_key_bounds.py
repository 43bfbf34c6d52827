"""What a key may do to other keys, whose limit it shares, and what it tells of itself."""

import asyncio
import time
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from tests.api.requests import assert_problem
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio

LIMIT_SECONDS = 120


async def made_with(client: httpx2.AsyncClient, **wanted: Any) -> dict[str, Any]:
    answer = await client.post("/v1/keys", json={"role": "admin", **wanted})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_a_key_says_what_it_may(shop: Shop) -> None:
    made = await made_with(shop.admin, role="pos", store="london-1", name="Till 7", requests_per_second=5)
    async with shop.client_of(made["key"]) as till:
        own = (await till.get("/v1/key")).json()
    assert own == {
        "id": made["id"],
        "name": "Till 7",
        "role": "pos",
        "scopes": made["scopes"],
        "store": "london-1",
        "expires_at": None,
        "requests_per_second": 5,
        "points_per_day": None,
        "credit_per_day": None,
        "members_of": None,
        "test": False,
        "staff": None,
    }


async def test_it_is_seen_when_a_key_was_used(shop: Shop) -> None:
    made = await made_with(shop.admin, role="pos")
    async with shop.client_of(made["key"]) as till:
        await till.get("/v1/key")
    async with asyncio.timeout(LIMIT_SECONDS):
        while True:
            (listed,) = [one for one in (await shop.get("/v1/keys"))["data"] if one["id"] == made["id"]]
            if listed["last_used_at"]:
                break
    assert listed["last_used_at"] == "2026-03-02T12:00:00Z"


async def test_what_a_limited_key_made_shares_its_limit(shop: Shop) -> None:
    maker = await made_with(shop.admin, requests_per_second=1)
    async with shop.client_of(maker["key"]) as client:
        made = [await made_with(client) for _ in range(5)]
        assert {one["requests_per_second"] for one in made} == {1}
        async with shop.client_of(made[0]["key"]) as first:
            grandchild = await made_with(first)
    # Buckets belong to an application, so one client asks with all keys.
    async with shop.client_of(maker["key"]) as client:
        taken, began = 0, time.monotonic()
        for key in [maker, *made, grandchild] * 5:
            answer = await client.get("/v1/key", headers={"Authorization": f"Bearer {key['key']}"})
            taken += answer.status_code == 200
    assert taken <= 11 + (time.monotonic() - began), "ten seconds' worth, and what came back meanwhile"


@pytest.mark.parametrize(
    "bound", [{"store": "london-1"}, {"expires_at": "2026-03-09T00:00:00Z"}, {"requests_per_second": 5}]
)
async def test_a_bounded_key_cannot_lock_its_owner_out(shop: Shop, bound: dict[str, Any]) -> None:
    owner = (await shop.get("/v1/key"))["id"]
    small = await made_with(shop.admin, **bound)
    async with shop.client_of(small["key"]) as thief:
        assert (await thief.delete(f"/v1/keys/{owner}")).status_code == 403
        own = await made_with(thief)
        assert (await thief.delete(f"/v1/keys/{own['id']}")).status_code == 204
        assert (await thief.delete(f"/v1/keys/{small['id']}")).status_code == 204, "a key may end itself"
    assert (await shop.admin.get("/v1/key")).status_code == 200


async def test_a_key_that_leaked_goes_with_all_that_it_made(shop: Shop) -> None:
    leaked = await made_with(shop.admin)
    async with shop.client_of(leaked["key"]) as thief:
        child = await made_with(thief)
    async with shop.client_of(child["key"]) as thief:
        grandchild = await made_with(thief, role="pos")
    gone = await shop.admin.delete(f"/v1/keys/{leaked['id']}")
    assert (gone.status_code, gone.headers["keys-still-open"]) == (204, "2")
    async with shop.client_of(grandchild["key"]) as thief:
        assert (await thief.get("/v1/key")).status_code == 200
        gone = await shop.admin.delete(f"/v1/keys/{leaked['id']}", params={"made_by_it": "true"})
        assert gone.status_code == 200
        assert gone.json()["revoked_with_it"] == 2
        assert (await thief.get("/v1/key")).status_code == 401
    again = await shop.admin.delete(f"/v1/keys/{leaked['id']}", params={"made_by_it": "true"})
    assert again.json()["revoked_with_it"] == 0


async def test_a_remembered_key_ends_on_the_moment(shop: Shop) -> None:
    made = await made_with(shop.admin, role="pos", expires_at="2026-03-02T12:00:01Z")
    async with shop.client_of(made["key"]) as till:
        assert (await till.get("/v1/key")).status_code == 200
        shop.now += timedelta(seconds=2)
        # What is remembered goes by real time.
        await asyncio.sleep(1.1)
        assert_problem(await till.get("/v1/key"), 401, "unauthenticated", "key-expired")


async def test_a_shops_key_changes_what_customers_may_change(shop: Shop) -> None:
    await shop.post("/v1/members", {"external_id": "ada"})
    made = await made_with(shop.admin, role="ecommerce")
    async with shop.client_of(made["key"]) as web:
        changed = await web.patch("/v1/members/ext:ada", json={"phone": "+442079460958"}, headers={"If-Match": "*"})
        assert changed.status_code == 200, changed.text
        card = await web.post("/v1/members/ext:ada/cards", json={"card_number": "6331001"})
        assert card.status_code == 201
        for office in ({"joined_on": "2020-01-01"}, {"metadata": {"vip": "yes"}}):
            refused = await web.patch("/v1/members/ext:ada", json=office, headers={"If-Match": "*"})
            assert_problem(refused, 403, "insufficient-scope")
        assert_problem(await web.delete("/v1/members/ext:ada"), 403, "insufficient-scope")


async def test_a_key_of_a_store_finds_members_and_does_not_page_through_them(shop: Shop) -> None:
    await shop.post("/v1/members", {"external_id": "ada", "card_number": "6331001"})
    made = await made_with(shop.admin, role="pos", store="london-1")
    async with shop.client_of(made["key"]) as till:
        assert len((await till.get("/v1/members?card=6331001")).json()["data"]) == 1
        assert_problem(await till.get("/v1/members"), 403, "insufficient-scope")
        changed = await till.get("/v1/members?changed_since=2026-01-01T00:00:00Z")
        assert_problem(changed, 403, "insufficient-scope")
        assert_problem(await till.get("/v1/tier-changes"), 403, "insufficient-scope")


async def test_a_limit_of_a_day_counts_what_is_handed_on_and_taken(shop: Shop) -> None:
    document = await shop.get("/v1/program")
    document["points"]["transfer"] = {"allowed": True}
    del document["version"]
    assert (await shop.admin.put("/v1/program", json=document)).status_code == 200
    await shop.post("/v1/members", {"external_id": "ada"})
    await shop.post("/v1/members", {"external_id": "bob"})
    await shop.post("/v1/members", {"external_id": "cy"})
    given = {"external_id": "a-1", "unit": "points", "amount": 50, "reason": "Sorry"}
    await shop.post("/v1/members/ext:ada/adjustments", given)
    limited = await made_with(shop.admin, points_per_day=5)
    async with shop.client_of(limited["key"]) as client:

        async def hand_on(name: str, points: int) -> httpx2.Response:
            sent = {"external_id": name, "from": "ext:ada", "to": "ext:bob", "points": points}
            return await client.post("/v1/transfers", json=sent)

        assert (await hand_on("t-1", 3)).status_code == 201
        assert_problem(await hand_on("t-2", 3), 429, "rate-limited", "daily-limit")
        taken = {"external_id": "a-2", "unit": "points", "amount": -3, "reason": "Too much"}
        over = await client.post("/v1/members/ext:ada/adjustments", json=taken)
        assert_problem(over, 429, "rate-limited", "daily-limit")
        merged = await client.post("/v1/members/ext:bob/merge", json={"from": "ext:ada"})
        assert_problem(merged, 429, "rate-limited", "daily-limit")
        assert (await client.post("/v1/members/ext:ada/merge", json={"from": "ext:cy"})).status_code == 200
        published = await client.put("/v1/program", json=document)
        assert_problem(published, 403, "insufficient-scope")
