"""Tax on lines over HTTP: in prices or on top, counted or not."""

from typing import Any

import pytest

from tests.api.requests import assert_problem
from tests.api.shop import DOCUMENT, Shop

pytestmark = pytest.mark.anyio

TENTH = {"id": "tenth", "name": "A tenth off tea", "percent_off": "0.10", "match": {"categories": ["tea"]}}
TEA: dict[str, Any] = {"category": "tea", "quantity": 2, "unit_price": 600, "tax": 200}


def sale(name: str, *lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "external_id": name, "member": "ext:ada", "enrol": True, "occurred_at": "2026-03-01T10:15:00+00:00",
        "currency": "GBP", "lines": list(lines), **fields,
    }  # fmt: skip


async def publish(shop: Shop, prices: str, counts: str) -> None:
    document = DOCUMENT | {"tax": {"prices": prices, "counts": counts}, "campaigns": [TENTH]}
    assert (await shop.admin.put("/v1/program", json=document)).status_code == 200
    await shop.post("/v1/members", {"external_id": "ada"})


async def test_a_quote_shows_the_tax_that_its_discounts_leave_and_is_booked_so(shop: Shop) -> None:
    await publish(shop, "with_tax", "without_tax")
    plain = {"quantity": 1, "unit_price": 500}
    quote = await shop.post("/v1/quotes", {"member": "ext:ada", "currency": "GBP", "lines": [TEA, plain]}, expected=200)
    assert [(one["net"], one["tax"]) for one in quote["lines"]] == [(1080, 180), (500, None)]
    assert (quote["total"], quote["tax"], quote["to_pay"]) == (1580, 180, 1580)
    other = sale("p", TEA | {"tax": 100}, plain, quote=quote["id"])
    assert_problem(await shop.admin.post("/v1/purchases", json=other), 422, "quote-changed")
    sold = await shop.post("/v1/purchases", sale("p", TEA, plain, quote=quote["id"], total=1580))
    # 10.80 - 1.80 + 5.00
    assert (sold["net"], sold["tax"], sold["after"]["points"]) == (1580, 180, 14)
    back = {"purchase": "ext:p", "occurred_at": "2026-03-01T11:15:00+00:00"}
    half = await shop.post("/v1/returns", {"external_id": "r", **back, "lines": [{"line": 1, "quantity": 1}]})
    assert (half["returned_net"], half["returned_tax"], half["after"]["points"]) == (540, 90, 9)
    rest = await shop.post("/v1/returns", {"external_id": "s", **back})
    assert (rest["returned_net"], rest["returned_tax"], rest["after"]["points"]) == (1040, 90, 0)
    await shop.prove()


async def test_tax_on_top_is_due_beside_the_total(shop: Shop) -> None:
    await publish(shop, "without_tax", "with_tax")
    quote = await shop.post("/v1/quotes", {"member": "ext:ada", "currency": "GBP", "lines": [TEA]}, expected=200)
    assert (quote["total"], quote["tax"], quote["to_pay"]) == (1080, 180, 1260)
    # Its total is of the prices, without tax.
    wrong = sale("p", TEA, quote=quote["id"], total=1260)
    assert_problem(await shop.admin.post("/v1/purchases", json=wrong), 422, "total-mismatch")
    sold = await shop.post("/v1/purchases", sale("p", TEA, quote=quote["id"], total=1080))
    assert (sold["net"], sold["tax"], sold["after"]["points"]) == (1080, 180, 12)
    await shop.prove()


async def test_a_price_that_includes_less_than_its_tax_is_refused(shop: Shop) -> None:
    await publish(shop, "with_tax", "with_tax")
    refused = await shop.admin.post("/v1/purchases", json=sale("p", TEA | {"tax": 1201}))
    found = assert_problem(refused, 422, "validation", "too-large")["errors"]
    assert [one["pointer"] for one in found] == ["/lines/0/tax"]
    for tax, code in ((-1, "out-of-range"), ("200", "wrong-type"), (2.5, "wrong-type")):
        refused = await shop.admin.post("/v1/purchases", json=sale("p", TEA | {"tax": tax}))
        assert_problem(refused, 422, "validation", code)
    assert (await shop.post("/v1/purchases", sale("p", TEA | {"tax": 1200})))["after"]["points"] == 12


async def test_lines_without_tax_have_answers_as_before(shop: Shop) -> None:
    sold = await shop.post("/v1/purchases", sale("p", {"quantity": 1, "unit_price": 500}))
    assert "tax" not in sold
    assert (await shop.get("/v1/purchases/ext:p"))["lines"][0]["tax"] is None
    told = await shop.post("/v1/purchases", sale("q", {"quantity": 1, "unit_price": 500, "tax": 0}))
    assert told["tax"] == 0
