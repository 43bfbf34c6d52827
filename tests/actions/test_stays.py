"""Stays in segments, kept by both databases and found again by a rebuild."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.engine.model.commands.members import EraseMember, MergeMembers
from app.engine.model.commands.tiers import DecideSegments, SegmentDecision
from app.store.tables.segments import member_segments
from tests.actions.till import Till, till_on

pytestmark = pytest.mark.anyio


async def decide(till: Till, customer: str, **segments: bool) -> None:
    known = await till.goldlist.reads.member(till.program_id, f"ext:{customer}")
    assert known
    decisions = tuple(SegmentDecision(name, is_in, f"{name}: {is_in}") for name, is_in in segments.items())
    day = till.now.date().isoformat()
    await till.accepted(DecideSegments(till.program_id, known.member.member_id, decisions, day, "seg_1", 1))


async def stays(till: Till) -> list[tuple[Any, ...]]:
    table = member_segments.c
    found = select(table.segment, table.entered_on, table.left_on, table.left_why).order_by(table.stay_id)
    return [tuple(row) for row in await till.goldlist.database.read(lambda transaction: transaction.execute(found))]


async def test_stays_begin_and_end(database_url: str) -> None:
    async with till_on(database_url) as till:
        await till.buy(100)
        await decide(till, "ann", gold=True, vips=True)
        first = till.now.date().isoformat()
        till.now += timedelta(days=1)
        await decide(till, "ann", gold=False, vips=True)
        then = till.now.date().isoformat()
        assert await stays(till) == [("gold", first, then, "gold: False"), ("vips", first, None, None)]
        known = await till.goldlist.reads.member(till.program_id, "ext:ann")
        assert known
        assert known.member.state.segments == {"vips": first}
        await till.prove()


async def test_they_go_with_the_member(database_url: str) -> None:
    async with till_on(database_url) as till:
        for customer in ("ann", "bob"):
            await till.buy(100, customer)
            await decide(till, customer, gold=True)
        await till.accepted(MergeMembers(till.program_id, "ext:ann", "ext:bob"))
        assert [left for _, _, left, _ in await stays(till)].count(None) == 1
        await till.prove()
        await till.accepted(EraseMember(till.program_id, "ext:ann"))
        assert await stays(till) == []
        await till.prove()
