"""Finds members: by reference, by exact names, page by page. References are `mem_…`, `ext:…` or `card:…`."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, delete, select, tuple_, update

from app.engine.model.records.members import Identifier, Member, Profile
from app.store.connection.statements import from_rows
from app.store.connection.transaction import Transaction
from app.store.queries.access import key_members, page_links
from app.store.queries.checkout import gift_cards
from app.store.queries.customers import (
    alerts,
    consents,
    contacts,
    insight_reviews,
    notes,
    owners,
    rehearsals,
    segments,
    tasks,
)
from app.store.queries.moving import move_rows
from app.store.queries.shops import shop_orders
from app.store.tables.checkout import holds
from app.store.tables.ledger import entries, purchases, returns
from app.store.tables.members import identifiers, members, profiles
from app.store.tables.segments import member_segments
from app.store.tables.tiers import given_levels, tier_changes
from app.store.tables.vouchers import voucher_codes, vouchers


class KnownMember(NamedTuple):
    """A member, the personal data unless erased, and all names, sorted."""

    member: Member
    profile: Profile | None
    identifiers: Sequence[Identifier]


async def find_many(
    transaction: Transaction, program_id: str, references: Collection[str], *, erased_too: bool = False
) -> dict[str, Member]:
    """The programme's members by reference, without erased ones unless requested."""
    ids = {reference: reference for reference in references if ":" not in reference}
    names = [(program_id, *reference.split(":", 1)) for reference in references if ":" in reference]
    names += [(program_id, "mem", member_id) for member_id in ids]
    found_names = await transaction.named(Identifier, names) if names else []  # type: ignore[arg-type]  # three parts
    for found in found_names:
        # A merged member is found under the old id.
        ids[found.value if found.kind == "mem" else f"{found.kind}:{found.value}"] = found.member_id
    rows = await transaction.rows(Member, "member_id", ids.values()) if ids else []
    known = {one.member_id: one for one in rows if one.program_id == program_id and (erased_too or not one.erased_at)}
    if transaction.known_to is not None:
        seen = await key_members.seen(transaction, known.keys())
        known = {member_id: one for member_id, one in known.items() if member_id in seen}
    return {reference: known[member_id] for reference, member_id in ids.items() if member_id in known}


async def find(transaction: Transaction, program_id: str, reference: str) -> KnownMember | None:
    """The member that a reference names, with personal data and names."""
    found = await find_many(transaction, program_id, [reference])
    return (await _known(transaction, list(found.values())))[0] if found else None


async def found(transaction: Transaction, program_id: str, references: Sequence[str]) -> list[KnownMember | None]:
    """The members that these references name, in their order."""
    named = await find_many(transaction, program_id, set(references))
    known = {one.member.member_id: one for one in await _known(transaction, list(named.values()))}
    return [known[named[one].member_id] if one in named else None for one in references]


async def members_page(
    transaction: Transaction,
    program_id: str,
    limit: int,
    after: str | None = None,
    names: Mapping[str, Collection[str]] | None = None,
    expiring_by: str | None = None,
    owner: str | None = None,
    segment: str | None = None,
) -> list[KnownMember]:
    """Up to `limit` members by id, after a given id.

    `names`: `ext`, `card`, `email`, `phone`, each with all forms it may be stored in. `expiring_by`: with points that
    expire by this day. `owner`: with this owner. `segment`: in it now.
    """
    wanted = _wanted(transaction, program_id, names or {}, expiring_by, owner).where(
        members.c.member_id > (after or "")
    )
    if segment:
        wanted = wanted.where(segments.is_in_segment(program_id, members.c.member_id, segment))
    found = wanted.order_by(members.c.member_id).limit(limit)
    return await _known(transaction, from_rows(Member, await transaction.execute(found)))


async def changed_members_page(
    transaction: Transaction,
    program_id: str,
    limit: int,
    after: tuple[str, str],
    names: Mapping[str, Collection[str]] | None = None,
    expiring_by: str | None = None,
    owner: str | None = None,
) -> list[KnownMember]:
    """Up to `limit` members, oldest change first, otherwise as `page`.

    `after` is the `changed_at` and id of the previous page's last member, or the starting instant and "".
    """
    order = (members.c.changed_at, members.c.member_id)
    wanted = _wanted(transaction, program_id, names or {}, expiring_by, owner).where(tuple_(*order) > tuple_(*after))
    found = wanted.order_by(*order).limit(limit)
    return await _known(transaction, from_rows(Member, await transaction.execute(found)))


class Sieve(NamedTuple):
    """Filters of members, as those of `members_page`."""

    names: Mapping[str, Collection[str]]
    expiring_by: str | None
    owner: str | None


async def rows_page(
    transaction: Transaction, program_id: str, limit: int, after: Sequence[str], sieve: Sieve
) -> list[Member]:
    """Up to `limit` members' rows, without personal data: by id after one (or none), or, after an instant and id,
    oldest change first.
    """
    wanted = _wanted(transaction, program_id, *sieve)
    order = (members.c.member_id,) if len(after) < 2 else (members.c.changed_at, members.c.member_id)
    behind = tuple(after) or ("",)
    found = wanted.where(tuple_(*order) > tuple_(*behind)).order_by(*order).limit(limit)
    return from_rows(Member, await transaction.execute(found))


async def known_members(transaction: Transaction, found: Sequence[Member]) -> list[KnownMember]:
    """These members with personal data and names, in their order."""
    return await _known(transaction, found)


def _wanted(
    transaction: Transaction,
    program_id: str,
    names: Mapping[str, Collection[str]],
    expiring_by: str | None,
    owner: str | None,
) -> Select[Any]:
    wanted = [members.c.erased_at.is_(None), *(_is_named(program_id, *name) for name in names.items())]
    wanted += [members.c.points_expire_on <= expiring_by] if expiring_by else []
    wanted += [owners.is_owned(program_id, members.c.member_id, owner)] if owner else []
    of_program = members.c.program_id == program_id
    return key_members.only_seen(transaction, select(members).where(*wanted), members.c.member_id, of_program)


def _is_named(program_id: str, kind: str, forms: Collection[str]) -> ColumnElement[bool]:
    owners = select(identifiers.c.member_id).where(
        identifiers.c.program_id == program_id, identifiers.c.kind == kind, identifiers.c.value.in_(forms)
    )
    return members.c.member_id.in_(owners)


async def _known(transaction: Transaction, found: Sequence[Member]) -> list[KnownMember]:
    ids = [member.member_id for member in found]
    if not ids:
        return []
    profile_of = {profile.member_id: profile for profile in await transaction.rows(Profile, "member_id", ids)}
    names_of: dict[str, list[Identifier]] = {member_id: [] for member_id in ids}
    for identifier in await transaction.rows(Identifier, "member_id", ids):
        names_of[identifier.member_id].append(identifier)
    return [KnownMember(one, profile_of.get(one.member_id), names_of[one.member_id]) for one in found]


async def tiers_of(transaction: Transaction, member_ids: Collection[str]) -> dict[str, str | None]:
    """The tiers of members, by id."""
    found = select(members.c.member_id, members.c.tier).where(members.c.member_id.in_(member_ids))
    return {row[0]: row[1] for row in await transaction.execute(found)}


async def forget_name(transaction: Transaction, name: Identifier) -> None:
    """Delete a name of a member."""
    wanted = (
        identifiers.c.program_id == name.program_id,
        identifiers.c.kind == name.kind,
        identifiers.c.value == name.value,
        identifiers.c.member_id == name.member_id,
    )
    await transaction.execute(delete(identifiers).where(*wanted))


async def move_everything(transaction: Transaction, old_id: str, new_id: str) -> None:
    """Move every row of one member to another, and delete the first."""
    for table in (
        purchases,
        returns,
        entries,
        vouchers,
        holds,
        given_levels,
        tier_changes,
        member_segments,
    ):
        await move_rows(transaction, table, old_id, new_id)
    for table in (identifiers, voucher_codes):
        await transaction.execute(update(table).where(table.c.member_id == old_id).values(member_id=new_id))
    await key_members.move(transaction, old_id, new_id)
    await insight_reviews.join_members(transaction, old_id, new_id)
    await rehearsals.forget_rehearsed(transaction, old_id)
    await owners.join_owners(transaction, old_id, new_id)
    await page_links.forget_page_links(transaction, old_id)
    await alerts.move_alerts(transaction, old_id, new_id)
    await tasks.move_tasks(transaction, old_id, new_id)
    await notes.move_notes(transaction, old_id, new_id)
    await consents.move_consents(transaction, old_id, new_id)
    await contacts.move_contacts(transaction, old_id, new_id)
    await shop_orders.move_orders(transaction, old_id, new_id)
    await gift_cards.assign(transaction, old_id, new_id)
    for table in (profiles, members):
        await transaction.execute(delete(table).where(table.c.member_id == old_id))
