"""Alerts, the rounds that find them, and the facts that their results depend on."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

from sqlalchemy import delete, func, select, update

from app.store.connection.transaction import Transaction
from app.store.rows.reviews import Alert, AlertRound, InsightReview
from app.store.tables.insights import insight_reviews, member_days, review_members
from app.store.tables.tasks import alert_rounds, alerts

PENDING: Final = "pending"
ON_TIME: Final = ("scheduled", "daily")
_review = insight_reviews.c


async def newest_reviews(transaction: Transaction) -> Mapping[str, str]:
    """The time of the last review done in each programme."""
    found = select(_review.program_id, func.max(_review.done_at)).where(_review.status == "done")
    rows = await transaction.execute(found.where(_review.kind.in_(ON_TIME)).group_by(_review.program_id))
    return {row[0]: row[1] for row in rows}


async def running_round(transaction: Transaction, program_id: str) -> AlertRound | None:
    """The running round of a programme."""
    found = select(alert_rounds).where(alert_rounds.c.program_id == program_id, alert_rounds.c.status == "running")
    rows = await transaction.execute(found)
    return AlertRound(*rows[0]) if rows else None


async def next_review(transaction: Transaction, program_id: str) -> InsightReview | None:
    """The next review on time that has had no round: later than all that have had one.

    Before the first round it is the newest scheduled one, or else the first daily one.
    """
    newest = select(func.max(alert_rounds.c.as_of)).where(alert_rounds.c.program_id == program_id)
    since = (await transaction.execute(newest))[0][0]
    wanted = [_review.program_id == program_id, _review.status == "done", _review.kind.in_(ON_TIME)]
    wanted.append(_review.backfilled == 0)
    if since is None:
        scheduled = select(func.max(_review.as_of)).where(*wanted, _review.kind == "scheduled")
        first = (await transaction.execute(scheduled))[0][0]
        wanted += [_review.as_of >= first] if first else []
    else:
        wanted.append(_review.as_of > since)
    found = select(insight_reviews).where(*wanted).order_by(_review.as_of).limit(1)
    rows = await transaction.execute(found)
    return InsightReview(*rows[0]) if rows else None


async def newest_backfilled(transaction: Transaction, program_id: str) -> InsightReview | None:
    """The newest scheduled review, if it was made later, as if on time, and has had no round."""
    wanted = _review.program_id == program_id, _review.status == "done", _review.kind == "scheduled"
    rows = await transaction.execute(select(insight_reviews).where(*wanted).order_by(_review.as_of.desc()).limit(1))
    if not rows:
        return None
    review = InsightReview(*rows[0])
    known = select(alert_rounds.c.review_id).where(alert_rounds.c.review_id == review.review_id)
    return review if review.backfilled and not await transaction.execute(known) else None


async def begin_round(transaction: Transaction, one: AlertRound) -> None:
    """Add a round. Raises IntegrityConflict if its review has one, or another is running."""
    await transaction.insert(AlertRound, [one])


async def advance_round(transaction: Transaction, was: AlertRound, becomes: AlertRound) -> bool:
    """Store the progress of a round; False, without a change, if another worker has changed it."""
    table = alert_rounds.c
    changed = (
        update(alert_rounds)
        .where(table.review_id == was.review_id, table.phase == was.phase, table.reached == was.reached)
        .where(table.status == was.status)
        .values(status=becomes.status, phase=becomes.phase, reached=becomes.reached, done_at=becomes.done_at)
        .returning(table.review_id)
    )
    return bool(await transaction.execute(changed))


async def add(transaction: Transaction, found: Sequence[Alert]) -> None:
    """Store new alerts."""
    if found:
        await transaction.insert(Alert, found)


async def latest_occasions(transaction: Transaction, kind: str, member_ids: Collection[str]) -> dict[str, str]:
    """The latest occasion of a kind on which each member was reported."""
    wanted = alerts.c.kind == kind, alerts.c.member_id.in_(member_ids)
    found = select(alerts.c.member_id, func.max(alerts.c.occasion)).where(*wanted).group_by(alerts.c.member_id)
    return {row[0]: row[1] for row in await transaction.execute(found)}


async def pending_page(transaction: Transaction, program_id: str, after: str, limit: int) -> list[Alert]:
    """Up to `limit` alerts without a result, after an id."""
    wanted = alerts.c.program_id == program_id, alerts.c.result == PENDING, alerts.c.alert_id > after
    found = select(alerts).where(*wanted).order_by(alerts.c.alert_id).limit(limit)
    return [Alert(*row) for row in await transaction.execute(found)]


async def settle(transaction: Transaction, results: Mapping[str, str]) -> None:
    """Store the results of pending alerts, by id."""
    for result in sorted(set(results.values())):
        ids = [alert_id for alert_id, one in results.items() if one == result]
        settled = update(alerts).where(alerts.c.alert_id.in_(ids), alerts.c.result == PENDING)
        await transaction.execute(settled.values(result=result))


async def alerts_of(transaction: Transaction, alert_ids: Collection[str]) -> dict[str, Alert]:
    """These alerts, by id."""
    found = await transaction.rows(Alert, "alert_id", alert_ids) if alert_ids else []
    return {one.alert_id: one for one in found}


async def grades_since(transaction: Transaction, member_ids: Collection[str], span: "Days") -> dict[str, set[str]]:
    """The grades of members in scheduled reviews as of these days."""
    read = review_members.c
    found = (
        select(read.member_id, read.grade)
        .join_from(review_members, insight_reviews, _review.review_id == read.review_id)
        .where(read.member_id.in_(member_ids), read.grade.is_not(None), _review.kind == "scheduled")
        .where(_review.status == "done", _review.as_of >= span.first_on, _review.as_of <= span.last_on)
    )
    grades: dict[str, set[str]] = {}
    for member_id, grade in await transaction.execute(found):
        grades.setdefault(member_id, set()).add(grade)
    return grades


class Days(NamedTuple):
    """Business dates, from the first to the last."""

    first_on: str
    last_on: str


async def measure_on(transaction: Transaction, member_id: str, span: Days, measure: str) -> int:
    """The measure of a member on some days: `spend` or `margin`, in minor units."""
    day = member_days.c
    wanted = day.member_id == member_id, day.business_date >= span.first_on, day.business_date <= span.last_on
    total = func.coalesce(func.sum(day.margin if measure == "margin" else day.spend), 0)
    return int((await transaction.execute(select(total).where(*wanted)))[0][0])


async def first_visit(transaction: Transaction, member_id: str, after: str) -> str | None:
    """The first visit day of a member after a day."""
    day = member_days.c
    wanted = day.member_id == member_id, day.business_date > after, day.visits > 0
    rows = await transaction.execute(select(func.min(day.business_date)).where(*wanted))
    return rows[0][0] if rows else None


async def move_alerts(transaction: Transaction, old_id: str, new_id: str) -> None:
    """Give a merged member's alerts to the other."""
    await transaction.execute(update(alerts).where(alerts.c.member_id == old_id).values(member_id=new_id))


async def forget_alerts(transaction: Transaction, member_id: str) -> None:
    """Delete the alerts of a member."""
    await transaction.execute(delete(alerts).where(alerts.c.member_id == member_id))
