"""Who is in which segment: decided after each review and when segments are edited, once, whoever works on it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from app.actions.access.keys import Caller
from app.actions.access.staff import StaffRequest
from app.actions.customers.segments import segments
from app.actions.customers.segments.segments import Segments
from app.actions.writing.write_queue import Answer, Unavailable
from app.engine.model.book import Refusal
from app.engine.model.commands.command import Command
from app.engine.model.commands.members import ChangeMember
from app.engine.model.commands.sales import BasketLine
from app.engine.model.commands.tiers import DecideSegments
from app.store.rows.reviews import SegmentRound
from app.store.tables.segments import member_segments, segment_rounds
from tests.actions.customers.insights.test_insight_reviews import (
    APRIL,
    JULY,
    NAMES,
    START,
    ask,
    local,
    move_unseen,
    rows,
    wait_until,
)
from tests.actions.customers.insights.test_insight_reviews import GRADES as SHARES
from tests.actions.till import PROGRAM, Till, till_on

pytestmark = pytest.mark.anyio

Fact = dict[str, Any]
BEST: Fact = {"fact": "insight.grade", "is": "one_of", "value": ["A", "B"]}
GOLDEN: dict[str, Any] = {"id": "gold", "name": "Gold", "when": BEST}
EXTRA: dict[str, Any] = {
    "id": "extra",
    "name": "Extra",
    "points_multiplier": "3",
    "when": {"fact": "member.segments", "is": "contains", "value": "gold"},
}
BEFORE_JULY = JULY - timedelta(days=2)
# Nobody keeps a grade only because they had it.
GRADES = {**SHARES, "stay": "1"}

Stay = tuple[str, str, str | None]


async def names_of(till: Till, *names: str) -> dict[str, str]:
    found = {}
    for name in names or NAMES:
        known = await till.goldlist.reads.member(till.program_id, f"ext:{name}")
        if known:
            found[known.member.member_id] = name
    return found


async def stays(till: Till, segment: str = "gold") -> list[Stay]:
    """Who was in a segment: the customer, from when, and until when."""
    called = await names_of(till)
    found = [row for row in await rows(till, member_segments) if row.segment == segment]
    return sorted((called[row.member_id], row.entered_on, row.left_on) for row in found)


async def now_in(till: Till, segment: str = "gold") -> str:
    return " ".join(name for name, _, left_on in await stays(till, segment) if left_on is None)


async def why(till: Till, customer: str, left: bool = False) -> str:
    called = await names_of(till)
    (row,) = [row for row in await rows(till, member_segments) if called[row.member_id] == customer]
    return str(row.left_why if left else row.entered_why)


async def rounds(till: Till) -> list[SegmentRound]:
    return sorted(SegmentRound(*row) for row in await rows(till, segment_rounds))


async def five_buy(till: Till, factor: int = 1_000) -> None:
    """Ann most, eve least."""
    for number, name in enumerate(NAMES):
        await till.buy(factor * (5 - number), name)


async def publish(till: Till, *some: dict[str, Any], **sections: Any) -> None:
    document = {**PROGRAM, "insights": GRADES, "segments": list(some), **sections}
    published = await till.goldlist.programs.publish(till.program_id, document, None)
    assert isinstance(published, int), published


async def sell(till: Till, customer: str, line: BasketLine) -> None:
    await till.accepted(till.purchase(line.unit_price, customer)._replace(lines=(line,)))


def worker(till: Till, submit: Callable[[Command], Awaitable[Answer]] | None = None) -> Segments:
    goldlist = till.goldlist
    return Segments(
        goldlist.database, goldlist.programs, goldlist.ids, goldlist.clock, submit or goldlist.commands.submit
    )


async def test_members_enter_and_leave_with_the_reviews(database_url: str) -> None:
    async with till_on(database_url, clock=START, insights=GRADES, segments=[GOLDEN], campaigns=[EXTRA]) as till:
        await five_buy(till)
        assert await now_in(till) == ""
        await wait_until(till, APRIL)
        assert await stays(till) == [("ann", "2026-04-01", None), ("ben", "2026-04-01", None)]
        assert await why(till, "ann") == "the member's grade is A"
        await till.buy(9_000, "eve")
        await wait_until(till, JULY)
        assert await stays(till) == [
            ("ann", "2026-04-01", None),
            ("ben", "2026-04-01", "2026-07-01"),
            ("eve", "2026-07-01", None),
        ]
        assert await why(till, "ben", left=True) == "the member's grade is C, not one of A, B"
        await till.prove()


async def test_a_segment_can_be_the_customers_of_one_person(database_url: str) -> None:
    his = {**GOLDEN, "id": "his", "when": {"fact": "member.owner", "is": "equals", "value": "sam"}}
    async with till_on(database_url, clock=START, insights=GRADES, segments=[his]) as till:
        await five_buy(till)
        caller = Caller("key_1", till.program_id, "admin", frozenset(), None, test=True)
        await till.goldlist.staff.put(till.program_id, "ext:sam", StaffRequest("Sam", "manager"))
        owned = await till.goldlist.owners.set(caller, "ext:ben", "ext:sam")
        assert not isinstance(owned, Refusal)
        await wait_until(till, APRIL)
        assert await now_in(till, "his") == "ben"
        assert await why(till, "ben") == "the member's owner is sam"
        await till.prove()


async def test_a_campaign_asks_for_the_segment(database_url: str) -> None:
    async with till_on(database_url, clock=START, insights=GRADES, segments=[GOLDEN], campaigns=[EXTRA]) as till:
        await five_buy(till)
        before = await till.buy(100, "ann")
        assert before.entries[0].amount == 1
        await wait_until(till, APRIL)
        for name, points in (("ann", 3), ("eve", 1)):
            bought = await till.buy(100, name)
            assert sum(one.amount for one in bought.entries if one.unit == "points") == points
        await till.prove()


async def test_each_review_that_is_due_decides_in_its_turn(database_url: str) -> None:
    async with till_on(database_url, clock=START, insights=GRADES, segments=[GOLDEN]) as till:
        await five_buy(till)
        await move_unseen(till, BEFORE_JULY)
        await till.buy(9_000, "eve")
        await wait_until(till, JULY)
        assert await stays(till) == [
            ("ann", "2026-04-01", None),
            ("ben", "2026-04-01", "2026-07-01"),
            ("eve", "2026-07-01", None),
        ]
        found = await rounds(till)
        assert [(one.as_of, one.status, one.members) for one in found if one.as_of in ("2026-03-31", "2026-06-30")] == [
            ("2026-03-31", "done", 5),
            ("2026-06-30", "done", 5),
        ]


async def test_an_edited_segment_is_decided_anew_at_once(database_url: str) -> None:
    async with till_on(database_url, clock=START, insights=GRADES, segments=[GOLDEN]) as till:
        await five_buy(till)
        await wait_until(till, APRIL)
        await move_unseen(till, APRIL + timedelta(hours=9))
        at_once = (await rounds(till))[-1].as_of
        await publish(till, {**GOLDEN, "when": {**BEST, "value": ["B", "C"]}}, {**GOLDEN, "id": "twins"})
        await till.goldlist.segments.go_round()
        assert await stays(till) == [
            ("ann", "2026-04-01", "2026-04-01"),
            ("ben", "2026-04-01", None),
            ("cid", "2026-04-01", None),
        ]
        assert await now_in(till, "twins") == "ann ben"
        assert (await rounds(till))[-1].as_of == at_once
        count = len(await rounds(till))
        await publish(till, {**GOLDEN, "when": {**BEST, "value": ["B", "C"]}}, {**GOLDEN, "id": "twins"})
        await till.goldlist.segments.go_round()
        assert len(await rounds(till)) == count, "another version with the same segments decides nothing"
        await publish(till)
        await till.goldlist.segments.go_round()
        assert (await now_in(till), await now_in(till, "twins")) == ("", "")
        await till.prove()


async def test_the_first_segments_are_decided_by_the_newest_review(database_url: str) -> None:
    async with till_on(database_url, clock=START, insights=GRADES) as till:
        await five_buy(till)
        await publish(till, GOLDEN)
        await till.goldlist.segments.go_round()
        assert await rounds(till) == [], "before the first review nothing is known"
        await publish(till)
        await wait_until(till, APRIL)
        await move_unseen(till, APRIL + timedelta(days=40))
        await till.goldlist.insight_reviews.catch_up(till.program_id)
        await publish(till, GOLDEN)
        await till.goldlist.segments.go_round()
        assert await stays(till) == [("ann", "2026-05-11", None), ("ben", "2026-05-11", None)]


async def test_a_review_that_somebody_asks_for_decides_nothing(database_url: str) -> None:
    async with till_on(database_url, clock=START, insights=GRADES, segments=[GOLDEN]) as till:
        await five_buy(till)
        await ask(till, "now", "2026-01-15")
        await till.goldlist.segments.go_round()
        assert (await stays(till), await rounds(till)) == ([], [])


async def test_after_an_import_the_newest_of_the_reviews_made_later_decides(database_url: str) -> None:
    async with till_on(database_url, clock=APRIL + timedelta(hours=36), insights=GRADES, segments=[GOLDEN]) as till:
        till.now = APRIL - timedelta(days=200)
        await till.buy(9_000, "eve")
        till.now = APRIL - timedelta(days=1)
        await five_buy(till, 10_000)
        await ask(till, "import", "2026-04-02", "2025-01-01")
        await till.goldlist.segments.go_round()
        assert await stays(till) == [("ann", "2026-04-02", None), ("ben", "2026-04-02", None)]
        assert len(await rounds(till)) == 1


async def test_whoever_is_killed_the_end_is_the_same(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "MEMBERS_AT_ONCE", 2)
    monkeypatch.setattr(segments, "COMMANDS_AT_ONCE", 1)
    everybody = {**GOLDEN, "when": {"fact": "insight.visit_days", "is": "at_least", "value": 1}}
    async with till_on(database_url, clock=START, insights=GRADES) as till:
        await five_buy(till)
        await wait_until(till, APRIL)
        await publish(till, everybody)
        allowed = 0

        async def submit(command: Command) -> Answer:
            nonlocal allowed
            if allowed == 0:
                raise Unavailable(1)
            allowed -= 1
            return await till.goldlist.commands.submit(command)

        for count in (1, 0, 2, 1):
            allowed = count
            with pytest.raises(Unavailable):
                await worker(till, submit).catch_up(till.program_id)
        assert await worker(till).catch_up(till.program_id) == 1
        assert await now_in(till) == "ann ben cid dan eve"
        (found,) = await rounds(till)
        assert (found.status, found.members) == ("done", 5)
        await till.prove()


async def test_many_workers_at_once_decide_each_once(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "MEMBERS_AT_ONCE", 1)
    async with till_on(database_url, clock=START, insights=GRADES) as till:
        await five_buy(till)
        await wait_until(till, APRIL)
        await publish(till, GOLDEN)
        submitted: list[Command] = []

        async def submit(command: Command) -> Answer:
            submitted.append(command)
            return await till.goldlist.commands.submit(command)

        await asyncio.gather(*(worker(till, submit).go_round() for _ in range(4)))
        await worker(till, submit).catch_up(till.program_id)
        assert all(isinstance(one, DecideSegments) for one in submitted)
        assert await stays(till) == [("ann", "2026-04-01", None), ("ben", "2026-04-01", None)]
        await till.prove()


async def test_conditions_ask_for_the_member_too(database_url: str) -> None:
    conditions: dict[str, Fact] = {
        "gold": {"fact": "member.tier", "is": "equals", "value": "gold"},
        "rich": {"fact": "member.points", "is": "at_least", "value": 50},
        "reachable": {"fact": "member.reachable", "is": "equals", "value": True},
        "prospects": {"fact": "insight.stage", "is": "equals", "value": "customer"},
        "long": {"fact": "member.days_since_joined", "is": "at_least", "value": 1},
        "today": {"fact": "time.date", "is": "equals", "value": "2026-04-01"},
    }
    some = [{"id": name, "name": name, "when": when} for name, when in conditions.items()]
    async with till_on(database_url, clock=START, insights=GRADES, segments=some) as till:
        await five_buy(till, 2_500)
        for name, told, consents in (
            ("ben", {"email": "ben@shop.example"}, {"marketing": True}),
            ("cid", {"phone": "+442079460958"}, None),
            ("dan", {}, {"marketing": True}),
        ):
            await till.accepted(ChangeMember(till.program_id, f"ext:{name}", None, dict(told), consents, None))
        await wait_until(till, APRIL)
        found = {name: await now_in(till, name) for name in conditions}
        assert found == {
            "gold": "ann ben",
            "rich": "ann ben cid dan",
            "reachable": "ben",
            "prospects": "ann ben cid dan eve",
            "long": "",
            "today": "ann ben cid dan eve",
        }
        await till.prove()


async def test_conditions_ask_for_goods_rhythm_and_due_items(database_url: str) -> None:
    conditions: dict[str, Fact] = {
        "latte": {"fact": "insight.categories", "is": "contains", "value": "coffee/latte"},
        "coffee": {"fact": "insight.categories", "is": "contains", "value": "coffee"},
        "mug": {"fact": "insight.skus", "is": "contains", "value": "mug"},
        "due": {"fact": "insight.due_items", "is": "contains", "value": "coffee/latte"},
        "active": {"fact": "insight.state", "is": "one_of", "value": ["active", "late"]},
        "often": {"fact": "insight.usual_gap_days", "is": "at_most", "value": 10},
        "steady": {"fact": "insight.deviates", "is": "equals", "value": "none"},
        "short": {"fact": "insight.shortfall", "is": "at_least", "value": 1},
    }
    some = [{"id": name, "name": name, "when": when} for name, when in conditions.items()]
    async with till_on(database_url, clock=local(3, 10, 12), insights=GRADES, segments=some) as till:
        for day in (11, 18, 25):
            await wait_until(till, local(3, day, 12))
            await sell(till, "ann", BasketLine(1, 300, category="coffee/latte"))
        await sell(till, "ben", BasketLine(1, 900, sku="mug", category="kit"))
        await till.accepted(till.purchase(500, "cid", name="mistake", coffees=1))
        await till.void("mistake")
        await wait_until(till, APRIL)
        found = {name: await now_in(till, name) for name in conditions}
        assert found == {
            "latte": "ann",
            "coffee": "ann",
            "mug": "ben",
            "due": "ann",
            "active": "ann",
            "often": "ann ben",
            "steady": "ann ben cid",
            "short": "",
        }
        await till.prove()
