"""Activating a purchase over HTTP: points that need not wait any longer."""

from typing import Any

import httpx2
import pytest

from tests.api.requests import assert_problem, purchase
from tests.api.shop import DOCUMENT, Shop

pytestmark = pytest.mark.anyio

SALE = purchase(
    member="ext:ada",
    occurred_at="2026-03-02T11:00:00Z",
    lines=[{"quantity": 1, "unit_price": 1000}],
    total=None,
    discount=0,
)
GUEST = {**SALE, "member": None, "enrol": False}
BACK = {
    "external_id": "back",
    "purchase": "ext:till7-000123",
    "occurred_at": "2026-03-02T11:30:00Z",
    "lines": [{"line": 1, "amount": 400}],
}
PATH = "/v1/purchases/ext:till7-000123"
ACTIVATE = f"{PATH}/activate"
POINTS = {"earn": [{"id": "base", "points": 1, "per": 100}], "pending_days": 14}


@pytest.fixture
async def waiting(shop: Shop) -> Shop:
    """A shop in which points wait for two weeks, with one member."""
    made = await shop.goldlist.programs.create("waiting", {**DOCUMENT, "points": POINTS}, test=False, clock=None)
    assert not isinstance(made, list), made
    shop.program_id = made.program_id
    shop.admin = shop.client_of(made.key)
    await shop.post("/v1/members", {"external_id": "ada"})
    return shop


async def points(shop: Shop) -> tuple[int, int, int]:
    """What Ada can spend, what is to come, and the debt; her balance must say the same as her status."""
    status = (await shop.get("/v1/members/ext:ada/status"))["points"]
    balance = (await shop.get("/v1/members/ext:ada/balance"))["points"]
    found = status["balance"], status["pending"], status["debt"]
    assert found == (balance["balance"], balance["pending"], balance["debt"])
    return found


async def test_points_wait_until_their_purchase_is_activated(waiting: Shop) -> None:
    first = await waiting.admin.post("/v1/purchases", json=SALE)
    before = await waiting.get(PATH)
    assert (before["available_on"], before["activated_on"]) == ("2026-03-17", None)
    assert await points(waiting) == (0, 10, 0)
    activated = await waiting.post(ACTIVATE, None, 200)
    assert (activated["available_on"], activated["activated_on"]) == ("2026-03-02", "2026-03-02")
    assert activated["status"] == "recorded"
    assert await points(waiting) == (10, 0, 0)
    assert await waiting.get(PATH) == activated
    (listed,) = (await waiting.get("/v1/purchases"))["data"]
    assert listed["activated_on"] == "2026-03-02"
    ledger = (await waiting.get("/v1/members/ext:ada/entries", unit="points"))["data"]
    assert [(one["cause"], one["amount"]) for one in ledger] == [
        ("activation", 10),
        ("activation", -10),
        ("purchase", 10),
    ]
    again = await waiting.admin.post("/v1/purchases", json=SALE)
    assert (again.status_code, again.content) == (200, first.content)
    await waiting.prove()


async def test_activating_again_changes_nothing(waiting: Shop) -> None:
    await waiting.post("/v1/purchases", SALE)
    activated = await waiting.post(ACTIVATE, {}, 200)
    answers = await waiting.at_once(*[waiting.admin.post(ACTIVATE) for _ in range(10)])
    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, activated)] * 10
    assert await points(waiting) == (10, 0, 0)
    await waiting.prove()


async def test_after_its_day_there_is_nothing_to_activate(waiting: Shop) -> None:
    await waiting.post("/v1/purchases", SALE)
    waiting.now = waiting.now.replace(day=17)
    assert await points(waiting) == (10, 0, 0)
    activated = await waiting.post(ACTIVATE, None, 200)
    assert (activated["available_on"], activated["activated_on"]) == ("2026-03-17", None)
    await waiting.prove()


async def test_what_came_back_is_not_activated(waiting: Shop) -> None:
    await waiting.post("/v1/purchases", SALE)
    await waiting.post("/v1/returns", BACK)
    assert await points(waiting) == (0, 6, 0)
    await waiting.post(ACTIVATE, None, 200)
    assert await points(waiting) == (6, 0, 0)
    await waiting.post("/v1/returns/ext:back/void", None, 200)
    assert await points(waiting) == (10, 0, 0)
    await waiting.post(f"{PATH}/void", None, 200)
    assert await points(waiting) == (0, 0, 0)
    await waiting.prove()


async def test_a_return_after_it_takes_what_was_activated(waiting: Shop) -> None:
    await waiting.post("/v1/purchases", SALE)
    await waiting.post(ACTIVATE, None, 200)
    await waiting.post("/v1/returns", BACK)
    assert await points(waiting) == (6, 0, 0)
    await waiting.prove()


async def test_a_guest_s_purchase_is_activated_before_it_is_claimed(waiting: Shop) -> None:
    await waiting.post("/v1/purchases", GUEST)
    activated = await waiting.post(ACTIVATE, None, 200)
    assert (activated["available_on"], activated["activated_on"]) == (None, "2026-03-02")
    claimed = await waiting.post(f"{PATH}/claim", {"member": "ext:ada"}, 200)
    assert claimed["activated_on"] == "2026-03-02"
    assert await points(waiting) == (10, 0, 0)
    await waiting.prove()


async def test_what_is_claimed_first_waits_until_it_is_activated(waiting: Shop) -> None:
    await waiting.post("/v1/purchases", GUEST)
    await waiting.post(f"{PATH}/claim", {"member": "ext:ada"}, 200)
    assert await points(waiting) == (0, 10, 0)
    await waiting.post(ACTIVATE, None, 200)
    assert await points(waiting) == (10, 0, 0)
    await waiting.prove()


async def test_a_key_of_another_store_activates_nothing(client: httpx2.AsyncClient, corner_shop: Shop) -> None:
    await client.post("/v1/purchases", json=GUEST)
    for store, status in (("leeds-1", 403), ("london-1", 200)):
        client.headers["Authorization"] = f"Bearer {await corner_shop.key('pos', store=store)}"
        answer = await client.post(ACTIVATE)
        assert answer.status_code == status
        if status == 403:
            assert_problem(answer, 403, "store-not-allowed")
    client.headers["Authorization"] = f"Bearer {await corner_shop.key('email')}"
    assert_problem(await client.post(ACTIVATE), 403, "insufficient-scope")


@pytest.mark.parametrize("reference", ["ext:nothing", "pur_01kjqm7c00e0a8000000000001", "a%00b", "x"])
async def test_what_is_activated_must_be_there(client: httpx2.AsyncClient, reference: str) -> None:
    assert_problem(await client.post(f"/v1/purchases/{reference}/activate"), 404, "not-found")


async def test_it_says_nothing_in_its_body(client: httpx2.AsyncClient) -> None:
    await client.post("/v1/purchases", json=GUEST)
    body: Any = {"member": "ext:ada"}
    assert_problem(await client.post(ACTIVATE, json=body), 422, "validation", "unknown-field")
