"""Finds members' vouchers."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.engine.model.records.vouchers import Voucher
from app.store.connection.statements import from_rows
from app.store.connection.transaction import Transaction
from app.store.queries.access import key_members
from app.store.rows.vouchers import VoucherCode
from app.store.tables.checkout import holds
from app.store.tables.vouchers import voucher_codes
from app.store.tables.vouchers import vouchers as table


async def usable(transaction: Transaction, member_ids: Collection[str]) -> dict[str, list[Voucher]]:
    """Each member's usable and held vouchers, oldest first."""
    found: dict[str, list[Voucher]] = {member_id: [] for member_id in member_ids}
    if member_ids:
        for voucher in await transaction.rows_of_members(Voucher, member_ids, ("status",), ("usable", "held")):
            found[voucher.member_id].append(voucher)
    return found


async def first_usable(
    transaction: Transaction, member_id: str, at: str, today: str, limit: int
) -> tuple[list[Voucher], int]:
    """Up to `limit` of a member's vouchers that are usable at an instant, oldest first, and their total number."""
    wanted = (table.c.member_id == member_id, _has_status("usable", at, today))
    found = select(table, func.count().over()).where(*wanted).order_by(table.c.voucher_id).limit(limit)
    rows = await transaction.execute(found)
    return from_rows(Voucher, [row[:-1] for row in rows]), int(rows[0][-1]) if rows else 0


async def vouchers_page(
    transaction: Transaction,
    member_id: str,
    limit: int,
    *,
    status: str | None,
    at: str,
    today: str,
    before: str | None,
) -> list[tuple[Voucher, bool]]:
    """Up to `limit` of a member's vouchers, newest first, before the given id, each with whether a hold reserves it.

    `status` is the one at an instant, even if its change is not stored yet; None for all.
    """
    wanted: list[ColumnElement[bool]] = [table.c.member_id == member_id]
    if status is not None:
        wanted.append(_has_status(status, at, today))
    if before is not None:
        wanted.append(table.c.voucher_id < before)
    found = select(table, _is_held(at)).where(*wanted).order_by(table.c.voucher_id.desc()).limit(limit)
    rows = await transaction.execute(found)
    return list(zip(from_rows(Voucher, [row[:-1] for row in rows]), [bool(row[-1]) for row in rows], strict=True))


async def by_codes(transaction: Transaction, program_id: str, codes: Collection[str]) -> list[Voucher]:
    """A programme's vouchers with these codes."""
    wanted = voucher_codes.c.program_id == program_id, voucher_codes.c.code.in_(codes)
    rows = await transaction.execute(select(voucher_codes.c.member_id).where(*wanted)) if codes else ()
    owners = await key_members.seen(transaction, {row[0] for row in rows})
    found = await transaction.rows_of_members(Voucher, owners, ("code",), codes) if owners else ()
    return [one for one in found if one.program_id == program_id]


def codes_of(issued: Iterable[Voucher]) -> list[VoucherCode]:
    """The codes of vouchers, in the order in which every transaction inserts them."""
    return sorted(VoucherCode(one.program_id, one.code, one.member_id) for one in issued)


def _is_held(at: str) -> ColumnElement[bool]:
    keeping: Any = select(holds.c.hold_id).where(
        holds.c.member_id == table.c.member_id, holds.c.hold_id == table.c.held_by, holds.c.expires_at > at
    )
    return and_(table.c.status == "held", keeping.exists())


def _has_status(status: str, at: str, today: str) -> ColumnElement[bool]:
    if status in ("used", "revoked"):
        return table.c.status == status
    if status == "held":
        return _is_held(at)
    # A hold or a last day may have passed without a stored change.
    is_open = and_(table.c.status.in_(("usable", "held")), ~_is_held(at))
    if status == "expired":
        return or_(table.c.status == status, and_(is_open, table.c.expires_on < today))
    return and_(is_open, or_(table.c.expires_on.is_(None), table.c.expires_on >= today))
