"""Rehearsals over HTTP: started, listed, read in pages, cancelled, and refused with the place of each fault."""

from typing import Any

import httpx2
import pytest

from tests.api.requests import assert_problem
from tests.api.shop import DOCUMENT, Shop

pytestmark = pytest.mark.anyio

DAYS = {"from": "2026-03-01", "to": "2026-03-02"}
GENEROUS = {**DOCUMENT, "points": {"earn": [{"id": "base", "points": 3, "per": 100}]}}
WRONG = {**DOCUMENT, "points": {"earn": [{"id": "base", "points": 0, "per": 1}]}}


@pytest.fixture
async def tester(shop: Shop) -> Any:
    """The admin of a test programme in which it is noon in London, on 2 March."""
    made = await shop.goldlist.programs.create("rehearsed", DOCUMENT, test=True, clock=shop.now)
    assert not isinstance(made, list), made
    shop.program_id = made.program_id
    async with shop.client_of(made.key) as tester:
        yield tester


async def buy(tester: httpx2.AsyncClient, member: str, amount: int) -> None:
    basket = {"external_id": f"{member}-{amount}", "member": f"ext:{member}", "enrol": True, "currency": "GBP"}
    lines = [{"quantity": 1, "unit_price": amount}]
    answer = await tester.post("/v1/purchases", json={**basket, "occurred_at": "2026-03-02T11:00:00Z", "lines": lines})
    assert answer.status_code == 201, answer.text


def body(*documents: Any, **more: Any) -> dict[str, Any]:
    return {"external_id": "r-1", "documents": list(documents) or [{"version": 1}], **DAYS, **more}


async def started(tester: httpx2.AsyncClient, sent: dict[str, Any]) -> dict[str, Any]:
    answer = await tester.post("/v1/rehearsals", json=sent)
    assert answer.status_code == 202, answer.text
    return dict(answer.json())


async def test_a_rehearsal_from_its_start_to_its_end(shop: Shop, tester: httpx2.AsyncClient) -> None:
    for number in range(5):
        await buy(tester, f"c{number}", 1000 * (number + 1))
    begun = await started(tester, body({"version": 1}, {**GENEROUS, "version": 7}))
    assert (begun["status"], begun["progress"], begun["documents"]) == ("running", {"done": 0, "of": 5}, [])
    again = await tester.post("/v1/rehearsals", json=body({"version": 1}, {**GENEROUS, "version": 7}))
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (200, "true")
    path = f"/v1/rehearsals/{begun['id']}"
    assert (await tester.get(f"{path}/members")).json()["data"] == []
    await shop.goldlist.rehearsals.go_round()
    done = (await tester.get(path)).json()
    assert (done["status"], done["members"], done["progress"]["done"]) == ("done", 5, 5)
    assert [one["version"] for one in done["documents"]] == [1, None]
    first, second = (one["total"]["points"]["issued"] for one in done["documents"])
    assert (first, second) == (150, 450)
    (listed,) = (await tester.get("/v1/rehearsals")).json()["data"]
    assert listed == {name: done[name] for name in listed}
    rows: list[dict[str, Any]] = []
    cursor: str | None = None
    while cursor or not rows:
        query = {"order": "losers", "limit": "2", **({"cursor": cursor} if cursor else {})}
        page = (await tester.get(f"{path}/members", params=query)).json()
        rows, cursor = rows + page["data"], page["next_cursor"]
    assert sorted(row["external_id"] for row in rows) == [f"c{number}" for number in range(5)]
    assert [row["difference"] for row in rows] == sorted(row["received"][1] - row["received"][0] for row in rows)
    assert (await tester.delete(path)).status_code == 204
    for gone in (tester.get(path), tester.get(f"{path}/members"), tester.delete(path)):
        assert_problem(await gone, 404, "not-found")
    acts = (await tester.get("/v1/audit")).json()["data"]
    assert [one["act"] for one in acts[:2]] == ["cancel_rehearsal", "start_rehearsal"]


@pytest.mark.parametrize(
    ("sent", "problem", "pointer"),
    [
        (body({"version": 9}), "not-found", "/documents/0/version"),
        (body({"version": "1"}), "validation", "/documents/0/version"),
        (body({"version": 1}, WRONG), "program-invalid", "/documents/1/points/earn/0/points"),
        (body({**DOCUMENT, "currency": "EUR"}), "program-invalid", "/documents/0/currency"),
        (body({**DOCUMENT, "points": 1.5}), "program-invalid", "/documents/0/points"),
        (body(*[{"version": 1}] * 3), "validation", "/documents"),
        (body(sample="0"), "validation", "/sample"),
        (body(to="2026-03-03"), "validation", "/to"),
        (body(warm_up_months=13), "validation", "/warm_up_months"),
    ],
)  # fmt: skip
async def test_faults_are_told_with_their_places(
    tester: httpx2.AsyncClient, sent: dict[str, Any], problem: str, pointer: str
) -> None:
    answer = await tester.post("/v1/rehearsals", json=sent)
    assert answer.json()["type"] == f"/problems/{problem}"
    assert pointer in [one["pointer"] for one in answer.json()["errors"]]
    assert (await tester.get("/v1/rehearsals")).json()["data"] == []


async def test_one_at_a_time_and_only_for_keys_that_know_all_members(shop: Shop, tester: httpx2.AsyncClient) -> None:
    begun = await started(tester, body())
    assert_problem(await tester.post("/v1/rehearsals", json=body(external_id="r-2")), 409, "rehearsal-in-progress")
    wish = {"role": "partner", "name": "Club", "scopes": ["rehearsals:read", "rehearsals:write"]}
    partner = shop.client_of((await tester.post("/v1/keys", json=wish)).json()["key"])
    path = f"/v1/rehearsals/{begun['id']}"
    for asked in (
        partner.post("/v1/rehearsals", json=body()),
        partner.get("/v1/rehearsals"),
        partner.get(path),
        partner.get(f"{path}/members"),
        partner.delete(path),
    ):
        assert_problem(await asked, 403, "insufficient-scope")
