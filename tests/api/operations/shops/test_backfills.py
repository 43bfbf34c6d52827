"""Past orders of shop systems are fetched page by page, whatever the shop answers and whoever is killed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.actions.shops.asking import Asking
from app.actions.shops.backfilling import TRIES_AGAIN_AFTER, Backfilling
from app.engine.model.instants import instant
from app.outside.door import Door
from tests.api.requests import assert_problem
from tests.api.shop import Shop
from tests.sources.messages import SECRET, shopify_order, shopify_refund, woo_order

from .fake_shop import FakeShop, fake_shop
from .test_connectors import kept, taken

pytestmark = pytest.mark.anyio

MARCH = {"from": "2026-03-01T00:00:00Z", "to": "2026-03-02T00:00:00Z"}


async def connected(shop: Shop, fake: FakeShop, kind: str = "shopify", **settings: Any) -> dict[str, Any]:
    """A connector named `web` to this shop system, with its key."""
    body = {
        "name": "web",
        "kind": kind,
        "settings": {"base_url": f"http://127.0.0.1:{fake.port}", **settings},
        "secrets": {"signing": SECRET, "api": "ck_1:cs_2345"},
    }
    asking = Asking(fake.door, shop.goldlist.sealing)
    shop.goldlist.take_in._fetch = asking.fetch
    return await shop.post("/v1/connectors", body)


def worker(shop: Shop, door: Door) -> Backfilling:
    """One more worker."""
    goldlist = shop.goldlist
    return Backfilling(
        goldlist.database,
        goldlist.programs,
        goldlist.ids,
        goldlist.clock,
        asking=Asking(door, goldlist.sealing),
        on_arrival=goldlist.arrival.set,
    )


async def backfill(shop: Shop, connector: dict[str, Any], **time: str) -> str:
    """Ask for a time; returns the path of the backfill."""
    path = f"/v1/connectors/{connector['id']}"
    made = await shop.post(f"{path}/backfill", time or MARCH, 202)
    assert made["status"] == "fetching"
    return f"{path}/backfills/{made['id']}"


async def worked(shop: Shop, backfilling: Backfilling, path: str) -> dict[str, Any]:
    """Work until a backfill has ended, and wait as long as it waits; returns it."""
    for _ in range(100):
        await backfilling.go_round()
        await shop.goldlist.take_in.go_round()
        found = await shop.get(path)
        if found["next_at"] is None:
            return found
        shop.now = max(shop.now, datetime.fromisoformat(found["next_at"]))
    raise AssertionError(found)


async def jobs_told(shop: Shop) -> list[dict[str, Any]]:
    """The events of backfills that ended."""
    await shop.goldlist.sequencer.go_round()
    found: list[dict[str, Any]] = (await shop.get("/v1/events", after="start", types="job.finished"))["data"]
    return found


def orders(number: int, first: int = 1) -> list[dict[str, Any]]:
    """Orders of Shopify, each changed a minute after the one before."""
    return [shopify_order(id_, minute=id_) for id_ in range(first, first + number)]


async def test_past_orders_come_in_page_by_page_and_known_ones_change_nothing(shop: Shop) -> None:
    async with fake_shop() as fake:
        fake.put(*orders(7), shopify_order(8, minute=8, refunds=[shopify_refund(61, {1: 3, 2: 1}, order=8)]))
        fake.put(shopify_order(9, updated_at="2026-03-02T00:00:01Z"), shopify_order(10, financial_status="pending"))
        connector = await connected(shop, fake)
        backfilling = worker(shop, fake.door)
        await taken(shop, connector, "orders/paid", shopify_order(2, minute=2))
        path = await backfill(shop, connector)
        again = await shop.admin.post(f"/v1/connectors/{connector['id']}/backfill", json=MARCH)
        assert (again.status_code, again.json()["id"]) == (200, path.rpartition("/")[2])

        done = await worked(shop, backfilling, path)
        assert (done["status"], done["kind"], done["progress"]["pages"], done["progress"]["orders"]) == (
            *("done", "asked"),
            *(3, 9),
        )
        results = {name: one for name, one in done["deliveries"].items() if one}
        assert results == {"done": 7, "ignored": 2}, "one is known, one not paid"
        assert await kept(shop) == {**{f"web:{one}": 1700 for one in range(1, 8)}, "web:8": 0}
        assert fake.calls[0].startswith("/admin/api/2026-07/orders.json?status=any&updated_at_min=2026-03-01T00%3A00")
        listed = (await shop.get("/v1/deliveries", backfill=done["id"], status="ignored"))["data"]
        assert sorted(one["code"] for one in listed) == ["not-sold-yet", "nothing-new"]

        second = await worked(shop, backfilling, await backfill(shop, connector))
        assert (second["progress"]["orders"], second["deliveries"]["done"]) == (9, 0)
        page = await shop.get(f"/v1/connectors/{connector['id']}/backfills", limit="1")
        assert [one["id"] for one in page["data"]] == [second["id"]]
        rest = await shop.get(f"/v1/connectors/{connector['id']}/backfills", cursor=page["next_cursor"])
        assert [one["id"] for one in rest["data"]] == [done["id"]]
        events = await jobs_told(shop)
        assert [one["data"]["job"] for one in events] == [
            {"kind": "backfill", "status": "done", "orders": 9, "recorded": 7, "failures": 0},
            {"kind": "backfill", "status": "done", "orders": 9, "recorded": 0, "failures": 0},
        ]
        await shop.prove()


async def test_a_shop_that_limits_its_callers_is_waited_for(corner_shop: Shop) -> None:
    shop = corner_shop
    async with fake_shop() as fake:
        fake.put(*orders(5))
        connector = await connected(shop, fake)
        backfilling = worker(shop, fake.door)
        path = await backfill(shop, connector)
        fake.mishaps.append((429, {}, {"retry-after": "7.0"}))
        await backfilling.go_round()
        told = await shop.get(path)
        assert (told["status"], told["code"]) == ("fetching", "rate-limited")
        assert datetime.fromisoformat(told["next_at"]) - shop.now == timedelta(seconds=7)
        shop.now += timedelta(seconds=6)
        await backfilling.go_round()
        assert len(fake.calls) == 1, "it is left alone"
        shop.now += timedelta(seconds=1)
        fake.headers = {"x-shopify-shop-api-call-limit": "39/40"}
        await backfilling.go_round()
        told = await shop.get(path)
        assert (len(fake.calls), told["code"], told["progress"]["pages"]) == (2, None, 1)
        assert datetime.fromisoformat(told["next_at"]) - shop.now == timedelta(seconds=10), (
            "19 too many leak at 2 a second"
        )
        fake.headers = {}
        shop.now += timedelta(seconds=10)
        fake.mishaps += [
            None,
            (502, {}, {}),
            (200, b"<html>", {}),
            (503, {}, {"retry-after": "Mon, 02 Mar 2026 12:30:00 GMT"}),
        ]
        waits = []
        while told["status"] != "done":
            await backfilling.go_round()
            await shop.goldlist.take_in.go_round()
            told = await shop.get(path)
            if told["next_at"]:
                waits.append(datetime.fromisoformat(told["next_at"]) - shop.now)
                shop.now = datetime.fromisoformat(told["next_at"])
        assert tuple(waits[:3]) == TRIES_AGAIN_AFTER[:3]
        assert datetime(2026, 3, 2, 12, 30, tzinfo=UTC) <= shop.now
        assert (told["progress"]["orders"], told["deliveries"]["done"]) == (5, 5)


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("after_commit", [False, True])
async def test_a_worker_that_dies_costs_a_page_and_nothing_comes_twice(shop: Shop, after_commit: bool) -> None:
    async with fake_shop(page=2) as fake:
        fake.put(*orders(9))
        connector = await connected(shop, fake)
        path = await backfill(shop, connector)
        for _ in range(20):
            dying = worker(shop, fake.door)
            _dies_at_its_next_page(dying, after_commit=after_commit)
            try:
                await dying.go_round()
            except Killed:
                # Nothing was given back: the lease has to run out.
                shop.now += timedelta(seconds=61)
            if not after_commit:
                await worker(shop, fake.door).go_round()
            await shop.goldlist.take_in.go_round()
            found = await shop.get(path)
            if found["next_at"] is None:
                break
            shop.now = max(shop.now, datetime.fromisoformat(found["next_at"]))
        assert (found["status"], found["progress"]["orders"], found["deliveries"]["done"]) == ("done", 9, 9)
        assert len((await shop.get("/v1/deliveries"))["data"]) == 9
        assert len(await kept(shop)) == 9
        await shop.prove()


def _dies_at_its_next_page(dying: Backfilling, *, after_commit: bool) -> None:
    fetch = dying._fetch

    async def fetch_and_die(*arguments: Any) -> None:
        write = dying._database.write

        async def write_and_die(work: Callable[..., Any]) -> Any:
            if after_commit:
                await write(work)
            raise Killed

        dying._database.write = write_and_die  # type: ignore[method-assign]
        try:
            await fetch(*arguments)
        finally:
            dying._database.write = write  # type: ignore[method-assign]

    async def keep(name: str) -> None:
        return None

    dying._fetch = fetch_and_die  # type: ignore[method-assign]
    dying._leases.give_back = keep  # type: ignore[method-assign]


async def test_a_place_that_the_shop_forgot_begins_again_after_what_was_found(corner_shop: Shop) -> None:
    shop = corner_shop
    async with fake_shop() as fake:
        fake.put(*orders(8))
        connector = await connected(shop, fake)
        backfilling = worker(shop, fake.door)
        path = await backfill(shop, connector)
        right = fake.answer

        def forgetful(target: str, body: Any) -> Any:
            if len(fake.calls) == 2:
                fake.mishaps.append((400, {"errors": "Invalid page_info"}, {}))
            return right(target, body)

        fake.answer = forgetful  # type: ignore[method-assign]
        done = await worked(shop, backfilling, path)
        assert (done["status"], done["deliveries"]["done"]) == ("done", 8)
        assert "updated_at_min=2026-03-01T10%3A06%3A00Z" in fake.calls[3]
        assert done["progress"]["reached"] == "2026-03-01T10:08:00Z"


async def test_a_shop_that_refuses_or_makes_no_sense_ends_it_and_tells_why(corner_shop: Shop) -> None:
    shop = corner_shop
    async with fake_shop() as fake:
        connector = await connected(shop, fake)
        backfilling = worker(shop, fake.door)
        for mishap, code in (
            ((403, {}, {}), "not-allowed"),
            ((404, {}, {}), "fetch-failed"),
            ((200, {"orders": [{"id": 1, "updated_at": "soon"}]}, {}), "unreadable"),
        ):
            fake.mishaps.append(mishap)
            failed = await worked(shop, backfilling, await backfill(shop, connector))
            assert (failed["status"], failed["code"]) == ("failed", code)
            assert failed["detail"]
        fake.mishaps += [None] * 40
        began = shop.now
        failed = await worked(shop, backfilling, await backfill(shop, connector))
        assert (failed["status"], failed["code"]) == ("failed", "fetch-failed")
        assert shop.now - began >= sum(TRIES_AGAIN_AFTER, timedelta(0)), "a night in between is another question"
        asked = len(fake.calls)
        events = await jobs_told(shop)
        assert [one["data"]["job"]["status"] for one in events][:4] == ["failed"] * 4
        unreached = await backfill(shop, connector)
        await worker(shop, Door()).go_round()
        told = await shop.get(unreached)
        assert told["detail"].startswith("address-not-allowed"), "a private address is reached by no backfill"
        assert len(fake.calls) == asked
        await shop.admin.delete(f"/v1/connectors/{connector['id']}")
        gone = await worked(shop, backfilling, unreached)
        assert (gone["status"], gone["code"]) == ("failed", "connector-not-ready")


async def test_woocommerce_orders_of_one_second_fill_many_pages(corner_shop: Shop) -> None:
    shop = corner_shop
    async with fake_shop() as fake:
        for id_ in range(330):
            second = 10 if 60 <= id_ < 290 else 10 + (id_ - 200 if id_ >= 290 else 0)
            second = id_ // 10 if id_ < 60 else second
            at = f"2026-03-01T10:{second // 60:02}:{second % 60:02}"
            fake.put(woo_order(id_ + 1, status="pending", date_modified_gmt=at))
        connector = await connected(shop, fake, "woocommerce")
        done = await worked(shop, worker(shop, fake.door), await backfill(shop, connector))
        assert (done["status"], done["deliveries"]["ignored"]) == ("done", 330)


async def test_square_is_asked_location_by_location(corner_shop: Shop) -> None:
    shop = corner_shop
    async with fake_shop() as fake:
        fake.locations = [f"L{one}" for one in range(12)]
        money = {"amount": 700, "currency": "GBP"}
        for number, place in enumerate(["L0", "L1", "L1", "L2", "L9", "L10", "L11"]):
            line = {"uid": "a", "quantity": "1", "gross_sales_money": money, "total_money": money, "name": "Mug"}
            at = f"2026-03-01T10:{number:02}:00Z"
            fake.put(
                {"id": f"o{number}", "version": 4, "state": "COMPLETED", "location_id": place, "line_items": [line],
                 "updated_at": at, "closed_at": at, "total_money": money}
            )  # fmt: skip
        connector = await connected(shop, fake, "square")
        done = await worked(shop, worker(shop, fake.door), await backfill(shop, connector))
        assert (done["status"], done["progress"]["orders"], done["deliveries"]["done"]) == ("done", 7, 7)
        assert await kept(shop) == {f"web:o{number}": 700 for number in range(7)}


async def test_stripe_tells_its_messages_again_and_each_counts_once(corner_shop: Shop) -> None:
    shop = corner_shop
    async with fake_shop() as fake:
        for number in range(5, 0, -1):
            about = {"id": f"pi_{number}", "currency": "gbp", "amount_received": 900}
            fake.events.append(
                {"id": f"evt_{number}", "type": "payment_intent.succeeded", "livemode": True,
                 "created": int(instant("2026-03-01T10:00:00.000000Z").timestamp()) + number, "data": {"object": about}}
            )  # fmt: skip
        connector = await connected(shop, fake, "stripe", sale="payment")
        await shop.goldlist.inbox.receive(connector["id"], *_signed(shop, fake.events[2]))
        await shop.goldlist.take_in.go_round()
        backfilling = worker(shop, fake.door)
        done = await worked(shop, backfilling, await backfill(shop, connector))
        assert (done["progress"]["orders"], done["deliveries"]["done"]) == (5, 4)
        assert await kept(shop) == {f"web:pi_{number}": 900 for number in range(1, 6)}
        old = {"from": "2026-01-30T00:00:00Z"}
        answer = await shop.admin.post(f"/v1/connectors/{connector['id']}/backfill", json=old)
        assert_problem(answer, 422, "validation")


def _signed(shop: Shop, event: dict[str, Any]) -> tuple[dict[str, str], bytes]:
    from tests.sources.messages import body_of, headers

    body = body_of(event)
    return headers("stripe", "", "", body, now=shop.now.timestamp()), body


async def test_saleor_is_asked_in_the_form_of_its_messages(corner_shop: Shop) -> None:
    shop = corner_shop
    async with fake_shop() as fake:
        money = {"gross": {"amount": 5.5, "currency": "GBP"}, "net": {"amount": 5.5, "currency": "GBP"}}
        for number in range(1, 6):
            fake.put(
                {"id": str(number), "created": "2026-03-01T10:00:00Z", "updatedAt": f"2026-03-01T10:{number:02}:00Z",
                 "isPaid": True, "status": "UNFULFILLED", "displayGrossPrices": True,
                 "channel": {"currencyCode": "GBP"}, "total": money,
                 "lines": [{"id": "1", "quantity": 1, "totalPrice": money}]}
            )  # fmt: skip
        connector = await connected(shop, fake, "saleor")
        done = await worked(shop, worker(shop, fake.door), await backfill(shop, connector))
        assert (done["progress"]["orders"], done["deliveries"]["done"]) == (5, 5)
        assert await kept(shop) == {f"web:{number}": 550 for number in range(1, 6)}
        assert fake.bodies[0]["query"].count("fragment Sold") == 1
        fake.mishaps.append((200, {"errors": [{"message": "no"}], "data": None}, {}))
        failed = await worked(shop, worker(shop, fake.door), await backfill(shop, connector))
        assert failed["code"] == "unreadable"


async def test_who_cannot_be_asked_is_refused(corner_shop: Shop) -> None:
    shop = corner_shop
    async with fake_shop() as fake:
        connector = await connected(shop, fake)
        path = f"/v1/connectors/{connector['id']}/backfill"
        turned = {"from": MARCH["to"], "to": MARCH["from"]}
        assert_problem(await shop.admin.post(path, json=turned), 422, "validation")
        assert_problem(await shop.admin.post(path, json={}), 422, "validation")
        assert_problem(await shop.admin.post("/v1/connectors/con_1/backfill", json=MARCH), 404, "not-found")
        assert_problem(await shop.admin.get(f"{path}s/bkf_1"), 404, "not-found")
        assert_problem(await shop.admin.get("/v1/connectors/con_1/backfills"), 404, "not-found")
        for day in range(10, 20):
            await shop.post(path, {"from": f"2026-02-{day}T00:00:00Z", "to": MARCH["to"]}, 202)
        assert_problem(await shop.admin.post(path, json=MARCH), 422, "validation")
        other = shop.client_of(await shop.create_program("other"))
        assert_problem(await other.post(path, json=MARCH), 404, "not-found")
        assert_problem(await other.get(f"{path}s"), 404, "not-found")
        bare = {"name": "bare", "kind": "woocommerce", "secrets": {"signing": SECRET}}
        made = await shop.post("/v1/connectors", bare)
        answer = await shop.admin.post(f"/v1/connectors/{made['id']}/backfill", json=MARCH)
        assert_problem(answer, 422, "connector-not-ready")


async def rounds(shop: Shop, *workers: Backfilling) -> None:
    """Let workers work for a while."""
    for _ in range(4):
        for one in workers:
            await one.go_round()
        await shop.goldlist.take_in.go_round()
        shop.now += timedelta(seconds=3)


async def test_once_a_night_a_shop_is_asked_for_what_its_messages_missed(shop: Shop) -> None:
    async with fake_shop() as fake:
        connector = await connected(shop, fake)
        workers = [worker(shop, fake.door), worker(shop, fake.door)]
        await rounds(shop, *workers)
        assert fake.calls == [], "the night before it was made is over"
        told = shopify_order(1, updated_at="2026-03-02T15:00:00Z")
        await taken(shop, connector, "orders/paid", told)
        fake.put(told, shopify_order(2, updated_at="2026-03-02T16:00:00Z"))
        fake.put(shopify_order(3, updated_at="2026-03-02T17:00:00Z", currency="EUR"))
        fake.put(shopify_order(4, updated_at="2026-03-02T11:00:00Z"))
        shop.now = datetime(2026, 3, 3, 2, 59, 50, tzinfo=UTC)
        for one in workers:
            await one.go_round()
        assert fake.calls == []
        shop.now += timedelta(seconds=10)
        await rounds(shop, *workers)
        path = f"/v1/connectors/{connector['id']}/backfills"
        (night,) = (await shop.get(path))["data"]
        assert (night["kind"], night["status"], night["progress"]["orders"]) == ("scheduled", "done", 3)
        assert (night["from"], night["to"]) == (connector["created_at"], "2026-03-03T03:00:00Z")
        assert {name: one for name, one in night["deliveries"].items() if one} == {"done": 1, "failed": 1}
        assert await kept(shop) == {"web:1": 1700, "web:2": 1700}
        events = await jobs_told(shop)
        assert [one["data"]["job"]["recorded"] for one in events] == [1]

        refund = shopify_refund(61, {1: 3}, order=1)
        fake.put(shopify_order(1, updated_at="2026-03-03T09:00:00Z", refunds=[refund]))
        shop.now = datetime(2026, 3, 4, 3, tzinfo=UTC)
        await rounds(shop, *workers)
        assert (await kept(shop))["web:1"] == 500
        shop.now = datetime(2026, 3, 5, 4, tzinfo=UTC)
        await rounds(shop, *workers)
        third, second, _ = (await shop.get(path))["data"]
        assert second["deliveries"]["done"] == 1
        assert set(third["deliveries"].values()) == {0}, "nothing was missed"
        assert len(await jobs_told(shop)) == 2
        shop.now = datetime(2026, 3, 8, 4, tzinfo=UTC)
        await rounds(shop, *workers)
        assert len((await shop.get(path))["data"]) == 3, "a quiet night is forgotten"
        await shop.prove()


async def test_woocommerce_is_asked_every_quarter_of_an_hour_and_goes_on_where_it_was(corner_shop: Shop) -> None:
    shop = corner_shop
    async with fake_shop() as fake:
        connector = await connected(shop, fake, "woocommerce")
        backfilling = worker(shop, fake.door)
        shop.now = datetime(2026, 3, 2, 12, 15, tzinfo=UTC)
        fake.put(woo_order(501, date_modified_gmt="2026-03-02T12:14:00"))
        await rounds(shop, backfilling)
        fake.put(woo_order(502, date_modified_gmt="2026-03-02T12:14:30"))
        await rounds(shop, backfilling)
        assert len(fake.calls) == 1
        shop.now = datetime(2026, 3, 2, 12, 31, tzinfo=UTC)
        await rounds(shop, backfilling)
        assert await kept(shop) == {"web:501": 2000, "web:502": 2000}
        second, first = (await shop.get(f"/v1/connectors/{connector['id']}/backfills"))["data"]
        assert instant(second["from"]) < instant(first["to"]), "they overlap"
        assert (second["progress"]["orders"], second["deliveries"]["done"]) == (2, 1)
        await shop.admin.patch(f"/v1/connectors/{connector['id']}", json={"status": "paused"})
        shop.now = datetime(2026, 3, 2, 13, tzinfo=UTC)
        await rounds(shop, backfilling)
        assert len(fake.calls) == 2
