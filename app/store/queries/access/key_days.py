"""The amounts that limited keys have issued and taken, by day."""

from collections.abc import Collection

from sqlalchemy import bindparam, select, text, tuple_

from app.store.connection.transaction import Transaction
from app.store.rows.access import KeyDay
from app.store.tables.keys import key_days

_BEGIN = text("INSERT INTO key_days VALUES (:key_id, :day, 0, 0, 0, 0) ON CONFLICT DO NOTHING")


async def lock_key_days(transaction: Transaction, wanted: Collection[tuple[str, str]]) -> list[KeyDay]:
    """These days of keys, zeros for new ones, locked until the transaction ends in one order for all."""
    for key_id, day in sorted(wanted):
        await transaction.execute(_BEGIN.bindparams(bindparam("key_id", key_id), bindparam("day", day)))
    key = tuple_(key_days.c.key_id, key_days.c.day)
    found = select(key_days).where(key.in_(sorted(wanted))).order_by(key_days.c.key_id, key_days.c.day)
    return [KeyDay(*row) for row in await transaction.execute(found.with_for_update())]


async def save(transaction: Transaction, days: Collection[KeyDay]) -> None:
    """Write days that this transaction has locked."""
    if days:
        await transaction.update(KeyDay, days, KeyDay._fields[2:])
