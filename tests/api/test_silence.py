"""Nobody waits for all that another has brought: large purchases under a large programme, and a till beside them.

Machines differ and are busy, so a wait is held against what the whole batch takes. All in one piece it is about the
whole.
"""

import asyncio
import gc
import json
from collections.abc import Iterator
from itertools import count
from time import perf_counter
from typing import Any

import httpx2
import pytest

from tests.api.shop import DOCUMENT, Shop

pytestmark = pytest.mark.anyio

PURCHASES = 20
LINES = 500
CAMPAIGNS = 100
PARTS = 72
LONGEST_PART_OF_THE_WHOLE = 0.7


@pytest.fixture(autouse=True)
def garbage_of_a_server() -> Iterator[None]:
    """What a test run has in memory is not looked through for garbage meanwhile, as a server sees to it too."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 10)
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


def campaign(number: int) -> dict[str, Any]:
    """A campaign of another hundredth of the goods, whose condition is looked through to its last part."""
    unmet = [{"fact": "basket.skus", "is": "contains", "value": f"none-{part}"} for part in range(PARTS - 2)]
    return {
        "id": f"c{number}",
        "name": f"Campaign {number}",
        "points_multiplier": "1.01",
        "match": {"categories": [f"goods/{number}"]},
        "when": {"any": [*unmet, {"fact": "basket.total", "is": "at_least", "value": 1}]},
    }


def large_purchase(number: int) -> dict[str, Any]:
    goods = [{"category": f"goods/{place % 100}", "quantity": 1, "unit_price": 100 + place} for place in range(LINES)]
    return sale(f"large-{number}", f"ext:large-{number}") | {"lines": goods}


def sale(name: str, member: str) -> dict[str, Any]:
    return {
        "external_id": name,
        "member": member,
        "enrol": True,
        "occurred_at": "2026-03-01T10:00:00+00:00",
        "currency": "GBP",
        "lines": [{"quantity": 1, "unit_price": 100}],
    }


class Watch:
    """How long others are kept waiting while something goes on: the loop itself, and a till that sells on and on."""

    def __init__(self, till: httpx2.AsyncClient) -> None:
        self.silences: list[float] = []
        self.waits: list[float] = []
        self.has_sold = asyncio.Event()
        self._till = till
        self._asked_at = perf_counter()
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._sell())]

    def waits_so_far(self) -> list[float]:
        """The one under way too."""
        return [*self.waits, perf_counter() - self._asked_at]

    async def end(self) -> None:
        for task in self._tasks:
            assert not task.done(), task
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _listen(self) -> None:
        before = perf_counter()
        while True:
            await asyncio.sleep(0.001)
            now = perf_counter()
            self.silences.append(now - before)
            before = now

    async def _sell(self) -> None:
        for number in count():
            self._asked_at = perf_counter()
            answer = await self._till.post("/v1/purchases", json=sale(f"sale-{number}", f"ext:{number % 5}"))
            assert answer.status_code == 201, answer.text
            self.waits.append(perf_counter() - self._asked_at)
            self.has_sold.set()


@pytest.mark.parametrize("till_of", ["another programme", "the same key"])
async def test_a_till_has_its_turn_beside_a_batch_of_large_purchases(shop: Shop, till_of: str) -> None:
    campaigns = [campaign(number) for number in range(CAMPAIGNS)]
    made = await shop.goldlist.programs.create("large", DOCUMENT | {"campaigns": campaigns}, test=False, clock=None)
    assert not isinstance(made, list), made
    large = shop.client_of(made.key)
    batch = json.dumps({"purchases": [large_purchase(number) for number in range(PURCHASES)]})
    headers = {"content-type": "application/json"}
    watch = Watch(shop.admin if till_of == "another programme" else large)
    await watch.has_sold.wait()
    watch.waits.clear()
    watch.silences.clear()
    began = perf_counter()
    answer = await large.post("/v1/purchases/batch", content=batch, headers=headers)
    whole = perf_counter() - began
    waits, silences = watch.waits_so_far(), list(watch.silences)
    await watch.end()
    assert {one["status"] for one in answer.json()["results"]} == {201}
    print(f"{len(waits)} sales in {whole:.2f} s, the longest {max(waits):.3f} s; silence {max(silences):.3f} s")
    assert max(waits) < LONGEST_PART_OF_THE_WHOLE * whole
    assert max(silences) < LONGEST_PART_OF_THE_WHOLE * whole
