"""What a key may issue and take in a day."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.api.requests import assert_problem
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio

TILL: dict[str, Any] = {"role": "pos", "points_per_day": 100, "credit_per_day": 500}


def sale(name: str, amount: int, **more: Any) -> dict[str, Any]:
    """A purchase of one thing at this price, a minute ago."""
    occurred_at = "2026-03-02T11:59:00+00:00"
    lines = [{"quantity": 1, "unit_price": amount}]
    return {
        "external_id": name,
        "member": "ext:ada",
        "enrol": True,
        "occurred_at": occurred_at,
        "currency": "GBP",
        "lines": lines,
        **more,
    }


async def test_a_key_issues_no_more_in_a_day_than_it_may(shop: Shop) -> None:
    made = await shop.post("/v1/keys", TILL)
    async with shop.client_of(made["key"]) as till:
        assert (await till.post("/v1/purchases", json=sale("a", 6000))).status_code == 201
        refused = await till.post("/v1/purchases", json=sale("b", 4100))
        document = assert_problem(refused, 429, "rate-limited", "daily-limit")
        assert "100" in document["detail"]
        # From noon in London to midnight.
        assert 12 * 3600 <= int(refused.headers["retry-after"]) <= 12 * 3600 + 1
        # A repeated request gives nothing again, and what was refused has left nothing behind.
        assert (await till.post("/v1/purchases", json=sale("a", 6000))).status_code == 200
        assert (await till.post("/v1/purchases", json=sale("b", 4000))).status_code == 201
        assert (await till.post("/v1/purchases", json=sale("c", 99))).status_code == 201
        # Taking is counted apart from giving.
        assert (await till.post("/v1/purchases/ext:b/void", json={})).status_code == 200
        assert_problem(await till.post("/v1/purchases", json=sale("d", 100)), 429, "rate-limited", "daily-limit")
    assert (await shop.get("/v1/members/ext:ada/balance"))["points"]["balance"] == 60
    assert (await shop.admin.post("/v1/purchases", json=sale("d", 100))).status_code == 201
    await shop.prove()


async def test_the_next_day_begins_at_local_midnight(shop: Shop) -> None:
    shop.now = datetime(2026, 7, 1, 22, 59, tzinfo=UTC)
    made = await shop.post("/v1/keys", TILL)
    summer = {"occurred_at": "2026-07-01T22:58:00+00:00"}
    async with shop.client_of(made["key"]) as till:
        assert (await till.post("/v1/purchases", json=sale("a", 10000, **summer))).status_code == 201
        refused = await till.post("/v1/purchases", json=sale("b", 100, **summer))
        assert_problem(refused, 429, "rate-limited", "daily-limit")
        shop.now += timedelta(seconds=int(refused.headers["retry-after"]))
        assert (await till.post("/v1/purchases", json=sale("b", 100, **summer))).status_code == 201


async def test_by_hand_too_and_credit_has_a_limit_of_its_own(shop: Shop) -> None:
    wanted = {"role": "partner", "all_members": True, "scopes": ["ledger:adjust"], "credit_per_day": 500}
    made = await shop.post("/v1/keys", wanted)
    await shop.post("/v1/members", {"external_id": "ada"})
    async with shop.client_of(made["key"]) as partner:

        async def adjust(name: str, unit: str, amount: int) -> int:
            body = {"external_id": name, "unit": unit, "amount": amount, "reason": "Sorry", "allow_negative": True}
            return (await partner.post("/v1/members/ext:ada/adjustments", json=body)).status_code

        assert [await adjust(f"up-{number}", "credit", 200) for number in range(3)] == [201, 201, 429]
        assert [await adjust(f"down-{number}", "credit", -200) for number in range(3)] == [201, 201, 429]
        assert await adjust("points", "points", 10**6) == 201
    await shop.prove()


async def test_many_at_once_stay_within_the_limit(shop: Shop) -> None:
    made = await shop.post("/v1/keys", TILL)
    async with shop.client_of(made["key"]) as till:
        requests = (till.post("/v1/purchases", json=sale(f"s-{number}", 1000)) for number in range(30))
        answers = await shop.at_once(*requests)
        assert sorted(answer.status_code for answer in answers) == [201] * 10 + [429] * 20
        batch = {"purchases": [sale("t-1", 1000), sale("t-2", 50)]}
        results = (await till.post("/v1/purchases/batch", json=batch)).json()["results"]
        assert [one["status"] for one in results] == [429, 201]
    assert (await shop.get("/v1/members/ext:ada/balance"))["points"]["balance"] == 100


async def test_a_key_with_a_daily_limit_makes_no_keys(shop: Shop) -> None:
    for limit in ("points_per_day", "credit_per_day"):
        made = await shop.post("/v1/keys", {"role": "admin", limit: 100})
        async with shop.client_of(made["key"]) as admin:
            assert_problem(await admin.post("/v1/keys", json={"role": "email"}), 403, "insufficient-scope")
