"""Segments over HTTP: their members, a trial of a condition, and batches of vouchers for them."""

import csv
from collections.abc import AsyncIterator
from io import StringIO
from typing import Any

import httpx2
import pytest

from tests.api.operations.test_insights import TENTHS, get, paged, ten, wait
from tests.api.requests import assert_problem
from tests.api.shop import DOCUMENT, Shop

pytestmark = pytest.mark.anyio

BEST = {"fact": "insight.grade", "is": "one_of", "value": ["A", "B"]}
SEGMENTS: list[dict[str, Any]] = [
    {"id": "best", "name": "The best", "when": BEST},
    {"id": "nobody", "name": "Nobody", "when": {"fact": "insight.place", "is": "at_least", "value": 999}},
]
GRADED = {**DOCUMENT, "insights": TENTHS}
A_BATCH = {"reward": "free-coffee", "members": {"segment": "best"}, "reason": "Thank you"}


@pytest.fixture
async def tester(shop: Shop) -> AsyncIterator[httpx2.AsyncClient]:
    """The admin of a test programme with segments; it is noon in London, on 2 March."""
    made = await shop.goldlist.programs.create("graded", {**GRADED, "segments": SEGMENTS}, test=True, clock=shop.now)
    assert not isinstance(made, list), made
    shop.program_id = made.program_id
    async with shop.client_of(made.key) as tester:
        yield tester


async def test_segments_are_told_with_their_members(tester: httpx2.AsyncClient, shop: Shop) -> None:
    before = await get(tester, "/v1/segments/best")
    assert before == {"id": "best", "name": "The best", "members": 0, "decided_on": None, "review": None}
    await ten(tester)
    await wait(tester, "2026-04-01")
    found = (await get(tester, "/v1/segments"))["data"]
    assert [(one["id"], one["members"], one["decided_on"]) for one in found] == [
        ("best", 3, "2026-04-01"),
        ("nobody", 0, "2026-04-01"),
    ]
    assert await get(tester, "/v1/segments/best") == found[0]
    rows = await paged(tester, "/v1/segments/best/members", 2)
    assert {row["external_id"] for row in rows} == {"c0", "c1", "c2"}
    assert rows == sorted(rows, key=lambda row: row["member"])
    assert rows[0] == {
        "member": rows[0]["member"],
        "external_id": rows[0]["external_id"],
        "entered_on": "2026-04-01",
        "why": f"the member's grade is {'A' if rows[0]['external_id'] == 'c0' else 'B'}",
    }
    for path in ("/v1/golden-list", "/v1/insights/grades"):
        listed = await paged(tester, path, 2, segment="best")
        assert [row["external_id"] for row in listed] == ["c0", "c1", "c2"]
        assert await paged(tester, path, 2, segment="nobody") == []
    text = (await tester.get("/v1/segments/best/members", params={"format": "csv"})).text
    assert [row["member"] for row in csv.DictReader(StringIO(text))] == [row["member"] for row in rows]
    assert_problem(
        await tester.get("/v1/segments/best/members", params={"format": "csv", "limit": 1}), 422, "validation", "one-of"
    )
    for path in ("/v1/segments/gone", "/v1/segments/gone/members", "/v1/segments/gone/members?format=csv"):
        assert_problem(await tester.get(path), 404, "not-found")
    wish = {"role": "partner", "name": "Club", "scopes": ["segments:read"]}
    key = (await tester.post("/v1/keys", json=wish)).json()
    await tester.put(f"/v1/keys/{key['id']}/members/ext:c1")
    async with shop.client_of(key["key"]) as partner:
        assert (await get(partner, "/v1/segments/best"))["members"] == 1
        assert [row["external_id"] for row in await paged(partner, "/v1/segments/best/members", 1)] == ["c1"]
        assert_problem(await partner.post("/v1/segments/check", json={"when": BEST}), 403, "insufficient-scope")


async def test_a_condition_is_tried_on_the_newest_review_and_saved_nowhere(tester: httpx2.AsyncClient) -> None:
    await ten(tester)
    assert_problem(await tester.post("/v1/segments/check", json={"when": BEST}), 409, "no-review")
    await wait(tester, "2026-04-01")
    wish = {"when": {"all": [{"not": BEST}, {"fact": "insight.place", "is": "at_most", "value": 6}]}}
    found = (await tester.post("/v1/segments/check", json=wish)).json()
    assert (found["as_of"], found["members"], found["of"], len(found["sample"])) == ("2026-03-31", 3, 11, 3)
    assert {one["why"].partition(" and ")[2] for one in found["sample"]} == {
        f"the member has place {place}, at most 6" for place in (4, 6)
    }
    wrong = await tester.post(
        "/v1/segments/check", json={"when": {"fact": "basket.total", "is": "at_least", "value": 1}}
    )
    assert_problem(wrong, 422, "validation", "not-possible")
    assert len((await get(tester, "/v1/segments"))["data"]) == 2


async def test_a_batch_gives_the_members_of_a_segment_a_voucher(tester: httpx2.AsyncClient, shop: Shop) -> None:
    await ten(tester)
    await wait(tester, "2026-04-01")
    begun = await tester.post("/v1/voucher-batches", json={"external_id": "b", **A_BATCH})
    assert (begun.status_code, begun.json()["wanted"]) == (202, 3)
    left_out = {**GRADED, "segments": SEGMENTS[1:]}
    assert_problem(await tester.put("/v1/program", json=left_out), 409, "segment-in-use")
    await shop.goldlist.voucher_batches.go_round()
    done = await get(tester, f"/v1/voucher-batches/{begun.json()['id']}")
    assert (done["status"], done["issued"], done["failed_count"]) == ("done", 3, 0)
    for number, vouchers in ((0, 1), (2, 1), (3, 0)):
        status = await get(tester, f"/v1/members/ext:c{number}/status")
        assert len(status["vouchers"]) == vouchers
    assert (await tester.put("/v1/program", json=left_out)).status_code in (200, 201)
    unknown = await tester.post("/v1/voucher-batches", json={"external_id": "c", **A_BATCH})
    assert_problem(unknown, 422, "validation", "unknown-segment")
