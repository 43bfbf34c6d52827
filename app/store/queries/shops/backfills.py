"""Backfills: what shop systems were asked for of their past orders, and how far that has come."""

from sqlalchemy import and_, delete, func, or_, select, update

from app.store.connection.transaction import Transaction
from app.store.rows.shops import BackfillRow
from app.store.tables.shops import backfills, deliveries

_open = ("fetching", "processing")


async def add_backfill(transaction: Transaction, one: BackfillRow) -> None:
    """Store a backfill. Raises IntegrityConflict if its slot is taken."""
    await transaction.insert(BackfillRow, [one])


async def save_backfill(transaction: Transaction, one: BackfillRow) -> None:
    """Store everything that can change of a backfill."""
    changed = one._asdict()
    for name in ("backfill_id", "program_id", "connector_id", "slot", "start_at", "end_at", "created_at"):
        del changed[name]
    this = backfills.c.backfill_id == one.backfill_id
    await transaction.execute(update(backfills).where(this).values(changed))


async def backfill(transaction: Transaction, connector_id: str, backfill_id: str) -> BackfillRow | None:
    """The backfill with this id."""
    this = backfills.c.backfill_id == backfill_id, backfills.c.connector_id == connector_id
    rows = await transaction.execute(select(backfills).where(*this))
    return BackfillRow(*rows[0]) if rows else None


async def backfills_page(
    transaction: Transaction, connector_id: str, limit: int, before: str | None
) -> list[BackfillRow]:
    """Up to `limit` backfills of a connector, newest first, before an id."""
    wanted = [backfills.c.connector_id == connector_id]
    wanted += [backfills.c.backfill_id < before] if before else []
    found = select(backfills).where(*wanted).order_by(backfills.c.backfill_id.desc()).limit(limit)
    return [BackfillRow(*row) for row in await transaction.execute(found)]


async def open_backfills(transaction: Transaction, connector_id: str) -> list[BackfillRow]:
    """The backfills of a connector that have not ended, oldest first."""
    wanted = backfills.c.connector_id == connector_id, backfills.c.status.in_(_open)
    found = select(backfills).where(*wanted).order_by(backfills.c.backfill_id)
    return [BackfillRow(*row) for row in await transaction.execute(found)]


async def due_backfills(transaction: Transaction, now: str) -> list[BackfillRow]:
    """The backfills of all connectors with something to do now, oldest first."""
    found = select(backfills).where(backfills.c.next_at <= now).order_by(backfills.c.backfill_id)
    return [BackfillRow(*row) for row in await transaction.execute(found)]


async def last_scheduled(transaction: Transaction, connector_id: str) -> BackfillRow | None:
    """The newest scheduled backfill of a connector that was done."""
    wanted = (
        backfills.c.connector_id == connector_id,
        backfills.c.slot.is_not(None),
        backfills.c.status.in_(("processing", "done")),
    )
    rows = await transaction.execute(select(backfills).where(*wanted).order_by(backfills.c.slot.desc()).limit(1))
    return BackfillRow(*rows[0]) if rows else None


async def has_slot(transaction: Transaction, connector_id: str, slot: str) -> bool:
    """Whether a connector was asked, or is being asked, for this slot."""
    this = backfills.c.connector_id == connector_id, backfills.c.slot == slot
    return bool(await transaction.execute(select(backfills.c.backfill_id).where(*this)))


async def unprocessed(transaction: Transaction, backfill_id: str) -> int:
    """The number of deliveries of a backfill that are not processed yet."""
    wanted = deliveries.c.backfill_id == backfill_id, deliveries.c.status == "received"
    rows = await transaction.execute(select(func.count()).where(*wanted))
    return int(rows[0][0])


async def results_of(transaction: Transaction, backfill_ids: list[str]) -> dict[str, dict[str, int]]:
    """The number of deliveries of each backfill by status."""
    found: dict[str, dict[str, int]] = {one: {} for one in backfill_ids}
    wanted = (
        select(deliveries.c.backfill_id, deliveries.c.status, func.count())
        .where(deliveries.c.backfill_id.in_(backfill_ids))
        .group_by(deliveries.c.backfill_id, deliveries.c.status)
    )
    for owner, status, number in await transaction.execute(wanted):
        found[owner][status] = int(number)
    return found


async def forget_scheduled(transaction: Transaction, connector_id: str, quiet_before: str, all_before: str) -> None:
    """Delete scheduled backfills that ended before an instant: those that found nothing new, and all before another."""
    scheduled = backfills.c.connector_id == connector_id, backfills.c.slot.is_not(None)
    quiet = and_(backfills.c.status == "done", backfills.c.fresh == 0, backfills.c.ended_at < quiet_before)
    await transaction.execute(delete(backfills).where(*scheduled, or_(quiet, backfills.c.ended_at < all_before)))
