"""The Python client on a running service: the journey of a till, blocking and not."""

import asyncio
import csv
import io
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from goldlist_client import AsyncGoldlist, Goldlist, NotModified, Problem, models, problems, reply_of

from tests.clients.generated import till_of
from tests.service.shared_server import Programme

CARD = "card:6331001234567890"
LINES: list[models.LineRequest] = [
    {"sku": "ethiopia-250", "category": "beans", "quantity": 4, "unit_price": 1250},
    {"sku": "latte-12", "category": "coffee/latte", "quantity": 10, "unit_price": 350},
]
QUOTE: models.QuoteRequest = {"member": CARD, "currency": "GBP", "lines": LINES}
SALE: models.PurchaseRequest = {
    "external_id": "till7-000123",
    "member": CARD,
    "occurred_at": "2026-03-01T10:15:00+00:00",
    "currency": "GBP",
    "lines": LINES,
}
BAG: models.ReturnRequest = {
    "external_id": "till7-R-000017",
    "purchase": "ext:till7-000123",
    "occurred_at": "2026-03-02T16:40:00+00:00",
    "lines": [{"line": 1, "quantity": 1}],
}


@pytest.fixture
def till(shop: Programme) -> Iterator[Goldlist]:
    """A till of the shop, where Ada has a card."""
    told = till_of(shop)
    with Goldlist(told["GOLDLIST_URL"], told["GOLDLIST_KEY"]) as till:
        till.enrol_member({"external_id": "crm-5531", "card_number": "6331001234567890", "name": "Ada Byron"})
        yield till


def owner(shop: Programme) -> Goldlist:
    """A client with the key of the shop's admin."""
    return Goldlist(shop.house.servers[0].address, shop.key)


def test_a_till_quotes_sells_takes_back_and_shows_what_is_left(till: Goldlist, shop: Programme) -> None:
    quote = till.ask_quote(QUOTE)
    assert (quote["total"], quote["after"] and quote["after"]["points"]) == (8500, 185)

    bought = till.record_purchase(SALE)
    assert (bought["net"], bought["after"] and bought["after"]["points"]) == (8500, 185)
    assert (reply_of(bought).status, reply_of(bought).replayed) == (201, False)
    again = till.record_purchase(SALE)
    assert again == bought
    assert (reply_of(again).status, reply_of(again).replayed) == (200, True)

    returned = till.take_return(BAG)
    # 85 + 100 less 12 or 13 of the base rule and 25 of the beans': what 72.50 alone would have earned.
    assert (returned["returned_net"], returned["after"] and returned["after"]["points"]) == (1250, 72 + 75)

    status = till.get_status(CARD)
    assert status["points"]["balance"] == 147
    etag = reply_of(status).etag
    with pytest.raises(NotModified) as unchanged:
        till.get_status(CARD, if_none_match=etag)
    assert unchanged.value.etag == etag
    shop.verify()


def test_the_same_journey_without_blocking(shop: Programme, till: Goldlist) -> None:
    told = till_of(shop)

    async def journey() -> list[Any]:
        async with AsyncGoldlist(told["GOLDLIST_URL"], told["GOLDLIST_KEY"]) as client:
            quote = await client.ask_quote(QUOTE)
            bought = await client.record_purchase(SALE)
            again = await client.record_purchase(SALE)
            returned = await client.take_return(BAG)
            status = await client.get_status(CARD)
            entries = [entry["amount"] async for entry in client.iterate_entries(CARD, unit="points", limit=1)]
            with pytest.raises(problems.NotFound):
                await client.get_purchase("ext:nothing")
            assert returned["after"]
            points = returned["after"]["points"], status["points"]["balance"], sum(entries)
            return [quote["total"], again == bought, reply_of(again).replayed, points, len(entries)]

    assert asyncio.run(journey()) == [8500, True, True, (147, 147, 147), 4]


def test_problems_are_errors_of_their_kind(till: Goldlist) -> None:
    with pytest.raises(problems.Validation) as wrong:
        till.record_purchase({**SALE, "lines": [{"quantity": 0, "unit_price": 350}]})
    (fault,) = wrong.value.errors
    assert (fault.pointer, fault.code) == ("/lines/0/quantity", "out-of-range")
    assert (wrong.value.status, wrong.value.type, wrong.value.retry) == (422, "validation", "no")
    assert wrong.value.request_id
    assert "/lines/0/quantity" in str(wrong.value)
    with pytest.raises(problems.InsufficientScope):
        till.create_key({"role": "admin"})
    with Goldlist(till._settings.url, "gl_test_wrong") as stranger, pytest.raises(problems.Unauthenticated):
        stranger.get_own_key()
    assert problems.problem({"type": "/problems/from-the-future", "status": 418}).type == "from-the-future"
    assert all(issubclass(kind, Problem) and kind.type == name for name, kind in problems.BY_NAME.items())


def test_pages_follow_each_other_and_the_feed_goes_on(till: Goldlist, shop: Programme) -> None:
    for number in range(5):
        till.record_purchase({**SALE, "external_id": f"sale {number}/a"})
    with owner(shop) as admin:
        names = [one["external_id"] for one in admin.iterate_purchases(limit=2)]
        assert names == [f"sale {number}/a" for number in (4, 3, 2, 1, 0)]
        assert admin.get_purchase("ext:sale 3/a")["external_id"] == "sale 3/a"
        assert [one["name"] for one in admin.iterate_members(q="ada")] == ["Ada Byron"]

        feed = admin.follow_events(types="purchase.recorded,member.enrolled")
        first, second = next(feed), next(feed)
        assert first["type"] == "member.enrolled"
        assert second["type"] == "purchase.recorded"
        assert second["data"]["purchase"]["external_id"] == "sale 0/a"
        after = admin.follow_events(after=second["id"], types="purchase.recorded")
        third = next(after)
        assert third["type"] == "purchase.recorded"
        assert third["data"]["purchase"]["external_id"] == "sale 1/a"


def test_files_come_piece_by_piece(till: Goldlist, shop: Programme) -> None:
    till.record_purchase(SALE)
    with owner(shop) as admin:
        text = b"".join(admin.export_records("purchases.csv", columns="external_id,net_minor")).decode()
        assert list(csv.reader(io.StringIO(text))) == [["external_id", "net_minor"], ["till7-000123", "8500"]]
        with pytest.raises(problems.NotFound):
            next(admin.export_records("nothing.csv"))


def test_a_client_of_ones_own_may_be_used(shop: Programme) -> None:
    with httpx2.Client(headers={"X-Till": "7"}) as http:
        with Goldlist(shop.house.servers[0].address, shop.key, http=http) as client:
            assert client.get_own_key()["role"] == "admin"
        assert not http.is_closed
