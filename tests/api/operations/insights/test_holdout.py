"""The control group over HTTP: its sizes, and the effect of the offers that it did not get."""

from typing import Any

import pytest

from app.actions.customers.insights import holdout
from app.engine.model.control_groups import is_in_control_group
from app.engine.model.ratio import Ratio
from tests.api.operations.test_insights import buy, get, wait
from tests.api.requests import assert_problem
from tests.api.shop import DOCUMENT, Shop

pytestmark = pytest.mark.anyio

HALF = {"id": "h2026", "share": "0.5", "from": "2026-03-01", "covers": ["campaigns"]}
A_TENTH = {"id": "tenth", "name": "A tenth off", "percent_off": "0.10"}
DAYS = {"from": "2026-03-01", "to": "2026-03-31"}
PATH = "/v1/holdout/effect"


def mean(values: list[int]) -> int:
    return round(sum(values) / len(values))


async def test_treated_members_and_the_control_group_are_compared(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    document: dict[str, Any] = {**DOCUMENT, "holdout": HALF, "campaigns": [A_TENTH]}
    made = await shop.goldlist.programs.create("held", document, test=True, clock=shop.now)
    assert not isinstance(made, list), made
    async with shop.client_of(made.key) as tester:
        spent: dict[bool, list[int]] = {True: [], False: []}
        discounts = 0
        for number in range(8):
            body = {"external_id": f"m{number}", "joined_on": "2026-01-01"}
            member = str((await tester.post("/v1/members", json=body)).json()["id"])
            is_control = is_in_control_group(made.program_id, "h2026", member, Ratio(1, 2))
            line = {"quantity": 1, "unit_price": 1_000 + 100 * number}
            basket = {"member": member, "currency": "GBP", "lines": [line]}
            quote = (await tester.post("/v1/quotes", json=basket)).json()
            total = 1_000 + 100 * number if is_control else 900 + 90 * number
            assert (quote["total"], bool(quote["rejected"])) == (total, is_control)
            sale = {"external_id": f"s{number}", "occurred_at": "2026-03-02T11:00:00Z", "quote": quote["id"], **basket}
            answer = await tester.post("/v1/purchases", json=sale)
            assert answer.status_code == 201, answer.text
            discounts += 1_000 + 100 * number - total
            spent[is_control].append(total)
        found = await get(tester, "/v1/holdout")
        assert found == {**HALF, "members": len(spent[False]), "control": len(spent[True])}
        assert_problem(await tester.get(PATH, params={**DAYS, "to": "2026-03-02"}), 422, "validation", "out-of-range")
        assert_problem(await tester.get(PATH, params=DAYS), 422, "too-soon")
        await wait(tester, "2026-04-01")
        found = await get(tester, PATH, **DAYS)
        names = ("status", "holdout", "members", "control", "mean_before", "cost", "verdict", "total")
        assert {name: found[name] for name in names} == {
            "status": "done",
            "holdout": "h2026",
            "members": len(spent[False]),
            "control": len(spent[True]),
            "mean_before": 0,
            "cost": discounts,
            "verdict": "too_small",
            "total": None,
        }
        if spent[True] and spent[False]:
            difference = mean(spent[False]) - mean(spent[True])
            assert abs(found["per_member"]["difference"] - difference) <= 1
        # It is stored: another sale on these days changes it only the next day.
        await buy(tester, "m0", 9_000, "2026-03-30")
        assert await get(tester, PATH, **DAYS) == found
        monkeypatch.setattr(holdout, "WAIT_SECONDS", 0)
        await wait(tester, "2026-04-03")
        running = await tester.get(PATH, params=DAYS)
        assert (running.status_code, running.json()["status"], running.json()["members"]) == (202, "running", None)
        monkeypatch.undo()
        answer = await tester.get(PATH, params=DAYS)
        assert answer.json()["cap"] > found["cap"]


async def test_without_a_control_group_there_is_no_effect(shop: Shop) -> None:
    for path in ("/v1/holdout", f"{PATH}?from=2025-01-01&to=2025-03-01"):
        assert_problem(await shop.admin.get(path), 404, "not-found")
    document = {**DOCUMENT, "holdout": HALF}
    assert (await shop.admin.put("/v1/program", json=document, headers={"If-Match": "*"})).status_code in (200, 201)
    assert_problem(await shop.admin.get(f"{PATH}?from=2025-01-01&to=2025-03-01"), 409, "no-review")
