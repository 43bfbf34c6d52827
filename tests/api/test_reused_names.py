"""A name that stands for another request: the answer has the fields that differ, by their names only."""

from typing import Any

import pytest

from tests.api.requests import assert_problem
from tests.api.shop import DOCUMENT, Shop

pytestmark = pytest.mark.anyio

LINES = [{"quantity": 1, "unit_price": 100}]
FIRST: dict[str, dict[str, Any]] = {
    "/v1/members/ext:ada/adjustments": {"unit": "points", "amount": 500, "reason": "Sorry"},
    "/v1/transfers": {"from": "ext:ada", "to": "ext:bob", "points": 5},
    "/v1/redemptions": {"member": "ext:ada", "reward": "mug"},
    "/v1/vouchers": {"member": "ext:ada", "reward": "free-coffee", "reason": "Sorry"},
    "/v1/holds": {"member": "ext:ada", "points": 5, "ttl_seconds": 60},
    "/v1/returns": {"member": "ext:ada", "occurred_at": "2026-03-02T10:00:00Z", "currency": "GBP", "lines": LINES},
}


@pytest.mark.parametrize(
    ("path", "change", "differs"),
    [
        ("/v1/members/ext:ada/adjustments", {"amount": 7, "reason": "Secret"}, ["amount", "reason"]),
        ("/v1/members/ext:bob/adjustments", {}, ["member"]),
        ("/v1/transfers", {"to": "ext:cy", "points": 6}, ["to", "points"]),
        ("/v1/redemptions", {"member": "ext:bob"}, ["member"]),
        ("/v1/vouchers", {"member": "ext:bob", "reason": "Secret"}, ["member", "reason"]),
        ("/v1/vouchers", {"valid_until": "2026-12-31"}, ["valid_until"]),
        ("/v1/holds", {"points": 6, "ttl_seconds": 90}, ["ttl_seconds", "points"]),
        ("/v1/returns", {"lines": [{"quantity": 2, "unit_price": 100}], "store": "leeds"}, ["lines", "store"]),
    ],
)
async def test_the_fields_that_differ_are_named(
    shop: Shop, path: str, change: dict[str, Any], differs: list[str]
) -> None:
    mug = {"id": "mug", "name": "A mug", "kind": "gift", "text": "mug", "points_price": 5}
    points = {**DOCUMENT["points"], "transfer": {"allowed": True}}
    document = {**DOCUMENT, "points": points, "rewards": [*DOCUMENT["rewards"], mug]}
    assert (await shop.admin.put("/v1/program", json=document, headers={"If-Match": "*"})).status_code == 200
    for name in ("ada", "bob", "cy"):
        await shop.post("/v1/members", {"external_id": name})
    for first, body in FIRST.items():
        await shop.post(first, {"external_id": "same", **body})
    body = next(body for first, body in FIRST.items() if first.rpartition("/")[2] == path.rpartition("/")[2])
    answer = await shop.admin.post(path, json={"external_id": "same", **body, **change})
    problem = assert_problem(answer, 409, "external-id-conflict")
    assert [one["pointer"] for one in problem["errors"]] == ["/external_id", *(f"/{name}" for name in differs)]
    assert "Secret" not in answer.text
