"""Tasks: making, finding and closing them."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, func, or_, select, tuple_, update

from app.engine.model.names import WITH_THE_MEMBER
from app.store.connection.transaction import Transaction
from app.store.queries.access import key_members
from app.store.queries.access.staff import is_called
from app.store.queries.customers.owners import NOBODY
from app.store.rows.reviews import Alert
from app.store.rows.tasks import TaskRow
from app.store.tables.members import members
from app.store.tables.staff import staff
from app.store.tables.tasks import alerts, tasks

_task: Final = tasks.c


class Filters(NamedTuple):
    """What a list of tasks is limited to; None: not limited. `owner` is a reference, or `none` for the queue."""

    owner: str | None = None
    status: str | None = None
    due_by: str | None = None
    member_id: str | None = None
    rule: str | None = None


class KnownTask(NamedTuple):
    """A task, and the alert that it is about."""

    task: TaskRow
    alert: Alert | None


async def add_tasks(transaction: Transaction, made: Sequence[TaskRow]) -> None:
    """Store new tasks. Raises IntegrityConflict if an external id is taken."""
    if made:
        await transaction.insert(TaskRow, made)


async def task_named(transaction: Transaction, program_id: str, external_id: str) -> TaskRow | None:
    """The task of this name."""
    wanted = _task.program_id == program_id, _task.external_id == external_id
    rows = await transaction.execute(select(tasks).where(*wanted))
    return TaskRow(*rows[0]) if rows else None


async def find_task(transaction: Transaction, program_id: str, task_id: str, *, lock: bool = False) -> TaskRow | None:
    """The task with this id; `lock`: until the transaction ends."""
    wanted = select(tasks).where(_task.program_id == program_id, _task.task_id == task_id)
    wanted = wanted.where(_is_seen(transaction))
    rows = await transaction.execute(wanted.with_for_update() if lock else wanted)
    return TaskRow(*rows[0]) if rows else None


async def tasks_page(
    transaction: Transaction, program_id: str, limit: int, after: tuple[str, str] | None, filters: Filters
) -> list[TaskRow]:
    """Up to `limit` tasks, by due day and id, after these."""
    wanted = [_task.program_id == program_id, _is_seen(transaction)]
    wanted += [_is_owned(program_id, filters.owner)] if filters.owner else []
    wanted += [_task.status == filters.status] if filters.status else []
    wanted += [_task.due_on <= filters.due_by] if filters.due_by else []
    wanted += [_task.member_id == filters.member_id] if filters.member_id else []
    wanted += [_task.rule == filters.rule] if filters.rule else []
    order = _task.due_on, _task.task_id
    wanted += [tuple_(*order) > tuple_(*after)] if after else []
    found = select(tasks).where(*wanted).order_by(*order).limit(limit)
    return [TaskRow(*row) for row in await transaction.execute(found)]


def _is_owned(program_id: str, owner: str) -> ColumnElement[bool]:
    if owner == NOBODY:
        return _task.owner_id.is_(None)
    person = select(staff.c.staff_id).where(staff.c.program_id == program_id, is_called(owner))
    return _task.owner_id.in_(person)


def _is_seen(transaction: Transaction) -> ColumnElement[bool]:
    """A partner's key sees the tasks about its members only."""
    return key_members.is_seen(transaction, _task.member_id)


async def change_task(transaction: Transaction, task_id: str, **changes: Any) -> None:
    """Store changes of a task."""
    await transaction.execute(update(tasks).where(_task.task_id == task_id).values(changes))


async def waiting_page(
    transaction: Transaction, program_id: str, after: tuple[int, str, str] | None, limit: int
) -> list[KnownTask]:
    """Up to `limit` waiting tasks with their alerts, the largest amount first, then by member and id, after these."""
    wanted = [_task.program_id == program_id, _task.status == "waiting"]
    if after:
        amount, *key = after
        later = (_task.amount == amount) & (tuple_(_task.member_id, _task.task_id) > tuple_(*key))
        wanted.append((_task.amount < amount) | later)
    found = (
        select(tasks, alerts)
        .join_from(tasks, alerts, alerts.c.alert_id == _task.alert_id)
        .where(*wanted)
        .order_by(_task.amount.desc(), _task.member_id, _task.task_id)
        .limit(limit)
    )
    width = len(tasks.columns)
    return [KnownTask(TaskRow(*row[:width]), Alert(*row[width:])) for row in await transaction.execute(found)]


async def open_counts(transaction: Transaction, program_id: str) -> Counter[tuple[str, str | None]]:
    """The number of open tasks, by rule and owner."""
    wanted = _task.program_id == program_id, _task.status == "open", _task.rule.is_not(None)
    found = select(_task.rule, _task.owner_id, func.count()).where(*wanted).group_by(_task.rule, _task.owner_id)
    return Counter({(rule, owner): int(count) for rule, owner, count in await transaction.execute(found)})


async def overdue(transaction: Transaction, program_id: str, due_by: str, limit: int) -> list[TaskRow]:
    """Up to `limit` open tasks with an owner that were due by a day and have not been escalated."""
    wanted = _task.program_id == program_id, _task.status == "open", _task.due_on <= due_by
    mine = _task.owner_id.is_not(None), _task.escalated_on.is_(None)
    found = select(tasks).where(*wanted, *mine).order_by(_task.due_on, _task.task_id).limit(limit)
    return [TaskRow(*row) for row in await transaction.execute(found)]


async def reasons_of(
    transaction: Transaction, program_id: str, kind: str, closed: tuple[str | None, str | None]
) -> Mapping[str | None, int]:
    """The number of done tasks about alerts of a kind, by reason; closed on these days."""
    wanted = [_task.program_id == program_id, _task.status == "done", alerts.c.kind == kind]
    first, last = closed
    wanted += [_task.closed_on >= first] if first else []
    wanted += [_task.closed_on <= last] if last else []
    found = select(_task.reason, func.count()).join_from(tasks, alerts, alerts.c.alert_id == _task.alert_id)
    rows = await transaction.execute(found.where(*wanted).group_by(_task.reason))
    return {reason: int(count) for reason, count in rows}


async def tasks_of_alerts(
    transaction: Transaction, kind: str, member_ids: Collection[str]
) -> dict[tuple[str, str], str]:
    """The tasks about alerts of a kind, by member and occasion."""
    if not member_ids:
        return {}
    found = (
        select(alerts.c.member_id, alerts.c.occasion, _task.task_id)
        .join_from(alerts, tasks, _task.alert_id == alerts.c.alert_id)
        .where(alerts.c.kind == kind, alerts.c.member_id.in_(member_ids))
        .order_by(_task.task_id.desc())
    )
    return {(member_id, occasion): task_id for member_id, occasion, task_id in await transaction.execute(found)}


async def open_tasks_of(transaction: Transaction, member_ids: Collection[str]) -> Counter[str]:
    """The number of open tasks about each member."""
    if not member_ids:
        return Counter()
    wanted = _task.member_id.in_(member_ids), _task.status == "open"
    found = select(_task.member_id, func.count()).where(*wanted).group_by(_task.member_id)
    return Counter({member_id: int(count) for member_id, count in await transaction.execute(found)})


async def stray_tasks(transaction: Transaction, program_id: str, limit: int) -> list[str]:
    """Up to `limit` ids of tasks whose member, alert or owner does not exist, and of open ones about erased members."""
    is_unfinished = _task.status.in_(("waiting", "open"))
    faults = (
        _task.member_id.is_not(None) & members.c.member_id.is_(None),
        _task.alert_id.is_not(None) & alerts.c.alert_id.is_(None),
        _task.owner_id.is_not(None) & staff.c.staff_id.is_(None),
        members.c.erased_at.is_not(None) & is_unfinished,
    )
    found = (
        select(_task.task_id)
        .outerjoin(members, members.c.member_id == _task.member_id)
        .outerjoin(alerts, alerts.c.alert_id == _task.alert_id)
        .outerjoin(staff, staff.c.staff_id == _task.owner_id)
        .where(_task.program_id == program_id, or_(*faults))
        .order_by(_task.task_id)
        .limit(limit)
    )
    return [row[0] for row in await transaction.execute(found)]


async def move_tasks(transaction: Transaction, old_id: str, new_id: str) -> None:
    """Give a merged member's tasks to the other."""
    await transaction.execute(update(tasks).where(_task.member_id == old_id).values(member_id=new_id))


async def forget_task_texts(transaction: Transaction, member_id: str) -> None:
    """Erase the texts of people in tasks about a member; an unfinished one is dropped."""
    mine = _task.member_id == member_id
    by_hand = mine & _task.rule.is_(None)
    await transaction.execute(update(tasks).where(by_hand).values(text=WITH_THE_MEMBER))
    await transaction.execute(update(tasks).where(mine, _task.note.is_not(None)).values(note=WITH_THE_MEMBER))
    unfinished = update(tasks).where(mine, _task.status.in_(("waiting", "open")))
    await transaction.execute(unfinished.values(status="dropped"))
