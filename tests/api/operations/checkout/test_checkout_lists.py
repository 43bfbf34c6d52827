"""A member's vouchers and holds, page by page, and a status that stays small, over HTTP."""

from datetime import timedelta
from typing import Any

import pytest

from tests.api.requests import LINE, assert_problem, purchase
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio

ADA = "ext:ada"


def coffees(name: str, quantity: int) -> dict[str, Any]:
    line = {**LINE, "quantity": quantity, "discount": 0}
    return purchase(external_id=name, member=ADA, lines=[line], total=None)


async def listed(shop: Shop, kind: str, **parameters: str) -> list[dict[str, Any]]:
    """All pages of a member's list."""
    rows: list[dict[str, Any]] = []
    page = await shop.get(f"/v1/members/{ADA}/{kind}", **parameters)
    rows += page["data"]
    while page["next_cursor"]:
        page = await shop.get(f"/v1/members/{ADA}/{kind}", **parameters, cursor=page["next_cursor"])
        rows += page["data"]
    return rows


async def states(shop: Shop) -> dict[str, int]:
    """How many vouchers each status lists; all of them together are all there are."""
    found = {
        status: await listed(shop, "vouchers", status=status, limit="7")
        for status in ("usable", "held", "used", "expired", "revoked")
    }
    assert all(one["status"] == status for status, rows in found.items() for one in rows)
    everything = await listed(shop, "vouchers")
    assert sorted(one["id"] for rows in found.values() for one in rows) == sorted(one["id"] for one in everything)
    assert [one["id"] for one in everything] == sorted((one["id"] for one in everything), reverse=True)
    status = await shop.get(f"/v1/members/{ADA}/status")
    assert status["vouchers_total"] == len(found["usable"])
    assert [one["id"] for one in status["vouchers"]] == [one["id"] for one in reversed(found["usable"])][:50]
    return {status: len(rows) for status, rows in found.items() if rows}


@pytest.mark.parametrize("count", [4, 60])
async def test_the_lists_of_each_status_are_all_vouchers(shop: Shop, count: int) -> None:
    bought = await shop.post("/v1/purchases", coffees("a", 10 * count))
    codes = [one["code"] for one in bought["vouchers_issued"]]
    assert len(codes) == count
    assert await states(shop) == {"usable": count}
    await shop.post("/v1/purchases", {**coffees("b", 1), "vouchers": codes[:1]})
    hold = await shop.post("/v1/holds", {"external_id": "h", "member": ADA, "vouchers": codes[1:2]})
    assert await states(shop) == {"usable": count - 2, "held": 1, "used": 1}
    back = {
        "external_id": "r",
        "purchase": "ext:a",
        "occurred_at": shop.now.isoformat(),
        "lines": [{"line": 1, "quantity": 10}],
    }
    await shop.post("/v1/returns", back)
    assert await states(shop) == {"usable": count - 3, "held": 1, "used": 1, "revoked": 1}
    # Nobody looks at the member before the hold, and then the vouchers, are over.
    shop.now += timedelta(hours=1)
    assert await states(shop) == {"usable": count - 2, "used": 1, "revoked": 1}
    assert (await shop.get(f"/v1/holds/{hold['id']}"))["status"] == "expired"
    shop.now += timedelta(days=61)
    assert await states(shop) == {"expired": count - 2, "used": 1, "revoked": 1}
    await shop.goldlist.sweep()
    assert await states(shop) == {"expired": count - 2, "used": 1, "revoked": 1}
    await shop.prove()


async def test_a_status_shows_fifty_vouchers_and_says_how_many_there_are(shop: Shop) -> None:
    for name in "abc":
        await shop.post("/v1/purchases", coffees(name, 1000))
    alone = await shop.get(f"/v1/members/{ADA}/status")
    (together,) = (await shop.post("/v1/status/batch", {"members": [ADA]}, 200))["data"]
    assert (len(alone["vouchers"]), alone["vouchers_total"]) == (50, 300)
    assert together == alone
    past = await shop.get(f"/v1/members/{ADA}/status", at=shop.now.isoformat())
    assert (past["vouchers"], past["vouchers_total"]) == (alone["vouchers"], 300)


async def test_a_purchase_brings_a_hundred_vouchers_at_most(shop: Shop) -> None:
    await shop.post("/v1/purchases", coffees("a", 9))
    too_many = await shop.admin.post("/v1/purchases", json=coffees("b", 1001))
    assert_problem(too_many, 422, "validation", "too-large")
    adjusted = {"external_id": "c", "unit": "punches:coffee", "amount": 1001, "reason": "mistyped"}
    assert_problem(
        await shop.admin.post(f"/v1/members/{ADA}/adjustments", json=adjusted), 422, "validation", "too-large"
    )
    guest = await shop.post("/v1/purchases", {**coffees("d", 1001), "member": None, "enrol": False})
    claimed = await shop.admin.post(f"/v1/purchases/{guest['id']}/claim", json={"member": ADA})
    assert_problem(claimed, 422, "validation", "too-large")
    assert await listed(shop, "vouchers") == []
    bought = await shop.post("/v1/purchases", coffees("e", 1000))
    assert len(bought["vouchers_issued"]) == 100
    await shop.prove()


async def test_a_hold_is_read_until_long_after_its_end(shop: Shop) -> None:
    (code, _) = [one["code"] for one in (await shop.post("/v1/purchases", coffees("a", 20)))["vouchers_issued"]]
    placed = [
        await shop.post("/v1/holds", {"external_id": name, "member": ADA, "points": 2, "ttl_seconds": 600})
        for name in ("released", "expired", "active")
    ]
    placed.append(await shop.post("/v1/holds", {"external_id": "captured", "member": ADA, "vouchers": [code]}))
    ids = {one["external_id"]: one["id"] for one in placed}
    bought = await shop.post("/v1/purchases", {**coffees("b", 1), "hold": ids["captured"], "vouchers": [code]})
    assert (await shop.admin.delete(f"/v1/holds/{ids['released']}")).status_code == 204
    longer = await shop.post("/v1/holds", {"external_id": "longer", "member": ADA, "points": 1})
    shop.now += timedelta(minutes=10)
    found = {one["external_id"]: one for one in await listed(shop, "holds", limit="2")}
    assert {name: one["status"] for name, one in found.items()} == {
        "captured": "captured", "released": "released", "expired": "expired", "active": "expired", "longer": "active",
    }  # fmt: skip
    assert (found["captured"]["captured_by"], found["captured"]["vouchers"]) == (bought["id"], [code])
    assert found["expired"]["ended_at"] == found["expired"]["expires_at"]
    assert (found["longer"]["ended_at"], found["longer"]["points"]) == (None, 1)
    for one in found.values():
        assert await shop.get(f"/v1/holds/{one['id']}") == one
    assert [one["id"] for one in await listed(shop, "holds", status="active")] == [longer["id"]]
    assert len(await listed(shop, "holds", status="expired", limit="1")) == 2
    await shop.goldlist.sweep()
    assert {one["external_id"]: one for one in await listed(shop, "holds")} == found


async def test_a_member_may_be_asked_for_once(shop: Shop) -> None:
    await shop.post("/v1/purchases", coffees("a", 1))
    twice = await shop.admin.post("/v1/status/batch", json={"members": [ADA, "ext:bob", ADA]})
    document = assert_problem(twice, 422, "validation", "repeated")
    assert document["errors"][0]["pointer"] == "/members/2"


async def test_many_statuses_come_in_the_order_asked(shop: Shop) -> None:
    names = [f"ext:m{number}" for number in range(120)]
    for name in names[::7]:
        await shop.post("/v1/members", {"external_id": name[4:]})
    found = (await shop.post("/v1/status/batch", {"members": names}, 200))["data"]
    ids = [(await shop.get(f"/v1/members/{name}"))["id"] for name in names[::7]]
    assert [one["member"] for one in found[::7]] == ids
    assert [one["member"] for one in found if "problem" in one] == [
        name for number, name in enumerate(names) if number % 7
    ]
