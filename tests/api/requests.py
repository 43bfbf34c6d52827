"""Requests as tests make them, and what is true of every problem."""

import json
from typing import Any

import httpx2

PURCHASE: dict[str, Any] = {
    "external_id": "till7-000123",
    "member": "card:6331001234567890",
    "occurred_at": "2026-03-01T10:15:00+00:00",
    "store": "london-1",
    "channel": "pos",
    "currency": "GBP",
    "lines": [{"sku": "latte-12", "category": "coffee/latte", "quantity": 2, "unit_price": 350, "discount": 50}],
    "discount": 0,
    "total": 650,
    "enrol": True,
    "vouchers": [],
    "points_to_spend": 0,
    "credit_to_spend": 0,
    "quote": None,
    "hold": None,
    "already_paid": False,
    "metadata": {},
}
LINE: dict[str, Any] = PURCHASE["lines"][0]


def purchase(**fields: Any) -> dict[str, Any]:
    """The purchase of the contract's example, with other fields."""
    return {**PURCHASE, **fields}


def with_line(**fields: Any) -> dict[str, Any]:
    """A purchase with one line, with other fields; its total is left out."""
    return purchase(lines=[{**LINE, **fields}], total=None)


def assert_problem(answer: httpx2.Response, status: int, name: str, code: str | None = None) -> dict[str, Any]:
    """It is this problem, told as the contract has it; gives its document."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    document: dict[str, Any] = json.loads(answer.content)
    assert document["type"] == f"/problems/{name}", document
    assert document["status"] == status
    assert document["request_id"] == answer.headers["request-id"]
    assert document["retry"] in {"no", "same", "later"}
    assert document["title"]
    assert document["detail"]
    assert "Traceback" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    if document["retry"] == "later":
        assert int(answer.headers["retry-after"]) >= 1
    if code:
        assert code in [error["code"] for error in document["errors"]], document
    return document
