"""Reads segments: their members now, and the members that a condition would select."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from functools import partial
from typing import Any, Final

from app.actions.customers.insights.insight_start import known_before, terms_of
from app.actions.customers.insights.insights import NO_REVIEW
from app.actions.customers.segments.segments import LIMIT_SECONDS, MEMBERS_AT_ONCE, ON_TIME, Look, looked
from app.actions.programs import Programs
from app.actions.reading.settlements import csv_text
from app.engine.insights import memberships
from app.engine.insights.grades import span
from app.engine.model.book import Refusal
from app.engine.model.control_groups import is_in_control_group
from app.engine.model.ratio import Ratio
from app.engine.program.checks.fault import Fault
from app.engine.program.checks.segments import of_condition
from app.engine.program.document import ProgramDocument
from app.engine.program.parts.conditions import ConditionPart, compiled, facts_of
from app.engine.program.segments import Segment
from app.engine.program.versions import Program
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries.customers import insight_facts, insight_reviews
from app.store.queries.customers import segments as store
from app.store.queries.customers.insight_facts import LAST_OF_ALL, Reach
from app.store.queries.customers.segments import SegmentMember

MOST_LOOKED_AT: Final = 100_000
SAMPLE: Final = 20
CSV_AT_ONCE: Final = 1_000
HEADER: Final = ("member", "external_id", "entered_on", "why")


class SegmentLists:
    """Reads the segments of one database. `clock` gives the real time, in UTC."""

    def __init__(self, database: Database, programs: Programs, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._programs = programs
        self._clock = clock

    async def all(self, program_id: str) -> list[dict[str, Any]]:
        """The segments of the newest version, in the order of the document."""

        async def work(transaction: Transaction) -> list[dict[str, Any]]:
            program = await self._programs.one(transaction, program_id)
            members = await store.counts(transaction, program_id)
            done = await store.newest_round(transaction, program_id, "done")
            decided = {"decided_on": done.decided_on if done else None, "review": done.review_id if done else None}
            return [
                {"id": one.id, "name": one.name, "members": members.get(one.id, 0), **decided}
                for one in program.rules.segments
            ]

        return await self._database.read(work)

    async def members(self, program_id: str, segment: str, limit: int, after: str | None) -> list[SegmentMember] | None:
        """Up to `limit` members of a segment, in the order of their ids, after one; None for an unknown segment."""

        async def work(transaction: Transaction) -> list[SegmentMember] | None:
            program = await self._programs.one(transaction, program_id)
            if not any(one.id == segment for one in program.rules.segments):
                return None
            return await store.page(transaction, program_id, segment, limit, after)

        return await self._database.read(work)

    async def csv(self, program_id: str, segment: str) -> AsyncIterator[bytes]:
        """All members of a segment as CSV, in chunks."""
        yield csv_text([HEADER]).encode()
        after: str | None = None
        while found := await self.members(program_id, segment, CSV_AT_ONCE, after):
            yield csv_text((one.member_id, one.external_id or "", one.entered_on, one.why) for one in found).encode()
            after = found[-1].member_id

    async def check(self, program_id: str, when: ConditionPart) -> dict[str, Any] | list[Fault] | Refusal:
        """The members that a condition selects by the newest review: their number, and the first with the reason.

        Looks at no more than 100,000 members, drawn by hash; saves nothing.
        """
        found = await self._programs.document(program_id, None)
        assert found, "every programme has a version"
        document = ProgramDocument.model_validate_json(found[1])
        if faults := [Fault(*one) for one in of_condition(when, "/when", document)]:
            return faults
        segment = Segment("check", "", compiled(when), facts_of(when))
        look, known = await self._database.read(lambda transaction: self._look(transaction, program_id, segment))
        if look is None:
            return NO_REVIEW
        drawn = Ratio(MOST_LOOKED_AT, known) if known > MOST_LOOKED_AT else None
        members, of, sample, after = 0, 0, list[dict[str, Any]](), ""
        while after != LAST_OF_ALL:
            reach = Reach(program_id, after, LAST_OF_ALL, MEMBERS_AT_ONCE)
            after, reasons, counted = await self._database.read(
                partial(self._slice, look=look, reach=reach, drawn=drawn), limit_seconds=LIMIT_SECONDS
            )
            of += counted
            members += len(reasons)
            sample += reasons[: SAMPLE - len(sample)]
        return {"review": look.review_id, "as_of": look.as_of, "members": members, "of": of, "sample": sample}

    async def _look(self, transaction: Transaction, program_id: str, segment: Segment) -> tuple[Look | None, int]:
        program: Program = await self._programs.one(transaction, program_id)
        newest = await insight_reviews.newest_done(transaction, program_id, ON_TIME)
        if newest is None:
            return None, 0
        scheduled = await insight_reviews.newest_done(transaction, program_id, ("scheduled",))
        look = Look(
            program=program,
            segments=(segment,),
            review_id=newest.review_id,
            scheduled_id=scheduled.review_id if scheduled else None,
            as_of=newest.as_of,
            day=program.business_date(program.now(self._clock())),
            within=span(terms_of(program, newest), newest.as_of),
            known_before=known_before(newest),
        )
        return look, await insight_facts.count_members(transaction, program_id)

    async def _slice(
        self, transaction: Transaction, look: Look, reach: Reach, drawn: Ratio | None
    ) -> tuple[str, list[dict[str, Any]], int]:
        """The end of a slice of members, those selected with the reason, and the number looked at."""
        known = await insight_facts.known_members(transaction, reach)
        reached = known[-1].member_id if len(known) == reach.limit else reach.last
        ids = [
            one.member_id
            for one in known
            if drawn is None or is_in_control_group(look.program.id, "check", one.member_id, drawn)
        ]
        members = await looked(transaction, look, ids, look.program.now(self._clock()))
        condition = look.segments[0].condition
        found = []
        for one in members:
            seen = memberships.scene(one, look.as_of, look.day, look.program.currency)
            if condition.holds(seen):
                found.append({"member": one.member_id, "why": condition.words(seen)})
        return reached, found, len(members)
