"""Finds the vouchers that members can use."""

from collections.abc import Collection

from sqlalchemy import select

from app.engine.model.records import Voucher
from app.store.connection.statements import from_rows
from app.store.connection.transaction import Transaction
from app.store.tables.tables import vouchers as table


async def usable(transaction: Transaction, member_ids: Collection[str]) -> dict[str, list[Voucher]]:
    """Each member's vouchers that are usable, or held for a checkout, oldest first."""
    found: dict[str, list[Voucher]] = {member_id: [] for member_id in member_ids}
    if member_ids:
        for voucher in await transaction.rows_of_members(Voucher, member_ids, ("status",), ("usable", "held")):
            found[voucher.member_id].append(voucher)
    return found


async def by_codes(transaction: Transaction, program_id: str, codes: Collection[str]) -> list[Voucher]:
    """A programme's vouchers with these codes."""
    wanted = (table.c.program_id == program_id, table.c.code.in_(codes))
    return from_rows(Voucher, await transaction.execute(select(table).where(*wanted)))
