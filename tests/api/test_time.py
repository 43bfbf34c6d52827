"""What time brings, as an integrator tries it: a test programme whose clock is moved, and everything read over HTTP."""

from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from app.actions.programs import MadeProgram
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio

LEVELS = [
    {"id": "base", "name": "Base", "from": 0},
    {"id": "gold", "name": "Gold", "from": 10000, "points_multiplier": "2"},
]
DOCUMENT: dict[str, Any] = {
    "name": "Shop",
    "currency": "GBP",
    "time_zone": "Europe/London",
    "points": {
        "earn": [{"id": "base", "points": 1, "per": 100}],
        "expiry": {"kind": "after", "months": 12, "round_up_to": "month"},
    },
    "tiers": {
        "window": {"kind": "calendar", "unit": "year"},
        "keep": {"kind": "until_end_of_next_window"},
        "grace_days": 31,
        "levels": LEVELS,
    },
    "punch_cards": [
        {"id": "c", "name": "C", "counts": "visits", "punches": 5, "reward": "g", "expires_after_months": 3}
    ],
    "rewards": [{"id": "g", "name": "G", "kind": "gift"}],
    "rebates": [
        {
            "id": "q",
            "name": "Quarter",
            "period": "quarter",
            "method": "retroactive",
            "pay": "at_period_end",
            "grace_days": 5,
            "bands": [{"from": 5000, "rate": "0.02"}],
        }
    ],
}
START = datetime(2026, 8, 1, 12, tzinfo=UTC)


async def test_a_year_and_a_half_of_one_customer(shop: Shop) -> None:
    made = await shop.goldlist.programs.create("time", DOCUMENT, test=True, clock=START)
    assert isinstance(made, MadeProgram)
    shop.program_id = made.program_id
    async with shop.client_of(made.key) as tester:

        async def until(instant: str) -> dict[str, Any]:
            moved = await tester.post("/v1/clock/advance", json={"to": instant})
            assert moved.status_code == 200, moved.text
            status: dict[str, Any] = (await tester.get("/v1/members/ext:ada/status")).json()
            return status

        await buy(tester, "a", "2026-08-01T11:00:00Z", 10000)
        before = await until("2026-10-05T22:59:59Z")
        assert before["credit"]["balance"] == 0
        assert before["tier"]["until"] == "2027-12-31"
        assert before["keep_tier"] == {"needs": 10000, "by": "2028-01-31"}
        settled = await until("2026-10-05T23:00:00Z")  # midnight in London
        assert settled["credit"]["balance"] == 200
        periods = (await tester.get("/v1/members/ext:ada/rebates")).json()["data"]
        assert [(one["paid"], one["settled_at"]) for one in periods] == [(200, "2026-10-05T23:00:00Z"), (0, None)]
        card = (await until("2026-11-02T00:00:00Z"))["punch_cards"][0]
        assert card["punches"] == 0
        await buy(tester, "late", "2026-09-30T12:00:00Z", 2500)
        assert (await until("2027-01-06T00:00:00Z"))["credit"]["balance"] == 250
        assert (await until("2027-08-31T22:59:59Z"))["points"]["balance"] == 150
        over = await until("2027-08-31T23:00:00Z")
        assert over["points"] == {
            "balance": 50,
            "pending": 0,
            "held": 0,
            "debt": 0,
            "expiring": [{"points": 50, "on": "2027-09-30"}],
        }
        assert (await until("2028-01-31T23:59:59Z"))["tier"]["id"] == "gold"
        assert (await until("2028-02-01T00:00:00Z"))["tier"] == {**over["tier"], **LOST}
        lines = (await tester.get("/v1/members/ext:ada/entries", params={"unit": "points"})).json()["data"]
        assert [(one["type"], one["amount"], one["recorded_at"], one["cause"]) for one in lines][:2] == [
            ("expire", -50, "2027-09-30T23:00:00Z", "time"),
            ("expire", -100, "2027-08-31T23:00:00Z", "time"),
        ]
        returned = {"external_id": "r", "purchase": "ext:a", "occurred_at": "2028-02-01T00:00:00Z"}
        back = (await tester.post("/v1/returns", json=returned)).json()
        assert back["after"]["points"] == 0
        assert (await until("2028-04-06T00:00:00Z"))["credit"]["balance"] == 0
        await shop.prove()


LOST = {"id": "base", "name": "Base", "since": "2028-02-01", "until": None, "points_multiplier": "1"}


async def buy(tester: httpx2.AsyncClient, name: str, occurred_at: str, unit_price: int) -> None:
    basket = {
        "external_id": name,
        "member": "ext:ada",
        "enrol": True,
        "occurred_at": occurred_at,
        "currency": "GBP",
        "lines": [{"quantity": 1, "unit_price": unit_price}],
    }
    answer = await tester.post("/v1/purchases", json=basket)
    assert answer.status_code == 201, answer.text
