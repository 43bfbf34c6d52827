"""Reviews rank ladders on their days: exactly once, however many workers there are and even if some are killed.

A review reads the members' standings once, and sends a command for each member whose tier changes through the write
queue. Its result depends only on what was recorded before its midnight, and applying it twice changes nothing; a row
records its completion. The lease only avoids double work.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final

from app.actions.background.leases import Leases
from app.actions.programs import Programs
from app.actions.reading.reads import ALL_IS_WRITTEN_AFTER
from app.actions.writing.write_queue import Answer, Unavailable
from app.engine.model import calendar
from app.engine.model.book import Refusal
from app.engine.model.commands.command import Command
from app.engine.model.commands.tiers import SetRank
from app.engine.model.instants import instant_text
from app.engine.program.match import EVERYTHING
from app.engine.program.terms.tiers import RankLadder
from app.engine.program.versions import Program
from app.engine.rules import ranks
from app.engine.rules.ranks import Review, Standings
from app.store.connection.database import Database
from app.store.connection.errors import DatabaseUnavailable, IntegrityConflict
from app.store.connection.transaction import Transaction
from app.store.queries import reviews as store
from app.store.queries.reviews import Span
from app.store.rows.reviews import ReviewRow

MEMBERS_AT_ONCE: Final = 64
LEASE_SECONDS: Final = 120
LIMIT_SECONDS: Final = 600

logger = logging.getLogger(__name__)


class Reviews:
    """Reviews the ladders of one database. `holder` is the worker's name; `clock` is the real time."""

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
        # By programme: the version of this result, and the day of the next review.
        self._next: dict[str, tuple[int, str | None]] = {}

    async def go_round(self) -> int:
        """Do every due review that no other worker has taken: returns their number.

        Raises Unavailable and DatabaseUnavailable; the next round continues.
        """
        done = 0
        for found in await self._database.read(store.every_program):
            version, next_on = self._next.get(found.program_id, (0, ""))
            today = found.clock or instant_text(self._clock())
            # A day can begin up to half a day before it does in Greenwich.
            if version != found.version or (next_on is not None and next_on <= _day_later(today)):
                try:
                    done += await self._share_in(found.program_id)
                except (DatabaseUnavailable, Unavailable):
                    raise
                except Exception:
                    # A bug that affects one programme must not stop the others.
                    logger.exception("reviewing a rank ladder failed")
        return done

    async def catch_up(self, program_id: str) -> int:
        """Do every due review of a programme, whoever else does: returns their number. Raises as above."""
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
        """The first due review, if any; remembers when to check again."""

        async def work(transaction: Transaction) -> tuple[Program, dict[str, str]]:
            program = await self._programs.one(transaction, program_id)
            return program, await store.last_of_each(transaction, program_id)

        program, done = await self._database.read(work)
        now = program.now(self._clock())
        # Records from just before midnight may be written just after it.
        today = program.business_date(now if program.test else now - ALL_IS_WRITTEN_AFTER)
        due = ranks.reviews(program, done, today)
        if due:
            return program, due[0]
        days = [ranks.next_review_on(ladder, today) for ladder in program.rules.ladders]
        self._next[program_id] = program.rules.version, min(days, default=None)
        return None

    async def _hold(self, program: Program, review: Review) -> None:
        # It reads a year of all purchases, which takes longer than the time limit of callers.
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
            program_id=program.id,
            ladder=review.ladder.id,
            review_on=review.review_on,
            members=standings.members,
            changes=len(changes),
            done_at=instant_text(program.now(self._clock())),
        )
        # Another worker may have done it too, with the same result.
        with suppress(IntegrityConflict):
            await self._database.write(lambda transaction: store.enter(transaction, row))

    async def _carry_out(self, commands: Sequence[SetRank]) -> None:
        answers = await asyncio.gather(*(self._submit(one) for one in commands), return_exceptions=True)
        for answer in answers:
            if isinstance(answer, BaseException):
                raise answer
            # A member merged into another meanwhile keeps the other's tier.
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
    if ladder.match == EVERYTHING and not await store.may_sell_gift_cards(transaction, program_id, span):
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
