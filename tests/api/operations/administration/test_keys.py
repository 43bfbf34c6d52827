"""API keys over HTTP."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from app.actions.access.keys import SCOPES
from tests.api.requests import assert_problem
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio

TILL: dict[str, Any] = {"role": "pos", "store": "london-1", "expires_at": "2027-03-01T00:00:00+01:00"}


async def test_a_key_is_told_once_and_does_what_it_is_for(shop: Shop) -> None:
    made = await shop.post("/v1/keys", TILL)
    assert made == {
        "id": made["id"],
        "key": made["key"],
        "role": "pos",
        "store": "london-1",
        "scopes": sorted(SCOPES["pos"]),
        "created_at": "2026-03-02T12:00:00Z",
        "expires_at": "2027-02-28T23:00:00Z",
        "revoked_at": None,
        "requests_per_second": None,
        "points_per_day": None,
        "credit_per_day": None,
        "name": None,
        "made_by": (await shop.get("/v1/key"))["id"],
        "members_of": None,
        "staff": None,
        "last_used_at": None,
    }
    first, listed = (await shop.get("/v1/keys"))["data"]
    assert first["role"] == "admin"
    assert listed == {name: value for name, value in made.items() if name != "key"}
    async with shop.client_of(made["key"]) as till:
        assert (await till.get("/v1/key")).status_code == 200
        assert_problem(await till.get("/v1/keys"), 403, "insufficient-scope")
        assert_problem(await till.get("/v1/purchases?store=london-2"), 403, "store-not-allowed")


async def test_a_partner_may_do_what_it_was_given(shop: Shop) -> None:
    wanted = {"role": "partner", "scopes": ["status:read", "members:read", "status:read"]}
    made = await shop.post("/v1/keys", wanted)
    assert made["scopes"] == ["members:read", "status:read"]
    async with shop.client_of(made["key"]) as partner:
        assert (await partner.get("/v1/members")).status_code == 200
        assert_problem(await partner.get("/v1/purchases"), 403, "insufficient-scope")


async def test_a_revoked_key_is_dead_at_once(shop: Shop) -> None:
    made = await shop.post("/v1/keys", TILL)
    async with shop.client_of(made["key"]) as till:
        assert (await till.get("/v1/key")).status_code == 200
        for _ in range(2):
            gone = await shop.admin.delete(f"/v1/keys/{made['id']}")
            assert (gone.status_code, gone.content) == (204, b"")
            shop.now += timedelta(minutes=1)
        document = assert_problem(await till.get("/v1/key"), 401, "unauthenticated")
        assert document["errors"] == []
    listed = (await shop.get("/v1/keys"))["data"][1]
    assert listed["revoked_at"] == "2026-03-02T12:00:00Z"


async def test_a_key_ends_and_says_so_only_to_whom_has_it(shop: Shop) -> None:
    made = await shop.post("/v1/keys", TILL)
    shop.now = shop.now.replace(year=2027)
    async with shop.client_of(made["key"]) as till:
        document = assert_problem(await till.get("/v1/key"), 401, "unauthenticated", "key-expired")
        assert "Bearer" in (await till.get("/v1/key")).headers["www-authenticate"]
        assert made["key"] not in str(document)
        await shop.admin.delete(f"/v1/keys/{made['id']}")
        assert assert_problem(await till.get("/v1/key"), 401, "unauthenticated")["errors"] == []
    async with shop.client_of(made["key"][:-1] + "0") as stranger:
        assert assert_problem(await stranger.get("/v1/members"), 401, "unauthenticated")["errors"] == []


async def test_a_key_gives_no_more_than_it_has(shop: Shop) -> None:
    wanted = {"role": "partner", "store": "london-1", "scopes": ["keys:write", "status:read", "purchases:read"]}
    made = await shop.post("/v1/keys", wanted)
    async with shop.client_of(made["key"]) as partner:
        for more in ({"role": "admin"}, {"role": "email"}, {"role": "partner", "scopes": ["members:read"]}):
            assert_problem(await partner.post("/v1/keys", json=more), 403, "insufficient-scope")
        less = {"role": "partner", "scopes": ["status:read"]}
        elsewhere = await partner.post("/v1/keys", json={**less, "store": "london-2"})
        assert_problem(elsewhere, 403, "store-not-allowed")
        assert (await partner.post("/v1/keys", json=less)).json()["store"] == "london-1"
        assert_problem(await partner.get("/v1/keys"), 403, "insufficient-scope")


async def test_a_key_gives_no_later_end_and_no_more_requests_than_its_own(shop: Shop) -> None:
    made = await shop.post(
        "/v1/keys", {"role": "admin", "expires_at": "2026-04-01T00:00:00Z", "requests_per_second": 5}
    )
    async with shop.client_of(made["key"]) as admin:
        for asked, given in (
            (None, "2026-04-01"),
            ("2027-01-01T00:00:00Z", "2026-04-01"),
            ("2026-03-05T00:00:00Z", "2026-03-05"),
        ):
            answer = (await admin.post("/v1/keys", json={"role": "email", "expires_at": asked})).json()
            assert (answer["expires_at"], answer["requests_per_second"]) == (f"{given}T00:00:00Z", 5)


async def test_a_key_revokes_only_those_that_it_could_have_made(shop: Shop) -> None:
    wanted = {"role": "partner", "store": "london-1", "scopes": ["keys:write", "status:read"], "all_members": True}
    made = await shop.post("/v1/keys", wanted)
    less = {"role": "partner", "scopes": ["status:read"]}
    elsewhere, everywhere, own = [
        (await shop.post("/v1/keys", {**less, "store": store}))["id"] for store in ("london-2", None, "london-1")
    ]
    till = (await shop.post("/v1/keys", TILL))["id"]
    async with shop.client_of(made["key"]) as partner:
        for key_id in (elsewhere, everywhere):
            assert_problem(await partner.delete(f"/v1/keys/{key_id}"), 403, "store-not-allowed")
        assert_problem(await partner.delete(f"/v1/keys/{till}"), 403, "insufficient-scope")
        assert (await partner.delete(f"/v1/keys/{own}")).status_code == 204
    revoked = {one["id"] for one in (await shop.get("/v1/keys"))["data"] if one["revoked_at"]}
    assert revoked == {own}


async def test_another_programme_s_keys_are_not_there(shop: Shop) -> None:
    async with shop.client_of(await shop.create_program("other")) as stranger:
        (theirs,) = (await stranger.get("/v1/keys")).json()["data"]
        for key_id in (theirs["id"], "key_00000000000000000000000000", "key_", "a%00b", theirs["id"].upper()):
            assert_problem(await shop.admin.delete(f"/v1/keys/{key_id}"), 404, "not-found")
        assert (await stranger.get("/v1/keys")).status_code == 200
        assert theirs["id"] not in str(await shop.get("/v1/keys"))


async def test_keys_come_in_pages(shop: Shop) -> None:
    made = [(await shop.post("/v1/keys", TILL))["id"] for _ in range(4)]
    seen: list[str] = []
    asked = {"limit": "2"}
    while True:
        page = await shop.get("/v1/keys", **asked)
        seen += [one["id"] for one in page["data"]]
        if page["next_cursor"] is None:
            break
        asked["cursor"] = page["next_cursor"]
    assert seen[1:] == made


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({"role": "root"}, "/role", "not-one-of"),
        ({"role": None}, "/role", "not-one-of"),
        ({"role": "partner"}, "/scopes", "one-of"),
        ({"scopes": ["status:read"]}, "/scopes", "one-of"),
        ({"role": "partner", "scopes": ["everything"]}, "/scopes/0", "not-one-of"),
        ({"role": "partner", "scopes": "status:read"}, "/scopes", "wrong-type"),
        ({"role": "partner", "scopes": ["status:read"] * 100}, "/scopes", "wrong-length"),
        ({"store": "a "}, "/store", "wrong-form"),
        ({"expires_at": "2026-03-02T12:00:00Z"}, "/expires_at", "in-past"),
        ({"expires_at": "tomorrow"}, "/expires_at", "wrong-form"),
        ({"program_id": "prg_1"}, "/program_id", "unknown-field"),
        ({"key": "gl_live_1"}, "/key", "unknown-field"),
    ],
)
async def test_a_wrong_value_is_pointed_at(shop: Shop, fields: dict[str, Any], pointer: str, code: str) -> None:
    document = assert_problem(await shop.admin.post("/v1/keys", json={**TILL, **fields}), 422, "validation", code)
    assert [error["pointer"] for error in document["errors"]] == [pointer]
    assert len((await shop.get("/v1/keys"))["data"]) == 1


async def test_only_an_admin_makes_and_revokes_keys(client: httpx2.AsyncClient, corner_shop: Shop) -> None:
    for role in ("pos", "ecommerce", "email", "auditor"):
        client.headers["Authorization"] = f"Bearer {await corner_shop.key(role)}"
        assert_problem(await client.post("/v1/keys", json=TILL), 403, "insufficient-scope")
        assert_problem(await client.delete("/v1/keys/key_1"), 403, "insufficient-scope")
