"""Reviews of customers over HTTP: asked for, read page by page, and what is not there."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from tests.api.requests import assert_problem
from tests.api.shop import DOCUMENT, Shop

pytestmark = pytest.mark.anyio

TENTHS = {
    "grades": [
        {"id": "A", "share": "0.1"},
        {"id": "B", "share": "0.2"},
        {"id": "C", "share": "0.3"},
        {"id": "D"},
        {"id": "E"},
    ]
}
MARCH = "2026-03-31"


@pytest.fixture
async def tester(shop: Shop) -> AsyncIterator[httpx2.AsyncClient]:
    """The admin of a test programme in which it is noon in London, on 2 March."""
    made = await shop.goldlist.programs.create("graded", {**DOCUMENT, "insights": TENTHS}, test=True, clock=shop.now)
    assert not isinstance(made, list), made
    shop.program_id = made.program_id
    async with shop.client_of(made.key) as tester:
        yield tester


async def buy(tester: httpx2.AsyncClient, member: str, amount: int, on: str = "2026-03-02") -> str:
    basket = {"external_id": f"{member}-{amount}-{on}", "member": f"ext:{member}", "enrol": True, "currency": "GBP"}
    lines = [{"quantity": 1, "unit_price": amount}]
    answer = await tester.post("/v1/purchases", json={**basket, "occurred_at": f"{on}T11:00:00Z", "lines": lines})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["member"])


async def wait(tester: httpx2.AsyncClient, until: str) -> None:
    answer = await tester.post("/v1/clock/advance", json={"to": f"{until}T00:00:00+01:00"})
    assert answer.status_code == 200, answer.text


async def get(tester: httpx2.AsyncClient, path: str, **query: Any) -> dict[str, Any]:
    answer = await tester.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def paged(tester: httpx2.AsyncClient, path: str, limit: int, **query: Any) -> list[dict[str, Any]]:
    """All rows of a list, so many at a time."""
    rows: list[dict[str, Any]] = []
    page = await get(tester, path, limit=limit, **query)
    while True:
        rows += page["data"]
        assert len(page["data"]) <= limit
        if page["next_cursor"] is None:
            return rows
        page = await get(tester, path, limit=limit, cursor=page["next_cursor"], **query)


async def ten(tester: httpx2.AsyncClient) -> None:
    """Ten customers who bought for 10.00 down to 1.00, two of them for the same, and one who only enrolled."""
    for number in range(10):
        await buy(tester, f"c{number}", 100 * (10 - number if number != 4 else 7))
    assert (await tester.post("/v1/members", json={"external_id": "none"})).status_code == 201


async def test_grades_are_told_best_place_first_and_in_pages(tester: httpx2.AsyncClient) -> None:
    await ten(tester)
    await wait(tester, "2026-04-01")
    whole = await get(tester, "/v1/insights/grades")
    assert (whole["as_of"], whole["currency"], whole["next_cursor"]) == (MARCH, "GBP", None)
    rows = whole["data"]
    assert [(row["external_id"], row["grade"], row["place"]) for row in rows] == [
        ("c0", "A", 1),
        ("c1", "B", 2),
        ("c2", "B", 3),
        ("c3", "C", 4),
        ("c4", "C", 4),
        ("c5", "C", 6),
        ("c6", "D", 7),
        ("c7", "D", 8),
        ("c8", "D", 9),
        ("c9", "D", 10),
        ("none", "E", None),
    ]
    assert rows[0] == {
        "member": rows[0]["member"],
        "external_id": "c0",
        "grade": "A",
        "before": None,
        "since": MARCH,
        "place": 1,
        "of": 10,
        "measure": 1000,
        "visit_days": 1,
        "first_on": "2026-03-02",
        "last_on": "2026-03-02",
        "customer_for_days": 30,
        "young": True,
        "why": "place 1 of 10 by spend from 2025-04-01 to 2026-03-31 (10.00 GBP): within 10 % (1 place)",
    }
    assert (rows[-1]["customer_for_days"], rows[-1]["young"], rows[-1]["last_on"]) == (None, False, None)
    for limit in (1, 3, 4):
        assert await paged(tester, "/v1/insights/grades", limit) == rows
    for grade in "ABCDE":
        assert await paged(tester, "/v1/insights/grades", 2, grade=grade) == [
            row for row in rows if row["grade"] == grade
        ]
    problem = await tester.get("/v1/insights/grades", params={"grade": "F"})
    assert_problem(problem, 422, "validation", "unknown-grade")


async def test_a_page_goes_on_in_the_review_in_which_the_list_began(tester: httpx2.AsyncClient) -> None:
    await ten(tester)
    await wait(tester, "2026-04-01")
    first = await get(tester, "/v1/insights/grades", limit=5)
    await wait(tester, "2026-07-01")
    second = await get(tester, "/v1/insights/grades", limit=5, cursor=first["next_cursor"])
    assert second["review"] == first["review"]
    assert [row["external_id"] for row in second["data"]] == [f"c{number}" for number in range(5, 10)]
    newest = await get(tester, "/v1/insights/grades", limit=5)
    assert newest["as_of"] == "2026-06-30"
    assert (await get(tester, "/v1/insights/grades", review=first["review"]))["as_of"] == MARCH


async def test_who_is_erased_leaves_every_list_at_once(tester: httpx2.AsyncClient) -> None:
    await ten(tester)
    await wait(tester, "2026-04-01")
    assert (await tester.delete("/v1/members/ext:c1")).status_code == 204
    rows = await paged(tester, "/v1/insights/grades", 3)
    assert [row["external_id"] for row in rows][:3] == ["c0", "c2", "c3"]
    assert_problem(await tester.get("/v1/members/ext:c1/grades"), 404, "not-found")


async def test_the_history_of_a_member_is_told_newest_first(tester: httpx2.AsyncClient) -> None:
    await ten(tester)
    await wait(tester, "2026-04-01")
    await buy(tester, "c9", 5_000, "2026-03-30")
    await wait(tester, "2027-07-01")
    rows = await paged(tester, "/v1/members/ext:c9/grades", 2)
    assert [(row["as_of"], row["grade"], row["place"], row["of"]) for row in rows] == [
        ("2027-06-30", "E", None, 0),
        ("2027-03-31", "E", None, 0),
        ("2026-12-31", "A", 1, 10),
        ("2026-09-30", "A", 1, 10),
        ("2026-06-30", "A", 1, 10),
        (MARCH, "D", 10, 10),
    ]
    listed = await get(tester, "/v1/insights/grades", review=rows[2]["review"], limit=1)
    assert (listed["data"][0]["before"], listed["data"][0]["since"]) == ("A", "2026-06-30")
    assert_problem(await tester.get("/v1/members/ext:nobody/grades"), 404, "not-found")


async def test_how_much_comes_from_how_few(tester: httpx2.AsyncClient) -> None:
    await ten(tester)
    await wait(tester, "2026-04-01")
    found = await get(tester, "/v1/insights/pareto")
    assert (found["measure"], found["from"], found["to"]) == ("spend", "2025-04-01", MARCH)
    assert (found["members"], found["amount"], len(found["curve"])) == (10, 5_600, 101)
    assert found["top"][3] == {"share": "0.20", "members": 2, "amount": 1900, "of_amount": "0.3393"}
    assert found["half"] == {"members": 4, "of_members": "0.4000"}
    assert found["negative"] == {"members": 0, "amount": 0}


async def test_a_review_is_asked_for_and_read_until_it_is_done(tester: httpx2.AsyncClient, shop: Shop) -> None:
    await ten(tester)
    wish = {"external_id": "first", "as_of": "2026-03-02", "backfill_from": "2025-12-31"}
    asked = await tester.post("/v1/insights/reviews", json=wish)
    assert asked.status_code == 202
    assert (asked.json()["status"], asked.json()["kind"], asked.json()["members"]) == ("running", "asked", 0)
    assert_problem(await tester.get("/v1/insights/grades"), 409, "no-review")
    another = await tester.post("/v1/insights/reviews", json={**wish, "external_id": "second"})
    assert_problem(another, 409, "review-in-progress")
    await shop.goldlist.insight_reviews.go_round()
    repeated = await tester.post("/v1/insights/reviews", json=wish)
    assert (repeated.status_code, repeated.headers["idempotency-replayed"]) == (200, "true")
    done = await get(tester, f"/v1/insights/reviews/{asked.json()['id']}")
    assert done == repeated.json()
    assert (done["status"], done["members"], done["as_of"], done["progress"]["done"]) == ("done", 11, "2026-03-02", 22)
    assert [(one["grade"], one["members"]) for one in done["grades"]] == [*zip("ABCDE", (1, 2, 3, 4, 1), strict=True)]
    reviews = await paged(tester, "/v1/insights/reviews", 1)
    assert [(one["kind"], one["as_of"], one["backfilled"]) for one in reviews] == [
        ("scheduled", "2025-12-31", True),
        ("asked", "2026-03-02", False),
    ]
    conflict = await tester.post("/v1/insights/reviews", json={**wish, "as_of": "2026-03-01"})
    assert_problem(conflict, 409, "external-id-conflict")


async def test_what_is_no_review_is_not_there(tester: httpx2.AsyncClient) -> None:
    assert_problem(await tester.get("/v1/insights/reviews/rev_00"), 404, "not-found")
    assert_problem(await tester.get("/v1/insights/reviews/first"), 404, "not-found")
    for path in ("grades", "pareto"):
        assert_problem(await tester.get(f"/v1/insights/{path}"), 409, "no-review")
        assert_problem(await tester.get(f"/v1/insights/{path}", params={"review": "rev_00"}), 404, "not-found")
        unknown = await tester.get(f"/v1/insights/{path}", params={"review": "first"})
        assert_problem(unknown, 422, "validation", "wrong-form")


async def test_a_key_that_knows_some_members_sees_only_those_and_asks_for_no_review(
    tester: httpx2.AsyncClient, shop: Shop
) -> None:
    await ten(tester)
    await wait(tester, "2026-04-01")
    wish = {"role": "partner", "name": "Club", "scopes": ["insights:read", "insights:write"]}
    key = (await tester.post("/v1/keys", json=wish)).json()
    assert (await tester.put(f"/v1/keys/{key['id']}/members/ext:c3")).status_code in (200, 201, 204)
    async with shop.client_of(key["key"]) as partner:
        rows = await paged(partner, "/v1/insights/grades", 1)
        assert [(row["external_id"], row["place"]) for row in rows] == [("c3", 4)]
        assert_problem(await partner.get("/v1/members/ext:c4/grades"), 404, "not-found")
        asked = await partner.post("/v1/insights/reviews", json={"external_id": "x", "as_of": MARCH})
        assert_problem(asked, 403, "insufficient-scope")
