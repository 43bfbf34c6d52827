"""The units drawn on shared limits, one row each, locked before drawing."""

from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, or_, select, text, tuple_

from app.engine.model.records.checkout import Hold
from app.engine.model.records.sales import Purchase, Return
from app.engine.program.single_codes import PREFIX, name_of
from app.store.connection.statements import from_rows
from app.store.connection.transaction import Transaction
from app.store.tables.checkout import holds, supplies
from app.store.tables.ledger import purchases

_GIVE_BACK = text("UPDATE supplies SET taken = taken + :amount WHERE program_id = :program_id AND name = :name")
_TAKE = text(
    "INSERT INTO supplies VALUES (:program_id, :name, :amount)"
    " ON CONFLICT (program_id, name) DO UPDATE SET taken = supplies.taken + excluded.taken"
)
_BEGIN = text("INSERT INTO supplies VALUES (:program_id, :name, 0) ON CONFLICT DO NOTHING")


async def lock(transaction: Transaction, wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The units drawn on these limits, locked until the transaction ends in one order for all."""
    for program_id, name in sorted(wanted):
        await transaction.execute(_BEGIN.bindparams(bindparam("program_id", program_id), bindparam("name", name)))
    key = tuple_(supplies.c.program_id, supplies.c.name)
    found = select(supplies).where(key.in_(sorted(wanted))).order_by(supplies.c.program_id, supplies.c.name)
    return {(row[0], row[1]): row[2] for row in await transaction.execute(found.with_for_update())}


async def taken(transaction: Transaction, program_id: str, names: Collection[str]) -> dict[str, int]:
    """The units drawn on these limits of a programme; zeros are left out."""
    if not names:
        return {}
    wanted = (supplies.c.program_id == program_id, supplies.c.name.in_(names))
    return {row[1]: row[2] for row in await transaction.execute(select(supplies).where(*wanted))}


async def codes_used(transaction: Transaction, program_id: str, campaign_id: str = "") -> dict[str, int]:
    """The uses of single codes, by name, of all campaigns or of one; zeros may be left out."""
    first = name_of(campaign_id, "") if campaign_id else PREFIX
    # The first text after all that begin with the prefix.
    behind = first[:-1] + chr(ord(first[-1]) + 1)
    wanted = (supplies.c.program_id == program_id, supplies.c.name >= first, supplies.c.name < behind)
    found = select(supplies).where(*wanted, supplies.c.taken != 0)
    return {row[1]: row[2] for row in await transaction.execute(found)}


async def add_drawn(transaction: Transaction, more: Mapping[tuple[str, str], int]) -> None:
    """Add to the units drawn; negative amounts are releases."""
    for (program_id, name), amount in sorted(more.items()):
        if amount:
            # The inserted row must not be negative, even if the row exists already.
            statement = _TAKE if amount > 0 else _GIVE_BACK
            await transaction.execute(statement.bindparams(program_id=program_id, name=name, amount=amount))


async def purchases_that_take(
    transaction: Transaction, program_id: str, after: str, limit: int
) -> list[tuple[Purchase, list[Return]]]:
    """Up to `limit` purchases by id, after a given id, that used campaigns or discounts, each with its returns."""
    wanted = (
        purchases.c.program_id == program_id,
        purchases.c.purchase_id > after,
        purchases.c.status != "claimed",
        or_(purchases.c.campaigns != "[]", purchases.c.discounts.is_not(None)),
    )
    found = select(purchases).where(*wanted).order_by(purchases.c.purchase_id).limit(limit)
    taking = from_rows(Purchase, await transaction.execute(found))
    returns_of: dict[str, list[Return]] = {one.purchase_id: [] for one in taking}
    for returned in await transaction.rows(Return, "purchase_id", returns_of) if taking else ():
        if returned.status != "claimed":
            returns_of[returned.purchase_id or ""].append(returned)
    return [(one, returns_of[one.purchase_id]) for one in taking]


async def active_holds(transaction: Transaction, program_id: str) -> list[Hold]:
    """The programme's active holds."""
    found = select(holds).where(holds.c.program_id == program_id, holds.c.status == "active")
    return from_rows(Hold, await transaction.execute(found))
