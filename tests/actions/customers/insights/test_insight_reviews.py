"""Customers are reviewed: as of a day, of what was known then, once, whoever works and whoever is killed."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, select, update

from app.actions.background.jobs import JobParts
from app.actions.customers.insights import insight_start, insight_work
from app.actions.customers.insights.insight_reviews import ASKED_KEPT, InsightReviews, ReviewRequest
from app.actions.customers.insights.insight_work import Work
from app.engine.model.book import Refusal
from app.engine.model.commands.members import EraseMember
from app.engine.model.commands.sales import LinePart
from app.store.connection.transaction import Transaction
from app.store.rows.reviews import InsightPart, InsightReview
from app.store.tables.insights import (
    insight_folds,
    insight_parts,
    insight_reviews,
    member_days,
    member_items,
    review_items,
    review_members,
)
from tests.actions.till import Till, till_on

pytestmark = pytest.mark.anyio

LONDON = ZoneInfo("Europe/London")


def local(month: int, day: int, hour: int = 0, year: int = 2026) -> datetime:
    """A local hour, in UTC."""
    return datetime(year, month, day, hour, tzinfo=LONDON).astimezone(UTC)


START, APRIL, JULY = local(1, 15, 12), local(4, 1), local(7, 1)
NAMES = ("ann", "ben", "cid", "dan", "eve")
# Small shares, so that five customers show all grades.
GRADES: dict[str, Any] = {
    "grades": [
        {"id": "A", "share": "0.2"},
        {"id": "B", "share": "0.2"},
        {"id": "C", "share": "0.2"},
        {"id": "D"},
        {"id": "E"},
    ]
}


async def wait_until(till: Till, day: datetime) -> None:
    """Let time pass up to a moment, with all that it brings."""
    moved = await till.goldlist.advance_clock(till.program_id, day)
    assert isinstance(moved, datetime), moved
    till.now = day


async def move_unseen(till: Till, day: datetime) -> None:
    """Move the clock without anybody noticing."""
    moved = await till.goldlist.programs.advance_clock(till.program_id, day, None)
    assert isinstance(moved, datetime)
    till.now = day


async def rows(till: Till, table: Any) -> list[Any]:
    order = table.primary_key.columns
    return await till.goldlist.database.read(lambda transaction: transaction.execute(select(table).order_by(*order)))


async def ids(till: Till, *names: str) -> dict[str, str]:
    found = {}
    for name in names:
        known = await till.goldlist.reads.member(till.program_id, f"ext:{name}")
        if known:
            found[known.member.member_id] = name
    return found


async def reviews(till: Till, *kinds: str) -> list[InsightReview]:
    """The reviews there are, in the order of their making; of these kinds, or all but daily ones."""
    found = [InsightReview(*row) for row in await rows(till, insight_reviews)]
    return [one for one in found if one.kind in (kinds or ("scheduled", "asked"))]


async def grades(till: Till, as_of: str, *names: str) -> dict[str, str]:
    """The grade of each customer in the review as of a day, the newest of them."""
    review = [one for one in await reviews(till) if one.as_of == as_of][-1]
    called = await ids(till, *(names or NAMES))
    found = [row for row in await rows(till, review_members) if row.review_id == review.review_id]
    return {called[row.member_id]: row.grade for row in found if row.member_id in called}


async def ask(till: Till, name: str, as_of: str, backfill_from: str | None = None) -> InsightReview:
    wish = ReviewRequest(till.program_id, name, repr((as_of, backfill_from)), as_of, backfill_from)
    asked = await till.goldlist.insight_reviews.ask(wish)
    assert not isinstance(asked, Refusal), asked
    await till.goldlist.insight_reviews.catch_up(till.program_id)
    found = await till.goldlist.insight_reviews.one(till.program_id, asked[0].review_id)
    assert found
    assert found.status == "done"
    return found


def worker(till: Till, late: timedelta = timedelta()) -> InsightReviews:
    goldlist = till.goldlist
    clock = goldlist.clock
    recorder = goldlist.insight_reviews._recorder
    return InsightReviews(
        JobParts(goldlist.database, goldlist.programs, goldlist.ids, lambda: clock() + late, recorder)
    )


async def test_grades_are_given_on_the_first_day_of_a_quarter(database_url: str) -> None:
    async with till_on(database_url, clock=START, insights=GRADES) as till:
        for number, name in enumerate(NAMES):
            await till.buy(1_000 * (5 - number), name, name=name)
        await till.bring_back("ann", LinePart(1, amount=2_500))
        await till.void("eve")
        await wait_until(till, APRIL - timedelta(seconds=1))
        assert await reviews(till) == []
        await wait_until(till, APRIL)
        (review,) = await reviews(till)
        assert (review.kind, review.as_of, review.status) == ("scheduled", "2026-03-31", "done")
        assert review.known_at == "2026-03-31T23:00:00.000000Z"
        assert await grades(till, "2026-03-31") == {"ben": "A", "cid": "B", "ann": "C", "dan": "D", "eve": "E"}
        told = json.loads(review.figures)
        assert [(one["grade"], one["members"], one["amount"], one["from"]) for one in told["grades"]] == [
            ("A", 1, 4_000, 4_000),
            ("B", 1, 3_000, 3_000),
            ("C", 1, 2_500, 2_500),
            ("D", 1, 2_000, 2_000),
            ("E", 1, 0, 0),
        ]
        assert (told["pareto"]["members"], told["pareto"]["amount"], review.members) == (4, 11_500, 5)
        await till.prove()


async def test_guests_are_nobody_s_and_what_is_below_zero_is_told_beside(database_url: str) -> None:
    async with till_on(database_url, clock=START) as till:
        await till.buy(1_000, "ann")
        await till.buy(700, None, name="guest")
        await till.bring_back("guest", LinePart(1, amount=200))
        await till.buy(300, None, name="claimed")
        await till.buy(1, "ben")
        await till.accepted(till.claim("claimed", "ben"))
        await till.bring_back_without_receipt(450, "cid")
        review = await ask(till, "first", "2026-01-15")
        pareto = json.loads(review.figures)["pareto"]
        assert (pareto["members"], pareto["amount"], pareto["guest_amount"]) == (2, 1_301, 500)
        assert pareto["negative"] == {"members": 1, "amount": -450}
        assert pareto["covered"] == "0.0000"
        assert await grades(till, "2026-01-15") == {"ann": "A", "ben": "D", "cid": "E"}


async def test_a_review_on_time_knows_nothing_of_what_came_later(database_url: str) -> None:
    async with till_on(database_url, clock=APRIL - timedelta(minutes=9)) as till:
        await till.buy(1_000, "ann", name="known")
        await move_unseen(till, APRIL + timedelta(hours=9))
        till.now = APRIL - timedelta(hours=2)
        await till.buy(500, "ann", name="late")
        await move_unseen(till, APRIL + timedelta(days=1))
        await till.bring_back("known", LinePart(1, amount=200))
        await till.goldlist.insight_reviews.catch_up(till.program_id)
        (on_time,) = await reviews(till)
        assert json.loads(on_time.figures)["pareto"]["amount"] == 1_000
        await move_unseen(till, APRIL + timedelta(days=2))
        asked = await ask(till, "later", "2026-03-31")
        assert json.loads(asked.figures)["pareto"]["amount"] == 1_300


async def test_a_purchase_in_the_last_second_counts_that_day(database_url: str) -> None:
    async with till_on(database_url, clock=APRIL - timedelta(seconds=1)) as till:
        await till.buy(1_000, "ann")
        till.now = APRIL + timedelta(minutes=1)
        await till.buy(9_000, "ann", name="tomorrow's, by a till's clock")
        await wait_until(till, APRIL + timedelta(minutes=2))
        (review,) = await reviews(till)
        assert json.loads(review.figures)["pareto"]["amount"] == 1_000


async def test_nobody_flaps_and_since_tells_how_long_a_grade_is_held(database_url: str) -> None:
    # Of ten, one is within 10 % and, with stay 2, two keep it.
    terms = {"stay": "2", "grades": [{"id": "A", "share": "0.1"}, {"id": "B"}, {"id": "C"}], "golden": ["A"]}
    async with till_on(database_url, clock=START, insights={**terms, "deviation": {"grades": ["A"]}}) as till:
        for number in range(10):
            await till.buy(1_000 - number, f"c{number}")
        await wait_until(till, APRIL)
        await till.buy(2, "c1", name="overtaken")
        await wait_until(till, JULY)
        first_two = await ids(till, "c0", "c1")
        held = {
            (row.review_id, first_two[row.member_id]): (row.grade, row.grade_before, row.since, row.kept, row.place)
            for row in await rows(till, review_members)
            if row.member_id in first_two
        }
        march, june = (one.review_id for one in await reviews(till))
        assert held[march, "c0"] == ("A", None, "2026-03-31", 0, 1)
        assert held[june, "c0"] == ("A", "A", "2026-03-31", 1, 2)
        assert held[june, "c1"] == ("A", "B", "2026-06-30", 0, 1)
        asked = await ask(till, "asked", "2026-07-01")
        assert await grades(till, asked.as_of, "c0", "c1") == {"c0": "A", "c1": "A"}


async def test_a_shop_that_brings_its_past_sees_its_past(database_url: str) -> None:
    async with till_on(database_url, clock=JULY + timedelta(days=9)) as till:
        for month in range(1, 13):
            till.now = local(month, 5, 12, 2025)
            await till.buy(100, "ann")
        till.now = JULY
        asked = await ask(till, "past", "2026-07-10", backfill_from="2025-06-30")
        found = await reviews(till)
        assert [(one.as_of, one.kind, one.backfilled) for one in found if one != asked] == [
            ("2025-06-30", "scheduled", 1),
            ("2025-09-30", "scheduled", 1),
            ("2025-12-31", "scheduled", 1),
            ("2026-03-31", "scheduled", 1),
            ("2026-06-30", "scheduled", 1),
        ]
        amounts = [json.loads(one.figures)["pareto"]["amount"] for one in sorted(found, key=lambda one: one.as_of)]
        assert amounts == [600, 900, 1_200, 900, 600, 500]
        again = await ask(till, "again", "2026-07-10", backfill_from="2025-06-30")
        assert [one.review_id for one in await reviews(till)] == [*(one.review_id for one in found), again.review_id]


async def test_the_same_name_is_the_same_review(database_url: str) -> None:
    async with till_on(database_url, clock=START) as till:
        first = await ask(till, "mine", "2026-01-15")
        wish = ReviewRequest(till.program_id, "mine", repr(("2026-01-15", None)), "2026-01-15", None)
        assert await till.goldlist.insight_reviews.ask(wish) == (first, True)
        other = await till.goldlist.insight_reviews.ask(wish._replace(fingerprint="other"))
        assert isinstance(other, Refusal)
        assert other.problem == "external-id-conflict"


@pytest.mark.parametrize(
    ("as_of", "backfill_from", "pointer"),
    [
        ("2026-01-16", None, "/as_of"),
        ("2005-12-31", None, "/as_of"),
        ("2026-01-15", "2005-12-31", "/backfill_from"),
        ("2026-01-10", "2026-01-11", "/backfill_from"),
    ],
)
async def test_what_cannot_be_reviewed_is_refused(
    database_url: str, as_of: str, backfill_from: str | None, pointer: str
) -> None:
    async with till_on(database_url, clock=START) as till:
        refusal = await till.goldlist.insight_reviews.ask(
            ReviewRequest(till.program_id, "x", "x", as_of, backfill_from)
        )
        assert isinstance(refusal, Refusal)
        assert (refusal.problem, refusal.pointer) == ("validation", pointer)


async def test_one_at_a_time_is_asked_for(database_url: str) -> None:
    async with till_on(database_url, clock=START) as till:
        wishes = [ReviewRequest(till.program_id, name, name, "2026-01-15", None) for name in ("one", "two")]
        answers = await asyncio.gather(*(till.goldlist.insight_reviews.ask(wish) for wish in wishes))
        refused = [one for one in answers if isinstance(one, Refusal)]
        assert [one.problem for one in refused] == ["review-in-progress"]
        await till.goldlist.insight_reviews.catch_up(till.program_id)
        await ask(till, "three", "2026-01-15")


async def test_of_those_asked_for_the_newest_are_kept(database_url: str) -> None:
    async with till_on(database_url, clock=START) as till:
        await till.buy(100, "ann")
        made = [await ask(till, f"r{number}", "2026-01-15") for number in range(ASKED_KEPT + 2)]
        kept = {one.review_id for one in made[2:]}
        assert {one.review_id for one in await reviews(till)} == kept
        assert {row.review_id for row in await rows(till, review_members)} == kept


async def test_who_is_erased_leaves_and_who_is_merged_is_one(database_url: str) -> None:
    async with till_on(database_url, clock=START, insights=GRADES) as till:
        for number, name in enumerate(NAMES):
            await till.buy(1_000 * (5 - number), name, name=name)
        await wait_until(till, APRIL)
        await till.accepted(EraseMember(till.program_id, "ext:ann"))
        await till.accepted(till.merge("eve", "ben"))
        moved = await rows(till, review_members)
        assert len(moved) == 4, "of ben's and eve's the row of eve stays"
        await wait_until(till, JULY)
        assert await grades(till, "2026-06-30", "eve", "cid", "dan") == {"eve": "A", "cid": "B", "dan": "D"}
        assert {row.member_id for row in await rows(till, member_days)} == set(await ids(till, "eve", "cid", "dan"))
        await till.prove()


async def test_a_rebuild_finds_days_and_items_that_purchases_do_not_make(database_url: str) -> None:
    async with till_on(database_url, clock=START) as till:
        await till.buy(1_000, "ann", coffees=2)
        await till.buy(1_000, "ben", coffees=2)
        await wait_until(till, APRIL)
        await till.prove()
        (ann,) = await ids(till, "ann")
        for table, column in ((member_days, "spend"), (member_items, "amount")):
            of_ann = update(table).where(table.c.member_id == ann)
            wrong, right = (
                lambda transaction, step=step, told=of_ann, one=table.c[column]: transaction.execute(
                    told.values({one.name: one + step})
                )
                for step in (1, -1)
            )
            await till.goldlist.database.write(wrong)
            found = await till.goldlist.verification.verify(till.program_id, rebuild=True, on_progress=lambda _: None)
            assert found.differences == [f"{ann}: the stored days and items differ from those of the purchases"]
            await till.goldlist.database.write(right)
        await till.prove()


FOLDED = (member_days, member_items, insight_folds)
Slice = Callable[[Work, InsightPart], Awaitable[InsightPart | None]]


class Killed(Exception):
    """The worker is no more."""


async def prepared(till: Till, members: int = 12) -> None:
    for number in range(members):
        await till.buy(100 * (number + 1), f"c{number}", name=f"b{number}", coffees=number % 3)
    await move_unseen(till, APRIL + timedelta(hours=1))


async def all_of_it(till: Till) -> dict[str, list[Any]]:
    """Everything that reviews write, but for their ids and the moments at which they were done."""
    made = await reviews(till, "scheduled", "daily", "asked")
    order = {one.review_id: number for number, one in enumerate(made)}
    found: dict[str, list[Any]] = {
        table.name: [tuple(order.get(value, value) for value in row) for row in await rows(till, table)]
        for table in (member_days, member_items, insight_folds, review_members, review_items)
    }
    found["reviews"] = [(one.kind, one.as_of, one.known_at, one.figures, one.members) for one in made]
    for name in ("review_members", "review_items"):
        found[name].sort(key=str)
    return found


async def test_what_a_killed_worker_leaves_another_finishes(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(insight_work, "FOLDED_AT_ONCE", 2)
    monkeypatch.setattr(insight_work, "READ_AT_ONCE", 2)
    monkeypatch.setattr(insight_start, "MEMBERS_A_PART", 5)
    whole: Slice = Work.slice
    left = [0]

    async def mortal(work: Work, part: InsightPart) -> InsightPart | None:
        if not left[0]:
            raise Killed
        left[0] -= 1
        return await whole(work, part)

    async with till_on(database_url, clock=START) as till:
        await prepared(till)
        monkeypatch.setattr(Work, "slice", mortal)
        for slices in (0, 1, 2, 3, 4):
            left[0] = slices
            with pytest.raises(Killed):
                await worker(till)._work_on(till.program_id, alone=True)
            assert [one.status for one in await reviews(till)] == ["running"]
        monkeypatch.setattr(Work, "slice", whole)
        assert await worker(till).go_round() == 1
        (review,) = await reviews(till)
        assert review.progress == json.loads(review.figures).get("of", 24) == 24
        assert await rows(till, insight_parts) == []
        after = await all_of_it(till)
        await from_nothing(till)
        assert await all_of_it(till) == after
        assert await worker(till).go_round() == 0
        await till.prove()


async def from_nothing(till: Till) -> None:
    """Forget every review, and make all anew."""

    async def work(transaction: Transaction) -> None:
        for table in (*FOLDED, review_members, review_items, insight_reviews, insight_parts):
            await transaction.execute(delete(table))

    await till.goldlist.database.write(work)
    await worker(till).catch_up(till.program_id)


async def test_of_many_workers_at_once_each_review_is_made_once(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(insight_work, "FOLDED_AT_ONCE", 2)
    monkeypatch.setattr(insight_work, "READ_AT_ONCE", 2)
    monkeypatch.setattr(insight_start, "MEMBERS_A_PART", 3)
    async with till_on(database_url, clock=START) as till:
        await prepared(till)
        workers = [worker(till) for _ in range(4)]
        await asyncio.gather(*(one.go_round() for one in workers), *(one.catch_up(till.program_id) for one in workers))
        (review,) = await reviews(till)
        assert (review.status, review.progress, review.members) == ("done", 24, 12)
        after = await all_of_it(till)
        await from_nothing(till)
        assert await all_of_it(till) == after


async def test_while_a_worker_is_at_it_others_leave_it_alone_but_not_for_ever(database_url: str) -> None:
    async with till_on(database_url, clock=START) as till:
        await prepared(till)
        busy = worker(till)
        running = await busy._running(till.program_id)
        assert running
        assert await busy._leases.take(f"insight/{running.review_id}/0")
        assert await worker(till).go_round() == 0
        assert await worker(till, late=timedelta(seconds=InsightReviews.lease_seconds + 1)).go_round() == 1


async def test_nothing_is_read_of_members_where_no_review_is_due(database_url: str) -> None:
    async with till_on(database_url, clock=START) as till:
        await till.buy(100)
        one = worker(till)
        assert await one.go_round() == 0
        asked: list[str] = []
        one._running = lambda program_id: asked.append(program_id)  # type: ignore[assignment,method-assign]
        assert await one.go_round() == 0
        assert asked == []


async def test_a_review_that_was_asked_for_and_breaks_is_told_and_not_tried_for_ever(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(work: Work, part: InsightPart) -> InsightPart | None:
        raise ZeroDivisionError

    async with till_on(database_url, clock=START) as till:
        await till.buy(100)
        with monkeypatch.context() as patch:
            patch.setattr(Work, "slice", broken)
            assert not isinstance(
                await till.goldlist.insight_reviews.ask(ReviewRequest(till.program_id, "x", "x", "2026-01-15", None)),
                Refusal,
            )
            assert await worker(till).go_round() == 0
        assert [one.status for one in await reviews(till)] == ["failed"]
        await ask(till, "y", "2026-01-15")


@pytest.mark.parametrize("seed", range(3))
async def test_members_folded_as_they_change_are_those_folded_from_nothing(database_url: str, seed: int) -> None:
    """Whatever happens between reviews, in the end the tables are the same to the byte as when made at once."""
    chance = Random(seed)
    async with till_on(database_url, clock=START, insights={"review": {"unit": "month"}}) as till:
        sold: list[str] = []
        for month in range(2, 8):
            for _ in range(chance.randrange(8)):
                await something(till, chance, sold)
            await wait_until(till, local(month, 1, chance.randrange(9)))
            for _ in range(chance.randrange(3)):
                await something(till, chance, sold)
            if chance.random() < 0.3:
                await ask(till, f"asked-{month}", f"2026-0{month}-01")
        await wait_until(till, local(8, 1, 1))
        changed = await all_of_it(till)
        (last,) = [one for one in await reviews(till, "scheduled") if one.as_of == "2026-07-31"]

        async def forget(transaction: Transaction) -> None:
            for table in FOLDED:
                await transaction.execute(delete(table))
            for table in (insight_reviews, review_members, review_items):
                await transaction.execute(delete(table).where(table.c.review_id == last.review_id))

        await till.goldlist.database.write(forget)
        await worker(till).catch_up(till.program_id)
        assert await all_of_it(till) == changed
        await till.prove()


async def something(till: Till, chance: Random, sold: list[str]) -> None:
    """One of the things that happen in a shop."""
    customer, what = chance.choice(NAMES), chance.random()
    at, till.now = till.now, till.now - timedelta(days=chance.randrange(40))
    if what < 0.5 or not sold:
        sold.append(f"s{len(sold)}")
        buyer = None if chance.random() < 0.1 else customer
        await till.buy(chance.randrange(100, 900), buyer, coffees=chance.randrange(3), name=sold[-1])
    elif what < 0.7:
        name = chance.choice(sold)
        till.now = at
        returned = await till.goldlist.commands.submit(
            till.returning(name, LinePart(1, amount=chance.randrange(1, 60)))
        )
        if not isinstance(returned, Refusal) and chance.random() < 0.3:
            await till.void_return(returned.subject.return_id)
    elif what < 0.8:
        await till.bring_back_without_receipt(chance.randrange(1, 300), customer)
    elif what < 0.9:
        await till.goldlist.commands.submit(till.claim(chance.choice(sold), customer))
    elif what < 0.95:
        await till.goldlist.commands.submit(till.merge(customer, chance.choice(NAMES)))
    else:
        await till.goldlist.commands.submit(EraseMember(till.program_id, f"ext:{customer}"))
    till.now = at
