"""Sums over a programme's ledger, and long lists of it page by page."""

from collections.abc import Collection
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, tuple_

from app.engine.model.records.members import Member
from app.engine.views.donations import Given
from app.engine.views.liability import ACCRUING, EXPIRING, HANDING_ON, SPENDING, LotSum, Owed, VoucherSum
from app.ledger.entries import CREDIT, POINTS, expected_unit
from app.ledger.entries import rebate as rebate_unit
from app.ledger.entries import voucher as voucher_unit
from app.store.connection.statements import from_rows
from app.store.connection.transaction import Transaction
from app.store.queries.access import key_members
from app.store.tables.ledger import entries, purchases
from app.store.tables.members import members
from app.store.tables.vouchers import vouchers

_SETTLING: Final = "settle"
_DONATING: Final = "donate"
_FIRST_REBATE = rebate_unit("")
# The first text after all that begin with a rebate's prefix.
_BEHIND_REBATES = _FIRST_REBATE[:-1] + chr(ord(_FIRST_REBATE[-1]) + 1)
_FIRST_EXPECTED = expected_unit("")
_BEHIND_EXPECTED = _FIRST_EXPECTED[:-1] + chr(ord(_FIRST_EXPECTED[-1]) + 1)
_FIRST_VOUCHER = voucher_unit("")
_BEHIND_VOUCHERS = _FIRST_VOUCHER[:-1] + chr(ord(_FIRST_VOUCHER[-1]) + 1)


class SettledRow(NamedTuple):
    """An entry that pays a rebate or takes it back, with its member's external id."""

    recorded_at: str
    entry_id: str
    member_id: str
    external_id: str | None
    unit: str
    lot: str
    amount: int
    why: str


class SoldRow(NamedTuple):
    """The lines of a purchase, as JSON text, and its time."""

    occurred_at: str
    purchase_id: str
    business_date: str
    lines: str


async def sold_page(
    transaction: Transaction, program_id: str, start: str, before: str, limit: int, behind: tuple[str, str] | None
) -> list[SoldRow]:
    """Up to `limit` baskets sold in a span of time, newest first, after a given one. `start` is inclusive, `before`
    exclusive.
    """
    order = (purchases.c.occurred_at, purchases.c.purchase_id)
    wanted = [
        purchases.c.program_id == program_id,
        purchases.c.occurred_at >= start,
        purchases.c.occurred_at < before,
        purchases.c.status.not_in(("claimed", "voided")),
    ]
    wanted += [tuple_(*order) < tuple_(*behind)] if behind else []
    found = select(*order, purchases.c.business_date, purchases.c.lines).where(*wanted)
    newest_first = found.order_by(*(column.desc() for column in order)).limit(limit)
    return [SoldRow(*row) for row in await transaction.execute(newest_first)]


async def settled_page(
    transaction: Transaction, program_id: str, start: str, before: str, limit: int, after: tuple[str, str]
) -> list[SettledRow]:
    """Up to `limit` settlements of rebates in a span of time, in order of recording, after a given one.

    `start` is inclusive, `before` exclusive; `after` is the `recorded_at` and id of the previous page's last one.
    """
    order = (entries.c.recorded_at, entries.c.entry_id)
    wanted = (
        *_recorded(program_id, before),
        entries.c.recorded_at >= start,
        entries.c.type == _SETTLING,
        _is_rebate(),
        tuple_(*order) > tuple_(*after),
        key_members.is_seen(transaction, entries.c.member_id),
    )
    found = (
        select(
            *order,
            entries.c.member_id,
            members.c.external_id,
            entries.c.unit,
            entries.c.lot,
            entries.c.amount,
            entries.c.why,
        )
        .join_from(entries, members, members.c.member_id == entries.c.member_id, isouter=True)
        .where(*wanted)
        .order_by(*order)
        .limit(limit)
    )
    return [SettledRow(*row) for row in await transaction.execute(found)]


async def given(
    transaction: Transaction, program_id: str, start: str, before: str, member_id: str | None
) -> list[Given]:
    """The donations in a span of time, of all members or of one. `start` is inclusive, `before` exclusive."""
    wanted = [*_recorded(program_id, before), entries.c.recorded_at >= start, entries.c.type == _DONATING]
    if member_id is not None:
        wanted.append(entries.c.member_id == member_id)
    kind = (entries.c.rule, entries.c.program_version)
    gifts = func.count(entries.c.cause_id.distinct())
    found = select(*kind, gifts, func.sum(-entries.c.amount)).where(*wanted).group_by(*kind)
    rows = await transaction.execute(found)
    return [Given(reward, version, int(count), int(points)) for reward, version, count, points in rows]


async def lot_sums(transaction: Transaction, program_id: str, before: str) -> list[LotSum]:
    """The sums of all entries of points, rebates and expected rebates recorded before an instant."""
    amount, kind = entries.c.amount, entries.c.type
    spent = or_(kind.in_(SPENDING), and_(kind == HANDING_ON, amount < 0))
    sums = (
        func.sum(amount),
        func.sum(case((spent, -amount), else_=0)),
        func.sum(case((kind == EXPIRING, -amount), else_=0)),
        func.sum(case((kind == ACCRUING, amount), else_=0)),
    )
    lot = (entries.c.unit, entries.c.lot)
    wanted = (*_recorded(program_id, before), or_(entries.c.unit == POINTS, _is_rebate(), _is_expected()))
    rows = await transaction.execute(select(*lot, *sums).where(*wanted).group_by(*lot))
    return [LotSum(unit, name, *(int(one) for one in numbers)) for unit, name, *numbers in rows]


async def voucher_sums(transaction: Transaction, program_id: str, before: str) -> list[VoucherSum]:
    """The number of vouchers of each reward and lot before an instant, by all entries."""
    wanted = (*_recorded(program_id, before), entries.c.unit >= _FIRST_VOUCHER, entries.c.unit < _BEHIND_VOUCHERS)
    lot = (entries.c.unit, entries.c.lot)
    rows = await transaction.execute(select(*lot, func.sum(entries.c.amount)).where(*wanted).group_by(*lot))
    return [VoucherSum(unit.removeprefix(_FIRST_VOUCHER), name, int(count)) for unit, name, count in rows]


async def voucher_amounts(transaction: Transaction, program_id: str) -> dict[str, int]:
    """The total worth, by rebate, of usable and held vouchers with amounts of their own."""
    wanted = (
        vouchers.c.program_id == program_id,
        vouchers.c.amount.is_not(None),
        vouchers.c.status.in_(("usable", "held")),
    )
    found = select(vouchers.c.reward, func.sum(vouchers.c.amount)).where(*wanted).group_by(vouchers.c.reward)
    return {reward: int(amount) for reward, amount in await transaction.execute(found)}


async def credit_owed(transaction: Transaction, program_id: str, before: str) -> Owed:
    """All members' positive and negative credit before an instant."""
    each = _credit_of_each(program_id, before).subquery()
    found = select(
        func.coalesce(func.sum(case((each.c.held > 0, each.c.held), else_=0)), 0),
        func.coalesce(func.sum(case((each.c.held < 0, -each.c.held), else_=0)), 0),
    )
    ((outstanding, owed),) = await transaction.execute(found)
    return Owed(int(outstanding), int(owed))


async def credit_of(
    transaction: Transaction, program_id: str, before: str, member_ids: Collection[str]
) -> dict[str, int]:
    """The credit of each of these members before an instant; members without credit may be left out."""
    found = _credit_of_each(program_id, before).where(entries.c.member_id.in_(member_ids))
    return {member_id: int(held) for member_id, held in await transaction.execute(found)}


async def due_page(
    transaction: Transaction, program_id: str, by: str, limit: int, after: tuple[str, str]
) -> list[Member]:
    """Up to `limit` members with an effect due by an instant, earliest first, after a given instant and id."""
    order = (members.c.next_due_at, members.c.member_id)
    wanted = (members.c.program_id == program_id, members.c.next_due_at <= by, tuple_(*order) > tuple_(*after))
    found = select(members).where(*wanted).order_by(*order).limit(limit)
    return from_rows(Member, await transaction.execute(found))


def _credit_of_each(program_id: str, before: str) -> Select[Any]:
    wanted = (*_recorded(program_id, before), entries.c.unit == CREDIT)
    return (
        select(entries.c.member_id, func.sum(entries.c.amount).label("held"))
        .where(*wanted)
        .group_by(entries.c.member_id)
    )


def _recorded(program_id: str, before: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return entries.c.program_id == program_id, entries.c.recorded_at < before


def _is_expected() -> ColumnElement[bool]:
    return and_(entries.c.unit >= _FIRST_EXPECTED, entries.c.unit < _BEHIND_EXPECTED)


def _is_rebate() -> ColumnElement[bool]:
    return and_(entries.c.unit >= _FIRST_REBATE, entries.c.unit < _BEHIND_REBATES)
