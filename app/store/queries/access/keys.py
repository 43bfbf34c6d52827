"""API keys, by the hash of their secret."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import select, update

from app.store.connection.transaction import Transaction
from app.store.rows.access import KeyRow
from app.store.tables.keys import api_keys
from app.store.tables.programs import programs
from app.store.tables.staff import staff


async def add(transaction: Transaction, key: KeyRow) -> None:
    """Store a key."""
    await transaction.insert(KeyRow, [key])


class FoundKey(NamedTuple):
    """A key with its programme and its person: `staff_role` is None for a key of no one in particular."""

    key: KeyRow
    test: bool
    staff_role: str | None
    staff_active: bool


async def by_secret_hash(transaction: Transaction, secret_hash: str) -> FoundKey | None:
    """The key with this hash, even a revoked one."""
    found = await transaction.execute(
        select(api_keys, programs.c.test, staff.c.role, staff.c.active)
        .join(programs, programs.c.program_id == api_keys.c.program_id)
        .outerjoin(staff, staff.c.staff_id == api_keys.c.staff_id)
        .where(api_keys.c.secret_hash == secret_hash)
    )
    if not found:
        return None
    *key, test, role, active = found[0]
    return FoundKey(KeyRow(*key), bool(test), role, bool(active))


async def keys_page(
    transaction: Transaction, program_id: str, limit: int | None = None, after: str | None = None
) -> list[KeyRow]:
    """Up to `limit` keys of a programme (all by default), oldest first, after the given id."""
    wanted = (api_keys.c.program_id == program_id, api_keys.c.key_id > (after or ""))
    found = select(api_keys).where(*wanted).order_by(api_keys.c.key_id).limit(limit)
    return [KeyRow(*row) for row in await transaction.execute(found)]


async def one(transaction: Transaction, program_id: str, key_id: str) -> KeyRow | None:
    """A key of the programme by its id."""
    found = await transaction.rows(KeyRow, "key_id", [key_id])
    return next((key for key in found if key.program_id == program_id), None)


async def made_by(transaction: Transaction, program_id: str, key_ids: Collection[str]) -> list[KeyRow]:
    """All keys made by these keys, directly or indirectly, including revoked ones."""
    found: list[KeyRow] = []
    makers = set(key_ids)
    while makers:
        wanted = (api_keys.c.program_id == program_id, api_keys.c.made_by.in_(sorted(makers)))
        rows = await transaction.execute(select(api_keys).where(*wanted).order_by(api_keys.c.key_id))
        made = [KeyRow(*row) for row in rows]
        found += made
        makers = {one.key_id for one in made}
    return found


async def used(transaction: Transaction, key_id: str, at: str) -> None:
    """Record when a key was last used."""
    await transaction.execute(update(api_keys).where(api_keys.c.key_id == key_id).values(last_used_at=at))


async def revoke(transaction: Transaction, key: KeyRow, revoked_at: str) -> KeyRow:
    """Revoke a key for good."""
    revoked = key._replace(revoked_at=revoked_at)
    await transaction.update(KeyRow, [revoked], ("revoked_at",))
    return revoked
