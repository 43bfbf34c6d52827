"""Many purchases and returns in one request."""

from typing import Any

import httpx2
import pytest

from app.actions.access.keys import Caller
from app.actions.writing.write_queue import Done
from app.engine.model.commands.command import Command
from tests.api.requests import PURCHASE, assert_problem, purchase
from tests.api.shop import Shop, unavailable

pytestmark = pytest.mark.anyio


async def send(client: httpx2.AsyncClient, *items: Any, query: str = "") -> list[dict[str, Any]]:
    answer = await client.post(f"/v1/purchases/batch{query}", json={"purchases": items})
    assert answer.status_code == 200, answer.text
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


async def test_one_bad_item_does_not_stop_the_others(client: httpx2.AsyncClient) -> None:
    items: list[Any] = [purchase(external_id=f"b{place}") for place in range(500)]
    items[250] = purchase(external_id="b250", total=1)
    results = await send(client, *items)
    assert [result["status"] for result in results] == [201] * 250 + [422] + [201] * 249
    assert [result["purchase"]["external_id"] for result in results if "purchase" in result][:3] == ["b0", "b1", "b2"]
    assert results[250]["problem"]["type"] == "/problems/total-mismatch"


async def test_items_are_answered_as_if_they_had_come_alone(client: httpx2.AsyncClient) -> None:
    (result,) = await send(client, PURCHASE)
    alone = await client.post("/v1/purchases", json=PURCHASE)
    assert alone.json() == result["purchase"]
    (again,) = await send(client, PURCHASE)
    assert again == {"status": 200, "purchase": result["purchase"]}


async def test_a_name_said_twice_has_one_effect_and_two_answers(client: httpx2.AsyncClient, corner_shop: Shop) -> None:
    first, second = await send(client, PURCHASE, PURCHASE)
    assert (first["status"], second["status"]) == (201, 200)
    assert first["purchase"] == second["purchase"]
    points = [entry for entry in await corner_shop.entries("card:6331001234567890") if entry.unit == "points"]
    assert len(points) == 1


async def test_an_item_may_be_a_return(client: httpx2.AsyncClient) -> None:
    returned = {"external_id": "r1", "purchase": "ext:till7-000123", "occurred_at": "2026-03-02T10:00:00Z"}
    sold, back, again = await send(client, PURCHASE, {"return": returned}, {"return": returned})
    assert (sold["status"], back["status"], again["status"]) == (201, 201, 200)
    assert back["return"]["returned_net"] == 650
    assert back["return"] == again["return"]


@pytest.mark.parametrize("between", [0, 1, 70])
async def test_a_purchase_may_stand_behind_its_return(client: httpx2.AsyncClient, between: int) -> None:
    others = [purchase(external_id=f"b{place}") for place in range(between)]
    returned = {"external_id": "r1", "purchase": "ext:till7-000123", "occurred_at": "2026-03-02T10:00:00Z"}
    second = {**returned, "external_id": "r2"}
    results = await send(client, {"return": returned}, *others, {"return": second}, PURCHASE)
    assert [result["status"] for result in results] == [201, *[201] * between, 422, 201]
    assert results[0]["return"]["external_id"] == "r1"
    assert results[-2]["problem"]["type"] == "/problems/return-exceeds-purchase"
    assert results[-1]["purchase"]["external_id"] == "till7-000123"


async def test_a_return_without_its_purchase_is_to_be_sent_again_later(client: httpx2.AsyncClient) -> None:
    returned = {"external_id": "r1", "purchase": "ext:till7-000123", "occurred_at": "2026-03-02T10:00:00Z"}
    (early,) = await send(client, {"return": returned})
    assert (early["status"], early["problem"]["retry"]) == (404, "later")
    assert [result["status"] for result in await send(client, PURCHASE, {"return": returned})] == [201, 201]


async def test_a_brief_answer_leaves_out_entries(client: httpx2.AsyncClient) -> None:
    (brief,) = await send(client, PURCHASE, query="?answer=brief")
    (full,) = await send(client, PURCHASE, query="?answer=full")
    assert full["purchase"].pop("entries")
    assert brief["purchase"] == full["purchase"]
    answer = await client.post("/v1/purchases/batch?answer=short", json={"purchases": [PURCHASE]})
    assert_problem(answer, 422, "validation", "not-one-of")


@pytest.mark.parametrize(
    ("item", "pointer", "code"),
    [
        (purchase(external_id=None), "/external_id", "required"),
        (purchase(bonus=1), "/bonus", "unknown-field"),
        (7, "", "wrong-type"),
        (None, "", "wrong-type"),
        ({"return": 7}, "", "wrong-type"),
        ({"x": 1}, "/external_id", "required"),
        ({"x": 1}, "/x", "unknown-field"),
        ({"return": {}}, "/external_id", "required"),
        ({"return": {}}, "/member", "required"),
        ({"return": {"external_id": "r"}}, "/member", "required"),
    ],
)
async def test_a_wrong_item_is_told_what_is_wrong(
    client: httpx2.AsyncClient, item: Any, pointer: str, code: str
) -> None:
    (result,) = await send(client, item)
    assert result["status"] == 422
    assert (pointer, code) in [(error["pointer"], error["code"]) for error in result["problem"]["errors"]]


@pytest.mark.parametrize("purchases", [[], [PURCHASE] * 501, None, {}])
async def test_a_batch_has_1_to_500_items(client: httpx2.AsyncClient, corner_shop: Shop, purchases: Any) -> None:
    answer = await client.post("/v1/purchases/batch", json={"purchases": purchases})
    assert_problem(answer, 422, "validation")
    assert corner_shop.submitted == []


async def test_an_item_that_could_not_be_done_now_says_so(client: httpx2.AsyncClient, corner_shop: Shop) -> None:
    take = corner_shop.goldlist.commands.take

    def sometimes(command: Command, caller: Caller | None, done: Done, *, in_bulk: bool = False) -> None:
        if command.request_key.name == "b1":  # type: ignore[union-attr]
            raise unavailable()
        take(command, caller, done, in_bulk=in_bulk)

    corner_shop.goldlist.commands.take = sometimes  # type: ignore[method-assign]
    results = await send(client, *[purchase(external_id=f"b{place}") for place in range(3)])
    assert [result["status"] for result in results] == [201, 503, 201]
    assert results[1]["problem"]["retry"] == "later"
