"""Tasks of the staff: made manually, listed, handed over, postponed and closed."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from app.actions.access.audit import Recorder
from app.actions.access.key_members import locked_member
from app.actions.access.keys import Caller
from app.actions.access.staff import NO_STAFF
from app.actions.customers.tasks.task_distribution import Distribution
from app.actions.event_log import tell_all
from app.actions.ids import IdSource
from app.actions.programs import Programs
from app.engine.events.reviewing import of_task
from app.engine.model.book import Refusal
from app.engine.model.instants import instant_text
from app.engine.program.terms.tasks import LAPSE
from app.engine.program.versions import Program
from app.store.connection.database import Database
from app.store.connection.errors import IntegrityConflict
from app.store.connection.transaction import Transaction
from app.store.queries.access import audit
from app.store.queries.access import staff as people
from app.store.queries.customers import alerts
from app.store.queries.customers import tasks as store
from app.store.queries.customers.tasks import Filters, KnownTask
from app.store.queries.members import members
from app.store.rows.tasks import TaskRow

NO_TASK: Final = Refusal("not-found", "there is no such task")
NO_MEMBER: Final = Refusal("not-found", "there is no such member", "/member")


class TaskRequest(NamedTuple):
    """A manual task to make. `member` and `owner` are references; `owner` None: for the managers' queue."""

    external_id: str
    fingerprint: str
    due_on: str
    text: str
    member: str | None = None
    owner: str | None = None


class Closing(NamedTuple):
    """How a task is closed: `status` is `done`, with an outcome, or `dropped`."""

    status: str
    outcome: str | None = None
    reason: str | None = None
    note: str | None = None


class Tasks:
    """The tasks of one database. `clock` gives the real time, in UTC."""

    def __init__(
        self,
        database: Database,
        programs: Programs,
        ids: IdSource,
        clock: Callable[[], datetime],
        *,
        recorder: Recorder,
        distribution: Distribution,
    ) -> None:
        self._database = database
        self._programs = programs
        self._ids = ids
        self._clock = clock
        self._recorder = recorder
        self._distribution = distribution

    async def make(self, caller: Caller, wish: TaskRequest) -> tuple[KnownTask, bool] | Refusal:
        """Make a manual task: the task, and whether this name was used before."""

        async def work(transaction: Transaction) -> tuple[KnownTask, bool] | Refusal:
            known = await store.task_named(transaction, caller.program_id, wish.external_id)
            if known:
                if known.fingerprint != wish.fingerprint:
                    return Refusal("external-id-conflict", f"this is the name of {known.task_id}", "/external_id")
                return KnownTask(known, None), True
            # Locked, so that no text is about a member erased in the same moment.
            member_id = await locked_member(transaction, caller, wish.member) if wish.member else None
            if wish.member and member_id is None:
                return NO_MEMBER
            owner = await people.find_staff(transaction, caller.program_id, wish.owner) if wish.owner else None
            if wish.owner and (owner is None or not owner.active):
                return NO_STAFF._replace(pointer="/owner")
            program = await self._programs.one(transaction, caller.program_id)
            made = TaskRow(
                task_id=self._ids.draw("tsk"),
                program_id=caller.program_id,
                external_id=wish.external_id,
                fingerprint=wish.fingerprint,
                rule=None,
                alert_id=None,
                member_id=member_id,
                owner_id=owner and owner.staff_id,
                due_on=wish.due_on,
                status="open",
                amount=None,
                text=wish.text,
                outcome=None,
                reason=None,
                note=None,
                escalated_on=None,
                created_by=caller.staff_id,
                created_at=instant_text(program.now(self._clock())),
                closed_on=None,
                closed_at=None,
            )
            await store.add_tasks(transaction, [made])
            told = [of_task("task.opened", made)]
            await tell_all(transaction, caller.program_id, told, made.created_at, self._ids.draw)
            return KnownTask(made, None), False

        try:
            return await self._seen_by(caller).write(work)
        except IntegrityConflict:
            # The same request in the same moment.
            return await self._seen_by(caller).write(work)

    async def one(self, caller: Caller, task_id: str) -> KnownTask | Refusal:
        """A task, with the alert that it is about."""

        async def work(transaction: Transaction) -> KnownTask | Refusal:
            found = await store.find_task(transaction, caller.program_id, task_id)
            return await _known(transaction, found) if found else NO_TASK

        return await self._seen_by(caller).read(work)

    async def page(
        self, caller: Caller, limit: int, after: tuple[str, str] | None, wanted: Filters, member: str | None
    ) -> list[KnownTask] | Refusal:
        """Up to `limit` tasks, by due day and id, after these; `member` is a reference."""

        async def work(transaction: Transaction) -> list[KnownTask] | Refusal:
            filters = wanted
            if member:
                found = await members.find_many(transaction, caller.program_id, [member])
                if not found:
                    return NO_MEMBER
                filters = wanted._replace(member_id=found[member].member_id)
            rows = await store.tasks_page(transaction, caller.program_id, limit, after, filters)
            about = await alerts.alerts_of(transaction, [one.alert_id for one in rows if one.alert_id])
            return [KnownTask(one, about.get(one.alert_id or "")) for one in rows]

        return await self._seen_by(caller).read(work)

    async def close(self, caller: Caller, task_id: str, closing: Closing) -> KnownTask | Refusal:
        """Close a task, and log it. A no-op if repeated; another way of closing is refused."""

        async def change(
            transaction: Transaction, program: Program, task: TaskRow
        ) -> Mapping[str, Any] | Refusal | None:
            if closing.reason and closing.reason not in program.rules.tasks.reasons:
                return Refusal("validation", "must be one of the programme's `tasks.reasons`", "/reason", "not-one-of")
            if task.status in ("done", "dropped"):
                said = Closing(task.status, task.outcome, task.reason, task.note)
                return None if said == closing else Refusal("already-decided", f"the task is {task.status}")
            now = program.now(self._clock())
            closed = {"closed_on": program.business_date(now), "closed_at": instant_text(now)}
            return {**closing._asdict(), **closed}

        changed = await self._change(caller, task_id, "close_task", change)
        if not isinstance(changed, Refusal):
            # There may be room for a waiting task.
            await self._distribution.give_out(caller.program_id)
        return changed

    async def hand(self, caller: Caller, task_id: str, staff: str | None) -> KnownTask | Refusal:
        """Give an open task to another person, None for the managers' queue, and log it."""

        async def change(
            transaction: Transaction, program: Program, task: TaskRow
        ) -> Mapping[str, Any] | Refusal | None:
            person = await people.find_staff(transaction, caller.program_id, staff) if staff else None
            if staff and (person is None or not person.active):
                return NO_STAFF._replace(pointer="/staff")
            if refusal := _not_open(task):
                return refusal
            owner_id = person and person.staff_id
            return (
                None
                if owner_id == task.owner_id and task.status == "open"
                else {"owner_id": owner_id, "status": "open"}
            )

        return await self._change(caller, task_id, "hand_task", change)

    async def postpone(self, caller: Caller, task_id: str, due_on: str) -> KnownTask | Refusal:
        """Give an open task another due day, and log it. It may become late, and be escalated, once more."""

        async def change(
            transaction: Transaction, program: Program, task: TaskRow
        ) -> Mapping[str, Any] | Refusal | None:
            if refusal := _not_open(task):
                return refusal
            if due_on < program.business_date(program.now(self._clock())):
                return Refusal("validation", "must not be in the past", "/due_on", "in-past")
            return None if due_on == task.due_on else {"due_on": due_on, "escalated_on": None}

        return await self._change(caller, task_id, "postpone_task", change)

    async def lapse_reasons(
        self, program_id: str, first_on: str | None, last_on: str | None
    ) -> tuple[Mapping[str | None, int], tuple[str, ...]]:
        """The number of done tasks about lapsed customers by reason, closed on these days; and the known reasons."""

        async def work(transaction: Transaction) -> tuple[Mapping[str | None, int], tuple[str, ...]]:
            program = await self._programs.one(transaction, program_id)
            counts = await store.reasons_of(transaction, program_id, LAPSE, (first_on, last_on))
            return counts, program.rules.tasks.reasons

        return await self._database.read(work)

    async def _change(
        self, caller: Caller, task_id: str, act: str, change: Callable[[Transaction, Program, TaskRow], Any]
    ) -> KnownTask | Refusal:
        async def work(transaction: Transaction) -> KnownTask | Refusal:
            found = await store.find_task(transaction, caller.program_id, task_id)
            if found and found.member_id:
                # As when it is made; an erasure drops its tasks.
                await transaction.lock_members([found.member_id])
            task = await store.find_task(transaction, caller.program_id, task_id, lock=True)
            if task is None:
                return NO_TASK
            program = await self._programs.one(transaction, caller.program_id)
            changes = await change(transaction, program, task)
            if isinstance(changes, Refusal):
                return changes
            if changes:
                await store.change_task(transaction, task_id, **changes)
                told = {name: changes[name] for name in _LOGGED if name in changes}
                row = self._recorder.row(caller, caller.program_id, act, task_id, **told)
                await audit.record(transaction, [row])
                after = task._replace(**changes)
                if after.closed_at and not task.closed_at:
                    closed = [of_task("task.closed", after)]
                    await tell_all(transaction, caller.program_id, closed, after.closed_at, self._ids.draw)
            return await _known(transaction, task._replace(**changes) if changes else task)

        return await self._seen_by(caller).write(work)

    def _seen_by(self, caller: Caller) -> Database:
        return self._database.known_to(caller.members_of) if caller.members_of else self._database


# Never the note: it is a text about a person.
_LOGGED: Final = ("status", "outcome", "reason", "owner_id", "due_on")


def _not_open(task: TaskRow) -> Refusal | None:
    is_closed = task.status in ("done", "dropped")
    return Refusal("already-decided", f"the task is {task.status}") if is_closed else None


async def _known(transaction: Transaction, task: TaskRow) -> KnownTask:
    about = await alerts.alerts_of(transaction, [task.alert_id]) if task.alert_id else {}
    return KnownTask(task, about.get(task.alert_id or ""))
