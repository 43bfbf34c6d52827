"""Batches of manually issued vouchers, and their progress."""

from pydantic_core import from_json
from sqlalchemy import ColumnElement, func, select, update

from app.store.connection.transaction import Transaction
from app.store.rows.vouchers import VoucherBatch
from app.store.tables.members import members
from app.store.tables.vouchers import voucher_batches as table


async def by_name(transaction: Transaction, program_id: str, external_id: str) -> VoucherBatch | None:
    """The batch with this name in a programme."""
    return await _one(transaction, table.c.program_id == program_id, table.c.external_id == external_id)


async def by_id(transaction: Transaction, program_id: str, batch_id: str) -> VoucherBatch | None:
    """The batch with this id in a programme."""
    return await _one(transaction, table.c.program_id == program_id, table.c.batch_id == batch_id)


async def running(transaction: Transaction) -> list[VoucherBatch]:
    """All unfinished batches of any programme, oldest first."""
    found = select(table).where(table.c.status == "running").order_by(table.c.batch_id)
    return [VoucherBatch(*row) for row in await transaction.execute(found)]


async def segments_in_use(transaction: Transaction, program_id: str) -> set[str]:
    """The segments whose members get vouchers from unfinished batches of a programme."""
    found = select(table.c.members).where(table.c.program_id == program_id, table.c.status == "running")
    meant = [from_json(row[0]) for row in await transaction.execute(found)]
    return {one["segment"] for one in meant if "segment" in one}


async def advance(transaction: Transaction, was: VoucherBatch, becomes: VoucherBatch) -> bool:
    """Update the progress of a batch; False, without a change, if another worker has updated it."""
    changes = ("status", "issued", "refused", "failed", "reached", "held_out")
    changed = (
        update(table)
        .where(table.c.batch_id == was.batch_id, table.c.reached == was.reached, table.c.status == was.status)
        # An erasure changes the names in the row; progress computed before it must not overwrite them.
        .where(table.c.members == was.members, table.c.failed == was.failed)
        .values({name: getattr(becomes, name) for name in changes})
        .returning(table.c.batch_id)
    )
    return bool(await transaction.execute(changed))


async def count_recipients(transaction: Transaction, program_id: str, tier: str | None, last: str) -> int:
    """The number of members up to an id, in a tier or (None) in all, without erased ones."""
    found = select(func.count()).select_from(members).where(*_meant(program_id, tier, last))
    return int((await transaction.execute(found))[0][0])


async def next_members(
    transaction: Transaction, program_id: str, tier: str | None, after: str, last: str, limit: int
) -> list[str]:
    """The ids of up to `limit` of these members after an id, in order."""
    wanted = (*_meant(program_id, tier, last), members.c.member_id > after)
    found = select(members.c.member_id).where(*wanted).order_by(members.c.member_id).limit(limit)
    return [row[0] for row in await transaction.execute(found)]


def _meant(program_id: str, tier: str | None, last: str) -> list[ColumnElement[bool]]:
    wanted = [members.c.program_id == program_id, members.c.member_id <= last, members.c.erased_at.is_(None)]
    return [*wanted, members.c.tier == tier] if tier is not None else wanted


async def _one(transaction: Transaction, *wanted: ColumnElement[bool]) -> VoucherBatch | None:
    rows = await transaction.execute(select(table).where(*wanted))
    return VoucherBatch(*rows[0]) if rows else None
