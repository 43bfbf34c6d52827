"""The report of sales: by day, hour and store, exact whenever something arrives, however far the sums reach."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.actions.background.sales_counts import ALL_IS_VISIBLE_AFTER_SECONDS, SalesCounts
from app.actions.ids import milliseconds
from app.store.connection.transaction import Transaction
from app.store.queries import sales as store
from tests.api.requests import assert_problem
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio


async def sold(shop: Shop, name: str, at: str, amount: int, **more: Any) -> dict[str, Any]:
    lines = [{"category": "coffee", "quantity": 2, "unit_price": amount // 2}]
    body = {"external_id": name, "currency": "GBP", "occurred_at": f"2026-{at}Z", "lines": lines, **more}
    return await shop.post("/v1/purchases", body)


async def brought_back(shop: Shop, name: str, purchase: str, at: str, **more: Any) -> None:
    body = {"external_id": name, "purchase": f"ext:{purchase}", "occurred_at": f"2026-{at}Z", **more}
    await shop.post("/v1/returns", {**body, "lines": [{"line": 1, "quantity": 1}]})


async def report(shop: Shop, by: str) -> list[tuple[Any, ...]]:
    told = await shop.get("/v1/reports/sales", **{"from": "2026-02-01", "to": "2026-03-02", "by": by})
    assert (told["from"], told["to"], told["currency"]) == ("2026-02-01", "2026-03-02", "GBP")
    return [
        (
            *(row[name] for name in ("day", "hour", "store") if row[name] is not None),
            *(row[name] for name in ("count", "net", "voids", "returns")),
            *row["members"].values(),
        )
        for row in told["data"]
    ]


async def summed(shop: Shop) -> None:
    """Sum everything that is recorded by now."""
    wait = ALL_IS_VISIBLE_AFTER_SECONDS * 1000
    later = SalesCounts(shop.goldlist.database, shop.goldlist.programs, now=lambda: milliseconds() + wait)
    while await later.go_round():
        pass


async def test_everything_counts_on_its_own_day_before_and_after_it_is_summed(shop: Shop) -> None:
    await shop.post("/v1/members", {"external_id": "ada"})
    await sold(shop, "a", "02-27T23:30:00", 1000, member="ext:ada", store="corner")
    await sold(shop, "b", "02-28T09:10:00", 400)
    await sold(shop, "c", "03-01T09:20:00", 600, store="web")
    await summed(shop)
    # A till that was offline, a return, a void, a mistaken return, and a guest who is known now.
    await sold(shop, "late", "02-27T08:00:00", 200, store="corner")
    await brought_back(shop, "r1", "a", "03-01T10:00:00", store="corner")
    await brought_back(shop, "r2", "b", "03-01T11:00:00")
    for step in range(3):
        if step == 1:
            await shop.post("/v1/purchases/ext:c/void", {}, 200)
            await shop.post("/v1/returns/ext:r2/void", {}, 200)
            await shop.post("/v1/purchases/ext:b/claim", {"member": "ext:ada"}, 200)
        if step == 2:
            await shop.post("/v1/purchases/ext:b/void", {}, 200)
        before = {by: await report(shop, by) for by in ("day", "hour", "store")}
        await shop.prove()
        await summed(shop)
        assert {by: await report(shop, by) for by in ("day", "hour", "store")} == before
        await shop.prove()
    assert before["day"] == [
        ("2026-02-27", 2, 1200, 0, 0, 1, 1000),
        ("2026-02-28", 1, 400, 0, 0, 1, 400),
        ("2026-03-01", 1, 600, 0, 500, 0, 0),
        ("2026-03-02", 0, 0, 2, 1000, 0, 0),
    ]
    assert before["hour"][:2] == [("2026-02-27", 8, 1, 200, 0, 0, 0, 0), ("2026-02-27", 23, 1, 1000, 0, 0, 1, 1000)]
    assert before["store"] == [
        (1, 400, 1, 400, 1, 400),
        ("corner", 2, 1200, 0, 500, 1, 1000),
        ("web", 1, 600, 1, 600, 0, 0),
    ]


async def test_wrong_days_are_refused_and_only_reports_are_for_accountants(shop: Shop) -> None:
    days = {"from": "2026-03-02", "to": "2026-03-01"}
    assert_problem(await shop.admin.get("/v1/reports/sales", params=days), 422, "validation")
    years = {"from": "2020-01-01", "to": "2026-03-01", "by": "hour"}
    assert_problem(await shop.admin.get("/v1/reports/sales", params=years), 422, "validation")
    async with shop.client_of(await shop.key("pos")) as till:
        assert_problem(await till.get("/v1/reports/sales", params=days), 403, "insufficient-scope")


async def test_a_wrong_sum_is_found(shop: Shop) -> None:
    await sold(shop, "a", "03-01T09:00:00", 1000)
    await summed(shop)

    async def spoil(transaction: Transaction) -> None:
        ((hour, sums),) = await store.kept(transaction, shop.program_id, ("2026-03-01", "2026-03-01"))
        await store.add_sums(transaction, shop.program_id, {hour: sums._replace(net=1)})

    await shop.goldlist.database.write(spoil)
    found = await shop.goldlist.verification.verify(shop.program_id, rebuild=True, on_progress=lambda _: None)
    told = "(2, 1001, 0, 0, 0, 0) summed, but the records make (1, 1000, 0, 0, 0, 0)"
    assert found.differences == [f"sales of 2026-03-01, hour 9, no store: {told}"]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["sell", "late", "return", "undo", "void", "claim", "sum"]), min_size=4, max_size=14))
async def test_in_any_order_the_sums_are_those_of_the_records(shop: Shop, acts: list[str]) -> None:
    drawn = str(milliseconds())
    await shop.admin.post("/v1/members", json={"external_id": "ada"})
    names: list[str] = []
    for place, act in enumerate(acts):
        name = f"{drawn}-{place}"
        if act in ("sell", "late"):
            await sold(shop, name, "02-27T08:00:00" if act == "late" else "03-01T09:00:00", 400)
            names.append(name)
        elif act == "sum":
            await summed(shop)
        elif names:
            purchase = names[place % len(names)]
            if act == "return":
                back = {
                    "external_id": f"r-{name}",
                    "purchase": f"ext:{purchase}",
                    "occurred_at": "2026-03-02T08:00:00Z",
                }
                await shop.admin.post("/v1/returns", json={**back, "lines": [{"line": 1, "quantity": 1}]})
            elif act == "undo":
                known = (await shop.get(f"/v1/purchases/ext:{purchase}"))["returns"]
                if known:
                    await shop.admin.post(f"/v1/returns/{known[-1]['id']}/void", json={})
            else:
                body = {"member": "ext:ada"} if act == "claim" else {}
                await shop.admin.post(f"/v1/purchases/ext:{purchase}/{act}", json=body)
    await shop.prove()
