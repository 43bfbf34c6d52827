"""Staff over HTTP, and the keys that are theirs."""

from typing import Any

import pytest

from tests.api.requests import assert_problem
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio

SAM: dict[str, Any] = {"name": "Sam Hill", "role": "representative", "email": "Sam@Shop.example"}
MARA: dict[str, Any] = {"name": "Mara Lind", "role": "manager"}


async def put(shop: Shop, name: str, body: Any, status: int = 201) -> Any:
    answer = await shop.admin.put(f"/v1/staff/ext:{name}", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_a_person_is_made_changed_and_listed(shop: Shop) -> None:
    mara = await put(shop, "mara", MARA)
    sam = await put(shop, "sam", {**SAM, "manager": "ext:mara"})
    assert sam == {
        "id": sam["id"],
        "external_id": "sam",
        "name": "Sam Hill",
        "role": "representative",
        "email": "sam@shop.example",
        "manager": mara["id"],
        "store": None,
        "active": True,
        "deputy": None,
        "away_until": None,
        "created_at": "2026-03-02T12:00:00Z",
    }
    acts = (await shop.get("/v1/audit"))["data"]
    assert await put(shop, "sam", {**SAM, "manager": "ext:mara"}, 200) == sam
    assert (await shop.get("/v1/audit"))["data"] == acts
    away = {**SAM, "deputy": mara["id"], "away_until": "2026-03-09"}
    changed = await shop.admin.put(f"/v1/staff/{sam['id']}", json=away)
    assert changed.json() == {**sam, "manager": None, "deputy": mara["id"], "away_until": "2026-03-09"}
    assert (await shop.get("/v1/staff"))["data"] == [mara, changed.json()]
    first = await shop.get("/v1/staff", limit="1")
    assert (await shop.get("/v1/staff", limit="1", cursor=first["next_cursor"]))["data"] == [changed.json()]
    assert await shop.get("/v1/staff/ext:mara") == mara
    told = (await shop.get("/v1/audit"))["data"][0]
    assert (told["act"], told["object"], told["staff"]) == ("put_staff", sam["id"], None)
    assert "Sam" not in str(told)


async def test_a_name_and_an_address_are_of_one_person(shop: Shop) -> None:
    await put(shop, "sam", SAM)
    for body, place in (
        ({**SAM, "name": "SÁM  HILL", "email": None}, "/name"),
        ({**SAM, "name": "Sam Hills", "email": "SAM@shop.example"}, "/email"),
    ):
        document = assert_problem(await shop.admin.put("/v1/staff/ext:other", json=body), 409, "name-taken")
        assert document["errors"][0]["pointer"] == place
    assert_problem(await shop.admin.put("/v1/staff/stf_1", json=MARA), 404, "not-found")
    for field in ("manager", "deputy"):
        answer = await shop.admin.put("/v1/staff/ext:mara", json={**MARA, field: "ext:nobody"})
        assert assert_problem(answer, 404, "not-found")["errors"][0]["pointer"] == f"/{field}"
        answer = await shop.admin.put("/v1/staff/ext:sam", json={**SAM, field: "ext:sam"})
        assert_problem(answer, 422, "validation", "self")
    assert [one["name"] for one in (await shop.get("/v1/staff"))["data"]] == ["Sam Hill"]


async def test_a_key_is_a_person_s_and_never_does_more_than_the_person_may(shop: Shop) -> None:
    sam, mara = await put(shop, "sam", SAM), await put(shop, "mara", MARA)
    for body in ({"role": "manager", "staff": "ext:sam"}, {"role": "admin", "staff": "ext:mara"}):
        assert_problem(await shop.admin.post("/v1/keys", json=body), 403, "insufficient-scope")
    assert_problem(await shop.admin.post("/v1/keys", json={"role": "pos", "staff": "ext:no"}), 404, "not-found")
    made = await shop.post("/v1/keys", {"role": "manager", "staff": "ext:mara"})
    assert made["staff"] == mara["id"]
    async with shop.client_of(made["key"]) as client:
        assert (await client.get("/v1/key")).json()["staff"] == mara["id"]
        await shop.post("/v1/members", {"external_id": "ada"})
        gift = {"external_id": "g", "unit": "points", "amount": 5, "reason": "Sorry"}
        assert (await client.post("/v1/members/ext:ada/adjustments", json=gift)).status_code == 201
        assert (await client.get("/v1/staff")).json()["data"] == [sam, mara]
        assert_problem(await client.put("/v1/staff/ext:sam", json=SAM), 403, "insufficient-scope")
        told = (await shop.get("/v1/audit"))["data"][0]
        assert (told["act"], told["staff"]) == ("adjust_balance", mara["id"])
        await put(shop, "mara", {**MARA, "role": "representative"}, 200)
        assert_problem(await client.get("/v1/staff"), 403, "insufficient-scope")
        assert (await client.get("/v1/members")).status_code == 200
        await put(shop, "mara", {**MARA, "active": False}, 200)
        assert_problem(await client.get("/v1/members"), 401, "unauthenticated")


async def test_a_key_makes_only_people_who_may_no_more_than_itself(shop: Shop) -> None:
    wanted = {"role": "partner", "scopes": ["staff:write", "staff:read", "program:read"], "all_members": True}
    made = await shop.post("/v1/keys", wanted)
    await put(shop, "mara", MARA)
    async with shop.client_of(made["key"]) as client:
        for name, body in (("eve", {**SAM, "role": "admin"}), ("mara", {**MARA, "role": "operator"})):
            assert_problem(await client.put(f"/v1/staff/ext:{name}", json=body), 403, "insufficient-scope")
