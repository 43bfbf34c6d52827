"""A partner's key knows the members that it enrolled and those that were given to it; to it there are no others."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest

from app.actions.access.keys import READS, SCOPES, WRITES
from tests.api.requests import assert_problem
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio

ALL = sorted(READS | WRITES)
SALE = {
    "occurred_at": "2026-03-02T11:00:00Z",
    "currency": "GBP",
    "lines": [{"category": "coffee", "quantity": 1, "unit_price": 350}],
}


class Partner:
    """A partner's key, and a client that asks with it."""

    def __init__(self, key_id: str, client: httpx2.AsyncClient) -> None:
        self.id = key_id
        self.client = client

    async def knows(self, member: str) -> bool:
        """Whether the member is there for the key, by all that can be read of it."""
        paths = ("", "/status", "/entries", "/balance", "/rebates", "/vouchers", "/holds", "/tiers")
        answers = [await self.client.get(f"/v1/members/{member}{path}") for path in paths]
        (found,) = {answer.status_code for answer in answers}
        for answer in answers if found != 200 else ():
            assert_problem(answer, 404, "not-found")
        return found == 200


@asynccontextmanager
async def partner_of(shop: Shop, scopes: list[str] | None = None, **wanted: Any) -> AsyncIterator[Partner]:
    made = await shop.post("/v1/keys", {"role": "partner", "scopes": scopes or ALL, **wanted})
    async with shop.client_of(made["key"]) as client:
        yield Partner(made["id"], client)


@pytest.fixture
async def partner(shop: Shop) -> AsyncIterator[Partner]:
    """A partner in a shop with two customers who are not its own, and who have bought something."""
    for name in ("ada", "bob"):
        await shop.post(
            "/v1/members", {"external_id": name, "card_number": f"card-{name}", "email": f"{name}@x.example"}
        )
        await shop.post("/v1/purchases", {**SALE, "external_id": f"p-{name}", "member": f"ext:{name}"})
    async with partner_of(shop) as one:
        yield one


async def given(shop: Shop, partner: Partner, member: str) -> dict[str, Any]:
    answer = await shop.admin.put(f"/v1/keys/{partner.id}/members/{member}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def members_of(shop: Shop, partner: Partner) -> list[str]:
    return [one["member"] for one in (await shop.get(f"/v1/keys/{partner.id}/members"))["data"]]


async def test_whom_it_enrols_it_knows(shop: Shop, partner: Partner) -> None:
    made = await partner.client.post("/v1/members", json={"external_id": "cyd"})
    assert made.status_code == 201
    assert await partner.knows("ext:cyd")
    assert not await partner.knows("ext:ada")
    assert await members_of(shop, partner) == [made.json()["id"]]


@pytest.mark.parametrize("path", ["/v1/purchases", "/v1/purchases/batch", "/v1/returns"])
async def test_whom_it_enrols_on_the_way_it_knows(shop: Shop, partner: Partner, path: str) -> None:
    body: dict[str, Any] = {**SALE, "external_id": "first", "member": "card:new", "enrol": True}
    sent = {"purchases": [body]} if path.endswith("batch") else body
    assert (await partner.client.post(path, json=sent)).is_success
    assert await partner.knows("card:new")
    assert len(await members_of(shop, partner)) == 1


async def test_a_key_of_another_role_has_no_members_of_its_own(shop: Shop, partner: Partner) -> None:
    everybody = (await shop.get("/v1/key"))["id"]
    for method in ("GET", "PUT", "DELETE"):
        path = f"/v1/keys/{everybody}/members" + ("" if method == "GET" else "/ext:ada")
        assert_problem(await shop.admin.request(method, path), 422, "validation", "knows-all-members")


async def test_members_are_given_and_taken_away(shop: Shop, partner: Partner) -> None:
    first = await given(shop, partner, "ext:ada")
    shop.now = shop.now.replace(hour=13)
    assert await given(shop, partner, "card:card-ada") == first, "again changes nothing"
    assert first["added_at"] == "2026-03-02T12:00:00Z"
    assert await partner.knows("ext:ada")
    assert not await partner.knows("ext:bob")
    path = f"/v1/keys/{partner.id}/members/ext:ada"
    assert (await shop.admin.delete(path)).status_code == 204
    assert not await partner.knows("ext:ada")
    assert_problem(await shop.admin.delete(path), 404, "not-found")
    acts = (await shop.get("/v1/audit"))["data"]
    told = [(one["act"], one["object"], one["detail"]) for one in acts if one["act"].endswith("_key_member")]
    expected = [(act, first["member"], {"key": partner.id}) for act in ("remove_key_member", "add_key_member")]
    assert told == expected, "once each"


async def test_nobody_is_given_who_is_not_there(shop: Shop, partner: Partner) -> None:
    for path in (
        f"/v1/keys/{partner.id}/members/ext:nobody",
        "/v1/keys/key_00000000000000000000000000/members/ext:ada",
        "/v1/keys/key_/members/ext:ada",
        "/v1/keys/a%00b/members/ext:ada",
        f"/v1/keys/{partner.id.upper()}/members/ext:ada",
        f"/v1/keys/{partner.id}/members/ada",
    ):
        for method in ("PUT", "DELETE"):
            assert_problem(await shop.admin.request(method, path), 404, "not-found")
    assert await members_of(shop, partner) == []


async def test_its_members_come_in_pages(shop: Shop, partner: Partner) -> None:
    made = [(await partner.client.post("/v1/members", json={"external_id": f"m-{n}"})).json()["id"] for n in range(5)]
    seen: list[str] = []
    asked = {"limit": "2"}
    while True:
        page = await shop.get(f"/v1/keys/{partner.id}/members", **asked)
        seen += [one["member"] for one in page["data"]]
        if page["next_cursor"] is None:
            break
        asked["cursor"] = page["next_cursor"]
    assert seen == sorted(made)


async def test_lists_have_its_members_alone(shop: Shop, partner: Partner) -> None:
    ada = (await given(shop, partner, "ext:ada"))["member"]
    await shop.post("/v1/purchases", {**SALE, "external_id": "p-guest", "member": None})
    for name in ("ada", "bob"):
        level = {"tier": "silver", "kind": "gift", "reason": "Sorry"}
        assert (await shop.admin.put(f"/v1/members/ext:{name}/tier", json=level)).status_code == 200

    async def listed(path: str, **query: str) -> list[dict[str, Any]]:
        answer = await partner.client.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["data"])

    shop.now = shop.now.replace(hour=13)
    since = {"changed_since": "2026-01-01T00:00:00Z"}
    for query in ({}, since, {"card": "card-ada"}, {"external_id": "ada"}, {"email": "ada@x.example"}):
        assert [one["id"] for one in await listed("/v1/members", **query)] == [ada]
    for query in ({"card": "card-bob"}, {"external_id": "bob"}, {"email": "bob@x.example"}):
        assert await listed("/v1/members", **query) == []
    assert [one["external_id"] for one in await listed("/v1/purchases")] == ["p-ada"]
    assert {one["member"] for one in await listed("/v1/tier-changes", since="2026-01-01T00:00:00Z")} == {ada}
    about = {one["object"] for one in await listed("/v1/audit") if one["object"].startswith("mem_")}
    assert about == {ada}
    found = await partner.client.post("/v1/status/batch", json={"members": ["ext:bob", "ext:ada", "ext:nobody"]})
    kinds = [one.get("problem", {}).get("type") for one in found.json()["data"]]
    assert kinds == ["/problems/not-found", None, "/problems/not-found"]


async def test_settlements_are_of_its_members_alone(shop: Shop, partner: Partner) -> None:
    spree = [{"quantity": 1, "unit_price": 40_000}]
    for name in ("ada", "bob"):
        await shop.post("/v1/purchases", {**SALE, "lines": spree, "external_id": f"s-{name}", "member": f"ext:{name}"})
    ada = (await given(shop, partner, "ext:ada"))["member"]
    days = {"from": "2026-03-01", "to": "2026-03-03"}
    told = [(await client.get("/v1/reports/settlements", params=days)).text for client in (shop.admin, partner.client)]
    assert [len(text.splitlines()) for text in told] == [3, 2]
    assert ada in told[1]


async def test_what_others_did_stands_for_something_else(shop: Shop, partner: Partner) -> None:
    theirs = await shop.post("/v1/members", {"external_id": "cyd"})
    again = await partner.client.post("/v1/members", json={"external_id": "cyd"})
    assert_problem(again, 409, "external-id-conflict")
    assert theirs["id"] not in again.text
    assert theirs["card_number"] not in again.text
    sale = {**SALE, "external_id": "p-ada", "member": "ext:ada"}
    refused = await partner.client.post("/v1/purchases", json=sale)
    assert_problem(refused, 409, "external-id-conflict")
    first = await shop.get("/v1/purchases/ext:p-ada")
    assert first["id"] not in refused.text
    await given(shop, partner, "ext:ada")
    repeated = await partner.client.post("/v1/purchases", json=sale)
    assert (repeated.status_code, repeated.json()["id"]) == (200, first["id"])


async def test_what_a_checkout_of_others_has_made_is_not_there(shop: Shop, partner: Partner) -> None:
    """A quote, a hold and a voucher of a member whom the key does not know are as if they had never been."""
    gift = {"external_id": "gift", "member": "ext:ada", "reward": "free-coffee", "reason": "Sorry"}
    code = (await shop.post("/v1/vouchers", gift))["code"]
    basket = {"currency": "GBP", "lines": SALE["lines"]}
    quote = (await shop.post("/v1/quotes", {**basket, "member": "ext:ada", "vouchers": []}, 200))["id"]
    hold = (await shop.post("/v1/holds", {"external_id": "h-1", "member": "ext:ada", "vouchers": [code]}))["id"]
    await partner.client.post("/v1/members", json={"external_id": "own"})
    nobodys = {
        "quote": "quo_00000000000000000000000000",
        "hold": "hld_00000000000000000000000000",
        "code": "2222-2222-2222",
    }
    sale = {**SALE, "external_id": "mine", "member": "ext:own"}
    kept = {"external_id": "h-2", "member": "ext:own"}

    def asked(quote: str, hold: str, code: str) -> list[tuple[str, dict[str, Any]]]:
        return [
            ("/v1/purchases", {**sale, "quote": quote}),
            ("/v1/purchases", {**sale, "hold": hold}),
            ("/v1/purchases", {**sale, "quote": quote, "hold": hold}),
            ("/v1/purchases", {**sale, "vouchers": [code]}),
            ("/v1/purchases", {**sale, "member": None, "quote": quote}),
            ("/v1/quotes", {**basket, "member": "ext:own", "vouchers": [code]}),
            ("/v1/holds", {**kept, "quote": quote}),
            ("/v1/holds", {**kept, "vouchers": [code]}),
        ]

    for theirs, nothing in zip(asked(quote, hold, code), asked(**nobodys), strict=True):
        answers = [await partner.client.post(path, json=body) for path, body in (theirs, nothing)]
        told = [answer.json() | {"request_id": "", "id": ""} for answer in answers]
        for one in told:
            one["rejected"] = [rejected["reason"] for rejected in one.get("rejected", [])]
        assert told[0] == told[1], theirs
        assert answers[0].status_code in (404, 422) or theirs[0] == "/v1/quotes", theirs


async def test_a_name_of_another_s_member_is_taken(shop: Shop, partner: Partner) -> None:
    body = {**SALE, "external_id": "mine", "member": "card:card-ada", "enrol": True}
    for path, sent in (("/v1/purchases", body), ("/v1/returns", body)):
        assert_problem(await partner.client.post(path, json=sent), 409, "member-exists", "taken")
    offline = await partner.client.post("/v1/purchases", json={**body, "already_paid": True})
    assert offline.status_code == 201
    assert (offline.json()["member"], offline.json()["shortfalls"]) == (
        None,
        [{"what": "/member", "code": "member-exists"}],
    )
    assert not await partner.knows("card:card-ada")
    await shop.prove()


async def test_what_it_sold_to_a_guest_may_be_claimed_by_another_s_member(shop: Shop, partner: Partner) -> None:
    sale = {**SALE, "external_id": "guest", "member": None}
    sold = await partner.client.post("/v1/purchases", json=sale)
    await shop.post("/v1/purchases/ext:guest/claim", {"member": "ext:ada"}, 200)
    assert_problem(await partner.client.get("/v1/purchases/ext:guest"), 404, "not-found")
    again = await partner.client.post("/v1/purchases", json=sale)
    assert (again.status_code, again.text) == (200, sold.text)


async def test_who_had_the_member_that_is_gone_has_the_one_that_stays(shop: Shop, partner: Partner) -> None:
    sale = {**SALE, "external_id": "cyd-1", "member": "ext:cyd", "enrol": True}
    sold = await partner.client.post("/v1/purchases", json=sale)
    async with partner_of(shop) as other:
        for both in ("ext:ada", "ext:cyd"):
            await given(shop, other, both)
        await shop.post("/v1/members/ext:ada/merge", {"from": "ext:cyd"}, 200)
        for one in (partner, other):
            assert await one.knows("ext:ada")
            assert await one.knows(sold.json()["member"]), "by its old id too"
            assert len(await members_of(shop, one)) == 1
    again = await partner.client.post("/v1/purchases", json=sale)
    assert (again.status_code, again.text) == (200, sold.text)
    await shop.prove()


async def test_nobody_knows_who_was_erased(shop: Shop, partner: Partner) -> None:
    ada = (await given(shop, partner, "ext:ada"))["member"]
    assert (await partner.client.delete("/v1/members/ext:ada")).status_code == 204
    assert await members_of(shop, partner) == []
    assert_problem(await partner.client.get(f"/v1/members/{ada}/entries"), 404, "not-found")
    assert_problem(await shop.admin.put(f"/v1/keys/{partner.id}/members/{ada}"), 404, "not-found")


async def test_what_it_makes_knows_the_same_members(shop: Shop, partner: Partner) -> None:
    await given(shop, partner, "ext:ada")
    made = (await partner.client.post("/v1/keys", json={"role": "partner", "scopes": ALL})).json()
    assert made["members_of"] == partner.id
    async with shop.client_of(made["key"]) as client:
        child = Partner(made["id"], client)
        assert await child.knows("ext:ada")
        assert not await child.knows("ext:bob")
        assert (await client.post("/v1/members", json={"external_id": "cyd"})).status_code == 201
        assert await partner.knows("ext:cyd")
        assert (await client.get("/v1/key")).json()["members_of"] == partner.id
        assert (await client.delete(f"/v1/keys/{child.id}/members/ext:ada")).status_code == 204
        assert not await partner.knows("ext:ada")
        # A key that is gone leaves its members to those that share them.
        assert (await shop.admin.delete(f"/v1/keys/{partner.id}")).status_code == 204
        assert await child.knows("ext:cyd")


async def test_it_makes_no_key_that_knows_more(shop: Shop, partner: Partner) -> None:
    async with partner_of(shop) as other:
        wanted = {"role": "partner", "scopes": ["status:read"]}
        for more in (
            {**wanted, "all_members": True},
            {**wanted, "members_of": other.id},
            {**wanted, "members_of": (await shop.get("/v1/key"))["id"]},
            {**wanted, "members_of": "key_00000000000000000000000000"},
            *({"role": role} for role in SCOPES if role != "partner"),
        ):
            refused = await partner.client.post("/v1/keys", json=more)
            assert_problem(refused, 403, "insufficient-scope")
        shared = await partner.client.post("/v1/keys", json={**wanted, "members_of": partner.id})
        assert shared.json()["members_of"] == partner.id


async def test_it_does_nothing_to_keys_that_know_others(shop: Shop, partner: Partner) -> None:
    await given(shop, partner, "ext:ada")
    async with partner_of(shop, ["status:read"]) as other:
        await given(shop, other, "ext:bob")
        everybody = await shop.post("/v1/keys", {"role": "email"})
        for key_id in (other.id, everybody["id"]):
            for method, path in (
                ("PUT", f"/v1/keys/{key_id}/members/ext:ada"),
                ("DELETE", f"/v1/keys/{key_id}/members/ext:ada"),
                ("GET", f"/v1/keys/{key_id}/members"),
                ("DELETE", f"/v1/keys/{key_id}"),
            ):
                assert_problem(await partner.client.request(method, path), 403, "insufficient-scope")
        for member in ("ext:bob", "ext:nobody"):
            path = f"/v1/keys/{partner.id}/members/{member}"
            for method in ("PUT", "DELETE"):
                assert_problem(await partner.client.request(method, path), 404, "not-found")


async def test_a_key_takes_the_place_of_another(shop: Shop, partner: Partner) -> None:
    await given(shop, partner, "ext:ada")
    async with partner_of(shop, members_of=partner.id) as successor:
        assert (await shop.admin.delete(f"/v1/keys/{partner.id}")).status_code == 204
        assert await successor.knows("ext:ada")
        assert not await successor.knows("ext:bob")
        async with partner_of(shop, members_of=successor.id) as third:
            assert await third.knows("ext:ada"), "whoever shares with one that shares shares with the same"


async def test_a_partner_may_know_all_members(shop: Shop, partner: Partner) -> None:
    async with partner_of(shop, all_members=True) as helper:
        assert await helper.knows("ext:ada")
        assert (await helper.client.get("/v1/key")).json()["members_of"] is None
        made = (await helper.client.post("/v1/keys", json={"role": "partner", "scopes": ["status:read"]})).json()
        assert made["members_of"] == made["id"], "what it makes has members of its own if nothing else is said"
        shared = {"role": "partner", "scopes": ["status:read"], "members_of": helper.id}
        refused = await shop.admin.post("/v1/keys", json=shared)
        assert_problem(refused, 422, "validation", "knows-all-members")


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({"role": "pos", "all_members": True}, "/all_members", "one-of"),
        ({"role": "pos", "members_of": "key_1"}, "/members_of", "one-of"),
        ({"all_members": True, "members_of": "key_1"}, "/members_of", "one-of"),
        ({"members_of": "key_1/../2"}, "/members_of", "wrong-form"),
        ({"members_of": "all"}, "/members_of", "wrong-form"),
        ({"all_members": "yes"}, "/all_members", "wrong-type"),
    ],
)
async def test_a_wrong_value_is_pointed_at(shop: Shop, fields: dict[str, Any], pointer: str, code: str) -> None:
    wanted = {"role": "partner", **fields}
    wanted |= {"scopes": ["status:read"]} if wanted["role"] == "partner" else {}
    document = assert_problem(await shop.admin.post("/v1/keys", json=wanted), 422, "validation", code)
    assert [error["pointer"] for error in document["errors"]] == [pointer]


async def test_only_keys_of_the_programme_are_shared(shop: Shop) -> None:
    async with shop.client_of(await shop.create_program("other")) as stranger:
        theirs = (await stranger.post("/v1/keys", json={"role": "partner", "scopes": ["status:read"]})).json()["id"]
    for key_id in (theirs, "key_00000000000000000000000000"):
        wanted = {"role": "partner", "scopes": ["status:read"], "members_of": key_id}
        document = assert_problem(await shop.admin.post("/v1/keys", json=wanted), 404, "not-found")
        assert [error["pointer"] for error in document["errors"]] == ["/members_of"]
        assert_problem(await shop.admin.get(f"/v1/keys/{key_id}/members"), 404, "not-found")


async def test_vouchers_for_many_need_a_key_that_knows_all(shop: Shop, partner: Partner) -> None:
    batch = {"external_id": "b-1", "reward": "free-coffee", "members": {"all": True}, "reason": "Sorry"}
    assert_problem(await partner.client.post("/v1/voucher-batches", json=batch), 403, "insufficient-scope")
    started = await shop.post("/v1/voucher-batches", batch, 202)
    for batch_id in (started["id"], "vba_00000000000000000000000000"):
        answer = await partner.client.get(f"/v1/voucher-batches/{batch_id}")
        assert_problem(answer, 403, "insufficient-scope")


async def test_a_member_given_while_merged_or_erased_is_nobody_s_dead_soul(shop: Shop, partner: Partner) -> None:
    for number in range(8):
        for name in ("one", "two"):
            await shop.post("/v1/members", {"external_id": f"{name}-{number}"})
        await shop.at_once(
            shop.admin.put(f"/v1/keys/{partner.id}/members/ext:one-{number}"),
            shop.admin.post(f"/v1/members/ext:two-{number}/merge", json={"from": f"ext:one-{number}"})
            if number % 2
            else shop.admin.delete(f"/v1/members/ext:one-{number}"),
        )
    for member in await members_of(shop, partner):
        assert await partner.knows(member)
        assert (await shop.get(f"/v1/members/{member}"))["id"] == member


async def test_a_member_who_is_taken_away_is_gone_at_once_and_wholly(shop: Shop, partner: Partner) -> None:
    """Whatever was under way has happened wholly or not at all, and afterwards nothing does."""
    await given(shop, partner, "ext:ada")
    sales = [{**SALE, "external_id": f"race-{number}", "member": "ext:ada"} for number in range(20)]
    answers = await shop.at_once(
        *[partner.client.post("/v1/purchases", json=sale) for sale in sales[:10]],
        shop.admin.delete(f"/v1/keys/{partner.id}/members/ext:ada"),
        *[partner.client.post("/v1/purchases", json=sale) for sale in sales[10:]],
    )
    assert {answer.status_code for answer in answers} <= {201, 204, 404}
    recorded = {answer.json()["external_id"] for answer in answers if answer.status_code == 201}
    known = {one["external_id"] for one in (await shop.get("/v1/purchases", limit="200"))["data"]}
    assert {sale["external_id"] for sale in sales} & known == recorded
    assert not await partner.knows("ext:ada")
    late = await partner.client.post("/v1/purchases", json={**sales[0], "external_id": "late"})
    assert_problem(late, 404, "not-found")
    await shop.prove()
