"""Reads members with everything needed to rebuild their states, a chunk at a time.

Each chunk is one snapshot, so that a member and its entries agree while others write.
"""

from sqlalchemy import func, select

from app.engine.model.birthdays import birthday_of
from app.engine.model.facts import Facts
from app.engine.model.records.checkout import Hold
from app.engine.model.records.members import Member, Profile
from app.engine.model.records.sales import Purchase, Return
from app.engine.model.records.tiers import SegmentStay, TierChange, TierGrant
from app.engine.model.records.vouchers import Voucher
from app.ledger.entries import Entry
from app.store.connection.statements import from_rows
from app.store.connection.transaction import Record, Transaction
from app.store.tables.ledger import entries
from app.store.tables.members import members


async def chunk(
    transaction: Transaction, program_id: str | None, after: str | None, limit: int
) -> list[tuple[Member, Facts]]:
    """Up to `limit` members of a programme (None: of any) by id, after a given id, each with its facts."""
    wanted = [members.c.member_id > (after or ""), *([members.c.program_id == program_id] if program_id else [])]
    found = select(members).where(*wanted).order_by(members.c.member_id).limit(limit)
    return await facts_of(transaction, from_rows(Member, await transaction.execute(found)))


async def ends(transaction: Transaction) -> tuple[str, str] | None:
    """The ids of the first and the last member; None if there are none."""
    ids = select(members.c.member_id)
    first = await transaction.execute(ids.order_by(members.c.member_id).limit(1))
    last = await transaction.execute(ids.order_by(members.c.member_id.desc()).limit(1))
    return (first[0][0], last[0][0]) if first and last else None


async def facts_of(transaction: Transaction, chunk: list[Member]) -> list[tuple[Member, Facts]]:
    """Members, each with its facts."""
    ids = [member.member_id for member in chunk]
    entries_of = await _by_member(transaction, Entry, ids)
    purchases_of = await _by_member(transaction, Purchase, ids)
    returns_of = await _by_member(transaction, Return, ids)
    vouchers_of = await _by_member(transaction, Voucher, ids)
    holds_of = await _by_member(transaction, Hold, ids)
    profiles = await transaction.rows(Profile, "member_id", ids) if ids else []
    birthdays = {profile.member_id: birthday_of(profile.birth_date) for profile in profiles}
    given_to = await _by_member(transaction, TierGrant, ids)
    changes_of = await _by_member(transaction, TierChange, ids)
    stays_of = await _by_member(transaction, SegmentStay, ids)
    return [
        (
            member,
            Facts(
                entries=entries_of[one],
                purchases=purchases_of[one],
                returns=returns_of[one],
                vouchers=vouchers_of[one],
                holds=holds_of[one],
                birthday=birthdays.get(one),
                given=given_to[one],
                tier_changes=changes_of[one],
                stays=stays_of[one],
            ),
        )
        for one, member in zip(ids, chunk, strict=True)
    ]


async def count_members(transaction: Transaction, program_id: str) -> int:
    """The number of the programme's members."""
    rows = await transaction.execute(select(func.count()).where(members.c.program_id == program_id))
    return int(rows[0][0])


async def count_entries(transaction: Transaction, program_id: str) -> int:
    """The number of the programme's entries, including those without a member row. Slow."""
    rows = await transaction.execute(select(func.count()).where(entries.c.program_id == program_id))
    return int(rows[0][0])


async def _by_member(transaction: Transaction, kind: type[Record], ids: list[str]) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {member_id: [] for member_id in ids}
    if ids:
        for record in await transaction.rows(kind, "member_id", ids):
            found[record[0]].append(record)
    return found
