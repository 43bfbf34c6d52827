"""Control groups: members' spend in two spans of days, the discounts of campaigns, and stored results."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select

from app.store.connection.transaction import Transaction
from app.store.queries.customers.insight_facts import Reach
from app.store.rows.reviews import HoldoutEffect
from app.store.tables.holdouts import holdout_effects
from app.store.tables.insights import member_days
from app.store.tables.ledger import purchases
from app.store.tables.members import members


class Spans(NamedTuple):
    """The days of a comparison, all included: `first_on` to `last_on`, after those from `before_on`.

    `enrolled_before` is the instant (text) at which the first day begins.
    """

    before_on: str
    first_on: str
    last_on: str
    enrolled_before: str


class Spend(NamedTuple):
    """A member's spend before and during the days of a comparison, in minor units."""

    member_id: str
    before: int
    during: int


async def spends(transaction: Transaction, reach: Reach, spans: Spans) -> list[Spend]:
    """The spend of members enrolled before the days of a comparison, in the order of ids, without erased ones."""
    days = member_days.c
    is_before = days.business_date < spans.first_on
    found = (
        select(
            members.c.member_id,
            func.coalesce(func.sum(case((is_before, days.spend), else_=0)), 0),
            func.coalesce(func.sum(case((is_before, 0), else_=days.spend)), 0),
        )
        .join_from(
            members,
            member_days,
            and_(
                days.member_id == members.c.member_id,
                days.business_date >= spans.before_on,
                days.business_date <= spans.last_on,
            ),
            isouter=True,
        )
        .where(
            members.c.program_id == reach.program_id,
            members.c.member_id > reach.after,
            members.c.erased_at.is_(None),
            or_(members.c.created_at < spans.enrolled_before, members.c.joined_on < spans.first_on),
        )
        .group_by(members.c.member_id)
        .order_by(members.c.member_id)
        .limit(reach.limit)
    )
    return [Spend(one, int(before), int(during)) for one, before, during in await transaction.execute(found)]


async def discounted(
    transaction: Transaction, program_id: str, within: tuple[str, str], after: str, limit: int
) -> list[tuple[str, str, str]]:
    """Up to `limit` purchases of members with discounts, between two days: their ids after one, members, discounts."""
    table = purchases.c
    wanted = (
        table.program_id == program_id,
        table.business_date >= within[0],
        table.business_date <= within[1],
        table.guest == 0,
        table.status.not_in(("claimed", "voided", "returned")),
        table.discounts.is_not(None),
        table.purchase_id > after,
    )
    found = select(table.purchase_id, table.member_id, table.discounts).where(*wanted)
    rows = await transaction.execute(found.order_by(table.purchase_id).limit(limit))
    return [(purchase_id, member_id, discounts) for purchase_id, member_id, discounts in rows]


async def member_ids_of(transaction: Transaction, reach: Reach) -> list[str]:
    """Up to `limit` ids of members after one, in order, without erased ones."""
    wanted = members.c.program_id == reach.program_id, members.c.member_id > reach.after, members.c.erased_at.is_(None)
    found = select(members.c.member_id).where(*wanted).order_by(members.c.member_id).limit(reach.limit)
    return [row[0] for row in await transaction.execute(found)]


def _key(program_id: str, holdout_id: str, within: tuple[str, str]) -> tuple[ColumnElement[bool], ...]:
    first_on, last_on = within
    table = holdout_effects.c
    return (
        table.program_id == program_id,
        table.holdout_id == holdout_id,
        table.first_on == first_on,
        table.last_on == last_on,
    )


async def stored_effect(
    transaction: Transaction, program_id: str, holdout_id: str, within: tuple[str, str]
) -> HoldoutEffect | None:
    """The stored result for these days; None if there is none."""
    found = select(holdout_effects).where(*_key(program_id, holdout_id, within))
    rows = await transaction.execute(found)
    return HoldoutEffect(*rows[0]) if rows else None


async def store_effect(transaction: Transaction, effect: HoldoutEffect) -> None:
    """Store a result, in the place of an earlier one."""
    key = _key(effect.program_id, effect.holdout_id, (effect.first_on, effect.last_on))
    await transaction.execute(delete(holdout_effects).where(*key))
    await transaction.insert(HoldoutEffect, [effect])
