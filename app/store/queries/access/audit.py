"""The audit log of administrative actions."""

from collections.abc import Collection

from sqlalchemy import not_, or_, select

from app.store.connection.transaction import Transaction
from app.store.queries.access import key_members
from app.store.rows.access import AuditRow
from app.store.tables.keys import audit


async def record(transaction: Transaction, rows: Collection[AuditRow]) -> None:
    """Add actions to the log."""
    if rows:
        await transaction.insert(AuditRow, rows)


async def acts_page(transaction: Transaction, program_id: str, limit: int, before: str | None) -> list[AuditRow]:
    """Up to `limit` actions in a programme, newest first, before the given id."""
    wanted = [audit.c.program_id == program_id, *([audit.c.audit_id < before] if before else [])]
    if transaction.known_to is not None:
        is_about_a_member = audit.c.object_id.startswith("mem_", autoescape=True)
        wanted.append(or_(not_(is_about_a_member), key_members.is_seen(transaction, audit.c.object_id)))
    found = select(audit).where(*wanted).order_by(audit.c.audit_id.desc()).limit(limit)
    return [AuditRow(*row) for row in await transaction.execute(found)]
