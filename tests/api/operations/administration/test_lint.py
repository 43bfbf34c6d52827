"""The lint of a draft over HTTP, with the prices of the shop's own goods."""

from typing import Any

import pytest

from tests.api.requests import assert_problem
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio

HEAD = {"name": "Corner Coffee", "currency": "GBP", "time_zone": "Europe/London"}
CARD = {
    **HEAD,
    "punch_cards": [{"id": "card", "name": "Card", "counts": "items", "punches": 5, "reward": "free"}],
    "rewards": [{"id": "free", "name": "Free", "kind": "free_item", "max_amount": 600}],
}


async def grave(shop: Shop, document: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await shop.admin.post("/v1/program/lint", json=document)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["stopped"] is False
    return [one for one in told["findings"] if one["id"] == "card-worth-more"]


async def test_prices_of_goods_sold_decide(shop: Shop) -> None:
    assert [one["severity"] for one in await grave(shop, CARD)] == ["note"]
    basket = {"external_id": "t-1", "currency": "GBP", "occurred_at": shop.now.isoformat()}
    for name, price in (("t-1", 700), ("t-2", 100)):
        lines = [{"sku": f"sku-{price}", "quantity": 1, "unit_price": price}]
        sold = await shop.admin.post("/v1/purchases", json={**basket, "external_id": name, "lines": lines})
        assert sold.status_code == 201, sold.text
    shop.now = shop.now.replace(minute=shop.now.minute + 1)
    (finding,) = await grave(shop, CARD)
    assert (finding["severity"], finding["pointer"]) == ("error", "/punch_cards/0")
    assert finding["example"] == {"actions": ["buy 5 items for 100"], "paid": 500, "got": 600}


async def test_faults_come_first(shop: Shop) -> None:
    answer = await shop.admin.post("/v1/program/lint", json={**CARD, "rewards": []})
    assert_problem(answer, 422, "program-invalid")
    assert_problem(await shop.admin.post("/v1/program/lint", json={**HEAD, "points": 0.5}), 422, "program-invalid")
    assert (await shop.admin.post("/v1/program/lint", json={**HEAD, "version": 3})).json()["findings"] == []
