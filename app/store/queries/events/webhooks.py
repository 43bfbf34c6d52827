"""Webhooks: their rows, what is due, and their results."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import delete, func, or_, select, update

from app.store.connection.transaction import Transaction
from app.store.rows.webhooks import Attempt, Replay, Retry, WebhookRow
from app.store.tables.events import feeds
from app.store.tables.webhooks import webhook_attempts, webhook_replays, webhook_retries, webhooks

_AT_ONCE: Final = 500
# The time of a retry that stands behind another one of its member.
BEHIND: Final = "9999-12-31T00:00:00.000000Z"


async def webhooks_of(transaction: Transaction, program_id: str) -> list[WebhookRow]:
    """All webhooks of a programme, oldest first."""
    found = select(webhooks).where(webhooks.c.program_id == program_id).order_by(webhooks.c.webhook_id)
    return [WebhookRow(*row) for row in await transaction.execute(found)]


async def webhook(transaction: Transaction, webhook_id: str, program_id: str | None = None) -> WebhookRow | None:
    """A webhook, of this programme or any."""
    found = select(webhooks).where(webhooks.c.webhook_id == webhook_id)
    if program_id:
        found = found.where(webhooks.c.program_id == program_id)
    rows = await transaction.execute(found)
    return WebhookRow(*rows[0]) if rows else None


async def to_be_served(transaction: Transaction, now: str) -> list[str]:
    """The webhooks with something to send now."""
    behind = select(feeds.c.next).where(feeds.c.program_id == webhooks.c.program_id).scalar_subquery()
    due = select(webhook_retries.c.position).where(
        webhook_retries.c.webhook_id == webhooks.c.webhook_id, webhook_retries.c.next_at <= now
    )
    again = select(webhook_replays.c.replay_id).where(webhook_replays.c.webhook_id == webhooks.c.webhook_id)
    active = (webhooks.c.status == "active") & or_(webhooks.c.position < behind - 1, due.exists(), again.exists())
    failing = (webhooks.c.status == "failing") & (webhooks.c.next_try_at <= now)
    return [row[0] for row in await transaction.execute(select(webhooks.c.webhook_id).where(or_(active, failing)))]


async def change_webhook(transaction: Transaction, webhook_id: str, **values: Any) -> None:
    """Set these columns of a webhook."""
    await transaction.execute(update(webhooks).where(webhooks.c.webhook_id == webhook_id).values(values))


async def count_sent(transaction: Transaction, webhook_id: str, delivered: int, failed: int) -> None:
    """Add to the numbers of events that were delivered, and given up."""
    more = {"delivered": webhooks.c.delivered + delivered, "failed": webhooks.c.failed + failed}
    await transaction.execute(update(webhooks).where(webhooks.c.webhook_id == webhook_id).values(more))


async def delete_webhook(transaction: Transaction, webhook_id: str) -> None:
    """Delete a webhook with everything about it."""
    for table in (webhook_retries, webhook_attempts, webhook_replays, webhooks):
        await transaction.execute(delete(table).where(table.c.webhook_id == webhook_id))


async def due_retries(transaction: Transaction, webhook_id: str, now: str, limit: int) -> list[list[Retry]]:
    """The retries of members whose first one is due: those of each member, in order."""
    mine = webhook_retries.c.webhook_id == webhook_id
    due = select(webhook_retries).where(mine, webhook_retries.c.next_at <= now)
    rows = await transaction.execute(due.order_by(webhook_retries.c.next_at, webhook_retries.c.position).limit(limit))
    members = list(dict.fromkeys(row[2] for row in rows))
    queues: list[list[Retry]] = []
    for member in members:
        theirs = select(webhook_retries).where(mine, webhook_retries.c.member_id == member)
        found = await transaction.execute(theirs.order_by(webhook_retries.c.position).limit(_AT_ONCE))
        queue = [Retry(*row) for row in found]
        if member == "":
            queues += [[one] for one in queue if one.next_at <= now]
        elif queue[0].next_at <= now:
            queues.append(queue)
    return queues


async def waiting_members(transaction: Transaction, webhook_id: str, member_ids: Collection[str]) -> set[str]:
    """Those of these members who have retries."""
    mine = webhook_retries.c.webhook_id == webhook_id, webhook_retries.c.member_id.in_(member_ids)
    found = await transaction.execute(select(webhook_retries.c.member_id).where(*mine).distinct())
    return {row[0] for row in found}


async def settle_retries(transaction: Transaction, webhook_id: str, positions: Sequence[int]) -> None:
    """Delete retries that were delivered or given up."""
    for begin in range(0, len(positions), _AT_ONCE):
        part = positions[begin : begin + _AT_ONCE]
        mine = webhook_retries.c.webhook_id == webhook_id, webhook_retries.c.position.in_(part)
        await transaction.execute(delete(webhook_retries).where(*mine))


async def move_up(transaction: Transaction, webhook_id: str, now: str) -> None:
    """Let the first retry of each member be due that stood behind another one."""
    mine = webhook_retries.c.webhook_id == webhook_id
    first = select(func.min(webhook_retries.c.position)).where(mine).group_by(webhook_retries.c.member_id)
    waiting = mine, webhook_retries.c.next_at == BEHIND, webhook_retries.c.position.in_(first)
    await transaction.execute(update(webhook_retries).where(*waiting).values(next_at=now))


async def attempts_page(
    transaction: Transaction, webhook_id: str, limit: int, before: str | None, given_up: bool | None
) -> list[Attempt]:
    """Up to `limit` failed attempts, newest first, before the given id."""
    wanted = [webhook_attempts.c.webhook_id == webhook_id]
    wanted += [webhook_attempts.c.attempt_id < before] if before else []
    wanted += [webhook_attempts.c.given_up == int(given_up)] if given_up is not None else []
    found = select(webhook_attempts).where(*wanted).order_by(webhook_attempts.c.attempt_id.desc()).limit(limit)
    return [Attempt(*row) for row in await transaction.execute(found)]


async def forget_attempts(transaction: Transaction, webhook_id: str, before: str, limit: int) -> int:
    """Delete the oldest attempts of a webhook with an id before this one: returns their number."""
    mine = webhook_attempts.c.webhook_id == webhook_id
    old = select(webhook_attempts.c.attempt_id).where(mine, webhook_attempts.c.attempt_id < before)
    gone = [row[0] for row in await transaction.execute(old.order_by(webhook_attempts.c.attempt_id).limit(limit))]
    if gone:
        await transaction.execute(delete(webhook_attempts).where(mine, webhook_attempts.c.attempt_id.in_(gone)))
    return len(gone)


async def every_id(transaction: Transaction) -> list[str]:
    """The ids of all webhooks of all programmes."""
    return [row[0] for row in await transaction.execute(select(webhooks.c.webhook_id))]


async def pending(transaction: Transaction, webhook_id: str) -> int:
    """The number of events that wait to be sent again."""
    mine = webhook_retries.c.webhook_id == webhook_id
    ((found,),) = await transaction.execute(select(func.count()).select_from(webhook_retries).where(mine))
    return int(found)


async def next_replay(transaction: Transaction, webhook_id: str) -> Replay | None:
    """The oldest unfinished replay of a webhook."""
    found = select(webhook_replays).where(webhook_replays.c.webhook_id == webhook_id)
    rows = await transaction.execute(found.order_by(webhook_replays.c.replay_id).limit(1))
    return Replay(*rows[0]) if rows else None


async def replayed_to(transaction: Transaction, replay: Replay, position: int) -> None:
    """Note how far a replay has come; delete it at its end."""
    this = webhook_replays.c.webhook_id == replay.webhook_id, webhook_replays.c.replay_id == replay.replay_id
    if position >= replay.until:
        await transaction.execute(delete(webhook_replays).where(*this))
    else:
        await transaction.execute(update(webhook_replays).where(*this).values(position=position))
