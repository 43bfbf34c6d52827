"""Finds members: by reference, by exact names, page by page. References are `mem_…`, `ext:…` or `card:…`."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, select, tuple_, update

from app.engine.model.records import Identifier, Member, Profile
from app.store.connection.statements import from_rows
from app.store.connection.transaction import Transaction
from app.store.tables.checkout_tables import holds
from app.store.tables.level_tables import given_levels, tier_changes
from app.store.tables.tables import entries, identifiers, members, profiles, purchases, returns, vouchers


class KnownMember(NamedTuple):
    """A member, the personal data unless erased, and all names, sorted."""

    member: Member
    profile: Profile | None
    identifiers: Sequence[Identifier]


async def find_many(
    transaction: Transaction, program_id: str, references: Collection[str], *, erased_too: bool = False
) -> dict[str, Member]:
    """The programme's members by the references that name one, those who were erased left out if not asked for."""
    ids = {reference: reference for reference in references if ":" not in reference}
    names = [(program_id, *reference.split(":", 1)) for reference in references if ":" in reference]
    names += [(program_id, "mem", member_id) for member_id in ids]
    found_names = await transaction.named(Identifier, names) if names else []  # type: ignore[arg-type]  # three parts
    for found in found_names:
        # A member who was merged into another is found there by the old id.
        ids[found.value if found.kind == "mem" else f"{found.kind}:{found.value}"] = found.member_id
    rows = await transaction.rows(Member, "member_id", ids.values()) if ids else []
    known = {one.member_id: one for one in rows if one.program_id == program_id and (erased_too or not one.erased_at)}
    return {reference: known[member_id] for reference, member_id in ids.items() if member_id in known}


async def find(transaction: Transaction, program_id: str, reference: str) -> KnownMember | None:
    """The member that a reference names, with all that is known of it."""
    found = await find_many(transaction, program_id, [reference])
    return (await _known(transaction, list(found.values())))[0] if found else None


async def page(
    transaction: Transaction,
    program_id: str,
    limit: int,
    after: str | None = None,
    names: Mapping[str, str] | None = None,
    expiring_by: str | None = None,
) -> list[KnownMember]:
    """Up to `limit` members by id, after a given id.

    `names`: `ext`, `card`, `email`, `phone`, as they are kept. `expiring_by`: with points that end by this day.
    """
    wanted = [*_wanted(program_id, names or {}, expiring_by), members.c.member_id > (after or "")]
    found = select(members).where(*wanted).order_by(members.c.member_id).limit(limit)
    return await _known(transaction, from_rows(Member, await transaction.execute(found)))


async def changed_page(
    transaction: Transaction,
    program_id: str,
    limit: int,
    after: tuple[str, str],
    names: Mapping[str, str] | None = None,
    expiring_by: str | None = None,
) -> list[KnownMember]:
    """Up to `limit` members, the oldest change first, else as `page`.

    `after` is the `changed_at` and id of the last one of the page before, or the instant to begin with and "".
    """
    order = (members.c.changed_at, members.c.member_id)
    wanted = [*_wanted(program_id, names or {}, expiring_by), tuple_(*order) > tuple_(*after)]
    found = select(members).where(*wanted).order_by(*order).limit(limit)
    return await _known(transaction, from_rows(Member, await transaction.execute(found)))


def _wanted(program_id: str, names: Mapping[str, str], expiring_by: str | None) -> list[ColumnElement[bool]]:
    wanted = [members.c.program_id == program_id, members.c.erased_at.is_(None)]
    wanted += [_is_named(program_id, kind, value) for kind, value in names.items()]
    return wanted + ([members.c.points_expire_on <= expiring_by] if expiring_by else [])


def _is_named(program_id: str, kind: str, value: str) -> ColumnElement[bool]:
    owners = select(identifiers.c.member_id).where(
        identifiers.c.program_id == program_id, identifiers.c.kind == kind, identifiers.c.value == value
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


async def forget_name(transaction: Transaction, name: Identifier) -> None:
    """Remove a name of a member."""
    wanted = (
        identifiers.c.program_id == name.program_id,
        identifiers.c.kind == name.kind,
        identifiers.c.value == name.value,
        identifiers.c.member_id == name.member_id,
    )
    await transaction.execute(delete(identifiers).where(*wanted))


async def move_everything(transaction: Transaction, old_id: str, new_id: str) -> None:
    """Make every row of one member another's, and forget the one."""
    for table in (purchases, returns, entries, vouchers, holds, given_levels, tier_changes, identifiers):
        await transaction.execute(update(table).where(table.c.member_id == old_id).values(member_id=new_id))
    for table in (profiles, members):
        await transaction.execute(delete(table).where(table.c.member_id == old_id))
