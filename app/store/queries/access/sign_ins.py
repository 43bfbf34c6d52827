"""Passwords, invitations, sessions and failed attempts of staff."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import delete, func, insert, select, update

from app.store.connection.transaction import Transaction
from app.store.rows.access import StaffRow
from app.store.rows.programs import ProgramRow
from app.store.tables.programs import programs
from app.store.tables.sign_in import failed_sign_ins, staff_invitations, staff_passwords, staff_sessions
from app.store.tables.staff import staff


class KnownSession(NamedTuple):
    """A session with its person and programme."""

    role: str
    used_at: str
    ends_at: str
    person: StaffRow
    program: ProgramRow


class KnownInvitation(NamedTuple):
    """An invitation with its person and programme."""

    ends_at: str
    used_at: str | None
    person: StaffRow
    program: ProgramRow


async def session(transaction: Transaction, token_hash: str) -> KnownSession | None:
    """The session with this token."""
    table = staff_sessions.c
    found = await transaction.execute(
        select(table.role, table.used_at, table.ends_at, staff, programs)
        .join(staff, staff.c.staff_id == table.staff_id)
        .join(programs, programs.c.program_id == staff.c.program_id)
        .where(table.token_hash == token_hash)
    )
    if not found:
        return None
    role, used_at, ends_at, *rest = found[0]
    return KnownSession(role, used_at, ends_at, *_person(rest))


async def begin_session(
    transaction: Transaction, token_hash: str, person: StaffRow, began_at: str, ends_at: str
) -> None:
    """Store a new session, and forget the person's ended ones."""
    ended = staff_sessions.c.staff_id == person.staff_id, staff_sessions.c.ends_at <= began_at
    await transaction.execute(delete(staff_sessions).where(*ended))
    row = {"token_hash": token_hash, "staff_id": person.staff_id, "role": person.role, "began_at": began_at}
    await transaction.execute(insert(staff_sessions).values(**row, used_at=began_at, ends_at=ends_at))


async def session_used(transaction: Transaction, token_hash: str, at: str) -> None:
    """Record when a session was last used."""
    await transaction.execute(
        update(staff_sessions).where(staff_sessions.c.token_hash == token_hash).values(used_at=at)
    )


async def end_session(transaction: Transaction, token_hash: str) -> None:
    """Delete a session."""
    await transaction.execute(delete(staff_sessions).where(staff_sessions.c.token_hash == token_hash))


async def end_sessions(transaction: Transaction, staff_id: str) -> None:
    """Delete all sessions of a person."""
    await transaction.execute(delete(staff_sessions).where(staff_sessions.c.staff_id == staff_id))


async def password_hash(transaction: Transaction, staff_id: str) -> str | None:
    """The hash of a person's password; None without one."""
    found = await transaction.execute(
        select(staff_passwords.c.password_hash).where(staff_passwords.c.staff_id == staff_id)
    )
    return str(found[0][0]) if found else None


async def set_password(transaction: Transaction, staff_id: str, password_hash: str, at: str) -> None:
    """Store a person's password."""
    await transaction.execute(delete(staff_passwords).where(staff_passwords.c.staff_id == staff_id))
    row = {"staff_id": staff_id, "password_hash": password_hash, "set_at": at}
    await transaction.execute(insert(staff_passwords).values(**row))


async def invite(transaction: Transaction, token_hash: str, staff_id: str, ends_at: str) -> None:
    """Store an invitation in place of the person's earlier ones."""
    await transaction.execute(delete(staff_invitations).where(staff_invitations.c.staff_id == staff_id))
    row = {"token_hash": token_hash, "staff_id": staff_id, "ends_at": ends_at}
    await transaction.execute(insert(staff_invitations).values(**row))


async def invitation(transaction: Transaction, token_hash: str) -> KnownInvitation | None:
    """The invitation with this token."""
    table = staff_invitations.c
    found = await transaction.execute(
        select(table.ends_at, table.used_at, staff, programs)
        .join(staff, staff.c.staff_id == table.staff_id)
        .join(programs, programs.c.program_id == staff.c.program_id)
        .where(table.token_hash == token_hash)
    )
    if not found:
        return None
    ends_at, used_at, *rest = found[0]
    return KnownInvitation(ends_at, used_at, *_person(rest))


async def invitation_used(transaction: Transaction, token_hash: str, at: str) -> bool:
    """Mark an invitation as used; False if it was used before."""
    table = staff_invitations.c
    marked = await transaction.execute(
        update(staff_invitations)
        .where(table.token_hash == token_hash, table.used_at.is_(None))
        .values(used_at=at)
        .returning(table.token_hash)
    )
    return bool(marked)


async def note_failure(transaction: Transaction, attempt_id: str, places: Collection[str], at: str, since: str) -> None:
    """Store a failed attempt under each of these places, and forget those before `since`."""
    await transaction.execute(delete(failed_sign_ins).where(failed_sign_ins.c.failed_at < since))
    rows = [{"attempt_id": attempt_id, "place": place, "failed_at": at} for place in places]
    await transaction.execute(insert(failed_sign_ins).values(rows))


async def failures(transaction: Transaction, places: Collection[str], since: str) -> dict[str, int]:
    """The number of failed attempts since an instant, by place."""
    table = failed_sign_ins.c
    found = await transaction.execute(
        select(table.place, func.count())
        .where(table.place.in_(sorted(places)), table.failed_at >= since)
        .group_by(table.place)
    )
    return {str(place): int(count) for place, count in found}


def _person(columns: list[object]) -> tuple[StaffRow, ProgramRow]:
    width = len(StaffRow._fields)
    return StaffRow(*columns[:width]), ProgramRow(*columns[width:])  # type: ignore[arg-type]
