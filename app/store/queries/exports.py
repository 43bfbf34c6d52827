"""Pages of a programme's records for exports, in the order of their primary key."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Table, select, tuple_

from app.engine.model.gift_cards import GiftCard
from app.engine.model.records.sales import Purchase, Return
from app.engine.model.records.vouchers import Voucher
from app.ledger.entries import Entry
from app.store.connection.statements import from_rows, key_of, table_of
from app.store.connection.transaction import Record, Transaction
from app.store.tables.ledger import purchases
from app.store.tables.members import members

# The column by which the records of a kind belong to a time, a day or an instant.
TIME_OF: dict[type[Any], str] = {
    Purchase: "business_date",
    Return: "business_date",
    Entry: "recorded_at",
    Voucher: "issued_at",
    GiftCard: "issued_at",
}


class Span(NamedTuple):
    """A half-open range of days or instants in the form of the column; None: open."""

    start: str | None
    end: str | None


async def page(
    transaction: Transaction, kind: type[Record], program_id: str, *, after: tuple[str, ...], limit: int, span: Span
) -> list[Record]:
    """Up to `limit` records of a programme after a primary key; no purchases and returns that were claimed since."""
    table: Table = table_of(kind)
    key = [table.c[name] for name in key_of(table)]
    time = table.c[TIME_OF[kind]]
    wanted = [table.c.program_id == program_id, tuple_(*key) > tuple_(*after)]
    wanted += [time >= span.start] if span.start else []
    wanted += [time < span.end] if span.end else []
    wanted += [table.c.status != "claimed"] if kind in (Purchase, Return) else []
    found = select(table).where(*wanted).order_by(*key).limit(limit)
    return from_rows(kind, await transaction.execute(found))


async def member_names(transaction: Transaction, member_ids: Collection[str]) -> dict[str, str]:
    """The external ids of members that have one."""
    found = select(members.c.member_id, members.c.external_id).where(members.c.member_id.in_(sorted(member_ids)))
    return {row[0]: row[1] for row in await transaction.execute(found) if row[1] is not None}


async def purchase_names(transaction: Transaction, purchase_ids: Collection[str]) -> dict[str, str]:
    """The external ids of purchases that have one."""
    wanted = purchases.c.purchase_id.in_(sorted(purchase_ids)), purchases.c.external_id.is_not(None)
    found = select(purchases.c.purchase_id, purchases.c.external_id).where(*wanted)
    return {row[0]: row[1] for row in await transaction.execute(found)}
