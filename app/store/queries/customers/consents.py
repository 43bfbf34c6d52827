"""Consents of members, and addresses that want nothing."""

from collections.abc import Collection, Mapping

from pydantic_core import from_json, to_json
from sqlalchemy import delete, select, update

from app.engine.model import consents as rules
from app.engine.model.records.members import Consent, Identifier, Member, Profile
from app.store.connection.transaction import Transaction
from app.store.rows.contacts import Suppression
from app.store.tables.contacts import consents, suppressions
from app.store.tables.members import members, profiles


async def consents_of(transaction: Transaction, member_ids: Collection[str]) -> dict[str, list[Consent]]:
    """All rows of these members, by member, where there are any."""
    found: dict[str, list[Consent]] = {}
    for row in await transaction.rows(Consent, "member_id", member_ids) if member_ids else ():
        found.setdefault(row.member_id, []).append(row)
    return found


async def consents_page(transaction: Transaction, member_id: str, limit: int, before: str | None) -> list[Consent]:
    """Up to `limit` rows of a member, the last recorded first, before an id."""
    wanted = [consents.c.member_id == member_id, *([consents.c.consent_id < before] if before else [])]
    found = select(consents).where(*wanted).order_by(consents.c.consent_id.desc()).limit(limit)
    return [Consent(*row) for row in await transaction.execute(found)]


async def consent_named(transaction: Transaction, program_id: str, external_id: str) -> Consent | None:
    """The row of this name."""
    wanted = consents.c.program_id == program_id, consents.c.external_id == external_id
    rows = await transaction.execute(select(consents).where(*wanted))
    return Consent(*rows[0]) if rows else None


async def add_consent(transaction: Transaction, consent: Consent, known: Collection[Consent]) -> None:
    """Add a row to those of a member, and bring what the member's data shows up to date.

    Raises IntegrityConflict if its external id is taken.
    """
    await transaction.insert(Consent, [consent])
    if consent.channel is not None:
        return
    found = await transaction.rows(Profile, "member_id", [consent.member_id])
    if not found:
        found = [Profile(consent.member_id, consent.program_id)]
        await transaction.insert(Profile, found)
    before = from_json(found[0].consents)
    after = rules.shown([*known, consent], before)
    if after != before:
        text = to_json(dict(sorted(after.items()))).decode()
        changed = update(profiles).where(profiles.c.member_id == consent.member_id).values(consents=text)
        await transaction.execute(changed)
        told = {"version": members.c.version + 1, "changed_at": consent.recorded_at}
        await transaction.execute(update(members).where(members.c.member_id == consent.member_id).values(told))


async def move_consents(transaction: Transaction, old_id: str, new_id: str) -> None:
    """Give a merged member's consents to the other."""
    await transaction.execute(update(consents).where(consents.c.member_id == old_id).values(member_id=new_id))


async def forget_consents(
    transaction: Transaction, member: Member, names: Collection[Identifier], pepper: bytes
) -> None:
    """Delete a member's consents; what was withdrawn leaves a mark of the addresses among `names`."""
    rows = await transaction.rows(Consent, "member_id", [member.member_id])
    for channel, kind in rules.ADDRESSED.items():
        for name in (one for one in names if one.kind == kind):
            mark = rules.address_mark(pepper, member.program_id, channel, name.value)
            for purpose in sorted(rules.withdrawn(rows, channel)):
                row = Suppression(
                    program_id=member.program_id,
                    channel=channel,
                    mark=mark,
                    purpose=purpose,
                    reason="withdrawn",
                    at=member.changed_at,
                )
                await suppress(transaction, row)
    await transaction.execute(delete(consents).where(consents.c.member_id == member.member_id))


async def suppress(transaction: Transaction, wish: Suppression) -> Suppression:
    """Store that an address wants nothing, unless it is stored: the row that is there now."""
    known = await suppressed(transaction, wish.program_id, {(wish.channel, wish.mark)})
    for one in known.get((wish.channel, wish.mark), ()):
        if one.purpose == wish.purpose:
            return one
    await transaction.insert(Suppression, [wish])
    return wish


async def suppress_anew(transaction: Transaction, wish: Suppression) -> None:
    """Store that an address wants nothing, or bring an older row up to date."""
    known = await suppress(transaction, wish)
    if known.at < wish.at:
        table = suppressions.c
        this = table.program_id == wish.program_id, table.channel == wish.channel, table.mark == wish.mark
        told = update(suppressions).where(*this, table.purpose == wish.purpose)
        await transaction.execute(told.values(reason=wish.reason, at=wish.at))


async def suppressed(
    transaction: Transaction, program_id: str, marks: Collection[tuple[str, str]]
) -> Mapping[tuple[str, str], list[Suppression]]:
    """What is stored about addresses, each by its channel and mark."""
    found: dict[tuple[str, str], list[Suppression]] = {}
    if marks:
        wanted = suppressions.c.program_id == program_id, suppressions.c.mark.in_({mark for _, mark in marks})
        for row in await transaction.execute(select(suppressions).where(*wanted)):
            one = Suppression(*row)
            found.setdefault((one.channel, one.mark), []).append(one)
    return found


async def honoured(transaction: Transaction, program_id: str) -> dict[str, str]:
    """The names under which members agreed to be honoured, by member."""
    wanted = consents.c.program_id == program_id, consents.c.purpose == rules.HONOURS
    rows: dict[str, list[Consent]] = {}
    for row in await transaction.execute(select(consents).where(*wanted)):
        one = Consent(*row)
        rows.setdefault(one.member_id, []).append(one)
    deciding = {member_id: rules.deciding(said, rules.HONOURS, None) for member_id, said in rows.items()}
    return {
        member_id: row.shown_as for member_id, row in deciding.items() if row and row.given and row.shown_as is not None
    }
