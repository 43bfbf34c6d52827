"""The golden list and the insight of a member over HTTP: members, pages, filters, CSV and personal data."""

import csv
from collections.abc import AsyncIterator
from io import StringIO
from typing import Any

import httpx2
import pytest

from tests.api.operations.test_insights import MARCH, TENTHS, buy, get, paged, ten, wait
from tests.api.requests import assert_problem
from tests.api.shop import DOCUMENT, Shop

pytestmark = pytest.mark.anyio

INSIGHTS = {**TENTHS, "golden": ["A", "B"]}
SEGMENTS = [
    {"id": "golden", "name": "Golden", "when": {"fact": "insight.grade", "is": "one_of", "value": ["A", "B"]}},
]


@pytest.fixture
async def tester(shop: Shop) -> AsyncIterator[httpx2.AsyncClient]:
    """The admin of a test programme in which it is noon in London, on 2 March."""
    document = {**DOCUMENT, "insights": INSIGHTS, "segments": SEGMENTS}
    made = await shop.goldlist.programs.create("golden", document, test=True, clock=shop.now)
    assert not isinstance(made, list), made
    shop.program_id = made.program_id
    async with shop.client_of(made.key) as tester:
        yield tester


async def sell(tester: httpx2.AsyncClient, on: str, lines: list[dict[str, Any]], store: str = "london-1") -> str:
    """Sell something to `c0`."""
    basket = {"external_id": f"c0-{on}-{store}", "member": "ext:c0", "currency": "GBP", "store": store}
    answer = await tester.post("/v1/purchases", json={**basket, "occurred_at": f"{on}T10:00:00Z", "lines": lines})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["external_id"])


async def sell_on(tester: httpx2.AsyncClient, day: str, line: dict[str, Any]) -> None:
    """Sell a line to `c0` at noon of a day that has not come yet."""
    assert (await tester.post("/v1/clock/advance", json={"to": f"{day}T12:00:00Z"})).status_code == 200
    await sell(tester, day, [{"quantity": 1, "unit_price": 100, **line}])


async def golden(tester: httpx2.AsyncClient) -> None:
    """Ten customers; the best one bought in two stores, has a name, and brought something back."""
    await ten(tester)
    coffee = {"quantity": 6, "unit_price": 50, "category": "coffee/latte"}
    await sell(tester, "2026-02-27", [coffee, {"quantity": 1, "unit_price": 200, "category": "cake"}])
    bought = await sell(tester, "2026-02-28", [{"quantity": 1, "unit_price": 900, "category": "beans"}], "leeds-1")
    back = {"external_id": "back", "purchase": f"ext:{bought}", "lines": [{"line": 1, "quantity": 1}]}
    returned = await tester.post("/v1/returns", json={**back, "occurred_at": "2026-03-01T10:00:00Z"})
    assert returned.status_code == 201, returned.text
    named = await tester.patch("/v1/members/ext:c0", json={"name": "=Ada"}, headers={"If-Match": "*"})
    assert named.status_code == 200, named.text
    await wait(tester, "2026-04-01")


async def test_the_golden_list_has_the_golden_grades_best_place_first(tester: httpx2.AsyncClient) -> None:
    await golden(tester)
    whole = await get(tester, "/v1/golden-list")
    assert (whole["as_of"], whole["currency"], whole["next_cursor"]) == (MARCH, "GBP", None)
    rows = whole["data"]
    assert [(row["external_id"], row["grade"], row["place"]) for row in rows] == [
        ("c0", "A", 1),
        ("c1", "B", 2),
        ("c2", "B", 3),
    ]
    why = "place 1 of 10 by spend from 2025-04-01 to 2026-03-31 (15.00 GBP): within 10 % (1 place)"
    # Six coffees fill more than half of the card.
    near = rows[0].pop("near")
    assert [(one["kind"], one["needs"]) for one in near] == [("punch_card", 4)]
    assert rows[0] == {
        "member": rows[0]["member"],
        "external_id": "c0",
        "name": "=Ada",
        "grade": "A",
        "since": MARCH,
        "place": 1,
        "of": 10,
        "measure": 1_500,
        "of_amount": "0.2459",
        "why": why,
        "likes": {"categories": ["coffee", "cake"], "store": "london-1", "usual_gap_days": 21},
        "last_on": "2026-03-02",
        "state": "new",
        "deviates": "none",
        "owner": None,
        "open_tasks": 0,
    }
    assert await paged(tester, "/v1/golden-list", 1) == [{**rows[0], "near": near}, *rows[1:]]
    assert [row["external_id"] for row in await paged(tester, "/v1/golden-list", 1, grade="B")] == ["c1", "c2"]
    for grade in ("C", "Z"):
        unknown = await tester.get("/v1/golden-list", params={"grade": grade})
        assert_problem(unknown, 422, "validation", "unknown-grade")


async def test_state_and_last_visit_are_those_of_the_newest_review(tester: httpx2.AsyncClient) -> None:
    await golden(tester)
    await sell_on(tester, "2026-04-01", {})
    await sell_on(tester, "2026-04-02", {})
    await wait(tester, "2026-04-03")
    first, *_ = (await get(tester, "/v1/golden-list"))["data"]
    assert (first["place"], first["measure"], first["last_on"], first["state"]) == (1, 1_500, "2026-04-02", "active")


async def test_honours_name_only_golden_members_who_agreed_and_as_they_wish(tester: httpx2.AsyncClient) -> None:
    await golden(tester)

    async def agree(member: str, name: str | None, number: int) -> None:
        wish = {"external_id": f"h{number}", "purpose": "honours", "given": name is not None, "shown_as": name}
        more = {"at": f"2026-02-0{number}T10:00:00Z", "how": "paper", "text_version": "v1"}
        answer = await tester.post(f"/v1/members/ext:{member}/consents", json=wish | more)
        assert answer.status_code == 201, answer.text

    async def named() -> list[str]:
        found = (await get(tester, "/v1/honours", kind="golden"))["data"]
        assert all(one["stage"] is None and one["on"] is None for one in found)
        return [one["name"] for one in found]

    assert await named() == []
    for number, (member, name) in enumerate((("c0", "Zoë"), ("c1", "émile"), ("c2", "Adam"), ("c9", "Last")), 1):
        await agree(member, name, number)
    assert await named() == ["Adam", "émile", "Zoë"]
    await agree("c2", None, 5)
    await agree("c1", "Eve", 6)
    assert await named() == ["Eve", "Zoë"]
    assert (await tester.delete("/v1/members/ext:c0")).status_code == 204
    assert await named() == ["Eve"]


async def test_the_list_as_csv_is_whole_and_harmless(tester: httpx2.AsyncClient, shop: Shop) -> None:
    await golden(tester)
    answer = await tester.get("/v1/golden-list", params={"format": "csv"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    rows = list(csv.DictReader(StringIO(answer.text)))
    assert [(row["place"], row["external_id"], row["name"], row["measure"]) for row in rows] == [
        ("1", "c0", "'=Ada", "1500"),
        ("2", "c1", "", "900"),
        ("3", "c2", "", "800"),
    ]
    assert (rows[0]["categories"], rows[0]["store"], rows[0]["of_amount"]) == ("coffee; cake", "london-1", "0.2459")
    for name, value in (("limit", "5"), ("cursor", "x")):
        refused = await tester.get("/v1/golden-list", params={"format": "csv", name: value})
        assert_problem(refused, 422, "validation", "one-of")
    wish = {"role": "partner", "name": "Club", "scopes": ["insights:read"], "all_members": True}
    key = (await tester.post("/v1/keys", json=wish)).json()["key"]
    async with shop.client_of(key) as partner:
        assert [row["name"] for row in (await get(partner, "/v1/golden-list"))["data"]] == [None, None, None]
        assert (await get(partner, "/v1/members/ext:c0/insight"))["name"] is None
        assert "Ada" not in (await partner.get("/v1/golden-list", params={"format": "csv"})).text


async def test_without_a_review_there_is_no_golden_list(tester: httpx2.AsyncClient, shop: Shop) -> None:
    await ten(tester)
    for path in ("/v1/golden-list", "/v1/golden-list?format=csv", "/v1/members/ext:c0/insight"):
        assert_problem(await tester.get(path), 409, "no-review")
    assert_problem(await tester.get("/v1/golden-list", params={"review": "rev_00"}), 404, "not-found")
    await tester.post("/v1/insights/reviews", json={"external_id": "first", "as_of": "2026-03-02"})
    await shop.goldlist.insight_reviews.go_round()
    assert [row["external_id"] for row in (await get(tester, "/v1/golden-list"))["data"]] == ["c0", "c1", "c2"]


async def test_the_insight_of_a_member_is_of_now(tester: httpx2.AsyncClient) -> None:
    await golden(tester)
    await sell_on(tester, "2026-04-01", {"category": "cake"})
    await sell_on(tester, "2026-04-11", {"category": "cake"})
    await wait(tester, "2026-04-13")
    found = await get(tester, "/v1/members/ext:c0/insight")
    told = {name: found[name] for name in ("first_on", "second_on", "previous_on", "last_on", "visit_days", "state")}
    assert told == {
        "first_on": "2026-02-27",
        "second_on": "2026-03-02",
        "previous_on": "2026-04-01",
        "last_on": "2026-04-11",
        "visit_days": 4,
        "state": "active",
    }
    assert (found["as_of"], found["measure"], found["stage"]) == ("2026-04-13", 1_700, "client")
    assert found["window"] == {"from": "2025-04-14", "to": "2026-04-13", "visit_days": 4}
    # The mean gap of the shop is this member's own: 43 days in 3 gaps.
    assert (found["usual_gap_days"], found["silent_days"], found["customer_for_days"]) == (14, 2, 46)
    assert [(one["item"], one["times"], one["expected_on"]) for one in found["due_items"]] == []
    assert (found["grade"]["grade"], found["grade"]["as_of"], found["deviation"]) == ("A", MARCH, None)
    assert found["likes"]["categories"] == ["cake", "coffee"]
    assert [(one["segment"], one["name"], one["entered_on"]) for one in found["segments"]] == [
        ("golden", "Golden", "2026-04-01")
    ]
    none = await get(tester, "/v1/members/ext:none/insight")
    assert (none["state"], none["last_on"], none["silent_days"], none["grade"]["grade"]) == ("none", None, None, "E")
    assert_problem(await tester.get("/v1/members/ext:nobody/insight"), 404, "not-found")


async def test_a_voided_purchase_leaves_the_insight_at_once(tester: httpx2.AsyncClient) -> None:
    await golden(tester)
    await buy(tester, "c1", 5_000, "2026-03-31")
    assert (await get(tester, "/v1/members/ext:c1/insight"))["measure"] == 5_900
    voided = await tester.post("/v1/purchases/ext:c1-5000-2026-03-31/void")
    assert voided.status_code in (200, 201), voided.text
    assert (await get(tester, "/v1/members/ext:c1/insight"))["measure"] == 900


async def test_grades_by_margin_use_the_cost_of_each_line_which_is_never_shown(shop: Shop) -> None:
    insights = {**INSIGHTS, "measure": "margin", "margins": [{"match": {"categories": ["cake"]}, "rate": "0.5"}]}
    made = await shop.goldlist.programs.create("margin", {**DOCUMENT, "insights": insights}, test=True, clock=shop.now)
    assert not isinstance(made, list), made
    async with shop.client_of(made.key) as tester:
        await tester.post("/v1/members", json={"external_id": "c0"})
        lines = [
            {"quantity": 2, "unit_price": 500, "unit_cost": 120},
            {"quantity": 1, "unit_price": 100, "category": "cake"},
            {"quantity": 1, "unit_price": 70},
        ]
        await sell(tester, "2026-03-02", lines)
        shown = await get(tester, "/v1/purchases/ext:c0-2026-03-02-london-1")
        assert "unit_cost" not in shown["lines"][0]
        await wait(tester, "2026-04-01")
        row = (await get(tester, "/v1/golden-list"))["data"][0]
        assert (row["measure"], (await get(tester, "/v1/insights/pareto"))["covered"]) == (1_000 - 240 + 50, "0.9402")
