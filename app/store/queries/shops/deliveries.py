"""Deliveries: messages of shop systems, in the order of arrival."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, func, select, update

from app.store.connection.transaction import Transaction
from app.store.rows.shops import DeliveryRow
from app.store.tables.shops import deliveries

_settled = ("done", "ignored", "dismissed")


async def count_again(transaction: Transaction, connector_id: str, source_id: str) -> str | None:
    """Count a message that came before; returns its id, None for a new one."""
    this = deliveries.c.connector_id == connector_id, deliveries.c.source_id == source_id
    counted = update(deliveries).where(*this).values(times=deliveries.c.times + 1).returning(deliveries.c.delivery_id)
    rows = await transaction.execute(counted)
    return rows[0][0] if rows else None


async def add_delivery(transaction: Transaction, one: DeliveryRow) -> None:
    """Store a message. Raises IntegrityConflict if it came before."""
    await transaction.insert(DeliveryRow, [one])


async def add_deliveries(transaction: Transaction, found: Sequence[DeliveryRow]) -> None:
    """Store messages. Raises IntegrityConflict if one of them came before."""
    if found:
        await transaction.insert(DeliveryRow, found)


async def known_sources(transaction: Transaction, connector_id: str, source_ids: Collection[str]) -> set[str]:
    """Those of these messages that came before."""
    wanted = deliveries.c.connector_id == connector_id, deliveries.c.source_id.in_(source_ids)
    return {row[0] for row in await transaction.execute(select(deliveries.c.source_id).where(*wanted))}


async def delivery(transaction: Transaction, program_id: str, delivery_id: str) -> DeliveryRow | None:
    """The delivery with this id."""
    this = deliveries.c.delivery_id == delivery_id, deliveries.c.program_id == program_id
    rows = await transaction.execute(select(deliveries).where(*this))
    return DeliveryRow(*rows[0]) if rows else None


async def deliveries_page(
    transaction: Transaction,
    program_id: str,
    limit: int,
    before: str | None,
    filters: dict[str, str],
) -> list[DeliveryRow]:
    """Up to `limit` deliveries, newest first, before an id; `filters` are values of columns."""
    wanted = [deliveries.c.program_id == program_id, *(deliveries.c[name] == one for name, one in filters.items())]
    wanted += [deliveries.c.delivery_id < before] if before else []
    found = select(deliveries).where(*wanted).order_by(deliveries.c.delivery_id.desc()).limit(limit)
    return [DeliveryRow(*row) for row in await transaction.execute(found)]


async def busy_connectors(transaction: Transaction, now: str) -> list[str]:
    """The connectors with deliveries to be processed now."""
    found = select(deliveries.c.connector_id).where(deliveries.c.next_at <= now).distinct()
    return [row[0] for row in await transaction.execute(found)]


async def due_deliveries(transaction: Transaction, connector_id: str, now: str, limit: int) -> list[DeliveryRow]:
    """Up to `limit` deliveries of a connector to be processed now, in order of arrival."""
    wanted = deliveries.c.connector_id == connector_id, deliveries.c.next_at <= now
    found = select(deliveries).where(*wanted).order_by(deliveries.c.delivery_id).limit(limit)
    return [DeliveryRow(*row) for row in await transaction.execute(found)]


async def save_delivery(transaction: Transaction, one: DeliveryRow) -> None:
    """Store everything that can change of a delivery, but the number of times that it came."""
    changed = one._asdict()
    for name in ("delivery_id", "program_id", "connector_id", "source_id", "received_at", "times", "backfill_id"):
        del changed[name]
    this = deliveries.c.delivery_id == one.delivery_id
    await transaction.execute(update(deliveries).where(this).values(changed))


async def wake_waiting(transaction: Transaction, connector_id: str, order_id: str, now: str) -> None:
    """Have deliveries that wait for this order processed now."""
    wanted = (
        deliveries.c.connector_id == connector_id,
        deliveries.c.order_id == order_id,
        deliveries.c.status == "waiting",
    )
    await transaction.execute(update(deliveries).where(*wanted).values(next_at=now))


async def retry_all(transaction: Transaction, connector_id: str, status: str, code: str | None, now: str) -> int:
    """Have the deliveries of a status, and of a code, processed now; returns their number."""
    wanted = [deliveries.c.connector_id == connector_id, deliveries.c.status == status]
    wanted += [deliveries.c.code == code] if code else []
    changed = update(deliveries).where(*wanted).values(next_at=now).returning(deliveries.c.delivery_id)
    return len(await transaction.execute(changed))


async def counts_of(transaction: Transaction, program_id: str) -> dict[tuple[str, str], int]:
    """The number of deliveries by connector and status."""
    found = (
        select(deliveries.c.connector_id, deliveries.c.status, func.count())
        .where(deliveries.c.program_id == program_id)
        .group_by(deliveries.c.connector_id, deliveries.c.status)
    )
    return {(row[0], row[1]): int(row[2]) for row in await transaction.execute(found)}


async def forget_old(transaction: Transaction, settled_before: str, all_before: str) -> None:
    """Delete settled deliveries received before an instant, and all of them before another."""
    settled = deliveries.c.status.in_(_settled), deliveries.c.received_at < settled_before
    await transaction.execute(delete(deliveries).where(*settled))
    await transaction.execute(delete(deliveries).where(deliveries.c.received_at < all_before))


async def of_orders(transaction: Transaction, connector_id: str, order_ids: Collection[str]) -> list[DeliveryRow]:
    """The deliveries about these orders."""
    wanted = deliveries.c.connector_id == connector_id, deliveries.c.order_id.in_(order_ids)
    return [DeliveryRow(*row) for row in await transaction.execute(select(deliveries).where(*wanted))]
