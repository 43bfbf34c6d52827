"""The feed of a programme's events: given its order, read from a position, and forgotten in the end."""

from collections.abc import Collection
from typing import Any, Final, NamedTuple

from sqlalchemy import delete, func, select, text, tuple_, update

from app.engine.events.event_ids import MOST_AT_ONCE
from app.engine.model.event_records import Commit, Event
from app.store.connection.transaction import Transaction
from app.store.tables.event_tables import commits, events, feeds
from app.store.tables.tables import key_members

COMMITS_AT_ONCE: Final = 500
_BEGIN: Final = text(
    "INSERT INTO feeds (program_id, next, first) VALUES (:program_id, 1, 1) ON CONFLICT (program_id) DO NOTHING"
)


class Placed(NamedTuple):
    """An event with its position."""

    position: int
    event: Event


class Ends(NamedTuple):
    """The position of a programme's next event, and of the oldest one kept."""

    next: int
    first: int


async def waiting(transaction: Transaction) -> list[str]:
    """The programmes with commits that have no position yet."""
    found = select(commits.c.program_id).where(commits.c.base.is_(None)).distinct()
    return [row[0] for row in await transaction.execute(found)]


async def give_positions(transaction: Transaction, program_id: str) -> int:
    """Give the oldest commits without a position theirs: returns their number.

    The feed's row is locked, so that a second worker waits and finds nothing left.
    """
    await transaction.execute(_BEGIN.bindparams(program_id=program_id))
    locked = select(feeds.c.next).where(feeds.c.program_id == program_id).with_for_update()
    ((base,),) = await transaction.execute(locked)
    wanted = commits.c.program_id == program_id, commits.c.base.is_(None)
    oldest = select(commits.c.commit_id, commits.c.events).where(*wanted).order_by(commits.c.lsn, commits.c.commit_id)
    placed = []
    for commit_id, count in await transaction.execute(oldest.limit(COMMITS_AT_ONCE)):
        placed.append(Commit(program_id, commit_id, count, base))
        base += count
    if placed:
        await transaction.update(Commit, placed, ("base",))
        await transaction.execute(update(feeds).where(feeds.c.program_id == program_id).values(next=base))
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
