"""Copies a programme, and some of its members with all that they have, from one database to another."""

from collections.abc import Collection, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import func, insert, select

from app.engine.model.names import GUEST
from app.engine.model.receipts import IdempotencyRecord
from app.engine.model.records.checkout import Hold
from app.engine.model.records.members import Consent, Identifier, Member, Profile
from app.engine.model.records.sales import Purchase, Return
from app.engine.model.records.tiers import SegmentStay, TierChange, TierGrant
from app.engine.model.records.vouchers import PartnerCode, Voucher
from app.ledger.entries import Entry
from app.store.connection.statements import from_rows
from app.store.connection.transaction import AnyRecord, NameKey, Transaction
from app.store.rows.programs import ProgramRow, VersionRow
from app.store.rows.reviews import ReviewRow
from app.store.rows.vouchers import VoucherCode
from app.store.tables.checkout import supplies
from app.store.tables.members import members
from app.store.tables.vouchers import partner_codes, vouchers

_OF_MEMBERS: Final[tuple[type[Any], ...]] = (
    Member,
    Profile,
    Identifier,
    Purchase,
    Return,
    Entry,
    Voucher,
    VoucherCode,
    TierGrant,
    TierChange,
    SegmentStay,
    Hold,
    Consent,
)
_MOST_CODES: Final = 10_000


class ProgramCopy(NamedTuple):
    """A programme with its versions, and what its members share."""

    records: Sequence[Sequence[AnyRecord]]
    supplies: Sequence[dict[str, Any]]


class Counts(NamedTuple):
    """The members by tier (None: no tier), and the vouchers by reward."""

    tiers: dict[str | None, int]
    vouchers: dict[str, int]


async def read_program(transaction: Transaction, program_id: str) -> ProgramCopy:
    """A programme; of partner codes, the next 10,000."""
    kinds: tuple[type[Any], ...] = (ProgramRow, VersionRow, ReviewRow)
    records = [await transaction.rows(kind, "program_id", [program_id]) for kind in kinds]
    is_free = partner_codes.c.program_id == program_id, partner_codes.c.voucher_id.is_(None)
    codes = select(partner_codes).where(*is_free).order_by(partner_codes.c.code).limit(_MOST_CODES)
    records.append(from_rows(PartnerCode, await transaction.execute(codes)))
    shared = await transaction.execute(select(supplies).where(supplies.c.program_id == program_id))
    return ProgramCopy(records, [dict(zip(supplies.c.keys(), row, strict=True)) for row in shared])


async def write_program(transaction: Transaction, copy: ProgramCopy) -> None:
    """Add a copied programme."""
    await write(transaction, copy.records)
    if copy.supplies:
        await transaction.execute(insert(supplies).values(list(copy.supplies)))


async def owners(
    transaction: Transaction, program_id: str, references: Collection[str], names: Collection[NameKey]
) -> tuple[set[str], list[IdempotencyRecord]]:
    """The ids of the members (and guests) that references name or that own these recorded names, and those names."""
    keys = [(program_id, *reference.split(":", 1)) for reference in references]
    ids = {found.member_id for found in await transaction.named(Identifier, keys)} if keys else set()  # type: ignore[arg-type]  # three parts
    receipts = await transaction.named(IdempotencyRecord, names) if names else []
    return ids | {receipt.member_id for receipt in receipts}, receipts


async def already_there(transaction: Transaction, member_ids: Collection[str]) -> set[str]:
    """Those members and guests that this database has."""
    guests = [one for one in member_ids if one.startswith(GUEST)]
    there = {one.member_id for one in await transaction.rows(Purchase, "member_id", guests)} if guests else set()
    found = select(members.c.member_id).where(members.c.member_id.in_(sorted(member_ids)))
    return there | {row[0] for row in await transaction.execute(found)}


async def read_members(transaction: Transaction, member_ids: Collection[str]) -> list[list[AnyRecord]]:
    """All records of these members and guests, those of each kind together."""
    return [await transaction.rows(kind, "member_id", member_ids) for kind in _OF_MEMBERS] if member_ids else []


async def write(transaction: Transaction, records: Sequence[Sequence[AnyRecord]]) -> None:
    """Add records, those of each kind together."""
    for part in records:
        if part:
            await transaction.insert(type(part[0]), part)


async def add_receipts(transaction: Transaction, receipts: Sequence[IdempotencyRecord]) -> None:
    """Add recorded names that are not there yet."""
    there = {one[:3] for one in await transaction.named(IdempotencyRecord, [one[:3] for one in receipts])}
    await write(transaction, [[one for one in receipts if one[:3] not in there]])


async def counts(transaction: Transaction, program_id: str) -> Counts:
    """The members by tier and the vouchers by reward of any status."""
    tiers = select(members.c.tier, func.count()).where(members.c.program_id == program_id).group_by(members.c.tier)
    issued = select(vouchers.c.reward, func.count()).where(vouchers.c.program_id == program_id)
    return Counts(
        {row[0]: row[1] for row in await transaction.execute(tiers)},
        {row[0]: row[1] for row in await transaction.execute(issued.group_by(vouchers.c.reward))},
    )
