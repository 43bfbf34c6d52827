"""Reports over HTTP: what is asked for, who may, and in which form it comes."""

from datetime import timedelta

import httpx2
import pytest

from tests.api.requests import assert_problem, purchase
from tests.api.shop import Shop, unavailable

pytestmark = pytest.mark.anyio

LIABILITY = "/v1/reports/liability"


async def test_what_is_owed_is_told_of_today_and_of_a_day(shop: Shop) -> None:
    await shop.post("/v1/members", {"external_id": "ada"})
    await shop.post(
        "/v1/purchases", purchase(member="ext:ada", lines=[{"quantity": 1, "unit_price": 40_000}], total=None)
    )
    told = await shop.get(LIABILITY)
    assert told == await shop.get(LIABILITY, on="2026-03-02")
    assert told == {
        "on": "2026-03-02",
        "currency": "GBP",
        "program_version": 1,
        "points": {
            "lots": [
                {"month": None, "earned_in": None, "issued": 400, "spent": 0, "expired": 0, "outstanding": 400},
            ],
            "issued": 400,
            "spent": 0,
            "expired": 0,
            "outstanding": 400,
            "debt": 0,
            "worth": None,
        },
        "credit": {"outstanding": 800, "owed_by_members": 0},
        "gift_cards": {"count": 0, "outstanding": 0},
        "rebates": [
            {
                "id": "quarter",
                "period": {"from": "2026-01-01", "to": "2026-03-31"},
                "due": 800,
                "paid": 800,
                "unpaid": 0,
                "expected": None,
            }
        ],
        "vouchers": [],
    }
    assert (await shop.get(LIABILITY, on="2026-03-01"))["credit"] == {"outstanding": 0, "owed_by_members": 0}


async def test_vouchers_that_can_be_used_are_owed_until_they_end_or_are_used(shop: Shop) -> None:
    document = await shop.get("/v1/program")
    del document["version"]
    document["rewards"].append({"id": "five", "name": "5 off", "kind": "amount_off", "amount": 500, "valid_days": 2})
    await shop.admin.put("/v1/program", json=document)
    await shop.post("/v1/members", {"external_id": "ada"})
    given = {"member": "ext:ada", "reason": "Sorry"}
    for name in ("one", "two"):
        await shop.post("/v1/vouchers", {"external_id": name, "reward": "five", **given})
    free = await shop.post("/v1/vouchers", {"external_id": "three", "reward": "free-coffee", **given})
    await shop.post(
        "/v1/holds", {"external_id": "h", "member": "ext:ada", "vouchers": [free["code"]], "ttl_seconds": 900}
    )
    assert (await shop.get(LIABILITY))["vouchers"] == [
        {"reward": "five", "outstanding": 2, "largest_worth": 1000},
        {"reward": "free-coffee", "outstanding": 1, "largest_worth": None},
    ], "what is held is owed too"
    assert (await shop.get(LIABILITY, on="2026-03-01"))["vouchers"] == []
    await shop.admin.post(f"/v1/vouchers/{free['code']}/revoke", json={"reason": "A mistake"})
    shop.now += timedelta(days=4)
    owed = (await shop.get(LIABILITY))["vouchers"]
    assert [one["reward"] for one in owed] == ["free-coffee"], "what has ended is owed no more, written or not"


async def test_a_day_to_come_or_none_is_refused(shop: Shop) -> None:
    assert_problem(await shop.admin.get(f"{LIABILITY}?on=2026-03-03"), 422, "validation", "in-future")
    for wrong in ("on=", "on=2026-02-30", "on=2026-03-02T12:00:00Z", "on=today"):
        assert_problem(await shop.admin.get(f"{LIABILITY}?{wrong}"), 422, "validation", "wrong-form")
    assert (await shop.admin.get(f"{LIABILITY}?on=9999-12-31")).status_code == 422
    assert (await shop.admin.get(f"{LIABILITY}?on=0001-01-01")).status_code == 200


@pytest.mark.parametrize(
    ("role", "status"), [("admin", 200), ("auditor", 200), ("pos", 403), ("ecommerce", 403), ("email", 403)]
)
async def test_it_is_for_those_who_keep_the_books(
    anybody: httpx2.AsyncClient, corner_shop: Shop, role: str, status: int
) -> None:
    headers = {"Authorization": f"Bearer {await corner_shop.key(role)}"}
    assert (await anybody.get(LIABILITY, headers=headers)).status_code == status


async def test_settlements_come_as_csv(shop: Shop) -> None:
    await shop.post("/v1/members", {"external_id": "ada"})
    await shop.post(
        "/v1/purchases", purchase(member="ext:ada", lines=[{"quantity": 1, "unit_price": 40_000}], total=None)
    )
    answer = await shop.admin.get(
        "/v1/reports/settlements?from=2026-03-02&to=2026-03-02", headers={"Accept": "text/csv"}
    )
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    header, line = answer.text.splitlines()
    assert header == "settled_at,member,external_id,rebate,period_from,period_to,amount,currency,paid_as,why"
    member = (await shop.get("/v1/members/ext:ada"))["id"]
    assert line == (
        f"2026-03-02T12:00:00Z,{member},ada,quarter,2026-01-01,2026-03-31,800,GBP,credit,Money back: paid as credit"
    )


async def test_settlements_of_no_days_are_refused(client: httpx2.AsyncClient, corner_shop: Shop) -> None:
    path = "/v1/reports/settlements"
    assert_problem(await client.get(path), 422, "validation", "required")
    assert_problem(await client.get(f"{path}?from=2026-03-02&to=2026-03-01"), 422, "validation", "before-from")
    assert_problem(await client.get(f"{path}?from=2026-03-02&to=tomorrow"), 422, "validation", "wrong-form")
    assert (await client.get(f"{path}?from=0001-01-01&to=9999-12-31")).status_code == 200
    till = {"Authorization": f"Bearer {await corner_shop.key('pos')}"}
    corner_shop.failure = unavailable()
    assert_problem(await client.get(f"{path}?from=2026-03-01&to=2026-03-01"), 503, "unavailable")
    corner_shop.failure = None
    answer = await client.get(f"{path}?from=2026-03-01&to=2026-03-01", headers=till)
    assert_problem(answer, 403, "insufficient-scope")


async def test_a_status_is_told_as_of_a_moment(shop: Shop) -> None:
    await shop.post("/v1/members", {"external_id": "ada"})
    shop.now = shop.now.replace(minute=10)
    await shop.post("/v1/purchases", purchase(member="ext:ada"))
    path = "/v1/members/ext:ada/status"
    before, after = await shop.get(path, at="2026-03-02T12:09:00Z"), await shop.get(path, at="2026-03-02T12:10:00Z")
    assert (before["as_of"], before["points"]["balance"]) == ("2026-03-02T12:09:00Z", 0)
    assert after == await shop.get(path)
    assert after["points"]["balance"] > 0
    assert_problem(await shop.admin.get(f"{path}?at=2026-03-02T12:15:01Z"), 422, "validation", "in-future")
    assert_problem(await shop.admin.get(f"{path}?at=2026-03-02"), 422, "validation", "wrong-form")
    assert_problem(await shop.admin.get(f"{path}?at=2026-03-02T11:59:59Z"), 404, "not-found")
    assert_problem(await shop.admin.get(f"{path}?when=now"), 422, "validation", "unknown-parameter")
