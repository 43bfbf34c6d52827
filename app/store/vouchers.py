"""Finds the vouchers that members can use."""

from collections.abc import Collection

from app.engine.records import Voucher
from app.store.transaction import Transaction


async def usable(transaction: Transaction, member_ids: Collection[str]) -> dict[str, list[Voucher]]:
    """Each member's usable vouchers, oldest first."""
    found: dict[str, list[Voucher]] = {member_id: [] for member_id in member_ids}
    if member_ids:
        for voucher in await transaction.rows_of_members(Voucher, member_ids, ("status",), ("usable",)):
            found[voucher.member_id].append(voucher)
    return found
