"""Vouchers handed in with a purchase, over HTTP."""

from typing import Any

import httpx2
import pytest

from tests.api.requests import LINE, assert_problem, purchase
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio


async def full_card(client: httpx2.AsyncClient) -> dict[str, Any]:
    """The voucher that ten coffees make."""
    body = purchase(lines=[{**LINE, "quantity": 10}], total=None)
    made = await client.post("/v1/purchases", json=body)
    (voucher,) = made.json()["vouchers_issued"]
    voucher = dict(voucher)
    return voucher


def spending(name: str, *codes: str, **fields: Any) -> dict[str, Any]:
    return purchase(external_id=name, vouchers=list(codes), **fields)


async def test_a_voucher_is_used_however_its_code_is_typed(client: httpx2.AsyncClient) -> None:
    voucher = await full_card(client)
    typed = voucher["code"].lower().replace("-", " ")
    used = await client.post("/v1/purchases", json=spending("a", typed))
    assert used.status_code == 201
    assert ("voucher:free-coffee", "redeem", -1) in [
        (one["unit"], one["type"], one["amount"]) for one in used.json()["entries"]
    ]
    assert (await client.get("/v1/purchases/ext:a")).json()["vouchers"] == [voucher["code"]]
    again = await client.post("/v1/purchases", json=spending("b", voucher["code"]))
    document = assert_problem(again, 422, "voucher-not-usable", "not-usable")
    assert document["errors"][0]["pointer"] == "/vouchers/0"
    assert (await client.get("/v1/purchases/ext:b")).status_code == 404


async def test_a_voucher_says_what_it_is_for(client: httpx2.AsyncClient) -> None:
    voucher = await full_card(client)
    assert (voucher["reward"], voucher["name"], voucher["amount"]) == ("free-coffee", "A free coffee", None)
    status = (await client.get("/v1/members/card:6331001234567890/status")).json()
    assert status["vouchers"] == [voucher]


@pytest.mark.parametrize("code", ["4F7K-9QXA-22MP", "WXYZ", "mistyped!", "0" * 40])
async def test_a_code_that_is_nobody_s_is_not_usable(client: httpx2.AsyncClient, code: str) -> None:
    assert_problem(await client.post("/v1/purchases", json=spending("a", code)), 422, "voucher-not-usable")
    assert_problem(await client.post("/v1/purchases", json=spending("b", code, member=None)), 422, "voucher-not-usable")


@pytest.mark.parametrize(
    ("codes", "code"),
    [
        ([""], "wrong-form"),
        ([" A"], "wrong-form"),
        (["A" * 41], "wrong-form"),
        (["é"], "wrong-form"),
        ([1], "wrong-type"),
        ([None], "wrong-type"),
        (["A"] * 21, "wrong-length"),
    ],
)
async def test_what_cannot_be_a_code_is_pointed_at(client: httpx2.AsyncClient, codes: list[Any], code: str) -> None:
    assert_problem(await client.post("/v1/purchases", json=spending("a", *codes)), 422, "validation", code)


async def test_a_sale_that_is_paid_already_says_what_it_could_not_have(shop: Shop) -> None:
    voucher = await full_card(shop.admin)
    for number, member in enumerate(["card:6331001234567890", None]):
        body = spending(f"a{number}", voucher["code"], "no such code", member=member, already_paid=True)
        sold = await shop.admin.post("/v1/purchases", json=body)
        assert sold.status_code == 201
        missing = ["/vouchers/1"] if member else ["/vouchers/0", "/vouchers/1"]
        assert sold.json()["shortfalls"] == [{"what": what, "code": "voucher-not-usable"} for what in missing]
        again = await shop.admin.post("/v1/purchases", json=body)
        assert (again.status_code, again.content) == (200, sold.content)
        assert (await shop.get(f"/v1/purchases/ext:a{number}"))["shortfalls"] == sold.json()["shortfalls"]
    await shop.prove()


async def test_a_sale_that_is_paid_already_is_recorded_whoever_it_names(shop: Shop) -> None:
    erased = (await shop.post("/v1/members", {"external_id": "ada"}))["id"]
    await shop.admin.delete("/v1/members/ext:ada")
    nobody = {"card:404": "not-found", "mem_404": "not-found", erased: "member-erased"}
    for number, (member, code) in enumerate(nobody.items()):
        body = purchase(external_id=f"a{number}", member=member, enrol=False, vouchers=["X"], already_paid=True)
        sold = await shop.admin.post("/v1/purchases", json=body)
        assert sold.status_code == 201, sold.text
        assert (sold.json()["member"], sold.json()["after"], sold.json()["entries"]) == (None, None, [])
        missed = [{"what": "/member", "code": code}, {"what": "/vouchers/0", "code": "voucher-not-usable"}]
        assert sold.json()["shortfalls"] == missed
        again = await shop.admin.post("/v1/purchases", json=body)
        assert (again.status_code, again.content) == (200, sold.content)
    bob = await shop.post("/v1/members", {"external_id": "bob"})
    claimed = await shop.post("/v1/purchases/ext:a0/claim", {"member": "ext:bob"}, expected=200)
    assert claimed["member"] == bob["id"]
    enrolled = await shop.post(
        "/v1/purchases", purchase(external_id="b", member="card:404", enrol=True, already_paid=True)
    )
    assert (enrolled["member"] is None, enrolled["shortfalls"]) == (False, [])
    await shop.prove()


async def test_a_voucher_is_used_by_one_of_all_who_hand_it_in_at_once(shop: Shop) -> None:
    voucher = await full_card(shop.admin)
    bodies = [spending(f"a{number}", voucher["code"]) for number in range(20)]
    answers = await shop.at_once(*[shop.admin.post("/v1/purchases", json=body) for body in bodies])
    assert sorted(answer.status_code for answer in answers) == [201] + [422] * 19
    await shop.prove()


async def test_a_return_names_the_member_it_is_of_if_it_likes(client: httpx2.AsyncClient) -> None:
    await client.post("/v1/purchases", json=purchase())
    await client.post("/v1/members", json={"external_id": "bob"})
    back = {"external_id": "r", "purchase": "ext:till7-000123", "occurred_at": "2026-03-02T10:00:00Z"}
    wrong = await client.post("/v1/returns", json={**back, "member": "ext:bob"})
    assert assert_problem(wrong, 404, "not-found")["errors"][0]["pointer"] == "/member"
    assert (await client.post("/v1/returns", json={**back, "member": "card:6331001234567890"})).status_code == 201
