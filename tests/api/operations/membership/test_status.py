"""Where members stand, over HTTP."""

from datetime import timedelta

import httpx2
import pytest

from app.api.operations.membership.status import tag
from tests.api.requests import PURCHASE, assert_problem
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio

PATH = "/v1/members/card:6331001234567890/status"


@pytest.fixture
async def checkout(client: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """A checkout of a shop with one customer."""
    await client.post("/v1/purchases", json=PURCHASE)
    return client


async def test_a_status_has_everything_that_the_contract_shows(checkout: httpx2.AsyncClient) -> None:
    status = (await checkout.get(PATH)).json()
    assert list(status) == [
        "member", "as_of", "currency", "program_version", "tier", "next_tier", "keep_tier", "qualifying", "points",
        "credit", "punch_cards", "rebates", "vouchers", "vouchers_total", "ladders", "group",
        "contact",
    ]  # fmt: skip
    assert status["as_of"] == "2026-03-02T12:00:00Z"
    assert status["points"]["balance"] == 6


async def test_the_etag_lasts_as_long_as_nothing_but_the_moment_differs(
    checkout: httpx2.AsyncClient, corner_shop: Shop
) -> None:
    first = await checkout.get(PATH)
    corner_shop.now += timedelta(seconds=90)
    known = await checkout.get(PATH, headers={"If-None-Match": first.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert known.headers["etag"] == first.headers["etag"]
    await checkout.post("/v1/purchases", json={**PURCHASE, "external_id": "b"})
    fresh = await checkout.get(PATH, headers={"If-None-Match": f'"x", {first.headers["etag"]}'})
    assert fresh.status_code == 200
    assert fresh.headers["etag"] != first.headers["etag"]


def test_the_moment_is_cut_out_of_the_tag_and_nothing_else() -> None:
    assert tag(b'{"member":"a","as_of":"1","x":1}') == tag(b'{"member":"a","as_of":"2","x":1}')
    assert tag(b'{"member":"a","as_of":"1","x":1}') != tag(b'{"member":"a","as_of":"1","x":2}')
    assert tag(b'{"member":"a","as_of":"1"}') != tag(b'{"member":"b","as_of":"1"}')


async def test_many_are_answered_in_the_order_asked(checkout: httpx2.AsyncClient) -> None:
    alone = (await checkout.get(PATH)).json()
    wanted = ["ext:nobody", "card:6331001234567890", alone["member"], "ext:nobody-else"]
    answer = await checkout.post("/v1/status/batch", json={"members": wanted})
    nobody, by_card, by_id, nobody_else = answer.json()["data"]
    assert by_card == by_id == alone
    assert {**nobody, "member": "ext:nobody-else"} == nobody_else
    assert nobody["member"] == "ext:nobody"
    assert nobody["problem"]["type"] == "/problems/not-found"
    assert nobody["problem"]["detail"] == "there is no such member"


@pytest.mark.parametrize("members", [[], ["ext:a"] * 1001, ["nobody"], [7], None])
async def test_a_batch_asks_for_1_to_1000_references(checkout: httpx2.AsyncClient, members: object) -> None:
    assert_problem(await checkout.post("/v1/status/batch", json={"members": members}), 422, "validation")
