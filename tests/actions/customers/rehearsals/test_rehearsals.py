"""Rehearsals run in the background: once, whoever works and whoever is killed, and nothing else changes."""

import asyncio
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.actions.background.jobs import JobParts
from app.actions.customers.rehearsals import rehearsal_work, rehearsals
from app.actions.customers.rehearsals.rehearsals import RehearsalRequest, Rehearsals
from app.engine.model.book import Refusal
from app.engine.model.commands.members import EraseMember
from app.engine.model.commands.sales import LinePart
from app.engine.model.control_groups import is_in_control_group
from app.engine.model.ratio import Ratio
from app.store.connection.errors import DatabaseUnavailable
from app.store.rows.programs import RehearsalRow
from app.store.tables.members import members
from app.store.tables.rehearsals import rehearsal_members
from app.store.tables.rehearsals import rehearsals as rehearsal_table
from tests.actions.till import PROGRAM, Till, till_on

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 3, 15, 12, tzinfo=UTC)
POINTS = {"earn": [{"id": "base", "points": 1, "per": 100}], "worth": {"points": 100, "amount": 100}}
DOUBLE = {**PROGRAM, "points": {**POINTS, "earn": [{"id": "base", "points": 2, "per": 100}]}}
PLAIN = {name: PROGRAM[name] for name in ("name", "currency", "time_zone")}
GRADES = {"grades": [{"id": "A", "share": "0.2"}, {"id": "B", "share": "0.2"}, {"id": "C"}, {"id": "D"}]}
NAMES = ("ann", "ben", "cid", "dan", "eve", "fay", "gus")


def wish(till: Till, *documents: Any, name: str = "one", **more: Any) -> RehearsalRequest:
    given = documents or (1,)
    days = {"first_on": "2026-03-01", "last_on": till.now.date().isoformat(), "warm_up_months": 0, **more}
    return RehearsalRequest(till.program_id, name, repr((given, more)), given, **days)


async def begun(till: Till, *documents: Any, **more: Any) -> RehearsalRow:
    made = await till.goldlist.rehearsals.start(wish(till, *documents, **more))
    assert not isinstance(made, Refusal | list), made
    return made[0]


async def now(till: Till, rehearsal: RehearsalRow) -> RehearsalRow:
    found = await till.goldlist.rehearsals.one(till.program_id, rehearsal.rehearsal_id)
    assert found
    return found


async def done(till: Till, *documents: Any, **more: Any) -> dict[str, Any]:
    """The answer of a rehearsal that has run to its end."""
    rehearsal = await begun(till, *documents, **more)
    await till.goldlist.rehearsals.finish(rehearsal)
    found = await now(till, rehearsal)
    assert found.status == "done"
    return dict(json.loads(found.answer or ""))


def worker(till: Till, late: timedelta = timedelta()) -> Rehearsals:
    goldlist = till.goldlist
    clock = goldlist.clock
    recorder = goldlist.rehearsals._recorder
    return Rehearsals(JobParts(goldlist.database, goldlist.programs, goldlist.ids, lambda: clock() + late, recorder))


async def rows(till: Till, table: Any) -> list[Any]:
    order = table.primary_key.columns
    return await till.goldlist.database.read(lambda transaction: transaction.execute(select(table).order_by(*order)))


async def wait_until(till: Till, day: datetime) -> None:
    moved = await till.goldlist.advance_clock(till.program_id, day)
    assert isinstance(moved, datetime), moved
    till.now = day


async def sell(till: Till) -> None:
    """Seven customers buy in two weeks, some bring goods back."""
    for number, name in enumerate(NAMES):
        await till.buy(2_500 * (number + 1), name, coffees=number, name=f"first-{name}")
    await till.bring_back("first-cid", LinePart(1, amount=1_500))
    await wait_until(till, NOON + timedelta(days=7))
    for name in NAMES[::2]:
        await till.buy(1_050, name, coffees=2)
    await till.void("first-gus")
    await till.bring_back_without_receipt(300, "ben")


async def test_a_rehearsal_of_the_published_document_is_the_ledger(database_url: str) -> None:
    async with till_on(database_url, clock=NOON, insights=GRADES) as till:
        await sell(till)
        await wait_until(till, datetime(2026, 3, 31, 22, tzinfo=UTC))
        before = await till.prove()
        answer = await done(till)
        after = [await till.after(name) for name in NAMES]
        total = answer["documents"][0]["total"]
        assert total["points"]["outstanding"] == sum(one["points"] for one in after)
        assert total["vouchers"]["outstanding"] == sum(one["vouchers"] for one in after) > 0
        assert total["rebates"]["due"] == sum(one["due"] for one in after) > 0
        assert total["sales"] == sum(one["spent"] for one in after)
        tiers = [one["tier"] for one in after]
        assert answer["documents"][0]["levels"] == [
            {"level": level, "members": tiers.count(level)} for level in ("base", "gold")
        ]
        assert (total["refused"], answer["members"], answer["compared"]) == (0, 7, None)
        grades = answer["documents"][0]["grades"]
        assert [(one["grade"], one["members"]) for one in grades] == [("A", 2), ("B", 1), ("C", 4), ("D", 0)]
        for name in ("sales", "cost_low", "cost_high", "purchases"):
            assert sum(one[name] for one in grades) == total[name]
        assert await till.prove() == before


async def test_double_points_are_compared_with_single_ones(database_url: str) -> None:
    """The worked example: three purchases of 100.00."""
    one = {**PLAIN, "points": POINTS}
    two = {**PLAIN, "points": DOUBLE["points"]}
    async with till_on(database_url, clock=NOON) as till:
        for _ in range(3):
            await till.buy(10_000)
        answer = await done(till, one, two, spend_points="none")
        first, second = (document["total"] for document in answer["documents"])
        assert (first["points"]["issued"], first["cost_low"], first["cost_high"]) == (300, 0, 300)
        assert (second["points"]["issued"], second["cost_high"]) == (600, 600)
        assert (first["of_sales"], second["of_sales"]["high"]) == ({"low": "0.0000", "high": "0.0100"}, "0.0200")
        compared = answer["compared"]
        assert (compared["winners"], compared["losers"]) == ({"members": 1, "amount": 300}, {"members": 0, "amount": 0})
        assert (compared["even"], compared["deciles"]) == (0, [300] * 9)


async def test_who_gains_and_who_loses_is_told_member_by_member(database_url: str) -> None:
    async with till_on(database_url, clock=NOON, insights=GRADES) as till:
        await sell(till)
        later = {**PROGRAM, "tiers": {**PROGRAM["tiers"], "levels": PROGRAM["tiers"]["levels"][:1]}, "rebates": []}
        rehearsal = await begun(till, 1, {**later, "points": DOUBLE["points"]})
        await till.goldlist.rehearsals.finish(rehearsal)
        answer = json.loads((await now(till, rehearsal)).answer or "")
        winners = await till.goldlist.rehearsals.members(rehearsal.rehearsal_id, 10, winners=True)
        losers = await till.goldlist.rehearsals.members(rehearsal.rehearsal_id, 10, winners=False)
        differences = [one.member.difference for one in winners]
        assert differences == sorted(differences, reverse=True)
        assert [one.external_id for one in losers] == [one.external_id for one in reversed(winners)]
        compared = answer["compared"]
        gains, losses = ([one for one in differences if one * sign > 0] for sign in (1, -1))
        assert compared["winners"] == {"members": len(gains), "amount": sum(gains)}
        assert compared["losers"] == {"members": len(losses), "amount": sum(losses)}
        assert gains
        assert losses
        assert compared["even"] == 7 - len(gains) - len(losses)
        assert compared["deciles"] == [sorted(differences)[-(-7 * tenth // 10) - 1] for tenth in range(1, 10)]
        assert sum(one["members"] for one in compared["tier_moves"]) == 7
        assert {one["from"] for one in compared["tier_moves"]} == {"base", "gold"}
        second = await till.goldlist.rehearsals.members(
            rehearsal.rehearsal_id, 10, (winners[2].member.difference, winners[2].member.member_id), winners=True
        )
        assert second == winners[3:]


async def test_killed_in_the_middle_it_ends_with_the_same(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsal_work, "MEMBERS_AT_ONCE", 2)
    async with till_on(database_url, clock=NOON, insights=GRADES) as till:
        await sell(till)
        whole = await done(till, 1, DOUBLE, name="whole")
        (expected,) = await till.goldlist.rehearsals.page(till.program_id, 1)
        found = [row[2:] for row in await rows(till, rehearsal_members)]
        rehearsal = await begun(till, 1, DOUBLE, name="killed")

        write, allowed = till.goldlist.database.write, 2

        async def failing(work: Any, **limits: Any) -> Any:
            # The kill comes after the work of a slice, and before it is committed.
            nonlocal allowed
            if "slice" in getattr(work, "__qualname__", "") or "finish" in getattr(work, "__qualname__", ""):
                allowed -= 1
                if allowed % 3 == 0:
                    raise DatabaseUnavailable("killed")
            return await write(work, **limits)

        monkeypatch.setattr(till.goldlist.database, "write", failing)
        rounds = 0
        while (await now(till, rehearsal)).status == "running":
            rounds += 1
            # Each starts afresh, long after the lease of the one before.
            with suppress(DatabaseUnavailable):
                await worker(till, late=timedelta(minutes=2 * rounds)).go_round()
        assert rounds > 1
        ended = await now(till, rehearsal)
        assert json.loads(ended.answer or "") == whole
        assert (ended.inputs_hash, ended.done) == (expected.inputs_hash, expected.done)
        mine = [row for row in await rows(till, rehearsal_members) if row.rehearsal_id == rehearsal.rehearsal_id]
        assert [row[2:] for row in mine] == found


async def test_two_who_work_at_once_do_everything_once(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsal_work, "MEMBERS_AT_ONCE", 1)
    async with till_on(database_url, clock=NOON) as till:
        await sell(till)
        whole = await done(till, 1, DOUBLE, name="whole")
        rehearsal = await begun(till, 1, DOUBLE, name="both")
        finish = [
            worker(till).finish(rehearsal),
            worker(till).finish(rehearsal),
        ]
        await asyncio.gather(*finish)
        ended = await now(till, rehearsal)
        assert (json.loads(ended.answer or ""), ended.done) == (whole, 7)


async def test_what_is_recorded_later_does_not_count(database_url: str) -> None:
    async with till_on(database_url, clock=NOON) as till:
        await till.buy(1_000, name="before")
        rehearsal = await begun(till)
        await wait_until(till, NOON + timedelta(hours=1))
        await till.buy(5_000, name="after")
        await till.void("before")
        await till.goldlist.rehearsals.finish(rehearsal)
        total = json.loads((await now(till, rehearsal)).answer or "")["documents"][0]["total"]
        assert (total["purchases"], total["sales"]) == (1, 1_000)


async def test_a_cancelled_one_is_forgotten_with_all_its_rows(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsal_work, "MEMBERS_AT_ONCE", 2)
    monkeypatch.setattr(rehearsals, "SLICES_A_ROUND", 2)
    monkeypatch.setattr(rehearsals, "DELETED_AT_ONCE", 3)
    async with till_on(database_url, clock=NOON) as till:
        await sell(till)
        rehearsal = await begun(till)
        await till.goldlist.rehearsals.go_round()
        half = await now(till, rehearsal)
        assert (half.status, half.wanted) == ("running", 7)
        assert 0 < half.done < 7
        assert await till.goldlist.rehearsals.cancel(till.program_id, rehearsal.rehearsal_id)
        assert not await till.goldlist.rehearsals.cancel(till.program_id, rehearsal.rehearsal_id)
        assert await till.goldlist.rehearsals.one(till.program_id, rehearsal.rehearsal_id) is None
        assert await till.goldlist.rehearsals.page(till.program_id, 10) == []
        again = await begun(till)
        assert again.rehearsal_id != rehearsal.rehearsal_id
        for _ in range(6):
            await till.goldlist.rehearsals.go_round()
        assert [row.rehearsal_id for row in await rows(till, rehearsal_table)] == [again.rehearsal_id]
        assert {row.rehearsal_id for row in await rows(till, rehearsal_members)} == {again.rehearsal_id}


async def test_one_at_a_time_and_each_name_once(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsals, "REHEARSALS_KEPT", 2)
    async with till_on(database_url, clock=NOON) as till:
        await till.buy(1_000)
        first = await begun(till)
        assert await till.goldlist.rehearsals.start(wish(till)) == (first, True)
        refused = await till.goldlist.rehearsals.start(wish(till, name="two"))
        assert isinstance(refused, Refusal)
        assert refused.problem == "rehearsal-in-progress"
        other = await till.goldlist.rehearsals.start(wish(till, DOUBLE))
        assert isinstance(other, Refusal)
        assert other.problem == "external-id-conflict"
        for name in ("one", "two", "three"):
            await done(till, name=name) if name != "one" else await till.goldlist.rehearsals.go_round()
        kept = await till.goldlist.rehearsals.page(till.program_id, 10)
        assert [one.external_id for one in kept] == ["three", "two"]


async def test_too_many_purchases_are_refused_and_a_sample_is_not(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsals, "MOST_PURCHASES", 5)
    async with till_on(database_url, clock=NOON) as till:
        await sell(till)
        refused = await till.goldlist.rehearsals.start(wish(till))
        assert isinstance(refused, Refusal)
        assert (refused.problem, refused.pointer) == ("rehearsal-too-large", "/sample")
        assert refused.detail == "11 purchases are more than 5; the sample 0.45 fits"
        some = await done(till, sample="0.45")
        drawn = [
            is_in_control_group(till.program_id, "rehearsal", one.member_id, Ratio(45, 100))
            for one in await rows(till, members)
        ]
        assert some["members"] == sum(drawn)
        document = some["documents"][0]
        assert document["scaled"]["sales"] == (document["total"]["sales"] * 200 + 45) // 90
        assert await done(till, sample="0.45", name="again") == some


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"last_on": "2026-04-01"}, ("validation", "/to")),
        ({"first_on": "2026-03-11", "last_on": "2026-03-10"}, ("validation", "/from")),
        ({"first_on": "1990-01-01"}, ("validation", "/from")),
    ],
)
async def test_days_that_cannot_be_are_refused(
    database_url: str, more: dict[str, str], refusal: tuple[str, str]
) -> None:
    async with till_on(database_url, clock=NOON) as till:
        found = await till.goldlist.rehearsals.start(wish(till, **more))
        assert isinstance(found, Refusal)
        assert (found.problem, found.pointer) == refusal


async def test_whose_data_is_erased_leaves_the_list(database_url: str) -> None:
    async with till_on(database_url, clock=NOON) as till:
        await sell(till)
        rehearsal = await begun(till)
        await till.goldlist.rehearsals.finish(rehearsal)
        await till.accepted(EraseMember(till.program_id, "ext:ann"))
        await till.accepted(till.merge("ben", "cid"))
        left = await till.goldlist.rehearsals.members(rehearsal.rehearsal_id, 10, winners=True)
        assert sorted(one.external_id or "" for one in left) == ["ben", "dan", "eve", "fay", "gus"]
        assert len(await rows(till, rehearsal_members)) == 5
