"""Quotes: locked for booking, and deleted after they expire."""

from collections.abc import Collection

from sqlalchemy import delete, or_, select

from app.engine.model.records.checkout import Quote
from app.store.connection.statements import from_rows
from app.store.connection.transaction import Transaction
from app.store.tables.checkout import holds, quotes


async def lock_quotes(transaction: Transaction, quote_ids: Collection[str]) -> list[Quote]:
    """The quotes with these ids, locked until the transaction ends in one order for all."""
    found = select(quotes).where(quotes.c.quote_id.in_(sorted(quote_ids))).order_by(quotes.c.quote_id)
    return from_rows(Quote, await transaction.execute(found.with_for_update()))


async def forget(transaction: Transaction, before_id: str) -> None:
    """Delete the quotes whose ids were drawn before this one, except those that holds reserve."""
    is_old, is_held = quotes.c.quote_id < before_id, quotes.c.held_by.is_not(None)
    held = [row[0] for row in await transaction.execute(select(quotes.c.held_by).where(is_old, is_held))]
    active = select(holds.c.hold_id).where(holds.c.hold_id.in_(held), holds.c.status == "active")
    kept = [row[0] for row in await transaction.execute(active)] if held else []
    is_free = or_(quotes.c.held_by.is_(None), quotes.c.held_by.not_in(kept))
    await transaction.execute(delete(quotes).where(is_old, is_free))
