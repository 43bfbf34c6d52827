"""Changes of tier: a member's history, and all announced ones."""

from sqlalchemy import select, tuple_, update

from app.engine.model.records.tiers import TierChange
from app.store.connection.statements import from_rows
from app.store.connection.transaction import Transaction
from app.store.queries.access import key_members
from app.store.tables.tiers import tier_changes


async def tier_changes_page(
    transaction: Transaction, member_id: str, limit: int, before: str | None
) -> list[TierChange]:
    """Up to `limit` changes of one member, newest first, before the given id."""
    wanted = [tier_changes.c.member_id == member_id, *([tier_changes.c.tier_change_id < before] if before else [])]
    found = select(tier_changes).where(*wanted).order_by(tier_changes.c.tier_change_id.desc()).limit(limit)
    return from_rows(TierChange, await transaction.execute(found))


async def announced_page(
    transaction: Transaction, program_id: str, limit: int, after: tuple[str, str], until: str
) -> list[TierChange]:
    """Up to `limit` changes announced by an instant, in the order of announcement.

    `after` is the `notice_at` and id of the previous page's last one, or the starting instant and "".
    """
    order = (tier_changes.c.notice_at, tier_changes.c.tier_change_id)
    wanted = (tier_changes.c.notice_at <= until, tuple_(*order) > tuple_(*after))
    of_program = tier_changes.c.program_id == program_id
    found = key_members.only_seen(
        transaction, select(tier_changes).where(*wanted), tier_changes.c.member_id, of_program
    )
    found = found.order_by(*order).limit(limit)
    return from_rows(TierChange, await transaction.execute(found))


async def withdraw(transaction: Transaction, member_id: str, tier_change_id: str) -> None:
    """Withdraw the announcement of a change: a later change is announced instead, or none."""
    owner, one = tier_changes.c.member_id == member_id, tier_changes.c.tier_change_id == tier_change_id
    await transaction.execute(update(tier_changes).where(owner, one).values(notice_at=None))
