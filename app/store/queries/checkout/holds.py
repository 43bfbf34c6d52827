"""Finds holds by id and by member."""

from sqlalchemy import ColumnElement, and_, or_, select

from app.engine.model.records.checkout import Hold
from app.store.connection.statements import from_rows
from app.store.connection.transaction import Transaction
from app.store.queries.access import key_members
from app.store.tables.checkout import holds


async def find(transaction: Transaction, program_id: str, hold_id: str) -> Hold | None:
    """The programme's hold with this id."""
    found = [one for one in await transaction.rows(Hold, "hold_id", [hold_id]) if one.program_id == program_id]
    seen = await key_members.seen(transaction, [one.member_id for one in found])
    return next((one for one in found if one.member_id in seen), None)


async def holds_page(
    transaction: Transaction, member_id: str, limit: int, *, status: str | None, at: str, before: str | None
) -> list[Hold]:
    """Up to `limit` of a member's holds, newest first, before the given id.

    `status` is the one at an instant, even if its change is not stored yet; None for all.
    """
    wanted: list[ColumnElement[bool]] = [holds.c.member_id == member_id]
    if status is not None:
        wanted.append(_has_status(status, at))
    if before is not None:
        wanted.append(holds.c.hold_id < before)
    found = select(holds).where(*wanted).order_by(holds.c.hold_id.desc()).limit(limit)
    return from_rows(Hold, await transaction.execute(found))


def _has_status(status: str, at: str) -> ColumnElement[bool]:
    # It may have expired without a stored change.
    if status == "active":
        return and_(holds.c.status == status, holds.c.expires_at > at)
    if status == "expired":
        return or_(holds.c.status == status, and_(holds.c.status == "active", holds.c.expires_at <= at))
    return holds.c.status == status
