"""Reviews of customers, their progress, and the reading of each member."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import delete, select, tuple_, update

from app.engine.insights.readings import ItemReading, MemberReading
from app.store.connection.transaction import Transaction
from app.store.queries.moving import move_rows
from app.store.rows.reviews import InsightPart, InsightReview
from app.store.tables.insights import (
    insight_parts,
    insight_reviews,
    member_days,
    member_items,
    review_items,
    review_members,
)

reviews: Final = insight_reviews.c


async def begin(transaction: Transaction, review: InsightReview) -> None:
    """Add a review. Raises IntegrityConflict if its name or day is taken."""
    await transaction.insert(InsightReview, [review])


async def set_parts(transaction: Transaction, review_id: str, parts: Sequence[InsightPart]) -> None:
    """Divide the members of a review into these parts."""
    await transaction.execute(delete(insight_parts).where(insight_parts.c.review_id == review_id))
    if parts:
        await transaction.insert(InsightPart, parts)


async def parts_of(transaction: Transaction, review_id: str) -> list[InsightPart]:
    """The parts of a review, in the order of their members."""
    found = select(insight_parts).where(insight_parts.c.review_id == review_id).order_by(insight_parts.c.part)
    return [InsightPart(*row) for row in await transaction.execute(found)]


async def advance(transaction: Transaction, was: InsightPart, becomes: InsightPart, members_done: int) -> bool:
    """Update the progress of a part; False, without a change, if another worker has updated it."""
    moved = (
        update(insight_parts)
        .where(insight_parts.c.review_id == was.review_id, insight_parts.c.part == was.part)
        .where(insight_parts.c.reached == was.reached, insight_parts.c.last_member == was.last_member)
        .values(reached=becomes.reached, counts=becomes.counts)
        .returning(insight_parts.c.part)
    )
    if not await transaction.execute(moved):
        return False
    progressed = update(insight_reviews).where(reviews.review_id == was.review_id)
    await transaction.execute(progressed.values(progress=reviews.progress + members_done))
    return True


async def change(transaction: Transaction, was: InsightReview, **changes: Any) -> bool:
    """Change the phase or status of a review; False, without a change, if another worker has changed it."""
    changed = (
        update(insight_reviews)
        .where(reviews.review_id == was.review_id, reviews.phase == was.phase, reviews.status == was.status)
        .values(**changes)
        .returning(reviews.review_id)
    )
    return bool(await transaction.execute(changed))


async def under_way(transaction: Transaction, program_id: str | None = None) -> list[InsightReview]:
    """The waiting and running reviews of a programme or of all, oldest first."""
    wanted = [reviews.status.in_(("waiting", "running")), *([reviews.program_id == program_id] if program_id else [])]
    return await _reviews(transaction, select(insight_reviews).where(*wanted).order_by(reviews.review_id))


async def one(transaction: Transaction, program_id: str, review_id: str) -> InsightReview | None:
    """The review of this id in a programme."""
    wanted = select(insight_reviews).where(reviews.program_id == program_id, reviews.review_id == review_id)
    return next(iter(await _reviews(transaction, wanted)), None)


async def by_name(transaction: Transaction, program_id: str, external_id: str) -> InsightReview | None:
    """The requested review with this name."""
    wanted = select(insight_reviews).where(reviews.program_id == program_id, reviews.external_id == external_id)
    return next(iter(await _reviews(transaction, wanted)), None)


async def reviews_page(
    transaction: Transaction, program_id: str, limit: int, before: str | None
) -> list[InsightReview]:
    """Up to `limit` reviews, newest first, before an id."""
    wanted = [reviews.program_id == program_id, *([reviews.review_id < before] if before else [])]
    found = select(insight_reviews).where(*wanted).order_by(reviews.review_id.desc()).limit(limit)
    return await _reviews(transaction, found)


async def days_of(transaction: Transaction, program_id: str, kind: str) -> list[str]:
    """The days with reviews of a kind, earliest first."""
    wanted = reviews.program_id == program_id, reviews.kind == kind
    found = select(reviews.as_of).where(*wanted).order_by(reviews.as_of)
    return [row[0] for row in await transaction.execute(found)]


async def newest_done(
    transaction: Transaction, program_id: str, kinds: Collection[str], before: str | None = None
) -> InsightReview | None:
    """The done review of these kinds as of the latest day, and before one if it is given; None where there is none."""
    wanted = [reviews.program_id == program_id, reviews.status == "done", reviews.kind.in_(kinds)]
    wanted += [reviews.as_of < before] if before else []
    order = reviews.as_of.desc(), reviews.known_at.desc(), reviews.review_id.desc()
    found = await _reviews(transaction, select(insight_reviews).where(*wanted).order_by(*order).limit(1))
    return found[0] if found else None


async def scheduled_before(transaction: Transaction, program_id: str, before: str) -> list[InsightReview]:
    """The done scheduled reviews as of days before one, latest first."""
    wanted = reviews.program_id == program_id, reviews.kind == "scheduled", reviews.status == "done"
    found = select(insight_reviews).where(*wanted, reviews.as_of < before).order_by(reviews.as_of.desc())
    return await _reviews(transaction, found)


async def done_of(transaction: Transaction, program_id: str) -> list[InsightReview]:
    """All done or failed reviews of a programme, newest first."""
    wanted = reviews.program_id == program_id, reviews.status.in_(("done", "failed"))
    return await _reviews(transaction, select(insight_reviews).where(*wanted).order_by(reviews.review_id.desc()))


async def add_readings(
    transaction: Transaction, members: Sequence[MemberReading], items: Sequence[ItemReading]
) -> None:
    """Add a review's readings of members and items."""
    if members:
        await transaction.insert(MemberReading, members)
    if items:
        await transaction.insert(ItemReading, items)


async def grades_of(
    transaction: Transaction, review: InsightReview | None, member_ids: Collection[str]
) -> Mapping[str, tuple[str, str]]:
    """The members' grades in a review, with their first days; none without a review."""
    if review is None or not member_ids:
        return {}
    table = review_members.c
    wanted = table.review_id == review.review_id, table.member_id.in_(member_ids), table.grade.is_not(None)
    found = select(table.member_id, table.grade, table.since).where(*wanted)
    return {member_id: (grade, since) for member_id, grade, since in await transaction.execute(found)}


async def down_of(
    transaction: Transaction, review: InsightReview | None, member_ids: Collection[str]
) -> Collection[str]:
    """The members on a review's list as down; none without a review."""
    if review is None or not member_ids:
        return ()
    table = review_members.c
    wanted = table.review_id == review.review_id, table.member_id.in_(member_ids), table.direction == "down"
    return {row[0] for row in await transaction.execute(select(table.member_id).where(*wanted))}


async def forget(transaction: Transaction, review_id: str, limit: int) -> int:
    """Delete up to `limit` of a review's members, and as many of its items: returns the number deleted."""
    deleted = 0
    for table, key in (
        (review_members, (review_members.c.member_id,)),
        (review_items, (review_items.c.member_id, review_items.c.item)),
    ):
        some = select(*key).where(table.c.review_id == review_id).limit(limit)
        gone = delete(table).where(table.c.review_id == review_id, tuple_(*key).in_(some)).returning(table.c.member_id)
        deleted += len(await transaction.execute(gone))
    return deleted


async def forget_items(transaction: Transaction, review_ids: Collection[str], limit: int) -> int:
    """Delete up to `limit` items of reviews, and return the number deleted."""
    if not review_ids:
        return 0
    table = review_items.c
    some = select(table.member_id, table.review_id, table.item).where(table.review_id.in_(review_ids)).limit(limit)
    gone = delete(review_items).where(tuple_(table.member_id, table.review_id, table.item).in_(some))
    return len(await transaction.execute(gone.returning(table.member_id)))


async def forget_review(transaction: Transaction, review_id: str) -> None:
    """Delete a review without remaining members."""
    await transaction.execute(delete(insight_parts).where(insight_parts.c.review_id == review_id))
    await transaction.execute(delete(insight_reviews).where(reviews.review_id == review_id))


async def join_members(transaction: Transaction, old_id: str, new_id: str) -> None:
    """Move a merged member's readings to the other, in reviews that have only the first."""
    for table in (member_days, member_items, review_items):
        await transaction.execute(delete(table).where(table.c.member_id == old_id))
    read = review_members.c
    known = await transaction.execute(select(read.review_id).where(read.member_id == new_id))
    theirs = read.review_id.not_in([row[0] for row in known])
    await move_rows(transaction, review_members, old_id, new_id, theirs)
    await transaction.execute(delete(review_members).where(read.member_id == old_id))


async def _reviews(transaction: Transaction, found: Any) -> list[InsightReview]:
    return [InsightReview(*row) for row in await transaction.execute(found)]
