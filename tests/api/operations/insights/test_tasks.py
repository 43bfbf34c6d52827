"""Tasks over HTTP: made by hand or of the alerts of reviews, closed, handed over, escalated and measured."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import httpx2
import pytest

from tests.api.operations.test_insights import TENTHS, get, paged
from tests.api.requests import assert_problem
from tests.api.shop import DOCUMENT, Shop
from tests.api.test_erasure import MARK, rows_with

pytestmark = pytest.mark.anyio

SAM: dict[str, Any] = {"name": "Sam Hill", "role": "representative", "manager": "ext:mara"}
MARA: dict[str, Any] = {"name": "Mara Lind", "role": "manager"}
HALF = {"grades": [{"id": "A", "share": "0.5"}, {"id": "B", "share": "0.1"}, {"id": "C"}, {"id": "D"}]}


@pytest.fixture
async def tester(shop: Shop) -> AsyncIterator[httpx2.AsyncClient]:
    """The admin of a test programme in which it is noon in London, on 2 March 2026."""
    document = {
        **DOCUMENT,
        "insights": TENTHS,
        "tasks": {"rules": [{"id": "gone", "on": "member.lapsed", "max_open": 2}]},
    }
    made = await shop.goldlist.programs.create("tasks", document, test=True, clock=shop.now)
    assert not isinstance(made, list), made
    shop.program_id = made.program_id
    async with shop.client_of(made.key) as tester:
        yield tester


async def put(tester: httpx2.AsyncClient, path: str, body: Any) -> dict[str, Any]:
    answer = await tester.put(path, json=body)
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json())


async def two_people(tester: httpx2.AsyncClient) -> tuple[dict[str, Any], dict[str, Any]]:
    """Sam, and Mara, the manager."""
    mara = await put(tester, "/v1/staff/ext:mara", MARA)
    return await put(tester, "/v1/staff/ext:sam", SAM), mara


async def wait(tester: httpx2.AsyncClient, until: str) -> None:
    """Let time pass up to the morning of a day."""
    await post(tester, "/v1/clock/advance", {"to": f"{until}T06:00:00Z"})


async def post(tester: httpx2.AsyncClient, path: str, body: Any, status: int = 200) -> dict[str, Any]:
    answer = await tester.post(path, json=body)
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def bought(tester: httpx2.AsyncClient, member: str, amount: int, *days: str) -> None:
    """A purchase on each of these days."""
    sales = [
        {
            "external_id": f"{member}-{day}",
            "member": f"ext:{member}",
            "enrol": True,
            "currency": "GBP",
            "occurred_at": f"{day}T11:00:00Z",
            "lines": [{"quantity": 1, "unit_price": amount}],
        }
        for day in days
    ]
    answer = await post(tester, "/v1/purchases/batch", {"purchases": sales})
    assert {one["status"] for one in answer["results"]} == {201}


def every(days: int, first: str, last: str) -> list[str]:
    found, end = [date.fromisoformat(first)], date.fromisoformat(last)
    while found[-1] + timedelta(days=days) <= end:
        found.append(found[-1] + timedelta(days=days))
    return [day.isoformat() for day in found]


async def six_lapse(tester: httpx2.AsyncClient) -> None:
    """Ten customers come every week until 2 March; the six best of them are reported on 1 April."""
    for number in range(10):
        await bought(tester, f"c{number}", 1000 * (10 - number), *every(7, "2026-01-19", "2026-03-02"))


async def whose(tester: httpx2.AsyncClient, **query: str) -> list[str]:
    """The customers of tasks, by amount."""
    found = await paged(tester, "/v1/tasks", 3, **query)
    names = {}
    for one in found:
        names[one["amount"]] = (await get(tester, f"/v1/members/{one['member']}"))["external_id"]
    return [names[amount] for amount in sorted(names, reverse=True)]


async def test_a_lapsed_customer_becomes_a_task_of_whom_has_room(tester: httpx2.AsyncClient, shop: Shop) -> None:
    await six_lapse(tester)
    sam, _ = await two_people(tester)
    for name in ("c0", "c2", "c4", "c5"):
        await put(tester, f"/v1/members/ext:{name}/owner", {"staff": "ext:sam"})
    await wait(tester, "2026-04-01")
    assert await whose(tester, status="open", owner="ext:sam") == ["c0", "c2"], "the largest amounts first"
    assert await whose(tester, status="open", owner="none") == ["c1", "c3"]
    assert await whose(tester, status="waiting") == ["c4", "c5"]
    first = (await get(tester, "/v1/tasks", member="ext:c0"))["data"][0]
    assert first == {
        "id": first["id"],
        "external_id": None,
        "rule": "gone",
        "about": {"kind": "lapse", "id": first["about"]["id"], "as_of": "2026-03-31"},
        "member": first["member"],
        "owner": sam["id"],
        "due_on": "2026-04-15",
        "status": "open",
        "amount": 70_000,
        "facts": first["facts"],
        "text": first["facts"]["why"],
        "escalated_on": None,
        "outcome": None,
        "reason": None,
        "note": None,
        "result": "pending",
        "created_at": "2026-04-01T06:00:00Z",
        "closed_at": None,
    }
    for path, more in (("grades", {}), ("lapsed", {}), ("lapsed", {"grade": "A"})):
        his = await paged(tester, f"/v1/insights/{path}", 2, owner="ext:sam", **more)
        assert [one["external_id"] for one in his] == ["c0", "c2", "c4", "c5"][: 1 if more else 4], path
    assert [one["external_id"] for one in await paged(tester, "/v1/golden-list", 1, owner="none")] == ["c1"]
    (best, *_) = (await get(tester, "/v1/golden-list"))["data"]
    assert (best["owner"], best["open_tasks"]) == (sam["id"], 1)
    assert (first["facts"]["silent_days"], first["facts"]["at_stake"]) == (29, 70_000)
    assert "external_id" not in first["facts"]
    done = {"outcome": "contacted", "reason": "moved", "note": "Lives in York now"}
    closed = await post(tester, f"/v1/tasks/{first['id']}/done", done)
    assert (closed["status"], closed["reason"], closed["closed_at"]) == ("done", "moved", "2026-04-01T06:00:00Z")
    assert await post(tester, f"/v1/tasks/{first['id']}/done", done) == closed
    assert_problem(await tester.post(f"/v1/tasks/{first['id']}/drop", json={}), 409, "already-decided")
    assert await whose(tester, status="open", owner="ext:sam") == ["c2", "c4"], "there was room for one more"
    assert await get(tester, "/v1/insights/lapsed/reasons") == {
        "tasks": 1,
        "reasons": [{"reason": "moved", "tasks": 1}],
    }
    assert (await get(tester, "/v1/insights/lapsed/reasons", **{"from": "2026-04-02"}))["tasks"] == 0
    before = await whose(tester)
    await wait(tester, "2026-04-02")
    assert await whose(tester) == before, "once in one silence"
    await put(tester, "/v1/staff/ext:sam", {**SAM, "active": False, "deputy": "ext:mara"})
    second = (await get(tester, "/v1/tasks", member="ext:c2"))["data"][0]
    await post(tester, f"/v1/tasks/{second['id']}/done", {"outcome": "unreachable"})
    assert await whose(tester, status="open", owner="ext:mara") == ["c5"], "the deputy stands in"
    assert (await get(tester, "/v1/tasks", member="ext:c5"))["data"][0]["due_on"] == "2026-04-16"
    acts = [(one["act"], one["object"]) for one in (await get(tester, "/v1/audit"))["data"]]
    assert acts[:2] == [("close_task", second["id"]), ("put_staff", sam["id"])]
    assert "York" not in str(await get(tester, "/v1/audit"))
    await shop.prove()


async def test_without_active_staff_there_are_no_tasks(tester: httpx2.AsyncClient) -> None:
    await six_lapse(tester)
    await put(tester, "/v1/staff/ext:sam", {"name": "Sam", "role": "representative", "active": False})
    await wait(tester, "2026-04-01")
    await put(tester, "/v1/staff/ext:kim", {"name": "Kim", "role": "representative"})
    await wait(tester, "2026-04-03")
    assert (await get(tester, "/v1/tasks"))["data"] == []


async def test_a_deviation_is_followed_up_escalated_and_measured(shop: Shop) -> None:
    made = await shop.goldlist.programs.create("long", {**DOCUMENT, "insights": HALF}, test=True, clock=shop.now)
    assert not isinstance(made, list), made
    shop.program_id = made.program_id
    async with shop.client_of(made.key) as tester:
        await bought(tester, "amy", 1_000, *every(14, "2025-01-06", "2026-03-02"))
        await bought(tester, "dee", 3_000, *every(14, "2025-01-08", "2025-12-30"))
        sam, mara = await two_people(tester)
        await put(tester, "/v1/members/ext:dee/owner", {"staff": "ext:sam"})
        await wait(tester, "2026-03-03")
        (lapsed,) = (await get(tester, "/v1/tasks"))["data"]
        assert (lapsed["rule"], lapsed["owner"], lapsed["due_on"]) == ("lapsed", sam["id"], "2026-03-17")
        await wait(tester, "2026-03-20")
        assert (await get(tester, f"/v1/tasks/{lapsed['id']}"))["owner"] == mara["id"], "late by three days"
        later = await post(tester, f"/v1/tasks/{lapsed['id']}/later", {"due_on": "2026-04-20"})
        assert (later["due_on"], later["escalated_on"]) == ("2026-04-20", None)
        await wait(tester, "2026-04-01")
        (down,) = (await get(tester, "/v1/tasks", rule="deviation"))["data"]
        assert (down["owner"], down["due_on"], down["facts"]["visits"]) == (sam["id"], "2026-04-15", 0)
        assert (down["amount"], down["text"]) == (down["facts"]["shortfall"], down["facts"]["why"])
        (row,) = (await get(tester, "/v1/insights/deviations"))["data"]
        assert row["task"] == down["id"]
        await bought(tester, "dee", 3_000, *every(7, "2026-03-31", "2026-04-01"))
        await wait(tester, "2026-04-10")
        await bought(tester, "dee", 4_000, "2026-04-09")
        await wait(tester, "2026-06-20")
        await bought(tester, "dee", 9_000, "2026-06-18", "2026-06-19")
        assert (await get(tester, f"/v1/tasks/{lapsed['id']}"))["result"] == "won_back"
        assert (await get(tester, f"/v1/tasks/{down['id']}"))["result"] == "pending"
        await wait(tester, "2026-07-01")
        assert (await get(tester, f"/v1/tasks/{down['id']}"))["result"] == "recovered"
        await shop.prove()


async def test_tasks_are_made_by_hand_and_found_by_what_they_are_about(tester: httpx2.AsyncClient) -> None:
    sam, mara = await two_people(tester)
    member = (await post(tester, "/v1/members", {"external_id": "ada"}, 201))["id"]
    wish = {"external_id": "t1", "member": "ext:ada", "owner": "ext:sam", "due_on": "2026-03-09", "text": "Call her"}
    made = await post(tester, "/v1/tasks", wish, 201)
    assert (made["member"], made["owner"], made["rule"], made["about"]) == (member, sam["id"], None, None)
    assert await post(tester, "/v1/tasks", wish) == made
    assert_problem(await tester.post("/v1/tasks", json={**wish, "text": "Write"}), 409, "external-id-conflict")
    for field, place in (("member", "ext:no"), ("owner", "ext:no")):
        answer = await tester.post("/v1/tasks", json={**wish, "external_id": "t9", field: place})
        assert assert_problem(answer, 404, "not-found")["errors"][0]["pointer"] == f"/{field}"
    other = await post(tester, "/v1/tasks", {"external_id": "t2", "due_on": "2026-03-05", "text": "Tidy"}, 201)
    for query, found in (
        ({}, [other, made]),
        ({"owner": "none"}, [other]),
        ({"owner": "ext:sam"}, [made]),
        ({"owner": "ext:nobody"}, []),
        ({"member": member}, [made]),
        ({"due_by": "2026-03-05"}, [other]),
        ({"rule": "gone"}, []),
        ({"status": "open"}, [other, made]),
        ({"status": "done"}, []),
    ):
        assert await paged(tester, "/v1/tasks", 1, **query) == found, query
    handed = await post(tester, f"/v1/tasks/{other['id']}/hand", {"staff": "ext:mara"})
    assert handed["owner"] == mara["id"]
    assert (await post(tester, f"/v1/tasks/{other['id']}/hand", {"staff": None}))["owner"] is None
    assert_problem(
        await tester.post(f"/v1/tasks/{other['id']}/later", json={"due_on": "2026-03-01"}), 422, "validation"
    )
    dropped = await post(tester, f"/v1/tasks/{other['id']}/drop", {"note": "Done long ago"})
    assert (dropped["status"], dropped["outcome"]) == ("dropped", None)
    for step, body in (("hand", {"staff": None}), ("later", {"due_on": "2026-04-01"})):
        assert_problem(await tester.post(f"/v1/tasks/{other['id']}/{step}", json=body), 409, "already-decided")
    wrong = await tester.post(f"/v1/tasks/{made['id']}/done", json={"outcome": "solved", "reason": "weather"})
    assert_problem(wrong, 422, "validation", "not-one-of")


async def test_words_written_while_a_member_is_erased_are_erased_too(tester: httpx2.AsyncClient, shop: Shop) -> None:
    member = (await post(tester, "/v1/members", {"external_id": "ada"}, 201))["id"]
    wishes = [{"external_id": f"t{number}", "member": member, "due_on": "2026-03-09"} for number in range(12)]
    made = [await post(tester, "/v1/tasks", {**one, "text": "Call"}, 201) for one in wishes[:6]]
    note = {"outcome": "solved", "note": f"{MARK} note"}
    await shop.at_once(
        *(tester.post(f"/v1/tasks/{one['id']}/done", json=note) for one in made),
        *(tester.post("/v1/tasks", json={**one, "text": f"{MARK} text"}) for one in wishes[6:]),
        tester.delete(f"/v1/members/{member}"),
    )
    assert await rows_with(shop, MARK) == []
    await shop.prove()


async def test_of_an_erased_member_a_task_keeps_no_words(tester: httpx2.AsyncClient, shop: Shop) -> None:
    await put(tester, "/v1/staff/ext:sam", {"name": "Sam", "role": "representative"})
    for name in ("ada", "bob"):
        await post(tester, "/v1/members", {"external_id": name}, 201)
    tasks = []
    for number, member in enumerate(("ada", "bob", "bob")):
        wish = {"external_id": f"t{number}", "member": f"ext:{member}", "due_on": "2026-03-09", "text": f"{MARK} text"}
        tasks.append(await post(tester, "/v1/tasks", wish, 201))
    await post(tester, f"/v1/tasks/{tasks[1]['id']}/done", {"outcome": "solved", "note": f"{MARK} note"})
    await post(tester, "/v1/members/ext:ada/merge", {"from": "ext:bob"})
    assert len((await get(tester, "/v1/tasks", member="ext:ada"))["data"]) == 3
    assert {row.partition(":")[0] for row in await rows_with(shop, MARK)} == {"tasks"}
    assert (await tester.delete("/v1/members/ext:ada")).status_code == 204
    assert await rows_with(shop, MARK) == []
    assert sorted(one["status"] for one in (await get(tester, "/v1/tasks"))["data"]) == ["done", "dropped", "dropped"]
