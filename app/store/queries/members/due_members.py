"""Finds members with effects of time due. Instants are text."""

from typing import Final, NamedTuple

from sqlalchemy import func, or_, select, tuple_, update

from app.store.connection.transaction import Transaction
from app.store.tables.members import members, profiles
from app.store.tables.programs import programs

PARTS: Final = 8
_EXPECTED: Final = 500
_LAST_CHARACTERS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


class FirstDue(NamedTuple):
    """A programme, its clock (None: real time), and the instant of the first effect due in it."""

    program_id: str
    clock: str | None
    due_at: str | None


class DueMember(NamedTuple):
    """A member, and the instant since when an effect is due."""

    due_at: str
    member_id: str


async def first_of_each(transaction: Transaction, program_id: str | None = None) -> list[FirstDue]:
    """The first effect due in every programme, or in one: one index lookup each."""
    found = select(programs.c.program_id, programs.c.clock).order_by(programs.c.program_id)
    if program_id:
        found = found.where(programs.c.program_id == program_id)
    first = []
    for one, clock in await transaction.execute(found):
        due = select(members.c.next_due_at).where(members.c.program_id == one, members.c.next_due_at.is_not(None))
        rows = await transaction.execute(due.order_by(members.c.next_due_at).limit(1))
        first.append(FirstDue(one, clock, rows[0][0] if rows else None))
    return first


async def chunk(
    transaction: Transaction, program_id: str, now: str, after: DueMember, limit: int, part: int | None = None
) -> list[DueMember]:
    """Up to `limit` members with an effect due by now, earliest first, after a given one.

    `part`, from 0, is one of eight partitions of all members, by the last character of their ids; None is all.
    """
    order = (members.c.next_due_at, members.c.member_id)
    wanted = [members.c.program_id == program_id, members.c.next_due_at <= now, tuple_(*order) > tuple_(*after)]
    if part is not None:
        last = func.substr(members.c.member_id, func.length(members.c.member_id), 1)
        wanted.append(last.in_(list(_LAST_CHARACTERS[part::PARTS])))
    found = select(*order).where(*wanted).order_by(*order).limit(limit)
    return [DueMember(*row) for row in await transaction.execute(found)]


async def expect_birthdays(program_id: str, due_at: str, after: str, transaction: Transaction) -> str | None:
    """Let effects of time be due at an instant for the next members with a birthday, unless any is due before.

    Members are in the order of their ids, from the one after `after`: returns the last, None when all are done.
    """
    table = profiles.c
    born = table.program_id == program_id, table.birth_date.is_not(None), table.member_id > after
    found = await transaction.execute(select(table.member_id).where(*born).order_by(table.member_id).limit(_EXPECTED))
    ids = [str(row[0]) for row in found]
    if not ids:
        return None
    later = or_(members.c.next_due_at.is_(None), members.c.next_due_at > due_at)
    await transaction.execute(update(members).where(members.c.member_id.in_(ids), later).values(next_due_at=due_at))
    return ids[-1]
