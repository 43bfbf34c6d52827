"""The feed of a programme's events: given its order, read from a position, and forgotten in the end."""

from collections.abc import Collection
from typing import Any, Final, NamedTuple

from sqlalchemy import delete, func, select, text, tuple_, update

from app.engine.events.event_ids import MOST_AT_ONCE
from app.engine.model.event_records import Event
from app.store.connection.transaction import Transaction
from app.store.tables.events import commits, events, feeds
from app.store.tables.keys import key_members

COMMITS_AT_ONCE: Final = 500
# A feed for each programme that has its first events.
_BEGIN: Final = text(
    "INSERT INTO feeds (program_id, next, first) SELECT DISTINCT program_id, 1, 1 FROM commits WHERE base IS NULL "
    "ON CONFLICT (program_id) DO NOTHING RETURNING program_id"
)
# A worker that waited for a feed's row sees the commits as they were before. The feed's `next` has changed then, and it
# places nothing.
_PLACE: Final = text(
    "WITH locked AS MATERIALIZED (SELECT program_id, next FROM feeds WHERE program_id IN (SELECT program_id "
    "FROM commits WHERE base IS NULL) ORDER BY program_id FOR UPDATE), "
    "feed AS (SELECT locked.program_id, locked.next FROM locked JOIN feeds USING (program_id) "
    "WHERE feeds.next = locked.next), "
    "oldest AS (SELECT one.* FROM feed CROSS JOIN LATERAL (SELECT found.program_id, commit_id, events, feed.next + "
    "sum(events) OVER (ORDER BY lsn, commit_id) - events AS base FROM commits AS found "
    "WHERE found.program_id = feed.program_id AND base IS NULL ORDER BY lsn, commit_id "
    f"LIMIT {COMMITS_AT_ONCE}) AS one), "
    "moved AS (UPDATE feeds SET next = reached.next FROM (SELECT program_id, max(base + events) AS next FROM oldest "
    "GROUP BY program_id) AS reached WHERE feeds.program_id = reached.program_id) "
    "UPDATE commits SET base = oldest.base FROM oldest WHERE commits.program_id = oldest.program_id "
    "AND commits.commit_id = oldest.commit_id RETURNING commits.commit_id"
)


class Placed(NamedTuple):
    """An event with its position."""

    position: int
    event: Event


class Ends(NamedTuple):
    """The position of a programme's next event, and of the oldest one kept."""

    next: int
    first: int


async def waiting(transaction: Transaction) -> bool:
    """Whether a commit has no position yet."""
    found = select(commits.c.commit_id).where(commits.c.base.is_(None)).limit(1)
    return bool(await transaction.execute(found))


async def give_positions(transaction: Transaction) -> int:
    """Give the oldest commits without a position theirs, in every programme: returns their number.

    The feeds' rows are locked. A second worker waits, and finds their positions already given.
    """
    placed = await transaction.execute(_PLACE)
    if not placed and await transaction.execute(_BEGIN):
        placed = await transaction.execute(_PLACE)
    return len(placed)


async def ends(transaction: Transaction, program_id: str) -> Ends:
    """The ends of a programme's feed."""
    found = await transaction.execute(select(feeds.c.next, feeds.c.first).where(feeds.c.program_id == program_id))
    return Ends(*found[0]) if found else Ends(1, 1)


async def after(
    transaction: Transaction, program_id: str, position: int, limit: int, types: Collection[str] | None = None
) -> list[Placed]:
    """Up to `limit` events after a position, of these types."""
    begins = select(func.max(commits.c.base)).where(
        commits.c.program_id == program_id, commits.c.base <= position + 1, commits.c.base > position - MOST_AT_ONCE
    )
    ((start,),) = await transaction.execute(begins)
    place = (commits.c.base + events.c.n).label("position")
    same = (events.c.program_id == commits.c.program_id) & (events.c.commit_id == commits.c.commit_id)
    wanted = [commits.c.program_id == program_id, commits.c.base >= (start or position + 1), place > position]
    wanted += [events.c.type.in_(types)] if types is not None else []
    found = select(place, events).select_from(commits).join(events, same).where(*wanted)
    rows = await transaction.execute(found.order_by(commits.c.base, events.c.n).limit(limit))
    return [Placed(row[0], Event(*row[1:])) for row in rows]


async def position_of(transaction: Transaction, program_id: str, commit_id: str, n: int) -> int | None:
    """The position of an event; None if it is not kept, or has none yet."""
    this = commits.c.program_id == program_id, commits.c.commit_id == commit_id, commits.c.events > n
    found = await transaction.execute(select(commits.c.base).where(*this))
    return found[0][0] + n if found and found[0][0] is not None else None


async def at(transaction: Transaction, program_id: str, positions: Collection[int]) -> list[Placed]:
    """The events at these positions."""
    found: list[Placed] = []
    for position in sorted(positions):
        found += [one for one in await after(transaction, program_id, position - 1, 1) if one.position == position]
    return found


async def since(transaction: Transaction, program_id: str, told_at: str) -> int:
    """The position before the first event of an instant (text) or later; that of the newest if there is none."""
    place = commits.c.base + events.c.n
    same = (events.c.program_id == commits.c.program_id) & (events.c.commit_id == commits.c.commit_id)
    found = select(func.min(place)).select_from(commits).join(events, same)
    wanted = found.where(commits.c.program_id == program_id, events.c.told_at >= told_at)
    ((first,),) = await transaction.execute(wanted)
    return first - 1 if first is not None else (await ends(transaction, program_id)).next - 1


async def known_members(transaction: Transaction, key_id: str, member_ids: Collection[str]) -> set[str]:
    """Those of these members that a key knows."""
    this = key_members.c.key_id == key_id, key_members.c.member_id.in_(member_ids)
    return {row[0] for row in await transaction.execute(select(key_members.c.member_id).where(*this))}


async def forget_commits(transaction: Transaction, program_id: str, before: str, limit: int) -> int:
    """Delete the oldest commits with an id before this one, and their events: returns the number of commits."""
    # The newest stays, so that its readers can go on.
    newest = select(func.max(commits.c.base)).where(commits.c.program_id == program_id).scalar_subquery()
    old = commits.c.program_id == program_id, commits.c.commit_id < before, commits.c.base < newest
    oldest = select(commits.c.commit_id).where(*old).order_by(commits.c.commit_id).limit(limit)
    gone = [row[0] for row in await transaction.execute(oldest)]
    if gone:
        for table in (events, commits):
            of = tuple_(table.c.program_id, table.c.commit_id).in_([(program_id, one) for one in gone])
            await transaction.execute(delete(table).where(of))
        kept = select(func.min(commits.c.base)).where(commits.c.program_id == program_id)
        ((first,),) = await transaction.execute(kept)
        values: Any = {"first": first if first is not None else feeds.c.next}
        await transaction.execute(update(feeds).where(feeds.c.program_id == program_id).values(values))
    return len(gone)
