"""Gives committed events their positions in the programme's feed.

After the commit, and in the order in which transactions waited for each other: so a reader who goes on after the last
position misses nothing, and sees each member's events in order. SQLite gives positions itself, with one writer.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from app.actions.bell import Bell
from app.actions.ids import first_id_at
from app.engine.events.event_ids import PREFIX
from app.store.connection.database import Database
from app.store.queries import programs
from app.store.queries.events import events

LOOK_SECONDS: Final = 0.1
LOOK_SECONDS_ALONE: Final = 1.0
FORGET_EVERY_SECONDS: Final = 600.0
FORGOTTEN_AT_ONCE: Final = 500


class Sequencer:
    """Orders the events of one database. `committed` rings when events were written, `placed` when they can be read.

    Events are kept for `days`.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime], days: int) -> None:
        self._database = database
        self._clock = clock
        self._days = days
        self._forgot_at = time.monotonic()
        self.committed = Bell()
        self.placed = Bell()

    async def go_round(self) -> int:
        """Wait for events, and give them positions: returns the number of commits."""
        await self.committed.wait(LOOK_SECONDS_ALONE if self._database.has_one_writer else LOOK_SECONDS)
        found = await self.catch_up()
        if time.monotonic() - self._forgot_at > FORGET_EVERY_SECONDS:
            self._forgot_at = time.monotonic()
            await self.forget_old()
        return found

    async def catch_up(self) -> int:
        """Give every commit a position that has none: returns their number."""
        total = 0
        if self._database.has_one_writer:
            self.placed.ring()
        elif await self._database.read(events.waiting):
            count = events.COMMITS_AT_ONCE
            while count >= events.COMMITS_AT_ONCE:
                count = await self._database.write(events.give_positions)
                total += count
                self.placed.ring()
        return total

    async def forget_old(self) -> int:
        """Delete events that have been kept long enough: returns the number of their commits."""
        ends_at = self._clock() - timedelta(days=self._days)
        before = first_id_at(PREFIX, int(ends_at.timestamp() * 1000))
        total = 0
        for row in await self._database.read(programs.every_one):
            forget = partial(events.forget_commits, program_id=row.program_id, before=before, limit=FORGOTTEN_AT_ONCE)
            while count := await self._database.write(forget):
                total += count
        return total
