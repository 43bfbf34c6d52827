"""Segments: members' stays, rounds of decisions, and the facts that a round needs."""

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from pydantic_core import from_json
from sqlalchemy import ColumnElement, func, or_, select, update

from app.engine.insights.memberships import Contact
from app.engine.insights.readings import MemberReading
from app.engine.model.records.tiers import SegmentStay
from app.store.connection.transaction import Transaction
from app.store.queries.access import key_members
from app.store.rows.reviews import InsightReview, SegmentRound
from app.store.tables.insights import insight_reviews, review_items, review_members
from app.store.tables.members import members, profiles
from app.store.tables.segments import member_segments, segment_rounds

stays: Final = member_segments.c


async def newest_round(transaction: Transaction, program_id: str, status: str | None = None) -> SegmentRound | None:
    """The newest round of a programme, or the newest of a status; None before the first."""
    wanted = [segment_rounds.c.program_id == program_id, *([segment_rounds.c.status == status] if status else [])]
    found = select(segment_rounds).where(*wanted).order_by(segment_rounds.c.round_id.desc()).limit(1)
    rows = await transaction.execute(found)
    return SegmentRound(*rows[0]) if rows else None


async def begin(transaction: Transaction, one: SegmentRound) -> None:
    """Add a round. Raises IntegrityConflict if there is one of this review and version."""
    await transaction.insert(SegmentRound, [one])


async def advance(transaction: Transaction, was: SegmentRound, becomes: SegmentRound) -> bool:
    """Store the progress of a round; False, without a change, if another worker has changed it."""
    changed = (
        update(segment_rounds)
        .where(segment_rounds.c.round_id == was.round_id, segment_rounds.c.reached == was.reached)
        .where(segment_rounds.c.status == was.status)
        .values(status=becomes.status, reached=becomes.reached, members=becomes.members, done_at=becomes.done_at)
        .returning(segment_rounds.c.round_id)
    )
    return bool(await transaction.execute(changed))


async def reviews_after(transaction: Transaction, program_id: str, as_of: str) -> list[InsightReview]:
    """The done reviews on time, as of days after one, earliest first."""
    table = insight_reviews.c
    wanted = table.program_id == program_id, table.status == "done", table.backfilled == 0, table.as_of > as_of
    found = select(insight_reviews).where(*wanted, table.kind.in_(("scheduled", "daily"))).order_by(table.as_of)
    return [InsightReview(*row) for row in await transaction.execute(found)]


async def readings(
    transaction: Transaction, review_ids: Collection[str], ids: Collection[str]
) -> dict[tuple[str, str], MemberReading]:
    """The readings of members, by review and member."""
    table = review_members.c
    found = select(review_members).where(table.review_id.in_(review_ids), table.member_id.in_(ids))
    read = [MemberReading(*row) for row in await transaction.execute(found)]
    return {(one.review_id, one.member_id): one for one in read}


async def due_items(transaction: Transaction, review_id: str, ids: Collection[str]) -> dict[str, frozenset[str]]:
    """Members' due items, by member."""
    table = review_items.c
    wanted = table.review_id == review_id, table.status == "due", table.member_id.in_(ids)
    items: dict[str, set[str]] = {}
    for member_id, item in await transaction.execute(select(table.member_id, table.item).where(*wanted)):
        items.setdefault(member_id, set()).add(item)
    return {member_id: frozenset(found) for member_id, found in items.items()}


async def contacts(transaction: Transaction, ids: Collection[str]) -> dict[str, Contact]:
    """Members' contacts, by member."""
    table = profiles.c
    found = select(table.member_id, table.email, table.phone, table.consents).where(table.member_id.in_(ids))
    return {
        member_id: Contact(
            bool(email or phone), frozenset(name for name, is_so in from_json(consents).items() if is_so)
        )
        for member_id, email, phone, consents in await transaction.execute(found)
    }


async def open_stays(transaction: Transaction, ids: Collection[str]) -> dict[str, set[str]]:
    """Members' present segments, by member."""
    found: dict[str, set[str]] = {}
    wanted = stays.member_id.in_(ids), stays.left_on.is_(None)
    for member_id, segment in await transaction.execute(select(stays.member_id, stays.segment).where(*wanted)):
        found.setdefault(member_id, set()).add(segment)
    return found


async def stays_of(transaction: Transaction, member_id: str) -> list[SegmentStay]:
    """A member's present segments, in the order of their names."""
    wanted = stays.member_id == member_id, stays.left_on.is_(None)
    found = select(member_segments).where(*wanted).order_by(stays.segment)
    return [SegmentStay(*row) for row in await transaction.execute(found)]


def is_in_segment(program_id: str, member_id: ColumnElement[str], segment: str) -> ColumnElement[bool]:
    """Whether a member is in this segment now."""
    wanted = stays.program_id == program_id, stays.segment == segment, stays.left_on.is_(None)
    return member_id.in_(select(stays.member_id).where(*wanted))


async def counts(transaction: Transaction, program_id: str) -> Mapping[str, int]:
    """The number of members in each segment."""
    wanted = stays.program_id == program_id, stays.left_on.is_(None), key_members.is_seen(transaction, stays.member_id)
    found = select(stays.segment, func.count()).where(*wanted).group_by(stays.segment)
    return {segment: int(count) for segment, count in await transaction.execute(found)}


class SegmentMember(NamedTuple):
    """A member of a segment, with the day of entering and the reason."""

    member_id: str
    external_id: str | None
    entered_on: str
    why: str


async def page(
    transaction: Transaction, program_id: str, segment: str, limit: int, after: str | None
) -> list[SegmentMember]:
    """Up to `limit` members of a segment, in order of ids, after one."""
    found = (
        select(stays.member_id, members.c.external_id, stays.entered_on, stays.entered_why)
        .join_from(member_segments, members, members.c.member_id == stays.member_id)
        .where(stays.program_id == program_id, stays.segment == segment, stays.left_on.is_(None))
        .where(stays.member_id > (after or ""), key_members.is_seen(transaction, stays.member_id))
        .order_by(stays.member_id)
        .limit(limit)
    )
    return [SegmentMember(*row) for row in await transaction.execute(found)]


class Then(NamedTuple):
    """A segment of a programme at an instant (text)."""

    program_id: str
    segment: str
    at: str


async def count_then(transaction: Transaction, then: Then) -> int:
    """The number of its members."""
    found = select(func.count(stays.member_id.distinct())).where(*_were_in(then))
    return int((await transaction.execute(found))[0][0])


async def members_then(transaction: Transaction, then: Then, after: str, limit: int) -> list[str]:
    """The ids of up to `limit` of its members, in order, after one."""
    wanted = *_were_in(then), stays.member_id > after
    found = select(stays.member_id).distinct().where(*wanted).order_by(stays.member_id).limit(limit)
    return [row[0] for row in await transaction.execute(found)]


def _were_in(then: Then) -> tuple[ColumnElement[bool], ...]:
    return (
        stays.program_id == then.program_id,
        stays.segment == then.segment,
        stays.entered_at <= then.at,
        or_(stays.left_at.is_(None), stays.left_at > then.at),
    )
