"""How much was taken of what there is only so much of, one row for each, locked by who may take some."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import bindparam, select, text, tuple_

from app.store.tables import supplies
from app.store.transaction import Transaction

_BEGIN = text("INSERT INTO supplies VALUES (:program_id, :name, 0) ON CONFLICT DO NOTHING")


class Supply(NamedTuple):
    """How much was taken of something of a programme: pieces, or minor units of money."""

    program_id: str
    name: str
    taken: int


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


async def save(transaction: Transaction, taken: Mapping[tuple[str, str], int]) -> None:
    """Write how much was taken of what this transaction has locked."""
    await transaction.update(Supply, [Supply(*key, amount) for key, amount in sorted(taken.items())], ("taken",))
