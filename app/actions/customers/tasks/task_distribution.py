"""Gives tasks to their owners: new ones as far as an owner has room, and late ones to the manager.

A programme's tasks are given out one worker at a time, under a lock of the programme.
"""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from app.actions.access.staff import stand_in
from app.actions.event_log import tell_all
from app.actions.ids import IdSource
from app.actions.programs import Programs
from app.engine.events.happened import Happened
from app.engine.events.reviewing import of_task
from app.engine.model import calendar
from app.engine.model.instants import instant_text
from app.engine.program.terms.tasks import ACCOUNT_MANAGER, MANAGER, NAMED, TaskRule
from app.engine.program.versions import Program
from app.store.connection.database import Database
from app.store.connection.errors import IntegrityConflict
from app.store.connection.transaction import Transaction
from app.store.queries import programs as program_rows
from app.store.queries.access import staff as people
from app.store.queries.customers import owners, tasks
from app.store.queries.customers.alerts import PENDING
from app.store.queries.customers.tasks import KnownTask
from app.store.queries.members import members
from app.store.rows.access import StaffRow
from app.store.rows.reviews import Alert
from app.store.rows.tasks import TaskRow

TASKS_AT_ONCE: Final = 500
LIMIT_SECONDS: Final = 60


class Distribution:
    """Gives out the tasks of one database. `clock` is the real time, in UTC."""

    def __init__(self, database: Database, programs: Programs, ids: IdSource, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._programs = programs
        self._ids = ids
        self._clock = clock
        # By programme: the day on which this worker last gave out tasks.
        self._given_on: dict[str, str] = {}

    async def once_a_day(self, program_id: str) -> None:
        """Give out tasks unless that has been done today. Raises DatabaseUnavailable."""
        program = await self._programs.known(program_id)
        today = program.business_date(program.now(self._clock()))
        if self._given_on.get(program_id) != today:
            await self.give_out(program_id)
            self._given_on[program_id] = today

    async def tasks_of(
        self, transaction: Transaction, program: Program, found: Sequence[Alert], day: str
    ) -> list[TaskRow]:
        """The tasks that the rules make of new alerts on a local day; none without active staff.

        They wait for an owner.
        """
        terms = program.rules.tasks
        if not found or not terms.rules or not await people.has_active_staff(transaction, program.id):
            return []
        tiers = await members.tiers_of(transaction, [one.member_id for one in found])
        now = instant_text(program.now(self._clock()))
        return [
            TaskRow(
                task_id=self._ids.draw("tsk"),
                program_id=program.id,
                external_id=None,
                fingerprint=None,
                rule=rule.id,
                alert_id=one.alert_id,
                member_id=one.member_id,
                owner_id=None,
                due_on=calendar.days_after(day, rule.due_days),
                status="waiting",
                amount=one.amount,
                text=str(json.loads(one.facts)["why"]),
                outcome=None,
                reason=None,
                note=None,
                escalated_on=None,
                created_by=None,
                created_at=now,
                closed_on=None,
                closed_at=None,
            )
            for one in found
            for rule in terms.rules
            if rule.kind == one.kind and (not rule.levels or tiers.get(one.member_id) in rule.levels)
        ]

    async def give_out(self, program_id: str, fresh: str | None = None) -> None:
        """Escalate late tasks, and open waiting ones. `fresh`: the review whose tasks keep their due day."""

        async def work(transaction: Transaction) -> None:
            await program_rows.lock_program(transaction, program_id)
            program = await self._programs.one(transaction, program_id)
            round_ = _Round(transaction, program, program.now(self._clock()))
            await round_.begin()
            await round_.escalate()
            await round_.open(fresh)
            # Last, because it locks members.
            now = instant_text(program.now(self._clock()))
            await tell_all(transaction, program_id, round_.happened, now, self._ids.draw)

        try:
            await self._database.write(work, limit_seconds=LIMIT_SECONDS)
        except IntegrityConflict:
            # A sale to one of the members, which waited for the programme, was let through.
            await self._database.write(work, limit_seconds=LIMIT_SECONDS)


class _Round:
    """One distribution of a programme's tasks."""

    def __init__(self, transaction: Transaction, program: Program, now: datetime) -> None:
        self._transaction = transaction
        self._program = program
        self._terms = program.rules.tasks
        self._now = instant_text(now)
        self._today = program.business_date(now)
        self.happened: list[Happened] = []
        self._staff: dict[str, StaffRow] = {}
        self._by_name: dict[str, str] = {}

    async def begin(self) -> None:
        """Load the staff."""
        for one in await people.staff_page(self._transaction, self._program.id):
            self._staff[one.staff_id] = one
            self._by_name[one.staff_id] = one.staff_id
            self._by_name[f"ext:{one.external_id}"] = one.staff_id

    async def escalate(self) -> None:
        """Give each task that is late by `escalate_days` to its owner's manager, once."""
        late = calendar.days_after(self._today, -self._terms.escalate_days)
        while found := await tasks.overdue(self._transaction, self._program.id, late, TASKS_AT_ONCE):
            for one in found:
                person = self._staff.get(one.owner_id or "")
                manager = self._present(person.manager_id if person else None)
                changes: dict[str, Any] = {"owner_id": manager, "escalated_on": self._today}
                await tasks.change_task(self._transaction, one.task_id, **changes)

    async def open(self, fresh: str | None) -> None:
        """Give waiting tasks to owners with room, the largest amount first; drop those without a purpose any more."""
        counts = await tasks.open_counts(self._transaction, self._program.id)
        after = None
        while page := await tasks.waiting_page(self._transaction, self._program.id, after, TASKS_AT_ONCE):
            managers = await owners.owners_of(self._transaction, [one.task.member_id or "" for one in page])
            for known in page:
                one, rule = known.task, self._terms.rule(known.task.rule or "")
                if rule is None or known.alert is None or known.alert.result != PENDING:
                    # It was never open, so there is no event.
                    closed = {"status": "dropped", "closed_on": self._today, "closed_at": self._now}
                    await tasks.change_task(self._transaction, one.task_id, **closed)
                    continue
                manager = managers.get(one.member_id or "")
                owner = self._owner(rule, manager.staff_id if manager else None)
                if counts[rule.id, owner] < rule.max_open:
                    counts[rule.id, owner] += 1
                    await self._open(known, rule, owner, is_fresh=known.alert.review_id == fresh)
            last = page[-1].task
            after = last.amount or 0, last.member_id or "", last.task_id

    async def _open(self, known: KnownTask, rule: TaskRule, owner: str | None, *, is_fresh: bool) -> None:
        due_on = known.task.due_on if is_fresh else calendar.days_after(self._today, rule.due_days)
        changes: dict[str, Any] = {"status": "open", "owner_id": owner, "due_on": due_on}
        await tasks.change_task(self._transaction, known.task.task_id, **changes)
        self.happened.append(of_task("task.opened", known.task._replace(**changes)))

    def _owner(self, rule: TaskRule, account_manager: str | None) -> str | None:
        """The owner of a new task: who stands in for the person of the rule; None for the managers' queue."""
        if rule.owner == ACCOUNT_MANAGER:
            return self._present(account_manager)
        if rule.owner == MANAGER:
            person = self._staff.get(account_manager or "")
            return self._present(person.manager_id if person else None)
        return self._present(self._by_name.get(rule.owner.removeprefix(NAMED)))

    def _present(self, staff_id: str | None) -> str | None:
        person = stand_in(self._staff, staff_id, self._today)
        return person.staff_id if person else None
