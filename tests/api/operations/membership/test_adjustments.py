"""Balances changed by hand, over HTTP."""

from typing import Any

import httpx2
import pytest

from tests.api.requests import assert_problem, purchase
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio

PATH = "/v1/members/ext:ada/adjustments"
SORRY = {"external_id": "case-1", "unit": "points", "amount": 250, "reason": "Sorry for the wait"}
ADA = {"external_id": "ada"}


async def test_an_adjustment_says_what_it_did_and_where_the_member_stands(shop: Shop) -> None:
    ada = await shop.post("/v1/members", ADA)
    made = await shop.post(PATH, SORRY)
    (entry,) = made["entries"]
    assert made == {
        "id": made["id"],
        "external_id": "case-1",
        "member": ada["id"],
        "unit": "points",
        "amount": 250,
        "reason": "Sorry for the wait",
        "currency": "GBP",
        "recorded_at": "2026-03-02T12:00:00Z",
        "entries": [
            {"id": entry["id"], "unit": "points", "type": "adjust", "amount": 250, "rule": None,
             "why": "Sorry for the wait"}
        ],
        "after": {"points": 250, "pending": 0, "credit": 0, "tier": "base", "punches": {"coffee": 0},
                  "rebates": {"quarter": {"spend": 0, "due": 0}}},
    }  # fmt: skip
    (written,) = (await shop.get("/v1/members/ext:ada/entries"))["data"]
    assert (written["cause"], written["cause_id"]) == ("adjustment", made["id"])
    await shop.prove()


async def test_the_same_again_is_answered_with_the_same_bytes(shop: Shop) -> None:
    await shop.post("/v1/members", ADA)
    await shop.post("/v1/members", {"external_id": "bob"})
    nameless = {name: value for name, value in SORRY.items() if name != "external_id"}
    for body, headers in ((SORRY, {}), (nameless, {"Idempotency-Key": "k"})):
        answers = await shop.at_once(*[shop.admin.post(PATH, json=body, headers=headers) for _ in range(20)])
        assert sorted(answer.status_code for answer in answers) == [200] * 19 + [201]
        assert len({answer.content for answer in answers}) == 1
    assert (await shop.get("/v1/members/ext:ada/status"))["points"]["balance"] == 500
    other = await shop.admin.post(PATH, json={**SORRY, "amount": 251})
    assert_problem(other, 409, "external-id-conflict")
    elsewhere = "/v1/members/ext:bob/adjustments"
    assert_problem(await shop.admin.post(elsewhere, json=SORRY), 409, "external-id-conflict")
    moved = await shop.admin.post(elsewhere, json=nameless, headers={"Idempotency-Key": "k"})
    assert_problem(moved, 422, "idempotency-mismatch")


async def test_no_balance_is_taken_below_zero_unless_that_is_wanted(shop: Shop) -> None:
    await shop.post("/v1/purchases", purchase(member="ext:ada"))
    for unit, balance in (("points", 6), ("credit", 0), ("punches:coffee", 2)):
        body = {"unit": unit, "amount": -balance - 1, "reason": "A mistake"}
        refused = await shop.admin.post(PATH, json=body, headers={"Idempotency-Key": f"a-{unit}"})
        document = assert_problem(refused, 422, "insufficient-balance")
        assert document["errors"][0]["pointer"] == "/amount"
    after = (await shop.post(PATH, {**body, "allow_negative": True}, Idempotency_Key="b"))["after"]
    assert after["punches"] == {"coffee": -1}
    await shop.prove()


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({"amount": 0}, "/amount", "out-of-range"),
        ({"amount": 10**12 + 1}, "/amount", "out-of-range"),
        ({"amount": -(10**12) - 1}, "/amount", "out-of-range"),
        ({"amount": 9223372036854775808}, "/amount", "out-of-range"),
        ({"amount": "5"}, "/amount", "wrong-type"),
        ({"amount": 5.0}, "/amount", "wrong-type"),
        ({"amount": True}, "/amount", "wrong-type"),
        ({"unit": "stars"}, "/unit", "wrong-form"),
        ({"unit": "punches:tea"}, "/unit", "unknown-unit"),
        ({"unit": "rebate:quarter"}, "/unit", "unknown-unit"),
        ({"unit": "voucher:free-coffee"}, "/unit", "unknown-unit"),
        ({"reason": ""}, "/reason", "wrong-length"),
        ({"reason": "a\u0000b"}, "/reason", "wrong-form"),
        ({"reason": None}, "/reason", "wrong-type"),
        ({"allow_negative": 1}, "/allow_negative", "wrong-type"),
        ({"member": "ext:ada"}, "/member", "unknown-field"),
    ],
)
async def test_a_wrong_value_is_pointed_at(
    client: httpx2.AsyncClient, corner_shop: Shop, fields: dict[str, Any], pointer: str, code: str
) -> None:
    await client.post("/v1/members", json=ADA)
    document = assert_problem(await client.post(PATH, json={**SORRY, **fields}), 422, "validation", code)
    assert [error["pointer"] for error in document["errors"]] == [pointer]
    assert await corner_shop.entries("ext:ada") == []


async def test_it_needs_a_name_a_member_and_an_admin(client: httpx2.AsyncClient, corner_shop: Shop) -> None:
    nameless = {name: value for name, value in SORRY.items() if name != "external_id"}
    assert_problem(await client.post(PATH, json=nameless), 400, "idempotency-key-required")
    assert_problem(await client.post(PATH, json=SORRY), 404, "not-found")
    assert_problem(await client.post("/v1/members/a%2Fb/adjustments", json=SORRY), 404, "not-found")
    assert_problem(await client.post("/v1/members/nobody/adjustments", json=SORRY), 404, "not-found")
    for role in ("pos", "email", "auditor"):
        client.headers["Authorization"] = f"Bearer {await corner_shop.key(role)}"
        assert_problem(await client.post(PATH, json=SORRY), 403, "insufficient-scope")
