"""Keys that are revoked while they are in use: nothing that they make in that moment outlives them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from app.actions.goldlist import Goldlist
from tests.api.requests import assert_problem
from tests.api.shop import Shop
from tests.databases import open_database

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def shop_on_the_same(database_url: str, shop: Shop) -> AsyncIterator[Goldlist]:
    """Another process on the same database."""
    goldlist = Goldlist(open_database(database_url), lambda: shop.now, b"", lambda: None)
    goldlist.start()
    try:
        yield goldlist
    finally:
        await goldlist.close()


async def open_keys(shop: Shop) -> list[dict[str, Any]]:
    return [one for one in (await shop.get("/v1/keys", limit="200"))["data"] if one["revoked_at"] is None]


async def test_what_a_key_makes_while_it_is_revoked_with_all_that_it_made_does_not_stay(shop: Shop) -> None:
    for _ in range(5):
        leaked = await shop.post("/v1/keys", {"role": "admin"})
        async with shop.client_of(leaked["key"]) as thief:
            child = (await thief.post("/v1/keys", json={"role": "admin"})).json()
            async with shop.client_of(child["key"]) as accomplice:
                await accomplice.get("/v1/key")
                await shop.at_once(
                    *[thief.post("/v1/keys", json={"role": "admin"}) for _ in range(10)],
                    *[accomplice.post("/v1/keys", json={"role": "admin"}) for _ in range(10)],
                    shop.admin.delete(f"/v1/keys/{leaked['id']}", params={"made_by_it": "true"}),
                    *[thief.post("/v1/keys", json={"role": "admin"}) for _ in range(10)],
                    *[accomplice.post("/v1/keys", json={"role": "admin"}) for _ in range(10)],
                )
        assert [one["made_by"] for one in await open_keys(shop)] == [None], "the owner's is the only one left"


async def test_of_two_keys_that_revoke_each_other_one_stays(shop: Shop) -> None:
    for _ in range(5):
        one, other = [await shop.post("/v1/keys", {"role": "admin"}) for _ in range(2)]
        async with shop.client_of(one["key"]) as first, shop.client_of(other["key"]) as second:
            await shop.at_once(first.get("/v1/key"), second.get("/v1/key"))
            answers = await shop.at_once(
                first.delete(f"/v1/keys/{other['id']}"), second.delete(f"/v1/keys/{one['id']}")
            )
            assert sorted(answer.status_code for answer in answers) == [204, 401]
            alive = [(await client.get("/v1/key")).status_code for client in (first, second)]
            assert sorted(alive) == [200, 401]


async def test_a_key_does_nothing_to_keys_where_it_is_still_remembered(shop: Shop, database_url: str) -> None:
    """Another process finds out within seconds that a key was revoked; by then it must not have made others."""
    leaked = await shop.post("/v1/keys", {"role": "admin"})
    partner = await shop.post("/v1/keys", {"role": "partner", "scopes": ["status:read"]})
    await shop.post("/v1/members", {"external_id": "ada"})
    async with shop.client_of(leaked["key"]) as thief:
        assert (await thief.get("/v1/key")).status_code == 200
        async with shop_on_the_same(database_url, shop) as elsewhere:
            await elsewhere.keys.revoke(shop.program_id, leaked["id"])
        assert (await thief.get("/v1/key")).status_code == 200, "it is remembered here for a moment"
        for method, path, body in (
            ("POST", "/v1/keys", {"role": "admin"}),
            ("DELETE", f"/v1/keys/{partner['id']}", None),
            ("PUT", f"/v1/keys/{partner['id']}/members/ext:ada", None),
            ("DELETE", f"/v1/keys/{partner['id']}/members/ext:ada", None),
        ):
            answer = await thief.request(method, path, json=body)
            assert_problem(answer, 401, "unauthenticated")
            assert answer.headers["www-authenticate"].startswith("Bearer")
    assert len(await open_keys(shop)) == 2


async def test_a_key_is_dead_at_once_however_many_ask_with_it(shop: Shop) -> None:
    for _ in range(3):
        made = await shop.post("/v1/keys", {"role": "pos"})
        async with shop.client_of(made["key"]) as till:
            gone = asyncio.create_task(shop.admin.delete(f"/v1/keys/{made['id']}"))
            while not gone.done():
                await shop.at_once(*[till.get("/v1/key") for _ in range(5)])
            assert (await gone).status_code == 204
            assert (await till.get("/v1/key")).status_code == 401
