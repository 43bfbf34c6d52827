"""The record of administrative acts."""

from collections.abc import Collection

from sqlalchemy import select

from app.store.connection.transaction import Transaction
from app.store.tables.rows import AuditRow
from app.store.tables.tables import audit


async def add(transaction: Transaction, rows: Collection[AuditRow]) -> None:
    """Put acts on record."""
    if rows:
        await transaction.insert(AuditRow, rows)


async def page(transaction: Transaction, program_id: str, limit: int, before: str | None) -> list[AuditRow]:
    """Up to `limit` acts in a programme, newest first, before the given id."""
    wanted = [audit.c.program_id == program_id, *([audit.c.audit_id < before] if before else [])]
    found = select(audit).where(*wanted).order_by(audit.c.audit_id.desc()).limit(limit)
    return [AuditRow(*row) for row in await transaction.execute(found)]
