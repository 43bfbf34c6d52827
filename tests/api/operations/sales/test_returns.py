"""Returns over HTTP."""

from typing import Any

import httpx2
import pytest

from tests.api.requests import LINE, PURCHASE, assert_problem, purchase
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio

RETURN: dict[str, Any] = {
    "external_id": "r1",
    "purchase": "ext:till7-000123",
    "occurred_at": "2026-03-02T10:00:00Z",
    "lines": [{"line": 1, "quantity": 1}],
}
WITHOUT_RECEIPT: dict[str, Any] = {
    "external_id": "r2",
    "purchase": None,
    "member": "card:6331001234567890",
    "occurred_at": "2026-03-02T10:00:00Z",
    "currency": "GBP",
    "lines": [LINE],
}


@pytest.fixture
async def till(client: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """A till that has sold one basket."""
    assert (await client.post("/v1/purchases", json=PURCHASE)).status_code == 201
    return client


async def test_a_return_is_answered_as_the_contract_shows(till: httpx2.AsyncClient) -> None:
    sold = (await till.get("/v1/purchases/ext:till7-000123")).json()
    answer = await till.post("/v1/returns", json=RETURN)
    assert answer.status_code == 201
    made = answer.json()
    assert made == {
        "id": made["id"],
        "external_id": "r1",
        "kind": "return",
        "purchase": sold["id"],
        "member": sold["member"],
        "status": "recorded",
        "occurred_at": "2026-03-02T10:00:00Z",
        "recorded_at": "2026-03-02T12:00:00Z",
        "business_date": "2026-03-02",
        "lines": [{"line": 1, "quantity": 1, "amount": 0}],
        "returned_net": 325,
        "given_back": {"money": 325, "points": 0, "points_worth": 0, "credit": 0},
        "taken_again": None,
        "currency": "GBP",
        "program_version": 1,
        "entries": made["entries"],
        "vouchers_revoked": [],
        "after": {"points": 3, "pending": 0, "credit": 0, "tier": "base", "punches": {"coffee": 1},
                  "rebates": {"quarter": {"spend": 325, "due": 0}}},
    }  # fmt: skip
    assert [(entry["unit"], entry["amount"]) for entry in made["entries"]] == [("points", -3), ("punches:coffee", -1)]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/returns", {**RETURN, "purchase": "{}"}),
        ("/v1/returns/{}/void", {}),
        ("/v1/purchases/{}/void", {}),
        ("/v1/purchases/{}/activate", {}),
        ("/v1/purchases/{}/claim", {"member": "card:6331001234567890"}),
    ],
)
async def test_what_may_still_arrive_is_to_be_asked_for_later(
    client: httpx2.AsyncClient, path: str, body: dict[str, Any]
) -> None:
    ours = "ret_1" if path.startswith("/v1/returns/") else "pur_1"
    for reference, retry in (("ext:unheard", "later"), (ours, "no")):
        named = {name: reference if value == "{}" else value for name, value in body.items()}
        answer = await client.post(path.format(reference), json=named)
        assert assert_problem(answer, 404, "not-found")["retry"] == retry
        assert ("Retry-After" in answer.headers) == (retry == "later")


async def test_a_key_of_a_store_undoes_what_is_not_another_s(till: httpx2.AsyncClient, corner_shop: Shop) -> None:
    keys = {
        store: {"Authorization": f"Bearer {await corner_shop.key('pos', store=store)}"}
        for store in ("london-1", "leeds")
    }
    await till.post("/v1/purchases", json=purchase(external_id="nowhere", store=None))
    for read, body in (
        ("/v1/returns", RETURN),
        ("/v1/purchases/ext:till7-000123/claim", {"member": "ext:ann"}),
        ("/v1/purchases/ext:till7-000123/activate", {}),
    ):
        assert_problem(await till.post(read, json=body, headers=keys["leeds"]), 403, "store-not-allowed")
    assert_problem(await till.get("/v1/purchases/ext:till7-000123", headers=keys["leeds"]), 403, "store-not-allowed")
    assert (await till.get("/v1/purchases/ext:nowhere", headers=keys["leeds"])).status_code == 200
    assert (await till.post("/v1/returns", json=RETURN, headers=keys["london-1"])).status_code == 201
    assert_problem(await till.get("/v1/returns/ext:r1", headers=keys["leeds"]), 403, "store-not-allowed")
    # Without a store of its own, a return is of the store of its purchase.
    second = {**RETURN, "external_id": "r2"}
    assert (await till.post("/v1/returns", json=second)).status_code == 201
    assert_problem(await till.get("/v1/returns/ext:r2", headers=keys["leeds"]), 403, "store-not-allowed")
    for path, store, other in (
        ("/v1/returns/ext:r1/void", "london-1", "leeds"),
        ("/v1/returns/ext:r2/void", "london-1", "leeds"),
        ("/v1/purchases/ext:till7-000123/void", "london-1", "leeds"),
    ):
        for turn in range(2):
            refused = assert_problem(await till.post(path, headers=keys[other]), 403, "store-not-allowed")
            assert other in refused["detail"]
            if not turn:
                assert (await till.post(path, headers=keys[store])).status_code == 200
    assert (await till.post("/v1/purchases/ext:nowhere/void", headers=keys["leeds"])).status_code == 200


async def test_a_key_says_which_store_it_is_bound_to(till: httpx2.AsyncClient, corner_shop: Shop) -> None:
    bound = {"Authorization": f"Bearer {await corner_shop.key('pos', store='leeds')}"}
    refused = assert_problem(await till.post("/v1/purchases", json=PURCHASE, headers=bound), 403, "store-not-allowed")
    assert ("leeds" in refused["detail"], refused["errors"][0]["pointer"]) == (True, "/store")
    listed = await till.get("/v1/purchases?store=london-1", headers=bound)
    assert assert_problem(listed, 403, "store-not-allowed")["errors"][0]["pointer"] == "/store"


async def test_a_return_says_which_lines_came_back(till: httpx2.AsyncClient) -> None:
    damaged = {**RETURN, "external_id": "a", "lines": [{"line": 1, "amount": 25}]}
    parts = [await till.post("/v1/returns", json=body) for body in (RETURN, damaged)]
    rest = {name: RETURN[name] for name in ("purchase", "occurred_at")} | {"external_id": "rest"}
    parts.append(await till.post("/v1/returns", json=rest))
    assert [part.json()["lines"] for part in parts] == [
        [{"line": 1, "quantity": 1, "amount": 0}],
        [{"line": 1, "quantity": 0, "amount": 25}],
        [{"line": 1, "quantity": 1, "amount": 0}],
    ]
    assert (await till.post("/v1/returns", json=rest)).content == parts[2].content
    await till.post("/v1/purchases", json=purchase(external_id="b"))
    voided = (await till.post("/v1/purchases/ext:b/void")).json()["returns"]
    assert [part["lines"] for part in voided] == [[{"line": 1, "quantity": 2, "amount": 0}]]
    without = await till.post("/v1/returns", json=WITHOUT_RECEIPT)
    assert without.json()["lines"] == [{"line": 1, "share": 650, "freed": 0, "gift_card": False, "tax": None, **LINE}]
    assert (await till.get("/v1/returns/ext:r2")).json()["lines"] == without.json()["lines"]


async def test_the_same_return_again_is_answered_with_the_same_bytes(till: httpx2.AsyncClient) -> None:
    first = await till.post("/v1/returns", json=RETURN)
    await till.post("/v1/returns/ext:r1/void")
    again = await till.post("/v1/returns", json=RETURN)
    assert (again.status_code, again.headers["idempotency-replayed"]) == (200, "true")
    assert again.content == first.content
    for other, differing in (
        ({"lines": None}, ["/lines"]),
        ({"lines": [{"line": 1, "amount": 1}]}, ["/lines"]),
        ({"lines": None, "store": "leeds"}, ["/store"]),
        ({"occurred_at": "2026-03-02T10:00:01Z"}, ["/occurred_at"]),
        ({"purchase": "ext:another", "metadata": {"a": "b"}}, ["/purchase", "/metadata"]),
    ):
        answer = await till.post("/v1/returns", json={**RETURN, **other})
        document = assert_problem(answer, 409, "external-id-conflict")
        assert first.json()["id"] in document["detail"]
        assert [error["pointer"] for error in document["errors"]] == ["/external_id", *differing]


async def test_without_lines_all_that_is_left_goes_back(till: httpx2.AsyncClient) -> None:
    await till.post("/v1/returns", json=RETURN)
    made = await till.post("/v1/returns", json={**RETURN, "external_id": "r2", "lines": None})
    assert made.json()["returned_net"] == 325
    assert (await till.get("/v1/purchases/ext:till7-000123")).json()["status"] == "returned"


async def test_an_amount_goes_back_without_a_unit(till: httpx2.AsyncClient) -> None:
    made = await till.post("/v1/returns", json={**RETURN, "lines": [{"line": 1, "amount": 200}]})
    assert made.json()["returned_net"] == 200


async def test_a_return_without_receipt_takes_away_what_it_would_earn(till: httpx2.AsyncClient) -> None:
    made = await till.post("/v1/returns", json=WITHOUT_RECEIPT)
    assert made.status_code == 201, made.text
    assert (made.json()["purchase"], made.json()["returned_net"]) == (None, 650)
    assert made.json()["after"]["points"] == 0


async def test_a_guests_return_has_no_entries_and_no_standing(client: httpx2.AsyncClient) -> None:
    await client.post("/v1/purchases", json=purchase(member=None))
    made = (await client.post("/v1/returns", json=RETURN)).json()
    assert (made["member"], made["entries"], made["after"]) == (None, [], None)


async def test_a_mistaken_return_is_voided_and_can_be_said_twice(till: httpx2.AsyncClient) -> None:
    await till.post("/v1/returns", json=RETURN)
    first = await till.post("/v1/returns/ext:r1/void")
    assert (first.status_code, first.json()["status"]) == (200, "voided")
    assert (await till.post("/v1/returns/ext:r1/void")).content == first.content
    assert first.json()["after"]["points"] == 6, "where the member stands now"
    shown = (await till.get("/v1/returns/ext:r1")).json()
    assert shown == {**first.json(), "after": shown["after"]}
    assert shown["after"]["points"] < 6, "where the member stood when it was recorded"
    assert (await till.get("/v1/purchases/ext:till7-000123")).json()["status"] == "recorded"
    assert_problem(await till.post("/v1/returns/ext:nothing/void"), 404, "not-found")


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({"lines": [{"line": 0, "quantity": 1}]}, "/lines/0/line", "out-of-range"),
        ({"lines": [{"line": 2, "quantity": 1}]}, "/lines/0/line", "no-such-line"),
        ({"lines": [{"line": 1}]}, "/lines/0", "one-of"),
        ({"lines": [{"line": 1, "quantity": 1, "amount": 1}]}, "/lines/0", "one-of"),
        ({"lines": [{"line": 1, "quantity": 0}]}, "/lines/0/quantity", "out-of-range"),
        ({"lines": [{"line": 1, "amount": 0}]}, "/lines/0/amount", "out-of-range"),
        ({"lines": []}, "/lines", "wrong-length"),
        ({"lines": [LINE]}, "/lines/0/line", "required"),
        ({"purchase": "mem_1"}, "/purchase", "wrong-form"),
        ({"discount": 1}, "/discount", "unknown-field"),
        ({"occurred_at": "2026-02-28T10:00:00Z"}, "/occurred_at", "before-purchase"),
        ({"purchase": None}, "/member", "required"),
    ],
)
async def test_a_wrong_value_is_pointed_at(
    till: httpx2.AsyncClient, fields: dict[str, Any], pointer: str, code: str
) -> None:
    document = assert_problem(await till.post("/v1/returns", json={**RETURN, **fields}), 422, "validation", code)
    assert pointer in [error["pointer"] for error in document["errors"]]


@pytest.mark.parametrize(
    ("body", "status", "problem"),
    [
        ({**RETURN, "lines": [{"line": 1, "quantity": 3}]}, 422, "return-exceeds-purchase"),
        ({**RETURN, "purchase": "ret_1"}, 422, "not-returnable"),
        ({**RETURN, "purchase": "ext:nothing"}, 404, "not-found"),
        ({**RETURN, "currency": "EUR"}, 422, "currency-mismatch"),
        ({**WITHOUT_RECEIPT, "currency": "EUR"}, 422, "currency-mismatch"),
        ({**WITHOUT_RECEIPT, "member": "ext:nobody"}, 404, "not-found"),
        ({**RETURN, "external_id": None}, 400, "idempotency-key-required"),
    ],
)
async def test_what_cannot_be_returned_is_refused(
    till: httpx2.AsyncClient, body: dict[str, Any], status: int, problem: str
) -> None:
    assert_problem(await till.post("/v1/returns", json=body), status, problem)


async def test_a_stores_key_fills_in_its_store_and_refuses_others(till: httpx2.AsyncClient, corner_shop: Shop) -> None:
    key = {"Authorization": f"Bearer {await corner_shop.key('pos', store='london-1')}"}
    refused = await till.post("/v1/returns", json={**RETURN, "store": "london-2"}, headers=key)
    assert_problem(refused, 403, "store-not-allowed")
    assert (await till.post("/v1/returns", json=RETURN, headers=key)).status_code == 201
