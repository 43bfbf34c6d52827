"""Merging members over HTTP."""

from typing import Any

import httpx2
import pytest

from tests.api.requests import assert_problem, purchase
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio

ADA = {"external_id": "ada", "name": "Ada", "email": "Ada@example.com", "metadata": {"shoe": "38"}}
EVE = {
    "external_id": "eve",
    "name": "Eve",
    "email": "eve@example.com",
    "phone": "+44 20 7946 0958",
    "birth_date": "1990-12-10",
    "joined_on": "2026-01-31",
    "consents": {"marketing": True},
    "metadata": {"shoe": "40", "hat": "7"},
}
BACK = {
    "external_id": "r",
    "purchase": "ext:till7-000123",
    "occurred_at": "2026-03-02T10:00:00Z",
    "lines": [{"line": 1, "quantity": 1}],
}
MERGE = "/v1/members/ext:ada/merge"


async def enrolled(shop: Shop) -> tuple[dict[str, Any], dict[str, Any]]:
    """Ada and Eve, who have bought something each."""
    ada, eve = await shop.post("/v1/members", ADA), await shop.post("/v1/members", EVE)
    for name in ("ada", "eve"):
        await shop.post("/v1/purchases", purchase(external_id=name, member=f"ext:{name}"))
    return ada, eve


async def test_all_of_the_one_is_the_other_s(shop: Shop) -> None:
    ada, eve = await enrolled(shop)
    merged = await shop.post(MERGE, {"from": "ext:eve"}, 200)
    assert merged == {
        **ada,
        "card_number": min(ada["card_number"], eve["card_number"]),
        "card_numbers": sorted([ada["card_number"], eve["card_number"]]),
        "phone": "+44 20 7946 0958",
        "birth_date": "1990-12-10",
        "joined_on": "2026-01-31",
        "consents": {"marketing": True},
        "metadata": {"hat": "7", "shoe": "38"},
    }
    for reference in ("ext:eve", eve["id"], f"card:{eve['card_number']}", "ext:ada"):
        assert await shop.get(f"/v1/members/{reference}") == merged
    for names in ({"email": "eve@EXAMPLE.com"}, {"email": "ada@example.com"}, {"phone": "+442079460958"}):
        assert (await shop.get("/v1/members", **names))["data"] == [merged]
    assert [one["id"] for one in (await shop.get("/v1/members"))["data"]] == [ada["id"]]
    assert (await shop.get("/v1/members/ext:ada/status"))["points"]["balance"] == 12
    assert (await shop.get("/v1/purchases/ext:eve"))["member"] == ada["id"]
    await shop.prove()


async def test_merging_again_changes_nothing(shop: Shop) -> None:
    _, eve = await enrolled(shop)
    first = await shop.admin.post(MERGE, json={"from": "ext:eve"})
    for reference in ("ext:eve", eve["id"], "ext:ada"):
        again = await shop.admin.post(MERGE, json={"from": reference})
        assert (again.status_code, again.content) == (200, first.content)


async def test_a_member_without_a_name_of_its_own_takes_the_other_s(shop: Shop) -> None:
    card = (await shop.post("/v1/members", {"card_number": "1"}, Idempotency_Key="k"))["id"]
    await shop.post("/v1/members", EVE)
    merged = await shop.post("/v1/members/card:1/merge", {"from": "ext:eve"}, 200)
    told = {name: merged[name] for name in EVE}
    assert (merged["id"], told) == (card, EVE)
    await shop.prove()


async def test_what_was_said_before_a_merge_is_answered_as_it_was(shop: Shop) -> None:
    coffees = [{"category": "coffee", "quantity": 10, "unit_price": 350}]
    requests: list[tuple[str, dict[str, Any]]] = [
        ("/v1/members", EVE),
        ("/v1/purchases", purchase(member="ext:eve", lines=coffees, total=None)),
        ("/v1/returns", BACK),
        ("/v1/members/ext:eve/adjustments", {"external_id": "a", "unit": "points", "amount": 5, "reason": "Sorry"}),
    ]
    await shop.post("/v1/members", ADA)
    first = [await shop.admin.post(path, json=body) for path, body in requests]
    await shop.post(MERGE, {"from": "ext:eve"}, 200)
    await shop.post("/v1/members/ext:ada/cards", {"card_number": "0"})
    for (path, body), answer in zip(requests, first, strict=True):
        again = await shop.admin.post(path, json=body)
        assert (answer.status_code, again.status_code, again.content) == (201, 200, answer.content)


async def test_what_is_bought_while_members_are_merged_is_not_lost(shop: Shop) -> None:
    await enrolled(shop)
    eve = (await shop.get("/v1/members/ext:eve"))["id"]
    buying = [
        shop.admin.post("/v1/purchases", json=purchase(external_id=f"p{number}", member=member, enrol=False))
        for number, member in enumerate(["ext:ada", "ext:eve", eve] * 7)
    ]
    half = len(buying) // 2
    answers = await shop.at_once(*buying[:half], shop.admin.post(MERGE, json={"from": "ext:eve"}), *buying[half:])
    assert sorted({answer.status_code for answer in answers}) == [200, 201]
    assert (await shop.get("/v1/members/ext:ada/status"))["points"]["balance"] == 6 * (len(buying) + 2)
    await shop.prove()


async def test_what_a_merge_names_must_be_there(client: httpx2.AsyncClient) -> None:
    await client.post("/v1/members", json=ADA)
    missing = assert_problem(await client.post(MERGE, json={"from": "ext:nobody"}), 404, "not-found")
    assert missing["errors"][0]["pointer"] == "/from"
    assert_problem(await client.post("/v1/members/ext:nobody/merge", json={"from": "ext:ada"}), 404, "not-found")
    assert_problem(await client.post(MERGE, json={"from": "ada"}), 422, "validation", "wrong-form")
    assert_problem(await client.post(MERGE, json={"from_": "ext:ada"}), 422, "validation", "unknown-field")
