"""The time of a test programme."""

from typing import Any

import httpx2
import pytest

from tests.actions.sweeping import LATER, count_due, ledger, new_program, sell, set_clock
from tests.api.requests import assert_problem
from tests.api.shop import NOW, Shop

pytestmark = pytest.mark.anyio


async def advance(tester: httpx2.AsyncClient, to: str) -> httpx2.Response:
    return await tester.post("/v1/clock/advance", json={"to": to})


async def test_time_moves_forward_and_stands(shop: Shop) -> None:
    async with shop.client_of(await shop.create_program("test", test=True)) as tester:
        moved = await advance(tester, "2026-03-02T13:00:00+01:00")
        assert (moved.status_code, moved.json()) == (200, {"now": "2026-03-02T12:00:00Z", "stands": True})
        for to in ("2026-07-01T00:00:00+01:00", "2026-06-30T23:00:00Z"):
            moved = await advance(tester, to)
            assert (moved.status_code, moved.json()["now"]) == (200, "2026-06-30T23:00:00Z")
        assert (await tester.get("/v1/clock")).json() == {"now": "2026-06-30T23:00:00Z", "stands": True}
        refused = await advance(tester, "2026-06-30T22:59:59.999999Z")
        document = assert_problem(refused, 422, "validation", "in-past")
        assert document["errors"][0]["pointer"] == "/to"
        assert_problem(await advance(tester, "2046-07-01T00:00:00Z"), 422, "validation", "out-of-range")
        assert (await tester.get("/v1/clock")).json()["now"] == "2026-06-30T23:00:00Z"
        acts = (await tester.get("/v1/audit")).json()["data"]
        assert [one["detail"].get("to") for one in acts if one["act"] == "advance_clock"] == [
            "2026-06-30T23:00:00Z",
            "2026-03-02T12:00:00Z",
        ]


async def test_what_happens_then_happens_at_that_time(shop: Shop) -> None:
    async with shop.client_of(await shop.create_program("test", test=True)) as tester:
        basket: dict[str, Any] = {
            "member": "ext:ada",
            "enrol": True,
            "currency": "GBP",
            "lines": [{"quantity": 1, "unit_price": 30000}],
        }
        first = {**basket, "external_id": "a", "occurred_at": "2026-03-02T11:00:00Z"}
        assert (await tester.post("/v1/purchases", json=first)).status_code == 201
        status = (await tester.get("/v1/members/ext:ada/status")).json()
        assert (status["tier"]["id"], status["keep_tier"]) == ("silver", {"needs": 30000, "by": "2027-03-01"})
        late = {**basket, "external_id": "b", "occurred_at": "2027-03-01T11:00:00Z"}
        assert_problem(await tester.post("/v1/purchases", json=late), 422, "occurred-in-future")
        await advance(tester, "2027-03-01T23:59:59Z")
        assert (await tester.get("/v1/members/ext:ada/status")).json()["tier"]["id"] == "silver"
        await advance(tester, "2027-03-02T00:00:00Z")
        status = (await tester.get("/v1/members/ext:ada/status")).json()
        assert (status["tier"]["id"], status["as_of"]) == ("base", "2027-03-02T00:00:00Z")
        bought = await tester.post("/v1/purchases", json=late)
        assert (bought.status_code, bought.json()["recorded_at"]) == (201, "2027-03-02T00:00:00Z")
        assert bought.json()["after"]["tier"] == "silver"


async def test_a_voucher_is_there_through_its_last_day(shop: Shop) -> None:
    async with shop.client_of(await shop.create_program("test", test=True)) as tester:
        basket: dict[str, Any] = {
            "external_id": "a",
            "member": "ext:ada",
            "enrol": True,
            "occurred_at": "2026-03-02T11:00:00Z",
            "currency": "GBP",
            "lines": [{"category": "coffee", "quantity": 10, "unit_price": 350}],
        }
        (voucher,) = (await tester.post("/v1/purchases", json=basket)).json()["vouchers_issued"]
        assert voucher["expires_on"] == "2026-05-01"
        # The last day ends at midnight in London, which is an hour earlier in summer.
        for to, there in (("2026-05-01T22:59:59Z", True), ("2026-05-01T23:00:00Z", False)):
            await advance(tester, to)
            status = (await tester.get("/v1/members/ext:ada/status")).json()
            assert bool(status["vouchers"]) == there
        later = {**basket, "external_id": "b", "occurred_at": "2026-05-01T23:00:00Z", "vouchers": [voucher["code"]]}
        assert_problem(await tester.post("/v1/purchases", json=later), 422, "voucher-not-usable")


async def test_all_that_was_due_has_happened_when_it_answers(shop: Shop) -> None:
    program_id = await new_program(shop, "month", NOW)
    await sell(shop, program_id, 200)
    moved = await advance(shop.admin, LATER.isoformat())
    assert (moved.status_code, moved.json()) == (200, {"now": "2026-04-20T12:00:00Z", "stands": True})
    assert await count_due(shop, program_id) == 0
    after = await ledger(shop, program_id)
    assert len([one for one in after if one[2] == "expire"]) == 200
    assert (await advance(shop.admin, LATER.isoformat())).status_code == 200
    assert await ledger(shop, program_id) == after
    acts = [one["act"] for one in (await shop.get("/v1/audit"))["data"]]
    assert acts.count("advance_clock") == 1
    await shop.prove()


async def test_what_was_interrupted_is_finished_by_saying_it_again(shop: Shop) -> None:
    program_id = await new_program(shop, "month", NOW)
    await sell(shop, program_id, 100)
    # As if the server had been killed then.
    await set_clock(shop, program_id, LATER)
    moved = await advance(shop.admin, LATER.isoformat())
    assert moved.status_code == 200
    assert await count_due(shop, program_id) == 0


async def test_a_live_programme_s_time_is_everybody_s(shop: Shop) -> None:
    assert_problem(await advance(shop.admin, "2027-01-01T00:00:00Z"), 404, "not-found")


@pytest.mark.parametrize(
    "body", [{}, {"to": None}, {"to": "tomorrow"}, {"to": 1}, {"to": "2027-01-01T00:00:00Z", "x": 1}]
)
async def test_what_is_no_instant_moves_nothing(shop: Shop, body: Any) -> None:
    async with shop.client_of(await shop.create_program("test", test=True)) as tester:
        assert_problem(await tester.post("/v1/clock/advance", json=body), 422, "validation")
        assert (await tester.get("/v1/clock")).json()["stands"] is False
