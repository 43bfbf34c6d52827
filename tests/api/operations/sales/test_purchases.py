"""Purchases over HTTP: what is answered, word for word, and what is asked of the engine."""

import json
from datetime import UTC, datetime

import httpx2
import pytest

from app.api.contract.idempotency import fingerprint
from app.api.operations.sales.purchases import PurchaseRequest
from app.engine.model.commands.sales import BasketLine, RecordPurchase
from tests.api.requests import PURCHASE, assert_problem, purchase
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio


async def test_a_purchase_is_answered_as_the_contract_shows(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/v1/purchases", json=PURCHASE)
    assert answer.status_code == 201
    assert answer.headers["content-type"] == "application/json"
    made = answer.json()
    ids = {"id": made["id"], "member": made["member"]}
    points, punches = (entry["id"] for entry in made["entries"])
    assert made == {
        **ids,
        "external_id": "till7-000123",
        "status": "recorded",
        "occurred_at": "2026-03-01T10:15:00Z",
        "recorded_at": "2026-03-02T12:00:00Z",
        "business_date": "2026-03-01",
        "net": 650,
        "currency": "GBP",
        "program_version": 1,
        "entries": [
            {"id": points, "unit": "points", "type": "earn", "amount": 6, "rule": "base",
             "why": "1 point per 1.00 GBP on 6.50 = 6"},
            {"id": punches, "unit": "punches:coffee", "type": "earn", "amount": 2, "rule": "coffee",
             "why": made["entries"][1]["why"]},
        ],
        "vouchers_issued": [],
        "shortfalls": [],
        "after": {"points": 6, "pending": 0, "credit": 0, "tier": "base", "punches": {"coffee": 2},
                  "rebates": {"quarter": {"spend": 650, "due": 0}}},
    }  # fmt: skip
    assert made["id"].startswith("pur_")
    assert len(made["id"]) == 30


async def test_the_same_again_is_answered_with_the_same_bytes(client: httpx2.AsyncClient) -> None:
    first = await client.post("/v1/purchases", json=PURCHASE)
    await client.post(
        "/v1/returns",
        json={"external_id": "r", "purchase": "ext:till7-000123", "occurred_at": "2026-03-02T10:00:00Z"},
    )
    again = await client.post("/v1/purchases", json=PURCHASE)
    assert (again.status_code, again.headers["idempotency-replayed"]) == (200, "true")
    assert "idempotency-replayed" not in first.headers
    assert again.content == first.content
    assert (await client.get("/v1/purchases/ext:till7-000123")).json()["status"] == "returned"


async def test_the_same_said_otherwise_is_the_same(client: httpx2.AsyncClient) -> None:
    await client.post("/v1/purchases", json=PURCHASE)
    otherwise = {
        key: value for key, value in PURCHASE.items() if value not in (None, [], {}, 0, False) and key != "discount"
    }
    otherwise["occurred_at"] = "2026-03-01T11:15:00.000+01:00"
    again = await client.post("/v1/purchases", json=otherwise)
    assert again.status_code == 200, again.text


@pytest.mark.parametrize(
    ("other", "differing"),
    [
        (purchase(total=None), []),
        (purchase(metadata={"a": "b"}), ["/metadata"]),
        (purchase(store="london-2"), ["/store"]),
        (purchase(store="london-2", channel=None), ["/store", "/channel"]),
        (purchase(occurred_at="2026-03-01T10:15:00.000001Z"), ["/occurred_at"]),
        (purchase(member=None), ["/member"]),
        (purchase(member="card:unheard"), ["/member"]),
        (purchase(lines=[*PURCHASE["lines"], {"quantity": 1, "unit_price": 0}]), ["/lines"]),
        (purchase(discount=1, total=649), ["/discount"]),
        (purchase(already_paid=True), []),
    ],
)
async def test_the_same_name_with_other_content_is_a_conflict(
    client: httpx2.AsyncClient, other: dict[str, object], differing: list[str]
) -> None:
    first = await client.post("/v1/purchases", json=PURCHASE)
    document = assert_problem(await client.post("/v1/purchases", json=other), 409, "external-id-conflict")
    assert first.json()["id"] in document["detail"]
    places = [(error["pointer"], error["code"]) for error in document["errors"]]
    assert places == [("/external_id", "external-id-conflict"), *((one, "differs") for one in differing)]


async def test_without_a_name_of_its_own_the_key_names_it(client: httpx2.AsyncClient) -> None:
    body = purchase(external_id=None)
    first = await client.post("/v1/purchases", json=body, headers={"Idempotency-Key": "one"})
    again = await client.post("/v1/purchases", json=body, headers={"Idempotency-Key": "one"})
    other = await client.post("/v1/purchases", json=body, headers={"Idempotency-Key": "two"})
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 201)
    assert again.content == first.content != other.content
    assert first.json()["external_id"] is None
    changed = await client.post("/v1/purchases", json={**body, "total": None}, headers={"Idempotency-Key": "one"})
    assert_problem(changed, 422, "idempotency-mismatch")
    elsewhere = await client.post("/v1/members", json={}, headers={"Idempotency-Key": "one"})
    assert_problem(elsewhere, 422, "idempotency-mismatch")


def test_a_fingerprint_of_today_is_known_for_ever() -> None:
    request = PurchaseRequest.model_validate(PURCHASE)
    assert fingerprint("purchase", request) == "0df682d33b8e722f7776e5449638600e"


async def test_the_engine_is_asked_for_what_was_said(client: httpx2.AsyncClient, corner_shop: Shop) -> None:
    await client.post("/v1/purchases", json=purchase(metadata={"b": "1", "a": "é"}))
    (command,) = corner_shop.submitted
    assert isinstance(command, RecordPurchase)
    assert command.request_key.kind == "purchase"
    assert command._replace(request_key=command.request_key._replace(fingerprint="")) == RecordPurchase(
        corner_shop.program_id,
        command.purchase_id,
        command.request_key._replace(fingerprint=""),
        "till7-000123",
        "card:6331001234567890",
        True,
        datetime(2026, 3, 1, 10, 15, tzinfo=UTC),
        "GBP",
        (BasketLine(2, 350, 50, "latte-12", "coffee/latte"),),
        0,
        650,
        "london-1",
        "pos",
        '{"a":"é","b":"1"}',
    )


async def test_a_guest_earns_nothing_and_stands_nowhere(client: httpx2.AsyncClient) -> None:
    made = (await client.post("/v1/purchases", json=purchase(member=None))).json()
    assert (made["member"], made["entries"], made["after"]) == (None, [], None)


async def test_an_unknown_member_is_not_found(client: httpx2.AsyncClient) -> None:
    document = assert_problem(await client.post("/v1/purchases", json=purchase(enrol=False)), 404, "not-found")
    assert document["errors"][0]["pointer"] == "/member"


async def test_a_full_card_issues_a_voucher_and_says_so_again(client: httpx2.AsyncClient) -> None:
    body = purchase(lines=[{"category": "coffee", "quantity": 10, "unit_price": 300}], total=None)
    first = await client.post("/v1/purchases", json=body)
    (voucher,) = first.json()["vouchers_issued"]
    assert voucher == {
        "id": voucher["id"], "code": voucher["code"], "reward": "free-coffee", "name": "A free coffee", "amount": None,
        "expires_on": "2026-05-01",
    }  # fmt: skip
    assert (await client.post("/v1/purchases", json=body)).content == first.content
    returned = await client.post(
        "/v1/returns",
        json={"external_id": "r", "purchase": "ext:till7-000123", "occurred_at": "2026-03-02T10:00:00Z"},
    )
    assert [one["id"] for one in returned.json()["vouchers_revoked"]] == [voucher["id"]]
    assert (await client.post("/v1/purchases", json=body)).content == first.content


async def test_a_purchase_is_shown_with_its_lines_and_returns(client: httpx2.AsyncClient) -> None:
    made = (await client.post("/v1/purchases", json=purchase(metadata={"till": "7"}))).json()
    await client.post(
        "/v1/returns",
        json={
            "external_id": "r1",
            "purchase": made["id"],
            "occurred_at": "2026-03-02T10:00:00Z",
            "lines": [{"line": 1, "quantity": 1}],
        },
    )
    shown = (await client.get(f"/v1/purchases/{made['id']}")).json()
    assert {key: shown[key] for key in made} == {**made, "status": "partly_returned"}
    assert shown["returned_net"] == 325
    assert [one["external_id"] for one in shown["returns"]] == ["r1"]
    assert shown["returns"][0]["entries"]
    assert shown["lines"] == [
        {"line": 1, **PURCHASE["lines"][0], "share": 650, "freed": 0, "gift_card": False, "tax": None}
    ]
    assert (shown["store"], shown["channel"], shown["metadata"]) == ("london-1", "pos", {"till": "7"})


async def test_a_void_takes_everything_back_and_can_be_said_twice(client: httpx2.AsyncClient) -> None:
    await client.post("/v1/purchases", json=PURCHASE)
    first = await client.post("/v1/purchases/ext:till7-000123/void")
    again = await client.post("/v1/purchases/ext:till7-000123/void", json={})
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.content == again.content
    assert (first.json()["status"], first.json()["returned_net"]) == ("voided", 650)
    assert first.json()["returns"][0]["kind"] == "void"
    assert_problem(await client.post("/v1/purchases/ext:nothing/void"), 404, "not-found")
    answer = await client.post("/v1/purchases/ext:till7-000123/void", json={"reason": "x"})
    assert_problem(answer, 422, "validation", "unknown-field")


async def test_a_stores_key_fills_in_its_store_and_refuses_others(
    client: httpx2.AsyncClient, corner_shop: Shop
) -> None:
    key = {"Authorization": f"Bearer {await corner_shop.key('pos', store='london-1')}"}
    without = await client.post("/v1/purchases", json=purchase(store=None), headers=key)
    assert without.status_code == 201
    assert (await client.get("/v1/purchases/ext:till7-000123")).json()["store"] == "london-1"
    assert (await client.post("/v1/purchases", json=PURCHASE, headers=key)).status_code == 200
    other = await client.post("/v1/purchases", json=purchase(external_id="b", store="london-2"), headers=key)
    assert_problem(other, 403, "store-not-allowed")


async def test_enrolling_on_the_way_needs_the_scope_for_it(client: httpx2.AsyncClient, corner_shop: Shop) -> None:
    key = {"Authorization": f"Bearer {await corner_shop.key('partner', scopes=['purchases:write'])}"}
    assert_problem(await client.post("/v1/purchases", json=PURCHASE, headers=key), 403, "insufficient-scope")
    guest = await client.post("/v1/purchases", json=purchase(member=None, enrol=False), headers=key)
    assert guest.status_code == 201


async def test_what_is_said_in_a_name_is_kept_as_it_is(client: httpx2.AsyncClient) -> None:
    body = purchase(metadata={"note": "<script>'; DROP TABLE p;--\n👍"})
    await client.post("/v1/purchases", json=body)
    shown = await client.get("/v1/purchases/ext:till7-000123")
    assert json.loads(shown.content)["metadata"] == body["metadata"]
