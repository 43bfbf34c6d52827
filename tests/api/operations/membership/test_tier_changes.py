"""The history of levels, and the feed of changes that are announced, over HTTP."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from tests.api.requests import assert_problem
from tests.api.shop import DOCUMENT, Shop

pytestmark = pytest.mark.anyio

DELAYED = {**DOCUMENT, "tiers": {**DOCUMENT["tiers"], "notice_delay_minutes": 30}}


@pytest.fixture
async def tester(shop: Shop) -> AsyncIterator[httpx2.AsyncClient]:
    """The admin of a test programme whose notices wait for half an hour; it is noon in London, on 2 March."""
    made = await shop.goldlist.programs.create("delayed", DELAYED, test=True, clock=shop.now)
    assert not isinstance(made, list), made
    shop.program_id = made.program_id
    async with shop.client_of(made.key) as tester:
        yield tester


async def buy(tester: httpx2.AsyncClient, name: str, amount: int, at: str, member: str = "ext:ann") -> str:
    basket = {"external_id": name, "member": member, "enrol": True, "occurred_at": at, "currency": "GBP"}
    answer = await tester.post("/v1/purchases", json={**basket, "lines": [{"quantity": 1, "unit_price": amount}]})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["member"])


async def wait(tester: httpx2.AsyncClient, until: str) -> None:
    assert (await tester.post("/v1/clock/advance", json={"to": until})).status_code == 200


async def feed(tester: httpx2.AsyncClient, **query: str) -> dict[str, Any]:
    answer = await tester.get("/v1/tier-changes", params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def told(page: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [(one["member"], one["from"], one["to"], one["at"]) for one in page["data"]]


async def test_the_history_is_told_newest_first_in_pages(tester: httpx2.AsyncClient, shop: Shop) -> None:
    await buy(tester, "a", 30_000, "2026-03-02T11:00:00Z")
    await tester.post("/v1/purchases/ext:a/void")
    await wait(tester, "2026-03-03T12:00:00Z")
    await buy(tester, "b", 30_000, "2026-03-03T11:00:00Z")
    await wait(tester, "2027-06-01T12:00:00Z")
    first = (await tester.get("/v1/members/ext:ann/tiers", params={"limit": 3})).json()
    changes = [(one["from"], one["to"], one["effective_on"], one["cause"]) for one in first["data"]]
    assert changes == [
        ("silver", "base", "2027-03-03", "time"),
        ("base", "silver", "2026-03-03", "purchase"),
        ("silver", "base", "2026-03-02", "purchase_void"),
    ]
    rest = (await tester.get("/v1/members/ext:ann/tiers", params={"limit": 3, "cursor": first["next_cursor"]})).json()
    assert ([one["cause"] for one in rest["data"]], rest["next_cursor"]) == (["purchase"], None)
    assert_problem(await tester.get("/v1/members/ext:bea/tiers"), 404, "not-found")
    await shop.prove()


async def test_what_stood_long_enough_is_announced_and_a_mistake_never(tester: httpx2.AsyncClient, shop: Shop) -> None:
    ann = await buy(tester, "a", 30_000, "2026-03-02T12:00:00Z")
    await buy(tester, "b", 30_000, "2026-03-02T12:00:00Z", "ext:ben")
    await wait(tester, "2026-03-02T12:20:00Z")
    await tester.post("/v1/purchases/ext:b/void")
    assert await feed(tester) == {"data": [], "next_cursor": None, "resume_cursor": None}
    await wait(tester, "2026-03-02T12:30:00Z")
    assert told(await feed(tester)) == [(ann, "base", "silver", "2026-03-02T12:30:00Z")]
    await wait(tester, "2026-03-03T12:30:00Z")
    assert len((await feed(tester))["data"]) == 1
    await shop.prove()


async def test_who_polls_with_the_cursor_misses_nothing_and_gets_nothing_twice(tester: httpx2.AsyncClient) -> None:
    seen: list[tuple[Any, ...]] = []
    cursor: dict[str, str] = {}
    for day in range(3, 9):
        for customer in range(3):
            at = f"2026-03-0{day}T{10 + customer}:00:00Z"
            await wait(tester, at)
            await buy(tester, f"{day}-{customer}", 30_000, at, f"ext:{customer}-{day}")
            while True:
                page = await feed(tester, limit="2", **cursor)
                seen += told(page)
                cursor = {"cursor": page["resume_cursor"]} if page["resume_cursor"] else {}
                if page["next_cursor"] is None:
                    break
    await wait(tester, "2026-03-10T12:00:00Z")
    seen += told(await feed(tester, **cursor))
    assert len(seen) == len(set(seen)) == 18
    assert seen == told(await feed(tester))
    assert [one[3] for one in seen] == sorted(one[3] for one in seen)
    since = await feed(tester, since="2026-03-08T10:30:00Z")
    assert told(since) == seen[-3:]
    assert_problem(await tester.get("/v1/tier-changes", params={"cursor": "x"}), 400, "invalid-cursor")


async def test_in_a_live_programme_a_change_is_seen_once_nothing_can_come_before_it(shop: Shop) -> None:
    await buy(shop.admin, "a", 30_000, "2026-03-02T12:00:00Z")
    assert (await feed(shop.admin))["data"] == []
    shop.now = shop.now.replace(second=5)
    assert [one["to"] for one in (await feed(shop.admin))["data"]] == ["silver"]


async def test_what_a_merged_member_had_is_the_others_history(tester: httpx2.AsyncClient, shop: Shop) -> None:
    ann = await buy(tester, "a", 20_000, "2026-03-02T12:00:00Z")
    await buy(tester, "b", 30_000, "2026-03-02T12:00:00Z", "ext:ben")
    answer = await tester.post("/v1/members/ext:ann/merge", json={"from": "ext:ben"})
    assert answer.status_code == 200, answer.text
    history = (await tester.get("/v1/members/ext:ann/tiers")).json()["data"]
    assert [(one["to"], one["cause"]) for one in history] == [("silver", "merge"), ("silver", "purchase")]
    await wait(tester, "2026-03-02T13:00:00Z")
    assert told(await feed(tester)) == [(ann, "base", "silver", "2026-03-02T12:30:00Z")]
    await shop.prove()
