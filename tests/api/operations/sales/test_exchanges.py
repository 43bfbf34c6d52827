"""Exchanges over HTTP."""

from typing import Any

import httpx2
import pytest

from tests.api.requests import PURCHASE, assert_problem, purchase

pytestmark = pytest.mark.anyio

BACK = {"external_id": "r1", "purchase": "ext:till7-000123", "occurred_at": "2026-03-02T10:00:00Z"}


async def send(client: httpx2.AsyncClient, back: Any, sold: Any) -> httpx2.Response:
    return await client.post("/v1/exchanges", json={"return": back, "purchase": sold})


async def test_both_are_answered_as_if_they_had_come_alone_and_the_same_again(client: httpx2.AsyncClient) -> None:
    await client.post("/v1/purchases", json=PURCHASE)
    other = purchase(external_id="till7-000124")
    first, again = await send(client, BACK, other), await send(client, BACK, other)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["return"] == (await client.post("/v1/returns", json=BACK)).json()
    assert first.json()["purchase"] == (await client.post("/v1/purchases", json=other)).json()


async def test_neither_is_recorded_if_one_is_refused(client: httpx2.AsyncClient) -> None:
    await client.post("/v1/purchases", json=PURCHASE)
    answer = await send(client, BACK, purchase(external_id="till7-000124", total=1))
    assert_problem(answer, 422, "total-mismatch")
    assert answer.json()["errors"][0]["pointer"] == "/purchase/total"
    assert (await client.get("/v1/returns/ext:r1")).status_code == 404
    answer = await send(client, {**BACK, "external_id": None}, purchase(external_id="till7-000124"))
    assert answer.json()["errors"][0]["pointer"] == "/return/external_id"
    answer = await send(client, BACK, {"external_id": "x"})
    assert answer.json()["errors"][0]["pointer"] == "/purchase/occurred_at"


async def test_a_sum_of_no_line_comes_back(client: httpx2.AsyncClient) -> None:
    await client.post("/v1/purchases", json=PURCHASE)
    answer = await client.post("/v1/returns", json={**BACK, "amount": 150})
    assert answer.status_code == 201, answer.text
    assert answer.json()["returned_net"] == 150
    assert answer.json()["lines"] == [{"line": 1, "quantity": 0, "amount": 150}]
    both = await client.post("/v1/returns", json={**BACK, "amount": 1, "lines": [{"line": 1, "quantity": 1}]})
    assert_problem(both, 422, "validation")
