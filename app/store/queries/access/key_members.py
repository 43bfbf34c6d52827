"""The members known to partner keys, and the restriction of a transaction's reads to them."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, select, text, true

from app.engine.model.names import GUEST
from app.store.connection.transaction import Transaction
from app.store.queries.moving import move_rows
from app.store.rows.access import KeyMember
from app.store.tables.keys import key_members as table

_ADD = text("INSERT INTO key_members VALUES (:key_id, :member_id, :added_at) ON CONFLICT DO NOTHING")


async def known(transaction: Transaction, key_ids: Collection[str], member_ids: Collection[str]) -> list[KeyMember]:
    """The members among these that each of these keys knows."""
    wanted = table.c.key_id.in_(sorted(key_ids)), table.c.member_id.in_(sorted(member_ids))
    return [KeyMember(*row) for row in await transaction.execute(select(table).where(*wanted))]


async def seen(transaction: Transaction, member_ids: Collection[str]) -> Collection[str]:
    """The members among these, and guests, visible to the transaction's key."""
    if transaction.known_to is None or not member_ids:
        return member_ids
    rows = await known(transaction, [transaction.known_to], member_ids)
    return {row.member_id for row in rows} | {one for one in member_ids if one.startswith(GUEST)}


def is_seen(transaction: Transaction, member_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the member of a row is visible to the transaction's key."""
    if transaction.known_to is None:
        return true()
    return member_id.in_(select(table.c.member_id).where(table.c.key_id == transaction.known_to))


def only_seen(
    transaction: Transaction, found: Select[Any], member_id: ColumnElement[str], program: ColumnElement[bool]
) -> Select[Any]:
    """The rows whose members are visible to the transaction's key.

    `program` selects the rows of the programme through an index. For a key with few members, their ids select the rows
    instead.
    """
    if transaction.known_to is None:
        return found.where(program)
    return found.join(table, table.c.member_id == member_id).where(table.c.key_id == transaction.known_to)


async def add(transaction: Transaction, rows: Collection[KeyMember]) -> None:
    """Let keys know members, since their first contact."""
    for row in rows:
        await transaction.execute(_ADD.bindparams(*(bindparam(*column) for column in row._asdict().items())))


async def key_members_page(transaction: Transaction, key_id: str, limit: int, after: str | None) -> list[KeyMember]:
    """Up to `limit` of the members that a key knows, in the order of their ids, after a given one."""
    wanted = table.c.key_id == key_id, table.c.member_id > (after or "")
    found = select(table).where(*wanted).order_by(table.c.member_id).limit(limit)
    return [KeyMember(*row) for row in await transaction.execute(found)]


async def remove(transaction: Transaction, key_id: str, member_id: str) -> None:
    """Remove a member from those that a key knows."""
    await transaction.execute(delete(table).where(table.c.key_id == key_id, table.c.member_id == member_id))


async def forget(transaction: Transaction, member_id: str) -> None:
    """Remove a member from those known to any key."""
    await transaction.execute(delete(table).where(table.c.member_id == member_id))


async def move(transaction: Transaction, old_id: str, new_id: str) -> None:
    """Replace a member by another for all keys that know it."""
    known = await transaction.execute(select(table.c.key_id).where(table.c.member_id == new_id))
    await move_rows(transaction, table, old_id, new_id, table.c.key_id.not_in([row[0] for row in known]))
    await forget(transaction, old_id)
