"""Events: told once with their effect, in order for each member, and in one order for the programme."""

import asyncio
import json
import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.actions.events.feed import NotKept
from app.actions.ids import IdSource
from app.engine.events.event_ids import commit_id, event_id, ids_around, place_of
from app.engine.events.types import TYPES
from app.engine.model.commands.members import EraseMember
from app.engine.model.commands.points import TransferPoints
from app.engine.model.receipts import RequestKey as Name
from app.main import opened
from tests.actions.till import PROGRAM, Till, till_on
from tests.databases import settings_for

pytestmark = pytest.mark.anyio


async def told(till: Till, after: int = 0) -> list[dict[str, Any]]:
    """All events of the feed after a position."""
    await till.goldlist.sequencer.catch_up()
    found: list[dict[str, Any]] = []
    while True:
        page = await till.goldlist.feed.page(till.program_id, after, limit=7)
        found += page.documents
        if not page.more:
            return found
        after = page.position


def kinds(events: list[dict[str, Any]], whose: str | None = None) -> list[str]:
    return [one["type"] for one in events if whose in (None, one["data"].get("member", {}).get("external_id"))]


def assert_gapless(events: list[dict[str, Any]]) -> None:
    """Positions, and the numbers of each member, are 1, 2, 3 …, and ids are told once."""
    assert [one["position"] for one in events] == list(range(1, len(events) + 1))
    numbers: dict[str, list[int]] = defaultdict(list)
    for one in events:
        assert one["type"] in TYPES, one
        assert (one["subject"] is None) == (one["memberseq"] is None)
        if one["subject"]:
            numbers[one["subject"]].append(one["memberseq"])
    for of_member in numbers.values():
        assert of_member == list(range(1, len(of_member) + 1))
    assert len({one["id"] for one in events}) == len(events)


async def test_everything_that_happens_is_told_once(database_url: str) -> None:
    points = {**PROGRAM["points"], "transfer": {"allowed": True}}
    async with till_on(database_url, points=points) as till:
        sale = till.purchase(6_000, coffees=3)
        await till.accepted(sale)
        # Neither a repeat nor a refusal tells anything.
        await till.accepted(sale._replace(purchase_id=till.goldlist.ids.draw("pur")))
        await till.refused(till.claim("p9", "ann"))
        first = await told(till)
        assert kinds(first) == [
            "member.enrolled",
            "purchase.recorded",
            "voucher.issued",
            "punch_card.completed",
            "rebate.band_reached",
        ]
        data = first[1]["data"]
        assert data["purchase"]["net"] == 6_300
        assert {"unit": "points", "type": "earn", "amount": 63, "rule": "base"} in data["entries"]
        assert data["after"]["points"] == 63
        assert first[4]["data"]["next_band"] == {"from": 20_000, "rate": "0.05", "amount": None, "needs": 13_700}
        await till.bring_back("p1")
        await till.void_return("r2")
        await till.void("p1")
        await till.buy(500, "bob", name="p5")
        await till.buy(200, None, name="p6")
        await till.accepted(till.claim("p6", "bob"))
        await till.accepted(till.adjust("points", 9_000))
        key = Name("transfer", "t1", "x")
        await till.accepted(TransferPoints(till.program_id, "trf_1", key, "t1", "ext:ann", "ext:bob", 10, None))
        await till.buy(20_000)
        await till.accepted(till.merge("ann", "bob"))
        events = await told(till)
        assert events[:5] == first
        assert_gapless(events)
        seen = kinds(events)
        for kind in (
            *("return.recorded", "return.voided", "purchase.voided", "voucher.revoked", "punch_card.undone"),
            *("rebate.band_lost", "purchase.claimed", "points.adjusted", "tier.changed", "member.merged"),
        ):
            assert kind in seen, kind
        assert seen.count("points.transferred") == 2
        guest = next(one for one in events if one["type"] == "purchase.recorded" and one["subject"] is None)
        assert "member" not in guest["data"]
        assert "after" not in guest["data"]
        await till.prove()


async def test_events_know_no_personal_data_and_forget_the_erased(database_url: str) -> None:
    async with till_on(database_url) as till:
        await till.buy(100, "canary-name")
        await till.accepted(till.adjust("points", 5, customer="canary-name"))
        assert "canary-name" in json.dumps(await told(till))
        assert "goodwill" not in json.dumps(await told(till))
        await till.accepted(EraseMember(till.program_id, "ext:canary-name"))
        events = await told(till)
        assert kinds(events)[-1] == "member.erased"
        assert "canary-name" not in json.dumps(events)
        assert_gapless(events)


async def test_a_past_time_is_told_when_it_had_its_effects(database_url: str) -> None:
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    sections = {
        "points": {**PROGRAM["points"], "expiry": {"kind": "after", "months": 2}},
        "rebates": [{**PROGRAM["rebates"][0], "period": "month", "pay": "at_period_end"}],
    }
    async with till_on(database_url, clock=noon, **sections) as till:
        await till.buy(6_000, coffees=3)
        await till.goldlist.advance_clock(till.program_id, noon + timedelta(days=100))
        events = await told(till)
        assert_gapless(events)
        late = {one["type"]: one["data"] for one in events}
        assert late["points.expired"]["points"] == 63
        assert late["points.expired"]["lots"][0]["points"] == 63
        assert late["voucher.expired"]["voucher"]["reward"] == "free"
        assert late["rebate.settled"]["rebate"] == {"id": "year", "period": "2026-03-01", "paid": 126}
        assert late["rebate.settled"]["after"]["points"] == 0


async def test_a_follower_misses_nothing_of_many_writers(database_url: str) -> None:
    """Two processes write for shared members, and both give positions, while others read on."""
    async with till_on(database_url) as till, opened(settings_for(database_url)) as second:
        writers = [till, *([] if database_url.startswith("sqlite") else [Till(second, till.program_id)])]
        customers = [f"c{number}" for number in range(8)]
        for customer in customers:
            await till.buy(100, customer, name=f"first-{customer}")
        done = asyncio.Event()
        read: dict[str, list[dict[str, Any]]] = {"a": [], "b": []}

        async def write(writer: Till, name: str) -> None:
            draw = random.Random(name)
            for number in range(20):
                await writer.buy(100, draw.choice(customers), name=f"{name}-{number}", coffees=draw.choice((0, 3)))

        async def order(writer: Till) -> None:
            while not done.is_set():
                await writer.goldlist.sequencer.go_round()

        async def follow(name: str) -> None:
            position = 0
            while True:
                is_last = done.is_set()
                page = await till.goldlist.feed.page(till.program_id, position, limit=13, wait_seconds=0.1)
                read[name] += page.documents
                position = page.position
                if is_last and not page.documents:
                    return

        background = [*(order(one) for one in writers), *(follow(name) for name in read)]
        tasks = [asyncio.create_task(work) for work in background]
        await asyncio.gather(*(write(one, f"{place}-{name}") for place, one in enumerate(writers) for name in "xyz"))
        for writer in writers:
            await writer.goldlist.sequencer.catch_up()
        done.set()
        await asyncio.gather(*tasks)
        assert read["a"] == read["b"]
        assert_gapless(read["a"])
        sales = [one for one in read["a"] if one["type"] == "purchase.recorded"]
        assert len(sales) == 8 + 60 * len(writers)


async def test_old_events_are_forgotten_but_for_the_newest(database_url: str) -> None:
    async with till_on(database_url) as till:
        await till.buy(100)
        await till.buy(100)
        events = await told(till)
        till.goldlist.sequencer._clock = lambda: datetime.now(UTC) + timedelta(days=31)  # type: ignore[method-assign]
        assert await till.goldlist.sequencer.forget_old() == 1
        assert await till.goldlist.feed.position(till.program_id, events[-1]["id"]) == 3
        assert await till.goldlist.feed.position(till.program_id, "start") == 2
        with pytest.raises(NotKept):
            await till.goldlist.feed.position(till.program_id, events[0]["id"])
        await till.buy(100)
        assert [one["position"] for one in await told(till, 2)] == [3, 4]


def test_an_event_is_found_by_its_id() -> None:
    ids = IdSource()
    for n in (0, 1, 31, 32, 65_535):
        drawn = ids.draw("evt")
        commit = commit_id(drawn)
        assert place_of(event_id(commit, n)) == (commit, n)
    entry, commit = ids.draw("ent"), commit_id(ids.draw("evt"))
    first, last = ids_around(commit, commit, "ent", 60)
    assert first < entry < last
    assert ids.draw("ent")[:14] >= first[:14]
