"""Sums the sales by store and local hour, in the background: each purchase and return once, however many workers do.

The sums reach to an id, and each step moves that id on together with what it adds. What is newer than a few seconds is
left to the reader, because a row may become visible a little later than one with a greater id.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from app.actions.background.pace import Pace
from app.actions.ids import first_id_at, milliseconds
from app.actions.programs import Programs
from app.actions.reading.sales import correction_in, hours_of
from app.engine.model.sales import SalesHour, SalesSums, summed
from app.store.connection.database import Database
from app.store.connection.errors import IntegrityConflict
from app.store.connection.transaction import Transaction
from app.store.queries import sales as store
from app.store.queries.sales import Reach

# Longer than any request takes from drawing its id to its commit.
ALL_IS_VISIBLE_AFTER_SECONDS: Final = 30
ROWS_AT_ONCE: Final = 2_000
CORRECTIONS_AT_ONCE: Final = 500
LIMIT_SECONDS: Final = 60


class SalesCounts:
    """The sums of one database. `now` is the real time in milliseconds, from which ids are drawn."""

    def __init__(self, database: Database, programs: Programs, now: Callable[[], int] = milliseconds) -> None:
        self._database = database
        self._programs = programs
        self._now = now

    async def go_round(self) -> int:
        """Sum what has been recorded since the last round: returns the number of steps."""
        steps, pace = 0, Pace()
        until = self._now() - ALL_IS_VISIBLE_AFTER_SECONDS * 1000
        for kind, prefix in store.KINDS.items():
            while await self._step(kind, first_id_at(prefix, until)):
                steps += 1
                await pace.rest()
        # What another worker has summed in the same moment is undone here, and left to it.
        with suppress(IntegrityConflict):
            while await self._database.write(self._correct, limit_seconds=LIMIT_SECONDS):
                steps += 1
                await pace.rest()
        return steps

    async def _step(self, kind: str, until: str) -> bool:
        """Sum the next records of a kind; False if nothing is left, or another worker is at it."""

        async def read(transaction: Transaction) -> tuple[str, str, dict[str, dict[SalesHour, SalesSums]]]:
            before = (await store.reached(transaction))[kind]
            if before >= until:
                return before, before, {}
            last = min(await store.next_id(transaction, kind, before, ROWS_AT_ONCE) or until, until)
            minutes = store.by_program(await store.recorded(transaction, kind, Reach(before, last)))
            programs = await self._programs.current(transaction, minutes)
            return before, last, {one: summed(hours_of(programs[one], rows)) for one, rows in minutes.items()}

        before, last, sums = await self._database.read(read, limit_seconds=LIMIT_SECONDS)
        # Without anything to sum nothing is written: reading from an older id costs nothing then.
        if not sums:
            return False

        async def write(transaction: Transaction) -> bool:
            if not await store.move_on(transaction, kind, before, last):
                return False
            for program_id in sorted(sums):
                await store.add_sums(transaction, program_id, sums[program_id])
            return last != until

        return await self._database.write(write, limit_seconds=LIMIT_SECONDS)

    async def _correct(self, transaction: Transaction) -> bool:
        found = await store.corrections(transaction, None, CORRECTIONS_AT_ONCE)
        if not found:
            return False
        await store.remove(transaction, found)
        programs = await self._programs.current(transaction, {one.program_id for one in found})
        for program_id in sorted(programs):
            program = programs[program_id]
            parts = [correction_in(program, one) for one in found if one.program_id == program_id]
            await store.add_sums(transaction, program_id, summed(parts))
        return len(found) == CORRECTIONS_AT_ONCE
