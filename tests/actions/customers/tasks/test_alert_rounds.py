"""Alerts and their tasks are made once, whoever works and whoever is killed."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from app.actions.access.staff import StaffRequest
from app.actions.customers.tasks import alert_rounds
from app.actions.customers.tasks.alert_rounds import AlertRounds
from app.actions.customers.tasks.task_distribution import Distribution
from app.store.tables.tasks import alert_rounds as rounds
from app.store.tables.tasks import alerts, tasks
from tests.actions.customers.insights.test_insight_reviews import APRIL, GRADES, START, ask, move_unseen, rows
from tests.actions.till import Till, till_on

pytestmark = pytest.mark.anyio

LEAST = {**GRADES, "golden": ["A", "B", "C"]}


class Killed(BaseException):
    """The worker is gone."""


def worker(till: Till) -> AlertRounds:
    goldlist = till.goldlist
    distribution = Distribution(goldlist.database, goldlist.programs, goldlist.ids, goldlist.clock)
    return AlertRounds(goldlist.database, goldlist.programs, goldlist.ids, goldlist.clock, distribution)


async def five_lapse(till: Till) -> None:
    """Five customers come every week until the end of February, and are reviewed on 1 April."""
    for week in range(6):
        await move_unseen(till, START + timedelta(days=7 * week))
        for number, name in enumerate(("ann", "ben", "cid", "dan", "eve")):
            await till.buy(1_000 * (5 - number), name)
    staff = await till.goldlist.staff.add(till.program_id, StaffRequest("Sam", "manager"))
    assert staff
    await move_unseen(till, APRIL)
    await till.goldlist.insight_reviews.catch_up(till.program_id)


async def found(till: Till) -> list[tuple[Any, ...]]:
    made = {one.alert_id: one for one in await rows(till, tasks)}
    return sorted(
        (one.kind, one.occasion, one.amount, made[one.alert_id].status, made[one.alert_id].due_on)
        for one in await rows(till, alerts)
    )


THREE = [("lapse", "2026-02-19", amount, "open", "2026-04-15") for amount in (18_000, 24_000, 30_000)]


async def test_many_workers_make_each_task_once(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alert_rounds, "ROWS_AT_ONCE", 1)
    async with till_on(database_url, clock=START, insights=LEAST) as till:
        await five_lapse(till)
        await asyncio.gather(*(worker(till).go_round() for _ in range(3)), worker(till).catch_up(till.program_id))
        await worker(till).catch_up(till.program_id)
        assert await found(till) == THREE
        assert [one.status for one in await rows(till, rounds)] == ["done"]


async def test_killed_before_any_write_the_end_is_the_same(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alert_rounds, "ROWS_AT_ONCE", 2)
    async with till_on(database_url, clock=START, insights=LEAST) as till:
        await five_lapse(till)
        database = till.goldlist.database
        write, kills = database.write, 0
        for survived in range(40):
            left = survived

            async def write_or_die(*arguments: Any, **named: Any) -> Any:
                nonlocal left
                left -= 1
                if left < 0:
                    raise Killed
                return await write(*arguments, **named)

            monkeypatch.setattr(database, "write", write_or_die)
            try:
                await worker(till).catch_up(till.program_id)
                break
            except Killed:
                kills += 1
        monkeypatch.setattr(database, "write", write)
        assert kills >= 2
        assert await found(till) == THREE
        await till.prove()


async def test_after_an_import_the_newest_of_the_reviews_made_later_reports_today(database_url: str) -> None:
    async with till_on(database_url, clock=APRIL + timedelta(hours=36), insights=LEAST) as till:
        for week in range(6):
            till.now = START + timedelta(days=7 * week)
            for number, name in enumerate(("ann", "ben", "cid", "dan", "eve")):
                await till.buy(1_000 * (5 - number), name)
        till.now = APRIL + timedelta(hours=3)
        await till.buy(1_000, "ann")
        await till.goldlist.staff.add(till.program_id, StaffRequest("Sam", "manager"))
        await ask(till, "import", "2026-04-02", "2025-06-30")
        await worker(till).go_round()
        later = [(kind, last_on, amount, status, "2026-04-16") for kind, last_on, amount, status, _ in THREE]
        assert await found(till) == later[:2], "one has returned since"
        assert len(await rows(till, rounds)) == 1


async def test_a_task_without_its_alert_is_a_difference(database_url: str) -> None:
    async with till_on(database_url, clock=START, insights=LEAST) as till:
        await five_lapse(till)
        await worker(till).catch_up(till.program_id)
        await till.goldlist.database.write(lambda transaction: transaction.execute(delete(alerts)))
        made = [one.task_id for one in await rows(till, tasks)]
        verify = till.goldlist.verification.verify
        found = await verify(till.program_id, rebuild=True, on_progress=lambda _: None)
        assert found.differences == [f"{one}: the member, the alert or the owner does not exist" for one in made]
