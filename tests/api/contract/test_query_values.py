"""A plus that a caller did not escape, as most do not the first time, is taken for what it was."""

import pytest

from tests.api.requests import assert_problem, purchase
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio


async def test_a_plus_that_was_not_escaped_is_one(shop: Shop) -> None:
    await shop.post("/v1/members", {"external_id": "ada", "phone": "+44 20 7946 0958"})
    await shop.post("/v1/purchases", purchase(member="ext:ada"))
    for query in (
        "/v1/members?changed_since=2026-03-02T13:00:00+01:00",
        "/v1/members?phone=+442079460958",
        "/v1/members?phone=+44 20 7946 0958",
        "/v1/purchases?from=2026-03-01T11:15:00+01:00&to=2026-03-02T00:00:00+00:00",
    ):
        answer = await shop.admin.get(query.replace(" ", "%20"))
        assert (answer.status_code, len(answer.json()["data"])) == (200, 1), query
    balance = await shop.admin.get("/v1/members/ext:ada/balance?at=2026-03-02T13:00:00+01:00")
    assert (balance.json()["at"], balance.json()["points"]["balance"]) == ("2026-03-02T12:00:00Z", 6)


@pytest.mark.parametrize(
    "query", ["at=2026-03-02+12:00:00Z", "at=+2026-03-02T12:00:00Z", "at=2026-03-02T12:00:00++1:00"]
)
async def test_a_blank_anywhere_else_is_none(shop: Shop, query: str) -> None:
    await shop.post("/v1/members", {"external_id": "ada"})
    assert_problem(await shop.admin.get(f"/v1/members/ext:ada/balance?{query}"), 422, "validation", "wrong-form")
