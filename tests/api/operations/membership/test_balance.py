"""What a member had at a moment, and what time it is, over HTTP."""

from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from tests.api.requests import LINE, assert_problem, purchase
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio

PATH = "/v1/members/ext:ada/balance"
NOTHING: dict[str, Any] = {
    "points": {"balance": 0, "available": 0, "pending": 0, "debt": 0, "held": 0},
    "credit": 0,
    "punches": {"coffee": 0},
    "rebates": {"quarter": {"accrued": 0, "unpaid": 0}},
    "vouchers": {},
    "units": {},
}
BOUGHT: dict[str, Any] = {
    "points": {"balance": 345, "available": 345, "pending": 0, "debt": 0, "held": 0},
    "credit": 690,
    "punches": {"coffee": 2},
    "rebates": {"quarter": {"accrued": 690, "unpaid": 0}},
    "vouchers": {"free-coffee": 1},
    "units": {"credit": 690, "points": 345, "punches:coffee": 12, "voucher:free-coffee": 1},
}


@pytest.fixture
async def story(shop: Shop) -> Shop:
    """Ada enrols at 12:00, buys at 12:10 what she bought yesterday, spends her voucher and brings all back at 12:20."""
    await shop.post("/v1/members", {"external_id": "ada"})
    lines = [{**LINE, "quantity": 12, "discount": 0}, {"quantity": 1, "unit_price": 30300}]
    shop.now = shop.now.replace(minute=10)
    made = await shop.post(
        "/v1/purchases", purchase(member="ext:ada", lines=lines, total=None, occurred_at="2026-03-01T10:15:00Z")
    )
    shop.now = shop.now.replace(minute=20)
    codes = [voucher["code"] for voucher in made["vouchers_issued"]]
    await shop.post("/v1/purchases", purchase(external_id="b", member="ext:ada", vouchers=codes, lines=[LINE]))
    await shop.post("/v1/purchases/ext:till7-000123/void", None, 200)
    return shop


@pytest.mark.parametrize(
    ("at", "known"),
    [
        ("2026-03-01T10:15:00Z", NOTHING),
        ("2026-03-02T12:09:59.999999Z", NOTHING),
        ("2026-03-02T12:10:00Z", BOUGHT),
        ("2026-03-02T13:15:00+01:00", BOUGHT),
    ],
)
async def test_it_is_told_as_it_was_known_then(story: Shop, at: str, known: dict[str, Any]) -> None:
    told = await story.get(PATH, at=at)
    member = (await story.get("/v1/members/ext:ada"))["id"]
    assert told == {"member": member, "at": told["at"], "currency": "GBP", **known}


async def test_now_it_is_what_the_status_says(story: Shop) -> None:
    for at in ({}, {"at": "2026-03-02T12:20:00Z"}, {"at": "2026-03-02T12:24:00Z"}):
        told = await story.get(PATH, **at)
        status = await story.get("/v1/members/ext:ada/status")
        assert {name: status["points"][name] for name in ("balance", "pending", "debt")} == {
            name: told["points"][name] for name in ("balance", "pending", "debt")
        }
        assert told["credit"] == status["credit"]["balance"] == 0
        assert told["punches"] == {"coffee": 2}
        assert told["vouchers"] == {}, "it was used"
        assert told["units"]["punches:coffee"] == 2


async def test_the_sums_are_those_of_the_entries(story: Shop) -> None:
    told = (await story.get(PATH))["units"]
    sums: dict[str, int] = {}
    for entry in (await story.get("/v1/members/ext:ada/entries", limit="200"))["data"]:
        sums[entry["unit"]] = sums.get(entry["unit"], 0) + entry["amount"]
    assert told == {unit: amount for unit, amount in sums.items() if amount}


async def test_a_moment_to_come_or_none_is_refused(shop: Shop) -> None:
    await shop.post("/v1/members", {"external_id": "ada"})
    document = assert_problem(await shop.admin.get(f"{PATH}?at=2026-03-02T12:05:01Z"), 422, "validation", "in-future")
    assert document["errors"][0]["pointer"] == "/at"
    for wrong in ("at=2026-03-02", "at=", "at=0000-01-01T00:00:00Z"):
        assert_problem(await shop.admin.get(f"{PATH}?{wrong}"), 422, "validation", "wrong-form")
    assert_problem(await shop.admin.get(f"{PATH}?when=now"), 422, "validation", "unknown-parameter")
    assert (await shop.get(PATH, at="0001-01-02T00:00:00Z"))["units"] == {}
    for nobody in ("ext:nobody", "nobody", "a%00b"):
        assert_problem(await shop.admin.get(f"/v1/members/{nobody}/balance"), 404, "not-found")


@pytest.mark.parametrize("stands_at", [None, datetime(2011, 12, 9, 23, 59, 59, tzinfo=UTC)])
async def test_a_test_programme_has_a_clock(shop: Shop, stands_at: datetime | None) -> None:
    async with shop.client_of(await shop.create_program("test", test=True, clock=stands_at)) as tester:
        told = (await tester.get("/v1/clock")).json()
    now = "2026-03-02T12:00:00Z" if stands_at is None else "2011-12-09T23:59:59Z"
    assert told == {"now": now, "stands": stands_at is not None}


async def test_a_live_programme_has_no_clock_of_its_own(shop: Shop) -> None:
    assert_problem(await shop.admin.get("/v1/clock"), 404, "not-found")


async def test_what_was_a_mistake_is_no_question(client: httpx2.AsyncClient) -> None:
    assert_problem(await client.get("/v1/members/ext:ada/balance?at=a&at=b"), 400, "malformed-request")
