"""The draft of a programme's next version. Its row stays when it is dropped, so that no revision comes twice."""

from sqlalchemy import select

from app.store.connection.transaction import Transaction
from app.store.rows.programs import DraftRow
from app.store.tables.programs import program_drafts


async def draft_of(transaction: Transaction, program_id: str) -> DraftRow | None:
    """The row of a programme's draft, even if it was dropped."""
    rows = await transaction.execute(select(program_drafts).where(program_drafts.c.program_id == program_id))
    return DraftRow(*rows[0]) if rows else None


async def add_draft(transaction: Transaction, row: DraftRow) -> None:
    """Store a programme's first draft."""
    await transaction.insert(DraftRow, [row])


async def change_draft(transaction: Transaction, row: DraftRow) -> None:
    """Replace a draft; the transaction has locked the programme."""
    await transaction.update(DraftRow, [row], DraftRow._fields[1:])
