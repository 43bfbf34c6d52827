"""The feed: all events of a programme in one order without gaps, told to those who may see them."""

import time
from collections.abc import Collection, Sequence
from typing import Any, Final, NamedTuple

from app.actions.events.sequencer import Sequencer
from app.actions.programs import Programs
from app.engine.events.event_ids import event_id, place_of
from app.engine.events.wire import Telling, document
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries.events import events as store
from app.store.queries.events.event_rows import rows_of
from app.store.queries.events.events import Placed

START: Final = "start"
NOW: Final = "now"
# Rows looked at for one page, whatever is left out.
ROWS_AT_ONCE: Final = 1_000
ROUNDS: Final = 5
MOST_WAITING: Final = 100
LOOK_SECONDS: Final = 0.5


class NotKept(Exception):
    """An event that is not kept, so that others after it may be missing too."""


class Seen(NamedTuple):
    """What a reader may see: the events of a store, or of the members that a key knows; None for all.

    `codes`: with the codes of vouchers.
    """

    store: str | None = None
    members_of: str | None = None
    codes: bool = False

    @property
    def is_partial(self) -> bool:
        """Whether some events are hidden, so that positions would tell their number."""
        return self.store is not None or self.members_of is not None


class FeedPage(NamedTuple):
    """Events as others see them, where to go on, and whether more are there already.

    `placed` are the events behind the documents.
    """

    documents: list[dict[str, Any]]
    placed: list[Placed]
    position: int
    cursor: str
    more: bool


class Feed:
    """Reads the feeds of one database."""

    def __init__(self, database: Database, programs: Programs, sequencer: Sequencer) -> None:
        self._database = database
        self._programs = programs
        self._sequencer = sequencer
        self._waiting = 0

    async def position(self, program_id: str, after: str) -> int:
        """The position that `start`, `now` or the id of an event names. Raises NotKept."""

        async def work(transaction: Transaction) -> int:
            ends = await store.ends(transaction, program_id)
            if after in (START, NOW):
                return ends.first - 1 if after == START else ends.next - 1
            found = await store.position_of(transaction, program_id, *place_of(after))
            if found is None:
                raise NotKept
            return found

        return await self._database.read(work)

    async def page(
        self,
        program_id: str,
        position: int,
        *,
        types: Collection[str] | None = None,
        limit: int = 100,
        seen: Seen = Seen(),  # noqa: B008  # a tuple that nobody changes
        wait_seconds: float = 0,
    ) -> FeedPage:
        """Up to `limit` events after a position; waits for the first one."""
        until = time.monotonic() + wait_seconds
        while True:
            page = await self._page(program_id, position, types=types, limit=limit, seen=seen)
            left = until - time.monotonic()
            if page.documents or page.more or left <= 0 or self._waiting >= MOST_WAITING:
                return page
            position = page.position
            self._waiting += 1
            try:
                await self._sequencer.placed.wait(min(left, LOOK_SECONDS))
            finally:
                self._waiting -= 1

    async def _page(
        self, program_id: str, position: int, *, types: Collection[str] | None, limit: int, seen: Seen
    ) -> FeedPage:
        program = await self._programs.known(program_id)

        async def work(transaction: Transaction) -> FeedPage:
            found, reached, ends = await _chosen(transaction, program_id, position, types=types, limit=limit, seen=seen)
            rows = await rows_of(transaction, program_id, [one.event for one in found])
            telling = Telling(program_id, program.currency, program.test, seen.codes)
            told = [document(one.event, None if seen.is_partial else one.position, rows, telling) for one in found]
            cursor = await _cursor(transaction, program_id, reached, ends)
            return FeedPage(told, found, position=reached, cursor=cursor, more=reached < ends.next - 1)

        return await self._database.read(work)

    async def told(self, program_id: str, placed: Sequence[Placed], seen: Seen) -> list[dict[str, Any]]:
        """The documents of events that were read before."""
        program = await self._programs.known(program_id)

        async def work(transaction: Transaction) -> list[dict[str, Any]]:
            rows = await rows_of(transaction, program_id, [one.event for one in placed])
            telling = Telling(program_id, program.currency, program.test, seen.codes)
            return [document(one.event, None if seen.is_partial else one.position, rows, telling) for one in placed]

        return await self._database.read(work)


async def _chosen(
    transaction: Transaction, program_id: str, position: int, *, types: Collection[str] | None, limit: int, seen: Seen
) -> tuple[list[Placed], int, store.Ends]:
    """The visible events after a position, the position reached, and the ends of the feed."""
    ends = await store.ends(transaction, program_id)
    found: list[Placed] = []
    for _ in range(ROUNDS):
        rows = await store.after(transaction, program_id, position, limit if types is None else ROWS_AT_ONCE)
        visible = await _visible(transaction, rows, seen)
        for one in rows:
            position = one.position
            if (types is None or one.event.type in types) and one.position in visible:
                found.append(one)
                if len(found) == limit:
                    return found, position, ends
        if len(rows) < (limit if types is None else ROWS_AT_ONCE):
            break
    return found, position, ends


async def _visible(transaction: Transaction, rows: Sequence[Placed], seen: Seen) -> set[int]:
    known: set[str] = set()
    if seen.members_of is not None:
        owners = {one.event.member_id for one in rows if one.event.member_id}
        known = await store.known_members(transaction, seen.members_of, owners)
    return {
        one.position
        for one in rows
        if (seen.store is None or one.event.store == seen.store)
        and (seen.members_of is None or one.event.member_id in known)
    }


async def _cursor(transaction: Transaction, program_id: str, position: int, ends: store.Ends) -> str:
    """The event at a position, by its id: it tells nobody how many there were."""
    found = await store.at(transaction, program_id, [position]) if position >= ends.first else []
    return event_id(found[0].event.commit_id, found[0].event.n) if found else START
