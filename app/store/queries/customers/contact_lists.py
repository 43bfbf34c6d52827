"""Lists of members to contact, their progress, and the members chosen."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from pydantic_core import from_json
from sqlalchemy import ColumnElement, select, update

from app.store.connection.transaction import Transaction
from app.store.rows.contacts import ContactList
from app.store.tables.contacts import contact_lists as table
from app.store.tables.contacts import contacts
from app.store.tables.members import members, profiles

COUNTED = ("chosen", "no_consent", "suppressed", "capped", "no_address", "held_out", "unknown", "examined")


class Chosen(NamedTuple):
    """A member chosen for a list, with the present addresses."""

    member_id: str
    external_id: str | None
    name: str | None
    email: str | None
    phone: str | None


def added(one: ContactList, counts: Mapping[str, int]) -> ContactList:
    """A list with these numbers added to its own, by name."""
    return ContactList(**(one._asdict() | {name: getattr(one, name) + count for name, count in counts.items()}))


def begun(one: ContactList) -> ContactList:
    """A list as it was at its start."""
    return ContactList(**(one._asdict() | {"status": "running", "reached": "", **dict.fromkeys(COUNTED, 0)}))


async def list_named(transaction: Transaction, program_id: str, external_id: str) -> ContactList | None:
    """The list with this name in a programme."""
    return await _one(transaction, table.c.program_id == program_id, table.c.external_id == external_id)


async def list_known(transaction: Transaction, program_id: str, list_id: str) -> ContactList | None:
    """The list with this id in a programme."""
    return await _one(transaction, table.c.program_id == program_id, table.c.list_id == list_id)


async def running_lists(transaction: Transaction) -> list[ContactList]:
    """All unfinished lists of any programme, oldest first."""
    found = select(table).where(table.c.status == "running").order_by(table.c.list_id)
    return [ContactList(*row) for row in await transaction.execute(found)]


async def segments_chosen_from(transaction: Transaction, program_id: str) -> set[str]:
    """The segments from which unfinished lists of a programme choose."""
    found = select(table.c.members).where(table.c.program_id == program_id, table.c.status == "running")
    meant = [from_json(row[0]) for row in await transaction.execute(found)]
    return {one["segment"] for one in meant if "segment" in one}


async def advance_list(transaction: Transaction, was: ContactList, becomes: ContactList) -> bool:
    """Update the progress of a list; False, without a change, if another worker has updated it."""
    changed = (
        update(table)
        .where(table.c.list_id == was.list_id, table.c.reached == was.reached, table.c.status == was.status)
        .values({name: getattr(becomes, name) for name in ("status", "reached", *COUNTED)})
        .returning(table.c.list_id)
    )
    return bool(await transaction.execute(changed))


async def already_chosen(transaction: Transaction, list_id: str, member_ids: Collection[str]) -> set[str]:
    """Those of these members who are on the list."""
    wanted = contacts.c.list_id == list_id, contacts.c.member_id.in_(member_ids)
    return {row[0] for row in await transaction.execute(select(contacts.c.member_id).where(*wanted))}


async def chosen_page(transaction: Transaction, list_id: str, limit: int, after: str | None) -> list[Chosen]:
    """Up to `limit` members of a list, in the order of their ids, after one."""
    wanted = contacts.c.list_id == list_id, contacts.c.member_id > (after or "")
    chosen = select(contacts.c.member_id).distinct().where(*wanted)
    ids = chosen.order_by(contacts.c.member_id).limit(limit).subquery()
    found = (
        select(members.c.member_id, members.c.external_id, profiles.c.name, profiles.c.email, profiles.c.phone)
        .join_from(ids, members, members.c.member_id == ids.c.member_id)
        .outerjoin(profiles, profiles.c.member_id == ids.c.member_id)
        .order_by(members.c.member_id)
    )
    return [Chosen(*row) for row in await transaction.execute(found)]


async def _one(transaction: Transaction, *wanted: ColumnElement[bool]) -> ContactList | None:
    rows = await transaction.execute(select(table).where(*wanted))
    return ContactList(*rows[0]) if rows else None
