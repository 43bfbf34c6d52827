"""Claiming a guest's purchase over HTTP."""

import httpx2
import pytest

from tests.api.requests import LINE, assert_problem, purchase
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio

GUEST = purchase(member=None, enrol=False, lines=[{**LINE, "quantity": 10}], total=None)
CLAIM = "/v1/purchases/ext:till7-000123/claim"
ADA = {"member": "ext:ada"}


async def test_a_claim_answers_with_the_purchase_as_the_member_has_it(shop: Shop) -> None:
    ada = await shop.post("/v1/members", {"external_id": "ada"})
    guest = await shop.post("/v1/purchases", GUEST)
    assert (guest["member"], guest["entries"], guest["after"]) == (None, [], None)
    claimed = await shop.post(CLAIM, ADA, 200)
    assert claimed["id"] == guest["id"]
    assert claimed["member"] == ada["id"]
    assert [entry["amount"] for entry in claimed["entries"]] == [34, 10, 1]
    assert [voucher["name"] for voucher in claimed["vouchers_issued"]] == ["A free coffee"]
    assert claimed["after"]["points"] == 34
    assert await shop.get("/v1/purchases/ext:till7-000123") == claimed
    ledger = await shop.get("/v1/members/ext:ada/entries", purchase="ext:till7-000123")
    assert {entry["cause"] for entry in ledger["data"]} == {"claim"}
    await shop.prove()


async def test_claiming_again_changes_nothing_and_another_comes_too_late(shop: Shop) -> None:
    await shop.post("/v1/members", {"external_id": "ada"})
    await shop.post("/v1/members", {"external_id": "bob"})
    await shop.post("/v1/purchases", GUEST)
    assert await shop.post(CLAIM, ADA, 200) == await shop.post(CLAIM, ADA, 200)
    late = assert_problem(await shop.admin.post(CLAIM, json={"member": "ext:bob"}), 409, "already-claimed")
    assert late["errors"][0]["pointer"] == "/member"


async def test_of_many_who_claim_at_once_one_gets_it(shop: Shop) -> None:
    names = [f"m{number}" for number in range(10)]
    for name in names:
        await shop.post("/v1/members", {"external_id": name})
    await shop.post("/v1/purchases", GUEST)
    answers = await shop.at_once(*[shop.admin.post(CLAIM, json={"member": f"ext:{name}"}) for name in names * 3])
    assert sorted(answer.status_code for answer in answers) == [200] * 3 + [409] * 27
    await shop.prove()


async def test_the_guest_s_own_request_still_gets_its_first_answer(shop: Shop) -> None:
    await shop.post("/v1/members", {"external_id": "ada"})
    first = await shop.admin.post("/v1/purchases", json=GUEST)
    back = {"external_id": "r", "purchase": "ext:till7-000123", "occurred_at": "2026-03-02T10:00:00Z",
            "lines": [{"line": 1, "quantity": 1}]}  # fmt: skip
    returned = await shop.admin.post("/v1/returns", json=back)
    await shop.post(CLAIM, ADA, 200)
    await shop.post("/v1/purchases/ext:till7-000123/void", None, 200)
    for path, body, answer in (("/v1/purchases", GUEST, first), ("/v1/returns", back, returned)):
        again = await shop.admin.post(path, json=body)
        assert (again.status_code, again.content) == (200, answer.content)


async def test_what_a_claim_names_must_be_there(client: httpx2.AsyncClient, corner_shop: Shop) -> None:
    assert_problem(await client.post("/v1/purchases/ext:nothing/claim", json=ADA), 404, "not-found")
    assert_problem(await client.post("/v1/purchases/a%00b/claim", json=ADA), 404, "not-found")
    await client.post("/v1/purchases", json=GUEST)
    document = assert_problem(await client.post(CLAIM, json=ADA), 404, "not-found")
    assert document["errors"][0]["pointer"] == "/member"
    assert_problem(await client.post(CLAIM, json={"member": None}), 422, "validation", "wrong-type")
    assert_problem(await client.post(CLAIM, json={}), 422, "validation", "required")
    client.headers["Authorization"] = f"Bearer {await corner_shop.key('email')}"
    assert_problem(await client.post(CLAIM, json=ADA), 403, "insufficient-scope")
