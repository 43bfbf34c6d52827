"""How much was taken of what there is only so much of, one row for each, locked by who may take some."""

from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, select, text, tuple_

from app.store.connection.transaction import Transaction
from app.store.tables.checkout_tables import supplies

_ADD = text("UPDATE supplies SET taken = taken + :amount WHERE program_id = :program_id AND name = :name")
_BEGIN = text("INSERT INTO supplies VALUES (:program_id, :name, 0) ON CONFLICT DO NOTHING")


async def lock(transaction: Transaction, wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """How much was taken of these, locked until the transaction ends in one order for all."""
    for program_id, name in sorted(wanted):
        await transaction.execute(_BEGIN.bindparams(bindparam("program_id", program_id), bindparam("name", name)))
    key = tuple_(supplies.c.program_id, supplies.c.name)
    found = select(supplies).where(key.in_(sorted(wanted))).order_by(supplies.c.program_id, supplies.c.name)
    return {(row[0], row[1]): row[2] for row in await transaction.execute(found.with_for_update())}


async def taken(transaction: Transaction, program_id: str, names: Collection[str]) -> dict[str, int]:
    """How much was taken of these of a programme; those of which nothing was are left out."""
    if not names:
        return {}
    wanted = (supplies.c.program_id == program_id, supplies.c.name.in_(names))
    return {row[1]: row[2] for row in await transaction.execute(select(supplies).where(*wanted))}


async def add(transaction: Transaction, more: Mapping[tuple[str, str], int]) -> None:
    """Add to what was taken: less than nothing is given back."""
    for (program_id, name), amount in sorted(more.items()):
        if amount:
            await transaction.execute(_ADD.bindparams(program_id=program_id, name=name, amount=amount))
