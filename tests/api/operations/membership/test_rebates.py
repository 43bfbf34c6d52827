"""A member's rebate periods, page by page."""

from typing import Any

import pytest

from tests.api.requests import assert_problem
from tests.api.shop import DOCUMENT, Shop

pytestmark = pytest.mark.anyio


def monthly(name: str) -> dict[str, Any]:
    bands = [{"from": 0, "rate": "0.02"}]
    return {"id": name, "name": name, "period": "month", "method": "retroactive", "bands": bands}


async def pages(shop: Shop, limit: int) -> list[list[dict[str, Any]]]:
    found: list[list[dict[str, Any]]] = []
    cursor: dict[str, str] = {}
    while True:
        page = await shop.get("/v1/members/ext:ada/rebates", limit=str(limit), **cursor)
        found.append(page["data"])
        if page["next_cursor"] is None:
            return found
        cursor = {"cursor": page["next_cursor"]}


async def test_pages_hold_every_period_of_every_rebate_once(shop: Shop) -> None:
    document = DOCUMENT | {"rebates": [monthly("B"), monthly("a.1")]}
    assert (await shop.admin.put("/v1/program", json=document)).status_code == 200
    for number, month in enumerate(("2025-09", "2025-12", "2026-02")):
        lines = [{"quantity": 1, "unit_price": 1000 * (number + 1)}]
        sale = {"member": "ext:ada", "enrol": True, "currency": "GBP", "lines": lines}
        await shop.post("/v1/purchases", {"external_id": month, "occurred_at": f"{month}-15T10:00:00Z", **sale})
    (whole,) = await pages(shop, 200)
    months = [f"2025-{month:02}" for month in range(9, 13)] + [f"2026-{month:02}" for month in range(1, 4)]
    monthly_periods = [(one["id"], one["period"]["from"][:7]) for one in whole if one["id"] in ("B", "a.1")]
    assert monthly_periods == [(name, month) for name in ("B", "a.1") for month in months]
    assert [one["due"] for one in whole if one["id"] == "B"] == [20, 0, 0, 40, 0, 60, 0]
    for limit in (1, 2, 3, len(whole) - 1, len(whole)):
        found = await pages(shop, limit)
        assert [len(page) for page in found[:-1]] == [limit] * (len(found) - 1)
        assert [one for page in found for one in page] == whole


async def test_a_cursor_of_another_member_or_made_up_is_refused(shop: Shop) -> None:
    document = DOCUMENT | {"rebates": [monthly("a"), monthly("b")]}
    assert (await shop.admin.put("/v1/program", json=document)).status_code == 200
    lines = [{"quantity": 1, "unit_price": 1000}]
    for name in ("ada", "bob"):
        sale = {"external_id": name, "member": f"ext:{name}", "enrol": True, "currency": "GBP", "lines": lines}
        await shop.post("/v1/purchases", {"occurred_at": "2026-02-15T10:00:00Z", **sale})
    cursor = (await shop.get("/v1/members/ext:ada/rebates", limit="1"))["next_cursor"]
    for path, given in (("ext:bob", cursor), ("ext:ada", cursor[:-2]), ("ext:ada", "cmViYXRlcw")):
        answer = await shop.admin.get(f"/v1/members/{path}/rebates", params={"limit": "1", "cursor": given})
        assert_problem(answer, 400, "invalid-cursor")
