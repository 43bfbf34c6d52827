"""The customers who have come on one day."""

import pytest

from tests.api.shop import Shop

pytestmark = pytest.mark.anyio


async def test_who_has_bought_once_is_listed_whatever_the_state(shop: Shop) -> None:
    # Ada twice on one day, Ben on two days, Cora today, Dan never.
    days = {"ada": ["02-01", "02-01"], "ben": ["01-05", "02-01"], "cora": ["03-01"], "dan": []}
    for name, bought in days.items():
        await shop.post("/v1/members", {"external_id": name})
        for number, day in enumerate(bought):
            sale = {"external_id": f"{name}-{number}", "member": f"ext:{name}", "currency": "GBP"}
            at = f"2026-{day}T1{number}:00:00Z"
            await shop.post("/v1/purchases", {**sale, "occurred_at": at, "lines": [{"quantity": 1, "unit_price": 500}]})
    await shop.post("/v1/insights/reviews", {"external_id": "first", "as_of": "2026-03-02"}, 202)
    while await shop.goldlist.insight_reviews.go_round():
        pass
    listed = (await shop.get("/v1/insights/lapsed", bought="once"))["data"]
    assert [(one["external_id"], one["visit_days"], one["at_stake"]) for one in listed] == [
        ("ada", 1, 1000),
        ("cora", 1, 500),
    ]
    first = await shop.get("/v1/insights/lapsed", bought="once", limit="1")
    then = await shop.get("/v1/insights/lapsed", bought="once", limit="1", cursor=first["next_cursor"])
    assert [one["external_id"] for one in (*first["data"], *then["data"])] == ["ada", "cora"]
    state = listed[0]["state"]
    assert len((await shop.get("/v1/insights/lapsed", bought="once", state=state))["data"]) >= 1
    assert (await shop.admin.get("/v1/insights/lapsed", params={"bought": "twice"})).status_code == 422
