"""The owners of members over HTTP."""

from typing import Any

import pytest

from tests.api.requests import assert_problem
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio


async def put(shop: Shop, path: str, body: Any) -> Any:
    answer = await shop.admin.put(path, json=body)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


async def test_a_member_has_an_owner_or_for_the_time_being_a_deputy(shop: Shop) -> None:
    ada, bob = [(await shop.post("/v1/members", {"external_id": name}))["id"] for name in ("ada", "bob")]
    sam = await put(shop, "/v1/staff/ext:sam", {"name": "Sam Hill", "role": "representative"})
    kim = await put(shop, "/v1/staff/ext:kim", {"name": "Kim", "role": "representative", "email": "kim@shop.example"})
    owned = await put(shop, f"/v1/members/{ada}/owner", {"staff": "ext:sam"})
    contact = {"id": sam["id"], "name": "Sam Hill", "email": None}
    assert owned == {"member": ada, "staff": sam["id"], "since": "2026-03-02T12:00:00Z", "contact": contact}
    assert await put(shop, "/v1/members/ext:ada/owner", {"staff": sam["id"]}) == owned
    assert await shop.get("/v1/members/ext:ada/owner") == owned
    for owner, members in (("ext:sam", [ada]), (kim["id"], []), ("none", [bob]), ("ext:nobody", [])):
        found = await shop.get("/v1/members", owner=owner)
        assert [one["id"] for one in found["data"]] == members, owner
    acts = [one for one in (await shop.get("/v1/audit"))["data"] if one["act"] == "set_owner"]
    assert [(one["object"], one["detail"]) for one in acts] == [(ada, {"before": None, "owner": sam["id"]})]
    away = {"name": "Sam Hill", "role": "representative", "deputy": "ext:kim", "away_until": "2026-03-02"}
    await put(shop, "/v1/staff/ext:sam", away)
    status = await shop.get("/v1/members/ext:ada/status")
    assert status["contact"] == {"name": "Kim", "email": "kim@shop.example"}
    statuses = await shop.post("/v1/status/batch", {"members": ["ext:ada", "ext:bob"]}, 200)
    assert [one["contact"] for one in statuses["data"]] == [status["contact"], None]
    contact = (await shop.get("/v1/members/ext:ada/owner"))["contact"]
    assert contact == {"id": kim["id"], "name": "Kim", "email": "kim@shop.example"}
    await put(shop, "/v1/staff/ext:sam", {**away, "away_until": "2026-03-01"})
    assert (await shop.get("/v1/members/ext:ada/owner"))["contact"]["id"] == sam["id"]
    await put(shop, "/v1/staff/ext:kim", {"name": "Kim", "role": "auditor", "deputy": "ext:sam", "active": False})
    await put(shop, "/v1/staff/ext:sam", away)
    assert (await shop.get("/v1/members/ext:ada/owner"))["contact"] is None
    assert_problem(await shop.admin.put(f"/v1/members/{bob}/owner", json={"staff": "ext:kim"}), 404, "not-found")
    assert_problem(await shop.admin.put("/v1/members/ext:no/owner", json={"staff": None}), 404, "not-found")
    assert (await put(shop, f"/v1/members/{ada}/owner", {"staff": None}))["staff"] is None


async def test_a_merged_member_s_owner_goes_with_it_and_an_erased_one_has_none(shop: Shop) -> None:
    await put(shop, "/v1/staff/ext:sam", {"name": "Sam Hill", "role": "representative"})
    kim = await put(shop, "/v1/staff/ext:kim", {"name": "Kim", "role": "representative"})
    for name in ("ada", "bob", "cyd"):
        await shop.post("/v1/members", {"external_id": name})
    await put(shop, "/v1/members/ext:bob/owner", {"staff": "ext:kim"})
    await put(shop, "/v1/members/ext:cyd/owner", {"staff": "ext:sam"})
    for name in ("bob", "cyd"):
        await shop.post("/v1/members/ext:ada/merge", {"from": f"ext:{name}"}, 200)
        assert (await shop.get("/v1/members/ext:ada/owner"))["staff"] == kim["id"]
    await shop.admin.delete("/v1/members/ext:ada")
    assert (await shop.get("/v1/members", owner="ext:kim"))["data"] == []
    assert (await shop.get("/v1/members", owner="none"))["data"] == []
