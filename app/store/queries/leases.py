"""Leases: which worker does a task, and until when others leave it alone.

They only avoid double work: two workers on the same task do no harm. A killed worker returns nothing, so a lease
expires.
"""

from sqlalchemy import delete, text

from app.store.connection.transaction import Transaction
from app.store.tables.leases import leases

_TAKE = text(
    "INSERT INTO leases (name, holder, until) VALUES (:name, :holder, :until) "
    "ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until "
    "WHERE leases.until < :now OR leases.holder = excluded.holder RETURNING name"
)


async def take(transaction: Transaction, name: str, holder: str, now: str, until: str) -> bool:
    """Take or extend a lease; False while another worker has it. Instants as text."""
    return bool(await transaction.execute(_TAKE.bindparams(name=name, holder=holder, now=now, until=until)))


async def give_back(transaction: Transaction, name: str, holder: str) -> None:
    """Release a lease, if the holder still has it."""
    await transaction.execute(delete(leases).where(leases.c.name == name, leases.c.holder == holder))
