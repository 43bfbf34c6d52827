"""Finds members with effects of time due. Instants are text."""

from typing import Final, NamedTuple

from sqlalchemy import func, select, tuple_

from app.store.connection.transaction import Transaction
from app.store.tables.tables import members, programs

PARTS: Final = 8
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
    first = (
        select(members.c.next_due_at)
        .where(members.c.program_id == programs.c.program_id, members.c.next_due_at.is_not(None))
        .order_by(members.c.next_due_at)
        .limit(1)
        .scalar_subquery()
    )
    found = select(programs.c.program_id, programs.c.clock, first).order_by(programs.c.program_id)
    if program_id:
        found = found.where(programs.c.program_id == program_id)
    return [FirstDue(*row) for row in await transaction.execute(found)]


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
