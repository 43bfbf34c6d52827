"""Batches of vouchers that are given by hand: what is wanted, and how far it has come."""

from sqlalchemy import ColumnElement, func, select, update

from app.store.connection.transaction import Transaction
from app.store.tables.rows import VoucherBatch
from app.store.tables.tables import members
from app.store.tables.voucher_tables import voucher_batches as table


async def by_name(transaction: Transaction, program_id: str, external_id: str) -> VoucherBatch | None:
    """The batch that has this name in a programme."""
    return await _one(transaction, table.c.program_id == program_id, table.c.external_id == external_id)


async def by_id(transaction: Transaction, program_id: str, batch_id: str) -> VoucherBatch | None:
    """The batch of this id in a programme."""
    return await _one(transaction, table.c.program_id == program_id, table.c.batch_id == batch_id)


async def running(transaction: Transaction) -> list[VoucherBatch]:
    """All batches that are not done, of any programme, oldest first."""
    found = select(table).where(table.c.status == "running").order_by(table.c.batch_id)
    return [VoucherBatch(*row) for row in await transaction.execute(found)]


async def advance(transaction: Transaction, was: VoucherBatch, becomes: VoucherBatch) -> bool:
    """Say how far a batch has come; False, and nothing is said, where somebody else has said it."""
    changes = ("status", "issued", "refused", "failed", "reached")
    changed = (
        update(table)
        .where(table.c.batch_id == was.batch_id, table.c.reached == was.reached, table.c.status == was.status)
        # Whom it names may have been erased meanwhile, and what was found of them goes by their names.
        .where(table.c.members == was.members, table.c.failed == was.failed)
        .values({name: getattr(becomes, name) for name in changes})
        .returning(table.c.batch_id)
    )
    return bool(await transaction.execute(changed))


async def count_members(transaction: Transaction, program_id: str, tier: str | None, last: str) -> int:
    """How many members there are up to an id, at a level or (None) in all; those who were erased left out."""
    found = select(func.count()).select_from(members).where(*_meant(program_id, tier, last))
    return int((await transaction.execute(found))[0][0])


async def next_members(
    transaction: Transaction, program_id: str, tier: str | None, after: str, last: str, limit: int
) -> list[str]:
    """The ids of up to `limit` of these members behind an id, in order."""
    wanted = (*_meant(program_id, tier, last), members.c.member_id > after)
    found = select(members.c.member_id).where(*wanted).order_by(members.c.member_id).limit(limit)
    return [row[0] for row in await transaction.execute(found)]


def _meant(program_id: str, tier: str | None, last: str) -> list[ColumnElement[bool]]:
    wanted = [members.c.program_id == program_id, members.c.member_id <= last, members.c.erased_at.is_(None)]
    return [*wanted, members.c.tier == tier] if tier is not None else wanted


async def _one(transaction: Transaction, *wanted: ColumnElement[bool]) -> VoucherBatch | None:
    rows = await transaction.execute(select(table).where(*wanted))
    return VoucherBatch(*rows[0]) if rows else None
