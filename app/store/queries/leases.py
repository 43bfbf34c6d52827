"""Leases: who is at work on something, and until when others leave it alone.

They keep several workers from doing the same work, and nothing more: nothing becomes wrong where two do it. Who is
killed gives nothing back, so a lease ends by itself.
"""

from sqlalchemy import delete, text

from app.store.connection.transaction import Transaction
from app.store.tables.tables import leases

_TAKE = text(
    "INSERT INTO leases (name, holder, until) VALUES (:name, :holder, :until) "
    "ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until "
    "WHERE leases.until < :now OR leases.holder = excluded.holder RETURNING name"
)


async def take(transaction: Transaction, name: str, holder: str, now: str, until: str) -> bool:
    """Take a lease, or have one's own for longer; False while it is somebody else's. Instants as text."""
    return bool(await transaction.execute(_TAKE.bindparams(name=name, holder=holder, now=now, until=until)))


async def give_back(transaction: Transaction, name: str, holder: str) -> None:
    """Let others have it at once, if it is still the holder's."""
    await transaction.execute(delete(leases).where(leases.c.name == name, leases.c.holder == holder))
