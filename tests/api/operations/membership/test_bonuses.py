"""Bonuses over HTTP and on both databases: joining, birthdays as the clock is moved, and complete profiles."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from app.actions.access.keys import Limits
from app.actions.programs import MadeProgram
from tests.api.requests import assert_problem
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio

BONUSES: list[dict[str, Any]] = [
    {"id": "welcome", "name": "Welcome", "on": "joined", "points": 100},
    {"id": "birthday", "name": "Many happy returns", "on": "birthday", "points": 50},
    {
        "id": "known",
        "name": "All known",
        "on": "profile_complete",
        "points": 30,
        "fields": ["name", "email", "birth_date"],
    },
]
DOCUMENT: dict[str, Any] = {
    "name": "Shop",
    "currency": "GBP",
    "time_zone": "Europe/London",
    "points": {"earn": [{"id": "base", "points": 1, "per": 100}]},
}
ANN = {"external_id": "ann", "name": "Ann"}
LATER = {"email": "ann@example.com", "birth_date": "1990-06-01"}
ANY = {"If-Match": "*"}
SALE = {
    "external_id": "a",
    "member": "ext:ann",
    "enrol": True,
    "occurred_at": "2026-03-02T11:00:00Z",
    "currency": "GBP",
    "lines": [{"quantity": 1, "unit_price": 1000}],
}


@pytest.fixture
async def tester(shop: Shop) -> AsyncIterator[httpx2.AsyncClient]:
    """The admin of a test programme without bonuses yet; it is noon in London, on 2 March."""
    made = await shop.goldlist.programs.create(
        "bonuses", DOCUMENT, test=True, clock=datetime(2026, 3, 2, 12, tzinfo=UTC)
    )
    assert isinstance(made, MadeProgram)
    shop.program_id = made.program_id
    async with shop.client_of(made.key) as tester:
        yield tester


async def publish(tester: httpx2.AsyncClient) -> None:
    answer = await tester.put("/v1/program", json={**DOCUMENT, "bonuses": BONUSES}, headers=ANY)
    assert answer.status_code == 200, answer.text


async def wait(tester: httpx2.AsyncClient, until: str) -> None:
    assert (await tester.post("/v1/clock/advance", json={"to": until})).status_code == 200


async def points(tester: httpx2.AsyncClient, name: str = "ann") -> int:
    return int((await tester.get(f"/v1/members/ext:{name}/balance")).json()["points"]["balance"])


async def test_the_worked_example_of_the_reference(tester: httpx2.AsyncClient, shop: Shop) -> None:
    await publish(tester)
    joined = await tester.post("/v1/members", json=ANN)
    assert joined.status_code == 201, joined.text
    assert await points(tester) == 100
    assert (await tester.post("/v1/members", json=ANN)).json() == joined.json()
    assert await points(tester) == 100, "a repeated enrolment gives nothing"
    await wait(tester, "2026-03-05T12:00:00Z")
    told = await tester.patch("/v1/members/ext:ann", json=LATER, headers={"If-Match": '"1"'})
    assert told.status_code == 200, told.text
    assert (await tester.patch("/v1/members/ext:ann", json=LATER, headers=ANY)).status_code == 200
    assert await points(tester) == 130
    await wait(tester, "2026-05-31T22:59:59Z")
    assert await points(tester) == 130
    await wait(tester, "2026-05-31T23:00:00Z")  # midnight in London
    assert await points(tester) == 180
    await wait(tester, "2027-06-01T12:00:00Z")
    assert await points(tester) == 230
    await shop.prove()
    ledger = (await tester.get("/v1/members/ext:ann/entries")).json()["data"]
    assert [(one["type"], one["rule"], one["amount"], one["cause"]) for one in reversed(ledger)] == [
        ("bonus", "welcome", 100, "enrolment"),
        ("bonus", "known", 30, "profile"),
        ("bonus", "birthday", 50, "time"),
        ("bonus", "birthday", 50, "time"),
    ]
    assert (await tester.delete("/v1/members/ext:ann")).status_code == 204
    await wait(tester, "2028-06-02T12:00:00Z")
    assert len(await shop.entries(joined.json()["id"])) == 4, "an erased member has no birthday"
    await shop.prove()


async def test_a_version_with_the_first_birthdays_reaches_members_whom_nobody_touches(
    tester: httpx2.AsyncClient, shop: Shop
) -> None:
    await tester.post("/v1/members", json={**ANN, **LATER})
    await tester.post("/v1/members", json={"external_id": "bob", "name": "Bob"})
    await wait(tester, "2026-04-01T12:00:00Z")
    await publish(tester)
    await wait(tester, "2026-06-02T12:00:00Z")
    owner = (await tester.get("/v1/members/ext:ann")).json()["id"]
    assert [(one.rule, one.amount, one.recorded_at) for one in await shop.entries(owner)] == [
        ("birthday", 50, "2026-05-31T23:00:00.000000Z")
    ]
    assert (await points(tester), await points(tester, "bob")) == (50, 0)
    await shop.prove()


async def test_a_purchase_that_enrols_shows_the_bonus_and_repeats_its_answer(
    tester: httpx2.AsyncClient, shop: Shop
) -> None:
    await publish(tester)
    first = await tester.post("/v1/purchases", json=SALE)
    assert [(one["type"], one["amount"]) for one in first.json()["entries"]] == [("bonus", 100), ("earn", 10)]
    again = await tester.post("/v1/purchases", json=SALE)
    assert (again.status_code, again.content) == (200, first.content)
    assert (await tester.post("/v1/purchases/ext:a/void", json={})).status_code == 200
    assert await points(tester) == 100
    await shop.prove()


async def test_merged_members_have_each_bonus_once(tester: httpx2.AsyncClient, shop: Shop) -> None:
    await publish(tester)
    await tester.post("/v1/members", json={**ANN, **LATER})
    await tester.post("/v1/members", json={"external_id": "eve", "birth_date": "1990-06-01"})
    await wait(tester, "2026-06-02T12:00:00Z")
    assert (await points(tester), await points(tester, "eve")) == (180, 150)
    merged = await tester.post("/v1/members/ext:ann/merge", json={"from": "ext:eve"})
    assert merged.status_code == 200, merged.text
    assert await points(tester) == 180
    await wait(tester, "2027-06-02T12:00:00Z")
    assert await points(tester) == 230
    await shop.prove()


async def test_a_key_s_limit_counts_the_bonuses_that_it_causes(tester: httpx2.AsyncClient, shop: Shop) -> None:
    await publish(tester)
    key = await shop.key("admin", limits=Limits(points_per_day=129))
    async with shop.client_of(key) as limited:
        assert (await limited.post("/v1/members", json=ANN)).status_code == 201
        refused = await limited.patch("/v1/members/ext:ann", json=LATER, headers=ANY)
        assert_problem(refused, 429, "rate-limited", "daily-limit")
        assert (await limited.patch("/v1/members/ext:ann", json={"name": "Anna"}, headers=ANY)).status_code == 200
    assert await points(tester) == 100
    assert (await tester.patch("/v1/members/ext:ann", json=LATER, headers=ANY)).status_code == 200
    assert await points(tester) == 130
    await shop.prove()
