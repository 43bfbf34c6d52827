"""Contacts with members."""

from collections.abc import Collection

from sqlalchemy import delete, select, update

from app.store.connection.transaction import Transaction
from app.store.rows.contacts import ContactRow
from app.store.tables.contacts import contacts


async def add_contact(transaction: Transaction, contact: ContactRow) -> None:
    """Store a contact. Raises IntegrityConflict if its external id is taken."""
    await transaction.insert(ContactRow, [contact])


async def contact_named(transaction: Transaction, program_id: str, external_id: str) -> ContactRow | None:
    """The contact of this name."""
    wanted = contacts.c.program_id == program_id, contacts.c.external_id == external_id
    rows = await transaction.execute(select(contacts).where(*wanted))
    return ContactRow(*rows[0]) if rows else None


async def contacts_page(transaction: Transaction, member_id: str, limit: int, before: str | None) -> list[ContactRow]:
    """Up to `limit` contacts with a member, the last recorded first, before an id."""
    wanted = [contacts.c.member_id == member_id, *([contacts.c.contact_id < before] if before else [])]
    found = select(contacts).where(*wanted).order_by(contacts.c.contact_id.desc()).limit(limit)
    return [ContactRow(*row) for row in await transaction.execute(found)]


async def made_since(transaction: Transaction, member_ids: Collection[str], since: str) -> dict[str, list[ContactRow]]:
    """The contacts that the shop made with these members since an instant, by member; no reports about messages."""
    table = contacts.c
    wanted = table.member_id.in_(member_ids), table.at >= since, table.direction == "out"
    found: dict[str, list[ContactRow]] = {}
    counted = table.outcome.not_in(("bounced", "complained"))
    for row in await transaction.execute(select(contacts).where(*wanted, counted)):
        one = ContactRow(*row)
        found.setdefault(one.member_id, []).append(one)
    return found


async def move_contacts(transaction: Transaction, old_id: str, new_id: str) -> None:
    """Give a merged member's contacts to the other."""
    await transaction.execute(update(contacts).where(contacts.c.member_id == old_id).values(member_id=new_id))


async def forget_contacts(transaction: Transaction, member_id: str) -> None:
    """Delete the contacts with a member."""
    await transaction.execute(delete(contacts).where(contacts.c.member_id == member_id))
