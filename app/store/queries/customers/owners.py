"""The owners of members: the staff who look after them."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, delete, func, or_, select

from app.store.connection.transaction import Transaction
from app.store.queries.access import staff as staff_queries
from app.store.queries.moving import move_rows
from app.store.rows.access import MemberOwner
from app.store.tables.members import members
from app.store.tables.staff import member_owners, staff

NOBODY = "none"


async def owners_of(transaction: Transaction, member_ids: Collection[str]) -> dict[str, MemberOwner]:
    """The owners of these members, by member, where there is one."""
    found = await transaction.rows(MemberOwner, "member_id", member_ids) if member_ids else []
    return {one.member_id: one for one in found}


async def owner_names(transaction: Transaction, member_ids: Collection[str]) -> dict[str, str]:
    """The external ids of the owners of these members, or else their ids, by member."""
    found = (
        select(member_owners.c.member_id, func.coalesce(staff.c.external_id, staff.c.staff_id))
        .join_from(member_owners, staff, staff.c.staff_id == member_owners.c.staff_id)
        .where(member_owners.c.member_id.in_(member_ids))
    )
    return {row[0]: row[1] for row in await transaction.execute(found)}


async def stray_owners(transaction: Transaction, program_id: str, limit: int) -> list[str]:
    """Up to `limit` ids of members with an owner where either does not exist, or the member is erased."""
    found = (
        select(member_owners.c.member_id)
        .outerjoin(members, members.c.member_id == member_owners.c.member_id)
        .outerjoin(staff, staff.c.staff_id == member_owners.c.staff_id)
        .where(member_owners.c.program_id == program_id)
        .where(or_(members.c.member_id.is_(None), members.c.erased_at.is_not(None), staff.c.staff_id.is_(None)))
        .order_by(member_owners.c.member_id)
        .limit(limit)
    )
    return [row[0] for row in await transaction.execute(found)]


async def set_owner(transaction: Transaction, member_id: str, owner: MemberOwner | None) -> None:
    """Replace the owner of a member; None for nobody."""
    await forget_owner(transaction, member_id)
    if owner:
        await transaction.insert(MemberOwner, [owner])


async def forget_owner(transaction: Transaction, member_id: str) -> None:
    """Delete the owner of a member."""
    await transaction.execute(delete(member_owners).where(member_owners.c.member_id == member_id))


async def join_owners(transaction: Transaction, old_id: str, new_id: str) -> None:
    """Give a merged member's owner to the other, who keeps an owner of its own."""
    if await owners_of(transaction, [new_id]):
        await forget_owner(transaction, old_id)
    await move_rows(transaction, member_owners, old_id, new_id)


def is_owned(program_id: str, member_id: ColumnElement[str], reference: str) -> ColumnElement[bool]:
    """Whether a member has this owner, `stf_…` or `ext:…`; `none` for no owner."""
    owned = select(member_owners.c.member_id).where(member_owners.c.program_id == program_id)
    if reference == NOBODY:
        return member_id.not_in(owned)
    person = select(staff.c.staff_id).where(staff.c.program_id == program_id, staff_queries.is_called(reference))
    return member_id.in_(owned.where(member_owners.c.staff_id.in_(person)))
