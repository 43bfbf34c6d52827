"""Members' facts: their purchases and returns with the fields that reviews use, and the days and items folded from
them.

Guests and erased members are excluded. Days and instants are text.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

from pydantic_core import from_json
from sqlalchemy import ColumnElement, Table, and_, delete, func, or_, select

from app.engine.insights.facts import Bought, Day, Facts, Item, Returned
from app.store.connection.transaction import Transaction
from app.store.rows.reviews import InsightFold, MemberDay, MemberItem
from app.store.tables.insights import insight_folds, member_days, member_items
from app.store.tables.ledger import purchases, returns
from app.store.tables.members import members, profiles

# Sorts after every id.
LAST_OF_ALL: Final = "~"

Purchases = dict[str, list[Bought]]
Returns = dict[str, list[Returned]]


class Reach(NamedTuple):
    """Members of a programme by id: after one, up to another, at most `limit`."""

    program_id: str
    after: str
    last: str
    limit: int


class Known(NamedTuple):
    """A member, the time of enrolment, and the day of joining if known."""

    member_id: str
    created_at: str
    joined_on: str | None


async def member_ids(transaction: Transaction, reach: Reach, changed_from: str | None) -> list[str]:
    """The ids of members, in order; with `changed_from` only of those changed since. Includes erased ones."""
    wanted = [members.c.program_id == reach.program_id, members.c.member_id > reach.after]
    wanted += [members.c.member_id <= reach.last]
    wanted += [members.c.changed_at >= changed_from] if changed_from else []
    found = select(members.c.member_id).where(*wanted).order_by(members.c.member_id).limit(reach.limit)
    return [row[0] for row in await transaction.execute(found)]


async def known_members(transaction: Transaction, reach: Reach) -> list[Known]:
    """Members in the order of their ids, without those who were erased."""
    found = (
        select(members.c.member_id, members.c.created_at, members.c.joined_on)
        .where(
            members.c.program_id == reach.program_id,
            members.c.member_id > reach.after,
            members.c.member_id <= reach.last,
            members.c.erased_at.is_(None),
        )
        .order_by(members.c.member_id)
        .limit(reach.limit)
    )
    return [Known(*row) for row in await transaction.execute(found)]


async def count_members(transaction: Transaction, program_id: str, changed_from: str | None = None) -> int:
    """The number of members, including erased ones; with `changed_from` of those changed since."""
    wanted = [members.c.program_id == program_id]
    wanted += [members.c.changed_at >= changed_from] if changed_from else []
    return int((await transaction.execute(select(func.count()).where(*wanted)))[0][0])


async def every_nth_member(transaction: Transaction, program_id: str, step: int) -> list[str]:
    """The id of every `step`-th member, in order: the ends of parts of about this size."""
    numbered = (
        select(members.c.member_id, func.row_number().over(order_by=members.c.member_id).label("number"))
        .where(members.c.program_id == program_id)
        .subquery()
    )
    found = select(numbered.c.member_id).where(numbered.c.number % step == 0).order_by(numbered.c.member_id)
    return [row[0] for row in await transaction.execute(found)]


async def bought_by(transaction: Transaction, ids: Collection[str], since: str | None = None) -> Purchases:
    """The purchases of members, by member, without erased ones; with `since` only from this business date on."""
    table = purchases.c
    found = (
        select(
            table.member_id,
            table.purchase_id,
            table.business_date,
            table.recorded_at,
            table.store,
            table.channel,
            table.lines,
            table.status,
        )
        .join_from(purchases, members, members.c.member_id == table.member_id)
        .where(table.member_id.in_(ids), table.guest == 0, table.status != "claimed", members.c.erased_at.is_(None))
    )
    if since is not None:
        found = found.where(table.business_date >= since)
    by_member: Purchases = {}
    for member_id, purchase_id, day, recorded_at, store, channel, lines, status in (
        await transaction.execute(found) if ids else ()
    ):
        bought = Bought(
            purchase_id=purchase_id,
            business_date=day,
            recorded_at=recorded_at,
            store=store,
            channel=channel,
            lines=lines,
            touched=status != "recorded",
        )
        by_member.setdefault(member_id, []).append(bought)
    return by_member


async def returned_by(transaction: Transaction, ids: Collection[str]) -> Returns:
    """The valid returns of members, by member, without erased ones."""
    table = returns.c
    found = (
        select(table.member_id, table.purchase_id, table.business_date, table.recorded_at, table.store, table.lines)
        .join_from(returns, members, members.c.member_id == table.member_id)
        .where(table.member_id.in_(ids), table.status == "recorded", members.c.erased_at.is_(None))
    )
    by_member: Returns = {}
    for member_id, *told in await transaction.execute(found) if ids else ():
        by_member.setdefault(member_id, []).append(Returned(*told))
    return by_member


async def replace_facts(transaction: Transaction, program_id: str, found: Mapping[str, Facts]) -> None:
    """Replace the days and items of members."""
    for table in (member_days, member_items):
        await transaction.execute(delete(table).where(table.c.member_id.in_(found)))
    days = [
        MemberDay(member_id, day.business_date, program_id, *day[1:])
        for member_id, facts in found.items()
        for day in facts.days
    ]
    items = [
        MemberItem(member_id, item.item, program_id, *item[1:])
        for member_id, facts in found.items()
        for item in facts.items
    ]
    if days:
        await transaction.insert(MemberDay, days)
    if items:
        await transaction.insert(MemberItem, items)


async def days_of(transaction: Transaction, reach: Reach) -> dict[str, list[Day]]:
    """The days of all members between two ids, by member, earliest first."""
    found = (
        select(member_days)
        .where(*_between(member_days, reach))
        .order_by(member_days.c.member_id, member_days.c.business_date)
    )
    by_member: dict[str, list[Day]] = {}
    for member_id, day, _, *amounts in await transaction.execute(found):
        by_member.setdefault(member_id, []).append(Day(day, *amounts))
    return by_member


def _between(table: Table, reach: Reach) -> tuple[ColumnElement[bool], ...]:
    ids = table.c.member_id > reach.after, table.c.member_id <= reach.last
    return (*ids, table.c.program_id == reach.program_id)


async def items_of(transaction: Transaction, reach: Reach) -> dict[str, list[Item]]:
    """The items of all members between two ids, by member, in the order of their names."""
    found = (
        select(member_items)
        .where(*_between(member_items, reach))
        .order_by(member_items.c.member_id, member_items.c.item)
    )
    by_member: dict[str, list[Item]] = {}
    for member_id, item, _, *told in await transaction.execute(found):
        by_member.setdefault(member_id, []).append(Item(item, *told))
    return by_member


async def reachable(transaction: Transaction, member_ids: Collection[str]) -> set[str]:
    """The members who may get offers: with an e-mail address or phone number, and consent to marketing."""
    if not member_ids:
        return set()
    wanted = profiles.c.member_id.in_(member_ids), or_(profiles.c.email.is_not(None), profiles.c.phone.is_not(None))
    rows = await transaction.execute(select(profiles.c.member_id, profiles.c.consents).where(*wanted))
    return {member_id for member_id, consents in rows if from_json(consents).get("marketing")}


async def facts_of(transaction: Transaction, ids: Sequence[str]) -> dict[str, Facts]:
    """The stored days and items of members, without members who have none."""
    if not ids:
        return {}
    days: dict[str, list[Day]] = {}
    items: dict[str, list[Item]] = {}
    for member_id, day, _, *amounts in await transaction.rows(MemberDay, "member_id", ids):
        days.setdefault(member_id, []).append(Day(day, *amounts))
    for one in await transaction.rows(MemberItem, "member_id", ids):
        item = Item(
            item=one.item,
            first_on=one.first_on,
            previous_on=one.previous_on,
            last_on=one.last_on,
            days=one.days,
            amount=one.amount,
        )
        items.setdefault(one.member_id, []).append(item)
    return {one: Facts(tuple(days.get(one, ())), tuple(items.get(one, ()))) for one in days.keys() | items.keys()}


async def measures(
    transaction: Transaction, program_id: str, measure: str, first_on: str, last_on: str
) -> list[tuple[int, int]]:
    """The measures of members over days (both included), with the number of members for each, in no order."""
    amount = func.sum(member_days.c.margin if measure == "margin" else member_days.c.spend).label("amount")
    each = (
        select(amount)
        .join_from(member_days, members, members.c.member_id == member_days.c.member_id)
        .where(member_days.c.program_id == program_id, members.c.erased_at.is_(None))
        .where(member_days.c.business_date >= first_on, member_days.c.business_date <= last_on)
        .group_by(member_days.c.member_id)
        .subquery()
    )
    found = select(each.c.amount, func.count()).group_by(each.c.amount)
    return [(int(measure), members) for measure, members in await transaction.execute(found)]


async def spend_and_covered(transaction: Transaction, program_id: str, first_on: str, last_on: str) -> tuple[int, int]:
    """The spend of members over days, and the part with a known margin."""
    sums = func.coalesce(func.sum(member_days.c.spend), 0), func.coalesce(func.sum(member_days.c.covered), 0)
    found = (
        select(*sums)
        .join_from(member_days, members, members.c.member_id == member_days.c.member_id)
        .where(member_days.c.program_id == program_id, members.c.erased_at.is_(None))
        .where(member_days.c.business_date >= first_on, member_days.c.business_date <= last_on)
    )
    ((spend, covered),) = await transaction.execute(found)
    return int(spend), int(covered)


class GuestSpan(NamedTuple):
    """Business dates, both included, the instants around them, and the end of recording."""

    first_on: str
    last_on: str
    earliest: str
    latest: str
    known_before: str


async def guest_amount(transaction: Transaction, program_id: str, span: GuestSpan) -> int:
    """The net spend of guests: unclaimed purchases less their returns."""
    table = purchases.c
    wanted = (
        table.program_id == program_id,
        table.occurred_at >= span.earliest,
        table.occurred_at < span.latest,
        table.business_date >= span.first_on,
        table.business_date <= span.last_on,
        table.recorded_at < span.known_before,
        table.guest == 1,
        table.status != "claimed",
    )
    paid = select(func.coalesce(func.sum(table.net), 0)).where(*wanted)
    same = and_(returns.c.purchase_id == table.purchase_id, returns.c.member_id == table.member_id)
    back = (
        select(func.coalesce(func.sum(returns.c.returned_net), 0))
        .join_from(purchases, returns, same)
        .where(*wanted, returns.c.status == "recorded", returns.c.recorded_at < span.known_before)
    )
    return int((await transaction.execute(paid))[0][0]) - int((await transaction.execute(back))[0][0])


async def fold_of(transaction: Transaction, program_id: str) -> InsightFold | None:
    """The basis of the stored days and items of a programme's members; None before the first fold."""
    rows = await transaction.execute(select(insight_folds).where(insight_folds.c.program_id == program_id))
    return InsightFold(*rows[0]) if rows else None


async def set_fold(transaction: Transaction, fold: InsightFold) -> None:
    """Set the basis of the stored days and items."""
    await transaction.execute(delete(insight_folds).where(insight_folds.c.program_id == fold.program_id))
    await transaction.insert(InsightFold, [fold])
