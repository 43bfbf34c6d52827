"""The readings of members in reviews, page by page, without members erased or merged since."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select, tuple_

from app.engine.insights.readings import ItemReading, MemberReading
from app.store.connection.transaction import Transaction
from app.store.queries.access import key_members
from app.store.queries.customers.owners import is_owned
from app.store.queries.customers.segments import is_in_segment
from app.store.rows.reviews import InsightReview
from app.store.tables.insights import insight_reviews, review_items, review_members
from app.store.tables.members import members

_read = review_members.c


class Read(NamedTuple):
    """The reading of a member in a review, and the member's external id."""

    reading: MemberReading
    external_id: str | None


class Chosen(NamedTuple):
    """The members of a programme with an owner (`stf_…`, `ext:…` or `none`), or in a segment; None for any."""

    program_id: str
    owner: str | None
    segment: str | None


def _only_chosen(chosen: Chosen | None, member_id: Any) -> list[ColumnElement[bool]]:
    if chosen is None:
        return []
    wanted = [is_owned(chosen.program_id, member_id, chosen.owner)] if chosen.owner else []
    return [*wanted, is_in_segment(chosen.program_id, member_id, chosen.segment)] if chosen.segment else wanted


class Places(NamedTuple):
    """The places after one, up to another."""

    behind: int
    to: int


async def by_place(
    transaction: Transaction,
    review_id: str,
    limit: int,
    after: tuple[int, str],
    of: tuple[Collection[str], Places] | None,
    *,
    chosen: Chosen | None = None,
) -> list[Read]:
    """Up to `limit` members of a review by place and id, after these; of some grades, with their places."""
    wanted: list[ColumnElement[bool]] = [_read.review_id == review_id, _read.place.is_not(None)]
    wanted += _only_chosen(chosen, _read.member_id)
    wanted.append(or_(_read.place > after[0], and_(_read.place == after[0], _read.member_id > after[1])))
    wanted.append(_read.place >= after[0])
    if of:
        grades, places = of
        wanted += [_read.grade.in_(grades), _read.place > places.behind, _read.place <= places.to]
    return await _page(transaction, limit, wanted, (_read.place, _read.member_id))


async def deviating(
    transaction: Transaction,
    review_id: str,
    limit: int,
    after: tuple[int, str] | None,
    direction: str | None,
    *,
    chosen: Chosen | None = None,
) -> list[Read]:
    """Up to `limit` deviating members of a review, the largest shortfall first, after a shortfall and id."""
    wanted = [_read.review_id == review_id, _read.direction.is_not(None), *_only_chosen(chosen, _read.member_id)]
    wanted += [_read.direction == direction] if direction else []
    wanted += [_is_behind(_read.shortfall, _read.member_id, *after)] if after else []
    return await _page(transaction, limit, wanted, (_read.shortfall.desc(), _read.member_id))


async def in_states(
    transaction: Transaction,
    review_id: str,
    limit: int,
    after: tuple[int, str] | None,
    states: Sequence[str],
    grade: str | None,
    *,
    visit_days: int | None = None,
    chosen: Chosen | None = None,
) -> list[Read]:
    """Up to `limit` members of a review in these states, the largest amount at stake first, after an amount and id.

    With `visit_days` only those who came on this number of days.
    """
    found: list[Read] = []
    # One query per state uses the index; a query of several states could not.
    for state in states:
        wanted = [_read.review_id == review_id, _read.state == state, _read.at_stake.is_not(None)]
        wanted += _only_chosen(chosen, _read.member_id)
        wanted += [_read.grade == grade] if grade else []
        wanted += [_read.all_visit_days == visit_days] if visit_days is not None else []
        wanted += [_is_behind(_read.at_stake, _read.member_id, *after)] if after else []
        found += await _page(transaction, limit, wanted, (_read.at_stake.desc(), _read.member_id))
    return sorted(found, key=lambda one: (-(one.reading.at_stake or 0), one.reading.member_id))[:limit]


async def to_lift(
    transaction: Transaction,
    review_id: str,
    limit: int,
    after: tuple[int, int, str] | None,
    grade: str | None,
    *,
    chosen: Chosen | None = None,
) -> list[Read]:
    """Up to `limit` members of a review near the golden grades, the smallest `needs` first, after needs, measure and
    id.
    """
    wanted = [_read.review_id == review_id, _read.needs.is_not(None), *_only_chosen(chosen, _read.member_id)]
    wanted += [_read.grade == grade] if grade else []
    if after:
        needs, measure, member_id = after
        later = and_(_read.needs == needs, _is_behind(_read.measure, _read.member_id, measure, member_id))
        wanted += [_read.needs >= needs, or_(_read.needs > needs, later)]
    return await _page(transaction, limit, wanted, (_read.needs, _read.measure.desc(), _read.member_id))


class ReadItem(NamedTuple):
    """A reading of a member's item, and the member's `external_id`."""

    reading: ItemReading
    external_id: str | None


async def reorders(
    transaction: Transaction,
    review_id: str,
    limit: int,
    after: tuple[int, str, str] | None,
    statuses: Sequence[str],
    *,
    chosen: Chosen | None = None,
) -> list[ReadItem]:
    """Up to `limit` items of a review with these statuses, the largest usual amount first, after an amount, member and
    item.
    """
    item = review_items.c
    found: list[ReadItem] = []
    for status in statuses:
        wanted = [item.review_id == review_id, item.status == status, *_only_chosen(chosen, item.member_id)]
        if after:
            amount, member_id, name = after
            same = and_(item.usual_amount == amount, tuple_(item.member_id, item.item) > tuple_(member_id, name))
            wanted += [item.usual_amount <= amount, or_(item.usual_amount < amount, same)]
        rows = await transaction.execute(
            select(review_items, members.c.external_id)
            .join_from(review_items, members, members.c.member_id == item.member_id)
            .where(*wanted, members.c.erased_at.is_(None), key_members.is_seen(transaction, item.member_id))
            .order_by(item.usual_amount.desc(), item.member_id, item.item)
            .limit(limit)
        )
        found += [ReadItem(ItemReading(*row[:-1]), row[-1]) for row in rows]
    return sorted(found, key=_by_usual_amount)[:limit]


def _by_usual_amount(one: ReadItem) -> tuple[int, str, str]:
    return -one.reading.usual_amount, one.reading.member_id, one.reading.item


def _is_behind(amount: Any, key: Any, least: int, after: str) -> ColumnElement[bool]:
    """Rows after an amount and key, in falling order of amounts."""
    return and_(amount <= least, or_(amount < least, and_(amount == least, key > after)))


async def of_members(transaction: Transaction, review_id: str, member_ids: Sequence[str]) -> dict[str, MemberReading]:
    """The readings of these members in a review."""
    if not member_ids:
        return {}
    found = select(review_members).where(_read.review_id == review_id, _read.member_id.in_(member_ids))
    return {row[0]: MemberReading(*row) for row in await transaction.execute(found)}


async def scheduled_of(
    transaction: Transaction, member_id: str, limit: int, before: tuple[str, str] | None
) -> list[tuple[InsightReview, MemberReading]]:
    """Up to `limit` scheduled reviews that have a member, the newest day first, before a day and review."""
    review = insight_reviews.c
    wanted = [_read.member_id == member_id, review.kind == "scheduled", review.status == "done"]
    wanted += [_read.grade.is_not(None)]
    if before:
        wanted.append(or_(review.as_of < before[0], and_(review.as_of == before[0], review.review_id < before[1])))
    found = (
        select(insight_reviews, review_members)
        .join_from(review_members, insight_reviews, review.review_id == _read.review_id)
        .where(*wanted)
        .order_by(review.as_of.desc(), review.review_id.desc())
        .limit(limit)
    )
    width = len(insight_reviews.columns)
    return [(InsightReview(*row[:width]), MemberReading(*row[width:])) for row in await transaction.execute(found)]


async def _page(
    transaction: Transaction, limit: int, wanted: Sequence[ColumnElement[bool]], order: Sequence[Any]
) -> list[Read]:
    found = (
        select(review_members, members.c.external_id)
        .join_from(review_members, members, members.c.member_id == _read.member_id)
        .where(*wanted, members.c.erased_at.is_(None), key_members.is_seen(transaction, _read.member_id))
        .order_by(*order)
        .limit(limit)
    )
    return [Read(MemberReading(*row[:-1]), row[-1]) for row in await transaction.execute(found)]
