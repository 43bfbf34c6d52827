"""The rows that the events of a page are made from."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Final, TypeVar

from sqlalchemy import ColumnElement, select

from app.engine.events.event_ids import ids_around
from app.engine.events.wire import Rows
from app.engine.model.event_records import Event
from app.engine.model.records.members import Identifier
from app.engine.model.records.sales import Purchase, Return
from app.engine.model.records.tiers import TierChange
from app.engine.model.records.vouchers import Voucher
from app.ledger.entries import Entry
from app.store.connection.statements import from_rows
from app.store.connection.transaction import Transaction
from app.store.tables.ledger import entries
from app.store.tables.members import members

# Entries are written by the transaction of their event, and their ids drawn while it decides.
DECIDING_SECONDS: Final = 60

Made = TypeVar("Made", Purchase, Return)


async def rows_of(transaction: Transaction, program_id: str, events: Sequence[Event]) -> Rows:
    """Everything that these events of a programme are made from."""
    ids = {one.cause_id for one in events} | {one.object_id for one in events if one.object_id}
    owners = {one.member_id for one in events if one.member_id}
    moved = await _merged_into(transaction, program_id, owners)
    owners |= set(moved.values())
    purchases = await transaction.rows(Purchase, "purchase_id", _of("pur_", ids)) if _of("pur_", ids) else []
    returns = await transaction.rows(Return, "return_id", _of("ret_", ids)) if _of("ret_", ids) else []
    vouchers, changes = _of("vou_", ids), _of("tch_", ids)
    known_vouchers = await transaction.rows_of_members(Voucher, owners, ("voucher_id",), vouchers) if vouchers else []
    known = await transaction.rows_of_members(TierChange, owners, ("tier_change_id",), changes) if changes else []
    return Rows(
        moved=moved,
        names=await _names(transaction, owners, moved),
        purchases=_by_id(purchases),
        returns=_by_id(returns),
        entries=await _entries(transaction, owners, events),
        vouchers={one.voucher_id: one for one in known_vouchers},
        tier_changes={one.tier_change_id: one for one in known},
    )


def _of(prefix: str, ids: Iterable[str]) -> list[str]:
    return [one for one in ids if one.startswith(prefix)]


async def _merged_into(transaction: Transaction, program_id: str, owners: Collection[str]) -> dict[str, str]:
    """The present members of ids that were merged into others."""
    if not owners:
        return {}
    found = await transaction.named(Identifier, [(program_id, "mem", one) for one in owners])
    return {one.value: one.member_id for one in found}


async def _names(transaction: Transaction, owners: Collection[str], moved: dict[str, str]) -> dict[str, str | None]:
    if not owners:
        return {}
    wanted = members.c.member_id.in_(owners), members.c.erased_at.is_(None)
    found = await transaction.execute(select(members.c.member_id, members.c.external_id).where(*wanted))
    names: dict[str, str | None] = {row[0]: row[1] for row in found}
    return names | {old: names.get(new) for old, new in moved.items()}


async def _entries(
    transaction: Transaction, owners: Collection[str], events: Sequence[Event]
) -> dict[tuple[str, str], list[Entry]]:
    commits = [one.commit_id for one in events]
    if not owners:
        return {}
    first, last = ids_around(min(commits), max(commits), "ent", DECIDING_SECONDS)
    causes = {one.cause_id for one in events}
    wanted: list[ColumnElement[bool]] = [entries.c.member_id.in_(owners), entries.c.cause_id.in_(causes)]
    wanted += [entries.c.entry_id >= first, entries.c.entry_id <= last]
    found: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in from_rows(Entry, await transaction.execute(select(entries).where(*wanted))):
        found[entry.cause, entry.cause_id].append(entry)
    return found


def _by_id(records: Iterable[Made]) -> dict[str, list[Made]]:
    found: dict[str, list[Made]] = defaultdict(list)
    for one in records:
        found[one.purchase_id if isinstance(one, Purchase) else one.return_id].append(one)
    return found
