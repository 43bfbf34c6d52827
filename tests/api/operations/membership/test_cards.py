"""The cards of a member over HTTP."""

import httpx2
import pytest

from tests.api.requests import assert_problem, purchase
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio

CARDS = "/v1/members/ext:ada/cards"


async def test_a_member_has_any_number_of_cards(shop: Shop) -> None:
    ada = await shop.post("/v1/members", {"external_id": "ada", "card_number": "1"})
    added = await shop.admin.post(CARDS, json={"card_number": "2"})
    assert (added.status_code, added.headers["etag"]) == (201, '"2"')
    assert added.json() == {**ada, "card_numbers": ["1", "2"]}
    again = await shop.admin.post(CARDS, json={"card_number": "2"})
    assert (again.status_code, again.content) == (200, added.content)
    for card in ("1", "2"):
        assert (await shop.get(f"/v1/members/card:{card}"))["id"] == ada["id"]
    bought = await shop.post("/v1/purchases", purchase(member="card:2"))
    assert bought["member"] == ada["id"]


async def test_a_card_that_is_taken_away_names_nobody_and_can_be_another_s(shop: Shop) -> None:
    for name in ("ada", "bob"):
        await shop.post("/v1/members", {"external_id": name, "card_number": name})
    taken = await shop.admin.post(CARDS, json={"card_number": "bob"})
    assert assert_problem(taken, 409, "member-exists")["errors"][0]["pointer"] == "/card_number"
    gone = await shop.admin.delete("/v1/members/ext:bob/cards/bob")
    assert (gone.status_code, gone.content) == (204, b"")
    assert "content-type" not in gone.headers
    assert_problem(await shop.admin.get("/v1/members/card:bob"), 404, "not-found")
    assert_problem(await shop.admin.delete("/v1/members/ext:bob/cards/bob"), 404, "not-found")
    assert (await shop.post(CARDS, {"card_number": "bob"}))["card_numbers"] == ["ada", "bob"]
    assert_problem(await shop.admin.delete("/v1/members/ext:bob/cards/bob"), 404, "not-found")
    assert (await shop.get("/v1/members/ext:bob"))["card_number"] is None


async def test_a_card_that_changes_hands_at_once_is_one_s(shop: Shop) -> None:
    """Taken away and given again in one batch, which has to come out as one after the other."""
    for name in ("ada", "bob"):
        await shop.post("/v1/members", {"external_id": name, "card_number": name})
    for _ in range(5):
        await shop.at_once(
            shop.admin.delete(f"{CARDS}/ada"),
            shop.admin.post("/v1/members/ext:bob/cards", json={"card_number": "ada"}),
            shop.admin.delete("/v1/members/ext:bob/cards/ada"),
            shop.admin.post(CARDS, json={"card_number": "ada"}),
        )
        assert (await shop.get("/v1/members", card="ada"))["data"][0]["external_id"] == "ada"
    await shop.prove()


async def test_of_many_who_want_a_card_at_once_one_gets_it(shop: Shop) -> None:
    names = [f"m{number}" for number in range(20)]
    for name in names:
        await shop.post("/v1/members", {"external_id": name})
    paths = [f"/v1/members/ext:{name}/cards" for name in names]
    answers = await shop.at_once(*[shop.admin.post(path, json={"card_number": "7"}) for path in paths])
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 19


async def test_what_is_no_card_or_no_member_is_not_found(client: httpx2.AsyncClient) -> None:
    await client.post("/v1/members", json={"external_id": "ada"})
    for path in (f"{CARDS}/a%2Fb", f"{CARDS}/{'1' * 65}", f"{CARDS}/%00", "/v1/members/nobody/cards/1"):
        assert_problem(await client.delete(path), 404, "not-found")
    assert_problem(await client.post("/v1/members/ext:nobody/cards", json={"card_number": "1"}), 404, "not-found")
    assert_problem(await client.post(CARDS, json={"card_number": "1 2"}), 422, "validation", "wrong-form")
    assert_problem(await client.post(CARDS, json={}), 422, "validation", "required")
