"""Ladders of ranks are reviewed on their days: by what the tables say, once, whoever works and whoever is killed."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from json import loads
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from app.actions.background.reviews import LEASE_SECONDS, Reviews
from app.actions.writing.write_queue import Answer, Unavailable
from app.engine.model.calendar import midnight
from app.engine.model.commands.command import Command
from app.engine.model.commands.members import EraseMember
from app.engine.model.commands.sales import BasketLine, LinePart
from app.engine.model.commands.tiers import SetRank
from app.store.queries import reviews as store
from app.store.tables.tiers import ladder_reviews, tier_changes
from tests.actions.till import Till, till_on

pytestmark = pytest.mark.anyio

CIRCLE: dict[str, Any] = {
    "id": "circle",
    "name": "The circle",
    "months": 3,
    "review": {"unit": "month"},
    "levels": [
        {"id": "top50", "name": "Top 50 %", "share": "0.50"},
        {"id": "top20", "name": "Top 20 %", "share": "0.20", "stay_share": "0.40"},
    ],
}
START = datetime(2026, 1, 15, 12, tzinfo=UTC)
FEBRUARY = datetime(2026, 2, 1, tzinfo=UTC)
NAMES = ("ann", "ben", "cid", "dan", "eve")

Submit = Callable[[Command], Awaitable[Answer]]


async def status(till: Till, customer: str) -> dict[str, Any]:
    text = await till.goldlist.statuses.one(till.program_id, f"ext:{customer}")
    assert text
    return dict(loads(text))


async def levels(till: Till, *customers: str) -> list[str | None]:
    """Which level of the first ladder each of these holds."""
    found = [(await status(till, customer))["ladders"][0] for customer in customers or NAMES]
    return [ladder["level"] and ladder["level"]["id"] for ladder in found]


async def wait_until(till: Till, now: datetime) -> None:
    till.now = now
    assert await till.goldlist.advance_clock(till.program_id, now) == now


async def rows(till: Till, table: Any) -> list[Any]:
    return await till.goldlist.database.read(lambda transaction: transaction.execute(select(table)))


def worker(till: Till, submit: Submit | None = None, name: str = "one", late: timedelta = timedelta()) -> Reviews:
    """A worker of its own, by whose clock it may be later."""
    goldlist = till.goldlist
    return Reviews(
        goldlist.database, goldlist.programs, submit or goldlist.commands.submit, lambda: datetime.now(UTC) + late, name
    )


async def test_the_best_have_their_level_from_the_review_on(database_url: str) -> None:
    async with till_on(database_url, clock=START, ladders=[CIRCLE]) as till:
        for customer, amount in zip(NAMES, (500, 400, 300, 200, 100), strict=True):
            await till.buy(amount, customer, name=customer)
        assert await levels(till) == [None] * 5
        await wait_until(till, FEBRUARY - timedelta(seconds=1))
        assert await levels(till) == [None] * 5
        await wait_until(till, FEBRUARY)
        assert await levels(till) == ["top20", "top50", None, None, None]
        ladder = (await status(till, "ann"))["ladders"][0]
        assert (ladder["since"], ladder["next_review_on"]) == ("2026-02-01", "2026-03-01")
        # What is bought or brought back since changes nothing until the next one.
        await till.buy(1_000, "eve")
        await till.bring_back("ann")
        assert await levels(till) == ["top20", "top50", None, None, None]
        await wait_until(till, datetime(2026, 3, 1, tzinfo=UTC))
        assert await levels(till) == [None, "top50", None, None, "top20"]
        assert [tuple(row)[2:5] for row in await rows(till, ladder_reviews)] == [
            ("2026-02-01", 5, 2),
            ("2026-03-01", 5, 2),
        ]
        await till.prove()


async def test_sold_gift_cards_make_nobody_the_best(database_url: str) -> None:
    async with till_on(database_url, clock=START, ladders=[CIRCLE]) as till:
        for customer, amount in zip(NAMES, (500, 400, 300, 200, 100), strict=True):
            await till.buy(amount, customer, name=customer)
        # Eve's gift card of 90.00 is no spend: she remains the last.
        await till.accepted(till.purchase(10, "eve")._replace(lines=(BasketLine(1, 9000, gift_card=True),)))
        await wait_until(till, FEBRUARY)
        assert await levels(till) == ["top20", "top50", None, None, None]
        await till.prove()


async def test_who_is_just_overtaken_stays(database_url: str) -> None:
    async with till_on(database_url, clock=START, ladders=[CIRCLE]) as till:
        for customer, amount in zip(NAMES, (500, 400, 300, 200, 100), strict=True):
            await till.buy(amount, customer)
        await wait_until(till, FEBRUARY)
        await till.buy(300, "ben")
        await wait_until(till, datetime(2026, 3, 1, tzinfo=UTC))
        assert await levels(till) == ["top20", "top20", None, None, None]


async def test_every_review_that_was_jumped_over_is_held_in_its_order(database_url: str) -> None:
    yearly = {**CIRCLE, "id": "year", "months": 12, "review": {"unit": "year"}}
    async with till_on(database_url, clock=START, ladders=[CIRCLE, yearly]) as till:
        await till.buy(500, "ann")
        await till.buy(400, "ben")
        for customer in NAMES[2:]:
            await till.buy(0, customer, coffees=1)
        await wait_until(till, datetime(2027, 1, 1, tzinfo=UTC))
        circle = [row for row in await rows(till, tier_changes) if row.ladder == "circle"]
        told = sorted((row.effective_on, row.from_level or "", row.to_level or "") for row in circle)
        assert told == [
            ("2026-02-01", "", "top20"),
            ("2026-02-01", "", "top50"),
            # January counts until the review of April.
            ("2026-05-01", "top20", ""),
            ("2026-05-01", "top50", ""),
        ]
        assert (await status(till, "ann"))["ladders"][1]["level"]["id"] == "top20"
        assert len(await rows(till, ladder_reviews)) == 13
        await till.prove()


async def test_places_are_those_of_a_count_by_hand(database_url: str) -> None:
    lot = Random(7)
    async with till_on(database_url, clock=START, ladders=[CIRCLE], tiers=None) as till:
        spend: dict[str, int] = {}
        bought: list[tuple[str, str, int]] = []
        first = datetime(2025, 11, 1, tzinfo=UTC)
        for number in range(60):
            customer, amount = lot.choice(NAMES), lot.choice((100, 200, 300))
            now, till.now = till.now, START - timedelta(hours=lot.randrange(24 * 110))
            counts = till.now >= first
            await till.buy(amount, customer, name=f"b{number}")
            spend[customer] = spend.get(customer, 0) + amount * counts
            till.now = now
            bought.append((f"b{number}", customer, amount * counts))
        for _ in range(12):
            name, customer, counted = bought.pop(lot.randrange(len(bought)))
            if lot.random() < 0.5:
                await till.void(name)
            else:
                decision = await till.bring_back(name)
                if lot.random() < 0.4:
                    await till.void_return(decision.subject.return_id)  # type: ignore[union-attr]
                    continue
            spend[customer] -= counted
        await till.bring_back_without_receipt(350, "ben")
        spend["ben"] -= 350
        await till.buy(5_000, None, name="guest")
        await till.accepted(till.claim("guest", "eve"))
        spend["eve"] += 5_000
        await till.buy(700, None)
        await wait_until(till, FEBRUARY)

        def place(customer: str) -> int:
            return 1 + sum(other > spend[customer] for other in spend.values())

        expected = [
            None if spend[one] <= 0 or place(one) > 2 else "top20" if place(one) == 1 else "top50" for one in NAMES
        ]
        assert await levels(till) == expected
        await till.prove()


async def test_who_spent_nothing_has_no_level_and_who_is_erased_does_not_count(database_url: str) -> None:
    async with till_on(database_url, clock=START, ladders=[CIRCLE]) as till:
        for customer in NAMES:
            await till.buy(500, customer, name=customer)
        for customer in NAMES[1:]:
            await till.void(customer)
        await till.accepted(EraseMember(till.program_id, "ext:eve"))
        await wait_until(till, FEBRUARY)
        # Of four, the first is not within 20 %, and the second place is nobody's.
        assert await levels(till, *NAMES[:4]) == ["top50", None, None, None]
        await till.prove()


async def killed_after(till: Till, commands: int) -> Submit:
    left = [commands]

    async def submit(command: Command) -> Answer:
        if isinstance(command, SetRank):
            if not left[0]:
                raise Unavailable
            left[0] -= 1
        return await till.goldlist.commands.submit(command)

    return submit


async def prepared(till: Till) -> None:
    """Ten customers of whom five get a level, and a clock that has moved without anybody noticing."""
    for number in range(10):
        await till.buy(100 * (number + 1), f"c{number}")
    moved = await till.goldlist.programs.advance_clock(till.program_id, FEBRUARY + timedelta(hours=1), None)
    assert isinstance(moved, datetime)


async def test_what_a_killed_worker_leaves_another_finishes(database_url: str) -> None:
    async with till_on(database_url, clock=START, ladders=[CIRCLE]) as till:
        await prepared(till)
        for commands in (0, 1, 2):
            with pytest.raises(Unavailable):
                await worker(till, await killed_after(till, commands), f"killed-{commands}").go_round()
            assert await rows(till, ladder_reviews) == []
        assert await worker(till, name="other").go_round() == 1
        assert len(await rows(till, tier_changes)) - await gold(till) == 5
        assert await worker(till, name="other").go_round() == 0
        await till.prove()


async def gold(till: Till) -> int:
    """How many changes are of the tiers."""
    return sum(row.ladder is None for row in await rows(till, tier_changes))


async def test_of_many_workers_at_once_each_level_is_set_once(database_url: str) -> None:
    async with till_on(database_url, clock=START, ladders=[CIRCLE]) as till:
        await prepared(till)
        workers = [worker(till, name=f"worker-{number}") for number in range(4)]
        await asyncio.gather(*(one.go_round() for one in workers), *(one.catch_up(till.program_id) for one in workers))
        assert len(await rows(till, tier_changes)) - await gold(till) == 5
        assert len(await rows(till, ladder_reviews)) == 1
        await till.prove()


async def test_while_a_worker_is_at_it_others_leave_it_alone_but_not_for_ever(database_url: str) -> None:
    async with till_on(database_url, clock=START, ladders=[CIRCLE]) as till:
        await prepared(till)
        busy = worker(till, name="busy")
        assert await busy._leases.take(f"review/{till.program_id}/circle")
        assert await worker(till).go_round() == 0
        assert await worker(till, late=timedelta(seconds=LEASE_SECONDS + 1)).go_round() == 1


async def test_nothing_is_read_of_members_where_no_review_is_due(database_url: str) -> None:
    async with till_on(database_url, clock=START, ladders=[CIRCLE]) as till:
        await till.buy(100)
        reviews = worker(till)
        assert await reviews.go_round() == 0
        asked: list[str] = []
        reviews._share_in = lambda program_id: asked.append(program_id)  # type: ignore[assignment,method-assign]
        assert await reviews.go_round() == 0
        assert asked == []


async def test_a_live_programme_waits_until_all_is_written(database_url: str) -> None:
    async with till_on(database_url, ladders=[CIRCLE]) as till:
        await till.buy(100)
        month = till.now.astimezone(ZoneInfo("Europe/London")).date().replace(day=1)
        begins = midnight((month + timedelta(days=32)).replace(day=1).isoformat(), ZoneInfo("Europe/London"))
        real_now = [begins + timedelta(seconds=4)]
        goldlist = till.goldlist
        reviews = Reviews(goldlist.database, goldlist.programs, goldlist.commands.submit, lambda: real_now[0], "one")
        assert await reviews.go_round() == 0
        real_now[0] += timedelta(seconds=1)
        assert await reviews.go_round() == 1


async def test_only_what_matches_counts_for_a_rank(database_url: str) -> None:
    circle = {**CIRCLE, "match": {"categories": ["coffee"]}}
    async with till_on(database_url, clock=START, ladders=[circle]) as till:
        for customer, coffees in zip(NAMES, (1, 2, 5, 4, 0), strict=True):
            await till.buy(100_000 // (coffees + 1), customer, coffees=coffees, name=customer)
        await till.bring_back("cid", LinePart(2, 2))
        await wait_until(till, FEBRUARY)
        # dan has 4.00 of coffee, cid 3.00, ben 2.00; of five, one is within 20 % and two are within half.
        assert await levels(till) == [None, None, "top50", "top20", None]
        await till.prove()


@pytest.mark.parametrize("page_rows", [1, 2])
async def test_ranks_by_match_are_the_ranks_of_the_tables(
    database_url: str, page_rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a match that everything meets, what is summed line by line is what the tables sum."""
    monkeypatch.setattr(store, "PAGE_ROWS", page_rows)
    ladders = [
        {**CIRCLE, "id": "all", "match": {"exclude_categories": ["nothing"]}},
        CIRCLE,
    ]
    random = Random(page_rows)
    async with till_on(database_url, clock=START, ladders=ladders) as till:
        for number in range(30):
            customer = random.choice(NAMES)
            await till.buy(random.randint(1, 5) * 100, customer, coffees=random.randint(0, 3), name=f"b{number}")
            if random.random() < 0.3:
                await till.bring_back(f"b{number}")
        await wait_until(till, FEBRUARY)
        for customer in NAMES:
            by_match, by_table = (await status(till, customer))["ladders"]
            assert by_match["level"] == by_table["level"], customer
