"""Decides the members of segments: after each review on time, and again when segments are edited.

A round processes the members in slices. Each change is a command for the member in the write queue, and a repeated one
changes nothing: an interrupted worker repeats its last slice. The round's row has its progress, and can only advance.
Leases keep workers from doing each other's work, and nothing depends on them.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Final, NamedTuple

from app.actions.background.leases import Leases
from app.actions.customers.insights.insight_start import known_before, terms_of
from app.actions.customers.rounds import Rounds
from app.actions.ids import IdSource
from app.actions.programs import Programs
from app.actions.writing.batches import refresh_if_stale
from app.actions.writing.write_queue import Answer, Unavailable
from app.engine.insights import memberships
from app.engine.insights.grades import span
from app.engine.insights.likes import BoughtNames, bought_names
from app.engine.insights.memberships import Contact, Looked
from app.engine.model import calendar
from app.engine.model.book import Refusal
from app.engine.model.commands.command import Command
from app.engine.model.commands.tiers import DecideSegments
from app.engine.model.instants import instant, instant_text
from app.engine.model.records.members import Member
from app.engine.model.state import MemberState
from app.engine.program.segments import Segment
from app.engine.program.versions import Program
from app.engine.rules.changes import held_tier
from app.engine.rules.passing_time import advanced
from app.store.connection.database import Database
from app.store.connection.errors import DatabaseUnavailable
from app.store.connection.transaction import Transaction
from app.store.queries.customers import insight_facts, insight_reviews, owners
from app.store.queries.customers import segments as store
from app.store.queries.customers.insight_facts import LAST_OF_ALL, Reach
from app.store.queries.reviews import every_program
from app.store.rows.reviews import InsightReview, SegmentRound

MEMBERS_AT_ONCE: Final = 500
COMMANDS_AT_ONCE: Final = 64
LEASE_SECONDS: Final = 60
LIMIT_SECONDS: Final = 300
ON_TIME: Final = ("scheduled", "daily")

# Facts that are not in a review's reading of a member.
_OF_PROFILES: Final = frozenset({"member.consents", "member.reachable", "insight.stage"})

_OF_OWNERS: Final = "member.owner"
_OF_PURCHASES: Final = frozenset({"insight.categories", "insight.skus"})

# For conditions that do not need the member.
NOBODY: Final[tuple[MemberState, str | None]] = (MemberState(), None)

logger = logging.getLogger(__name__)


class Look(NamedTuple):
    """The input of a decision: segments, a review as of a day, the newest scheduled one up to it, and the day of the
    decision.

    `within` are the days of the review's window, and `known_before` the end of its knowledge.
    """

    program: Program
    segments: tuple[Segment, ...]
    review_id: str
    scheduled_id: str | None
    as_of: str
    day: str
    within: tuple[str, str]
    known_before: str

    @property
    def facts(self) -> frozenset[str]:
        """All facts that the segments use."""
        return frozenset(name for segment in self.segments for name in segment.asks)


class Segments(Rounds[SegmentRound]):
    """The segments of one database. `clock` is the real time, in UTC."""

    def __init__(
        self,
        database: Database,
        programs: Programs,
        ids: IdSource,
        clock: Callable[[], datetime],
        submit: Callable[[Command], Awaitable[Answer]],
    ) -> None:
        super().__init__(database)
        self._programs = programs
        self._ids = ids
        self._clock = clock
        self._submit = submit
        self._leases = Leases(database, clock, ids.draw("wrk"), LEASE_SECONDS)
        # By programme: a version, if neither it nor any before had segments.
        self._without: dict[str, int] = {}

    async def go_round(self) -> int:
        """Do every due round that no other worker has, and return the number finished.

        Raises Unavailable and DatabaseUnavailable; the next round continues.
        """
        done = 0
        for found in await self._database.read(every_program):
            if self._without.get(found.program_id) == found.version:
                continue
            try:
                done += await self._work_on(found.program_id, alone=False)
            except (DatabaseUnavailable, Unavailable):
                raise
            except Exception:
                # A bug that one programme triggers must not stop the others.
                logger.exception("deciding segments failed")
        return done

    async def catch_up(self, program_id: str) -> int:
        """Finish every due round of a programme, even one of another worker: returns their number. Raises as above."""
        return await self._work_on(program_id, alone=True)

    async def _begin(self, transaction: Transaction, row: SegmentRound) -> None:
        await store.begin(transaction, row)

    async def _due(self, transaction: Transaction, program_id: str) -> tuple[SegmentRound | None, bool]:
        """The running round, or else the first due one, and whether it is new."""
        program = await self._programs.one(transaction, program_id)
        having = [rules for rules in program.versions if rules.segments]
        if not having:
            self._without[program_id] = program.rules.version
            return None, False
        last = await store.newest_round(transaction, program_id)
        if last and last.status == "running":
            return last, False
        first_day = program.business_date(instant(having[0].published_at))
        seen = last.as_of if last else calendar.day_before(first_day)
        for review in await store.reviews_after(transaction, program_id, seen):
            day = calendar.day_after(review.as_of)
            return self._row(program, review, review.program_version, day), True
        newest = await insight_reviews.newest_done(transaction, program_id, ON_TIME)
        if newest is None:
            return None, False
        if (
            last
            and last.as_of >= newest.as_of
            and program.version(last.program_version).segments == program.rules.segments
        ):
            return None, False
        today = program.business_date(program.now(self._clock()))
        return self._row(program, newest, program.rules.version, today), True

    def _row(self, program: Program, review: InsightReview, version: int, day: str) -> SegmentRound:
        return SegmentRound(
            round_id=self._ids.draw("seg"),
            program_id=program.id,
            review_id=review.review_id,
            as_of=review.as_of,
            decided_on=day,
            program_version=version,
            status="running",
            reached="",
            members=0,
            begun_at=instant_text(program.now(self._clock())),
            done_at=None,
        )

    async def _carry_on(self, row: SegmentRound, *, alone: bool) -> bool:
        """Work on a round to its end; False if another worker has it."""
        lease = f"segments/{row.program_id}"
        look = await self._database.read(lambda transaction: self._look(transaction, row))
        try:
            while row.status != "done":
                if not alone and not await self._leases.take(lease):
                    return False
                after = await self._slice(look, row)
                if not await self._database.write(partial(store.advance, was=row, becomes=after)):
                    # Another worker has come as far.
                    return alone
                row = after
        finally:
            if not alone:
                await self._leases.give_back(lease)
        return True

    async def _look(self, transaction: Transaction, row: SegmentRound) -> Look:
        program = await self._programs.one(transaction, row.program_id)
        after = calendar.day_after(row.as_of)
        scheduled = await insight_reviews.newest_done(transaction, row.program_id, ("scheduled",), after)
        segments = program.version(row.program_version).segments
        scheduled_id = scheduled.review_id if scheduled else None
        review = await insight_reviews.one(transaction, row.program_id, row.review_id)
        # A superseded review is deleted with its readings, and then nobody is decided.
        within = span(terms_of(program, review), row.as_of) if review else (row.as_of, row.as_of)
        return Look(
            program=program,
            segments=segments,
            review_id=row.review_id,
            scheduled_id=scheduled_id,
            as_of=row.as_of,
            day=row.decided_on,
            within=within,
            known_before=known_before(review) if review else "",
        )

    async def _slice(self, look: Look, row: SegmentRound) -> SegmentRound:
        """The round after the next slice of members. After Unavailable, the slice has to be repeated."""
        reach = Reach(row.program_id, row.reached, LAST_OF_ALL, MEMBERS_AT_ONCE)
        ids, stays, members = await self._database.read(
            lambda transaction: self._next(transaction, look, reach), limit_seconds=LIMIT_SECONDS
        )
        if not ids:
            return row._replace(status="done", done_at=instant_text(look.program.now(self._clock())))
        commands = await asyncio.to_thread(partial(_commands, look, row, stays, members))
        for first in range(0, len(commands), COMMANDS_AT_ONCE):
            await self._carry_out(commands[first : first + COMMANDS_AT_ONCE])
        return row._replace(reached=ids[-1], members=row.members + len(members))

    async def _next(
        self, transaction: Transaction, look: Look, reach: Reach
    ) -> tuple[list[str], dict[str, set[str]], list[Looked]]:
        """The ids of the next members, their segments, and the members that the review includes."""
        ids = [one.member_id for one in await insight_facts.known_members(transaction, reach)]
        if not ids:
            return [], {}, []
        now = look.program.now(self._clock())
        return ids, await store.open_stays(transaction, ids), await looked(transaction, look, ids, now)

    async def _carry_out(self, commands: Sequence[DecideSegments]) -> None:
        answers = await asyncio.gather(*(self._submit(one) for one in commands), return_exceptions=True)
        for answer in answers:
            if isinstance(answer, BaseException):
                raise answer
            # A member merged meanwhile has the segments of the remaining one.
            if isinstance(answer, Refusal) and answer.problem != "not-found":
                raise AssertionError(f"a decision about segments was refused: {answer.detail}")


async def looked(transaction: Transaction, look: Look, ids: Sequence[str], now: datetime) -> list[Looked]:
    """The facts about these members that the segments use, if the review includes them."""
    reviews = {look.review_id, look.scheduled_id or look.review_id}
    read = await store.readings(transaction, reviews, ids)
    known = [one for one in ids if (look.review_id, one) in read]
    facts = look.facts
    asks_members = any(name.startswith("member.") for name in facts - _OF_PROFILES - {_OF_OWNERS})
    states = await _states(transaction, look.program, known, now) if asks_members else {}
    due = await store.due_items(transaction, look.review_id, known) if "insight.due_items" in facts else {}
    contacts = await store.contacts(transaction, known) if facts & _OF_PROFILES else {}
    bought = await _bought(transaction, look, known) if facts & _OF_PURCHASES else {}
    named = await owners.owner_names(transaction, known) if _OF_OWNERS in facts else {}
    return [
        Looked(
            one,
            newest=read[look.review_id, one],
            scheduled=read.get((look.scheduled_id or "", one)),
            state=states.get(one, NOBODY)[0],
            level=states.get(one, NOBODY)[1],
            due_items=due.get(one, frozenset()),
            contact=contacts.get(one, Contact()),
            bought=bought.get(one, BoughtNames()),
            owner=named.get(one),
        )
        for one in known
    ]


async def _states(
    transaction: Transaction, program: Program, ids: Sequence[str], now: datetime
) -> dict[str, tuple[MemberState, str | None]]:
    """The present states and tiers of members."""
    found = {}
    for member in await transaction.rows(Member, "member_id", ids) if ids else ():
        current = advanced(program, await refresh_if_stale(transaction, program, member, now), now).state
        found[member.member_id] = current, held_tier.level_id(program.rules.tiers, current)
    return found


async def _bought(transaction: Transaction, look: Look, ids: Sequence[str]) -> dict[str, BoughtNames]:
    """The goods that members bought in the window of the review."""
    bought = await insight_facts.bought_by(transaction, ids)
    returned = await insight_facts.returned_by(transaction, ids)
    return {
        one: bought_names(purchases, returned.get(one, ()), look.within, look.known_before)
        for one, purchases in bought.items()
    }


def _commands(
    look: Look, row: SegmentRound, stays: dict[str, set[str]], members: Sequence[Looked]
) -> list[DecideSegments]:
    """The changes: all for members that the review includes; for others, only those of deleted segments."""
    program, nothing = look.program, frozenset[str]()
    known = {one.member_id: one for one in members}
    found = []
    for member_id in sorted(known.keys() | stays.keys()):
        inside = stays.get(member_id, nothing)
        if member_id in known:
            seen = memberships.scene(known[member_id], look.as_of, look.day, program.currency)
            news = memberships.news(look.segments, inside, seen)
        else:
            news = memberships.gone(look.segments, inside)
        if news:
            found.append(
                DecideSegments(
                    program_id=program.id,
                    member=member_id,
                    decisions=news,
                    decided_on=row.decided_on,
                    decided_by=row.round_id,
                    program_version=row.program_version,
                )
            )
    return found
