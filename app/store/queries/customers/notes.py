"""Notes of the staff about members."""

from sqlalchemy import delete, select, update

from app.store.connection.transaction import Transaction
from app.store.rows.tasks import Note
from app.store.tables.tasks import notes


async def add_note(transaction: Transaction, note: Note) -> None:
    """Store a note. Raises IntegrityConflict if its external id is taken."""
    await transaction.insert(Note, [note])


async def note_named(transaction: Transaction, program_id: str, external_id: str) -> Note | None:
    """The note of this name."""
    wanted = notes.c.program_id == program_id, notes.c.external_id == external_id
    rows = await transaction.execute(select(notes).where(*wanted))
    return Note(*rows[0]) if rows else None


async def notes_page(transaction: Transaction, member_id: str, limit: int, before: str | None) -> list[Note]:
    """Up to `limit` notes about a member, newest first, before an id."""
    wanted = [notes.c.member_id == member_id, *([notes.c.note_id < before] if before else [])]
    found = select(notes).where(*wanted).order_by(notes.c.note_id.desc()).limit(limit)
    return [Note(*row) for row in await transaction.execute(found)]


async def move_notes(transaction: Transaction, old_id: str, new_id: str) -> None:
    """Give a merged member's notes to the other."""
    await transaction.execute(update(notes).where(notes.c.member_id == old_id).values(member_id=new_id))


async def forget_notes(transaction: Transaction, member_id: str) -> None:
    """Delete the notes about a member."""
    await transaction.execute(delete(notes).where(notes.c.member_id == member_id))
