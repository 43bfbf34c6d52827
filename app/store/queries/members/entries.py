"""Pages and sums of a member's ledger entries."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import func, select, text

from app.ledger.entries import Entry
from app.store.connection.statements import from_rows
from app.store.connection.transaction import Transaction
from app.store.queries import purchases
from app.store.tables.ledger import entries


class Sum(NamedTuple):
    """The sum of the entries of one type in one lot of one unit."""

    unit: str
    lot: str
    type: str
    amount: int


async def sums_until(transaction: Transaction, member_id: str, at: str) -> list[Sum]:
    """The sums of a member's entries recorded up to an instant."""
    kinds = (entries.c.unit, entries.c.lot, entries.c.type)
    wanted = (entries.c.member_id == member_id, entries.c.recorded_at <= at)
    found = select(*kinds, func.sum(entries.c.amount)).where(*wanted).group_by(*kinds)
    return [Sum(unit, lot, type_, int(amount)) for unit, lot, type_, amount in await transaction.execute(found)]


async def entry(transaction: Transaction, member_id: str, entry_id: str) -> Entry | None:
    """An entry of a member."""
    wanted = entries.c.member_id == member_id, entries.c.entry_id == entry_id
    found = from_rows(Entry, await transaction.execute(select(entries).where(*wanted)))
    return found[0] if found else None


async def entries_page(
    transaction: Transaction,
    member_id: str,
    limit: int,
    before: str | None = None,
    unit: str | None = None,
    purchase_id: str | None = None,
) -> list[Entry]:
    """Up to `limit` entries of a member, newest first, before the given entry id.

    With `purchase_id` only those of the purchase and its returns; it may also be the id of a return.
    """
    wanted = [entries.c.member_id == member_id]
    if before is not None:
        wanted.append(entries.c.entry_id < before)
    if unit is not None:
        wanted.append(entries.c.unit == unit)
    if purchase_id is not None:
        returns = await purchases.returns_of(transaction, purchase_id)
        wanted.append(entries.c.cause_id.in_([purchase_id, *(one.return_id for one in returns)]))
    found = select(entries).where(*wanted).order_by(entries.c.entry_id.desc()).limit(limit)
    return from_rows(Entry, await transaction.execute(found))


async def expired(transaction: Transaction, member_ids: Collection[str]) -> dict[tuple[str, str, str], int]:
    """Expired amounts that nobody has taken back since: by member, unit and lot."""
    lot = (entries.c.member_id, entries.c.unit, entries.c.lot)
    wanted = (entries.c.member_id.in_(member_ids), entries.c.type == text("'expire'"))
    found = await transaction.execute(select(*lot, func.sum(entries.c.amount)).where(*wanted).group_by(*lot))
    return {(member_id, unit, lot): -int(amount) for member_id, unit, lot, amount in found}
