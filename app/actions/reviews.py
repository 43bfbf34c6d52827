"""Reviews ladders of ranks on their days: once, whoever works and however often they are killed.

A review is one look at how members stand, and a command for each member whose level changes, through the write queue as
any other. What it finds depends only on what was recorded before its midnight, and applying it twice changes nothing;
a row says when it is done. The lease only keeps workers from doing each other's work.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final

from app.actions.leases import Leases
from app.actions.programs import Programs
from app.actions.reads import ALL_IS_WRITTEN_AFTER
from app.actions.write_queue import Answer, Unavailable
from app.engine.model import calendar
from app.engine.model.book import Refusal
from app.engine.model.commands import Command, SetRank
from app.engine.model.instants import instant_text
from app.engine.program.match import EVERYTHING
from app.engine.program.terms import Program, RankLadder
from app.engine.rules import ranks
from app.engine.rules.ranks import Review, Standings
from app.store.connection.database import Database
from app.store.connection.errors import DatabaseUnavailable, IntegrityConflict
from app.store.connection.transaction import Transaction
from app.store.queries import reviews as store
from app.store.queries.reviews import Span
from app.store.tables.rows import ReviewRow

MEMBERS_AT_ONCE: Final = 64
LEASE_SECONDS: Final = 120
LIMIT_SECONDS: Final = 600

logger = logging.getLogger(__name__)


class Reviews:
    """Reviews the ladders of one database. `holder` is a name of its own; `clock` is the real time."""

    def __init__(
        self,
        database: Database,
        programs: Programs,
        submit: Callable[[Command], Awaitable[Answer]],
        clock: Callable[[], datetime],
        holder: str,
    ) -> None:
        self._database = database
        self._programs = programs
        self._submit = submit
        self._clock = clock
        self._leases = Leases(database, clock, holder, LEASE_SECONDS)
        # By programme: the version for which that was found, and the day of the next review.
        self._next: dict[str, tuple[int, str | None]] = {}

    async def go_round(self) -> int:
        """Do every review that is due and that no other worker has taken on: how many were done.

        Raises Unavailable and DatabaseUnavailable; the next round goes on.
        """
        done = 0
        for found in await self._database.read(store.every_program):
            version, next_on = self._next.get(found.program_id, (0, ""))
            today = found.clock or instant_text(self._clock())
            # A day begins up to half a day before it does in Greenwich.
            if version != found.version or (next_on is not None and next_on <= _day_later(today)):
                try:
                    done += await self._share_in(found.program_id)
                except (DatabaseUnavailable, Unavailable):
                    raise
                except Exception:
                    # A fault of ours in one programme does not keep the others from theirs.
                    logger.exception("a ladder of ranks could not be reviewed")
        return done

    async def catch_up(self, program_id: str) -> int:
        """Do every review of a programme that is due, whoever else is at it: how many were done. Raises as above."""
        done = 0
        while due := await self._first_due(program_id):
            await self._hold(*due)
            done += 1
        return done

    async def _share_in(self, program_id: str) -> int:
        done = 0
        while due := await self._first_due(program_id):
            lease = f"review/{program_id}/{due[1].ladder.id}"
            if not await self._leases.take(lease):
                break
            try:
                await self._hold(*due)
                done += 1
            finally:
                await self._leases.give_back(lease)
        return done

    async def _first_due(self, program_id: str) -> tuple[Program, Review] | None:
        """The review that is due first, if any is; remembers when to look again."""

        async def work(transaction: Transaction) -> tuple[Program, dict[str, str]]:
            program = await self._programs.one(transaction, program_id)
            return program, await store.last_of_each(transaction, program_id)

        program, done = await self._database.read(work)
        now = program.now(self._clock())
        # What was recorded just before midnight may be written just after it.
        today = program.business_date(now if program.test else now - ALL_IS_WRITTEN_AFTER)
        due = ranks.reviews(program, done, today)
        if due:
            return program, due[0]
        days = [ranks.next_review_on(ladder, today) for ladder in program.rules.ladders]
        self._next[program_id] = program.rules.version, min(days, default=None)
        return None

    async def _hold(self, program: Program, review: Review) -> None:
        # It reads a year of everybody's purchases, which takes longer than the database would let a caller wait.
        async with asyncio.timeout(LIMIT_SECONDS):
            standings = await self._database.read(
                lambda transaction: _standings(transaction, program, review), limit_seconds=None
            )
        changes = ranks.changes(review.ladder, standings)
        commands = [
            SetRank(program.id, member_id, review.ladder.id, level, review.review_on)
            for member_id, level in changes.items()
        ]
        for first in range(0, len(commands), MEMBERS_AT_ONCE):
            await self._carry_out(commands[first : first + MEMBERS_AT_ONCE])
        row = ReviewRow(
            program.id,
            review.ladder.id,
            review.review_on,
            standings.members,
            len(changes),
            instant_text(program.now(self._clock())),
        )
        # Somebody else may have been at it as well, and found the same.
        with suppress(IntegrityConflict):
            await self._database.write(lambda transaction: store.enter(transaction, row))

    async def _carry_out(self, commands: Sequence[SetRank]) -> None:
        answers = await asyncio.gather(*(self._submit(one) for one in commands), return_exceptions=True)
        for answer in answers:
            if isinstance(answer, BaseException):
                raise answer
            # Who was merged into another meanwhile has gone with what the other one holds.
            if isinstance(answer, Refusal) and answer.problem != "not-found":
                raise AssertionError(f"a review was refused: {answer.detail}")


async def _standings(transaction: Transaction, program: Program, review: Review) -> Standings:
    before = program.midnight(review.review_on)
    first_on, end_on = ranks.window(review)
    span = Span(
        first_on,
        end_on,
        before,
        program.midnight(calendar.day_before(first_on)),
        program.midnight(calendar.day_after(end_on)),
    )
    count = await store.count_members(transaction, program.id, before)
    lowest = ranks.lowest_place(review.ladder, count)
    return Standings(
        count,
        await _places(transaction, program.id, review.ladder, span, lowest),
        await store.holders(transaction, program.id, review.ladder.id),
    )


async def _places(
    transaction: Transaction, program_id: str, ladder: RankLadder, span: Span, lowest: int
) -> Mapping[str, int]:
    if ladder.match == EVERYTHING:
        return await store.places(transaction, program_id, span, lowest)
    spends: dict[str, int] = {}
    after = ("", "")
    while rows := await store.bought_page(transaction, program_id, span, after):
        touched = [row.purchase_id for row in rows if row.status != "recorded"]
        returned = await store.returned_lines(transaction, touched, span.before)
        for row in rows:
            came_back = returned.get(row.purchase_id, ())
            spend = ranks.spend_kept(ladder.match, row.store, row.channel, row.lines, came_back)
            spends[row.member_id] = spends.get(row.member_id, 0) + spend
        after = rows[-1].occurred_at, rows[-1].purchase_id
    for member_id, where, lines in await store.without_receipt(transaction, program_id, span):
        spends[member_id] = spends.get(member_id, 0) - ranks.spend_kept(ladder.match, where, None, lines)
    return ranks.places(spends, lowest)


def _day_later(instant: str) -> str:
    return calendar.day_after(instant[:10])
