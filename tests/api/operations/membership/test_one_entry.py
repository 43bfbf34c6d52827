"""One entry of the ledger: the purchase behind it, and the rest of its lot."""

from typing import Any

import pytest

from tests.api.requests import assert_problem
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio
ENTRIES = "/v1/members/ext:ada/entries"


@pytest.fixture
async def story(shop: Shop) -> Shop:
    """Points that end after twelve months: Ada buys for 10.00 and 5.00, brings 2.00 of the first back, gets 7.00."""
    document = dict(await shop.get("/v1/program"))
    document["points"] = {**document["points"], "expiry": {"kind": "after", "months": 12, "round_up_to": "month"}}
    assert (await shop.admin.put("/v1/program", json=document)).is_success
    await shop.post("/v1/members", {"external_id": "ada"})
    for name, price in (("first", 200), ("second", 100)):
        sale = {"external_id": name, "member": "ext:ada", "occurred_at": "2026-03-01T10:15:00Z", "currency": "GBP"}
        await shop.post("/v1/purchases", {**sale, "lines": [{"quantity": 5, "unit_price": price}]})
    back = {"external_id": "back", "purchase": "ext:first", "occurred_at": "2026-03-02T10:00:00Z"}
    await shop.post("/v1/returns", {**back, "lines": [{"line": 1, "quantity": 1}]})
    gift = {"external_id": "gift", "unit": "credit", "amount": 700, "reason": "Sorry"}
    await shop.post("/v1/members/ext:ada/adjustments", gift)
    return shop


async def points(shop: Shop) -> list[dict[str, Any]]:
    """The entries of points, oldest first, each by itself."""
    listed = (await shop.get(ENTRIES, unit="points"))["data"]
    return [await shop.get(f"{ENTRIES}/{one['id']}") for one in reversed(listed)]


async def test_an_entry_knows_its_purchase_and_what_is_left_of_its_lot(story: Shop) -> None:
    first, second, back = await points(story)
    ids = [(await story.get(f"/v1/purchases/ext:{name}"))["id"] for name in ("first", "second")]
    assert [one["amount"] for one in (first, second, back)] == [10, 5, -2]
    assert [one["purchase"] for one in (first, second, back)] == [ids[0], ids[1], ids[0]]
    # All of one month: 10 + 5 - 2 points, through the last day of the month twelve months later.
    lot = {"left": 13, "available_on": None, "expires_on": "2027-03-31"}
    assert [one["lot_now"] for one in (first, second, back)] == [lot, lot, lot]


async def test_an_entry_of_no_purchase_and_one_of_another_member(story: Shop) -> None:
    (gift,) = (await story.get(ENTRIES, unit="credit"))["data"]
    shown = await story.get(f"{ENTRIES}/{gift['id']}")
    assert (shown["purchase"], shown["lot_now"]["left"], shown["lot_now"]["expires_on"]) == (None, 700, None)
    assert {name: shown[name] for name in gift} == gift, "all that the list has"
    await story.post("/v1/members", {"external_id": "eve"})
    for path in (f"/v1/members/ext:eve/entries/{gift['id']}", f"{ENTRIES}/ent_none"):
        assert_problem(await story.admin.get(path), 404, "not-found")


async def test_what_has_expired_is_not_left(story: Shop) -> None:
    story.now = story.now.replace(year=2027, month=4, day=1)
    assert {one["lot_now"]["left"] for one in await points(story)} == {0}


async def test_a_voided_purchase_s_entries_are_of_that_purchase(story: Shop) -> None:
    await story.post("/v1/purchases/ext:second/void", None, 200)
    void = (await points(story))[-1]
    assert (void["amount"], void["cause"]) == (-5, "purchase_void")
    assert void["purchase"] == (await story.get("/v1/purchases/ext:second"))["id"]
