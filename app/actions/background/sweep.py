"""Applies the effects of time to members without activity.

An index has the due members, so a round costs one lookup per programme with nothing due. Each member is updated by a
command through the write queue; the member's lock and its due time make each effect happen once, however many workers
there are. Leases only avoid double work.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

from app.actions.background.leases import Leases
from app.actions.writing.observer import Observer
from app.actions.writing.write_queue import Answer, Unavailable
from app.engine.model.book import Decision
from app.engine.model.commands.command import Command
from app.engine.model.commands.points import PassTime
from app.engine.model.instants import instant, instant_text
from app.store.connection.database import Database
from app.store.queries.members import due_members
from app.store.queries.members.due_members import DueMember, FirstDue

MEMBERS_AT_ONCE: Final = 64
LEASE_SECONDS: Final = 30
_BEGINNING: Final = DueMember("", "")

logger = logging.getLogger(__name__)


class Sweep:
    """Sweeps one database. `holder` is the name on its leases; `clock` is the real time."""

    def __init__(
        self,
        database: Database,
        submit: Callable[[Command], Awaitable[Answer]],
        clock: Callable[[], datetime],
        holder: str,
        watch: Observer,
    ) -> None:
        self._database = database
        self._submit = submit
        self._clock = clock
        self._leases = Leases(database, clock, holder, LEASE_SECONDS)
        self._watch = watch
        self._told: set[str] = set()
        self._nothing_due_at = ""

    async def go_round(self) -> int:
        """Update every due member that no other worker has taken: returns their number.

        Raises Unavailable and DatabaseUnavailable; the next round continues.
        """
        found = await self._database.read(due_members.first_of_each)
        real_now = instant_text(self._clock())
        late = [one for one in found if one.due_at and one.due_at <= (one.clock or real_now)]
        self._watch.swept_late(self._waited(late, real_now))
        return sum([await self._share_in(one.program_id, one.clock or real_now) for one in late])

    async def catch_up(self, program_id: str) -> int:
        """Update every due member of a programme, even if other workers do the same: returns the number updated here.

        Raises Unavailable and DatabaseUnavailable; a repetition continues.
        """
        brought = 0
        stuck: set[str] = set()
        while True:
            (first,) = await self._database.read(lambda transaction: due_members.first_of_each(transaction, program_id))
            more = await self._pass_over(program_id, first.clock or instant_text(self._clock()), stuck)
            if not more:
                return brought
            brought += more

    def _waited(self, late: list[FirstDue], real_now: str) -> float:
        """The age of the oldest effect still due. Programmes with a fixed clock do not count."""
        dues = [one.due_at for one in late if one.due_at and not one.clock]
        if not dues:
            self._nothing_due_at = real_now
            return 0.0
        # A return can reveal an effect long overdue; it could not be applied before that.
        since = max(min(dues), self._nothing_due_at)
        return (instant(real_now) - instant(since)).total_seconds()

    async def _share_in(self, program_id: str, now: str) -> int:
        # Each worker starts elsewhere; otherwise all would compete for the same lease.
        begin = random.randrange(due_members.PARTS)
        parts = [(begin + number) % due_members.PARTS for number in range(due_members.PARTS)]
        return sum([await self._pass_over(program_id, now, set(), part) for part in parts])

    async def _pass_over(self, program_id: str, now: str, stuck: set[str], part: int | None = None) -> int:
        """Update all due members, or those of a part while its lease lasts."""
        lease = None if part is None else f"sweep/{program_id}/{part}"
        brought, last = 0, _BEGINNING
        try:
            while chunk := await self._chunk(program_id, now, last, part):
                if lease and not await self._leases.take(lease):
                    lease = None
                    break
                last = chunk[-1]
                members = [one.member_id for one in chunk if one.member_id not in stuck]
                brought += await self._bring(program_id, members, now, stuck)
        finally:
            if lease and last != _BEGINNING:
                await self._leases.give_back(lease)
        return brought

    async def _bring(self, program_id: str, members: list[str], now: str, stuck: set[str]) -> int:
        """Update these members: returns their number. Adds members that stay due, because of a bug, to `stuck`."""
        commands = [self._submit(PassTime(program_id, member_id)) for member_id in members]
        answers = await asyncio.gather(*commands, return_exceptions=True)
        interrupted: Unavailable | None = None
        brought = 0
        for member_id, answer in zip(members, answers, strict=True):
            if isinstance(answer, Unavailable):
                interrupted = answer
            elif isinstance(answer, Decision) and not _is_due(answer, now):
                brought += not answer.replayed
            elif not _is_gone(answer):
                stuck.add(member_id)
                self._tell(member_id, answer)
        self._watch.time_passed(brought)
        if interrupted:
            raise interrupted
        return brought

    def _tell(self, member_id: str, answer: Answer | BaseException) -> None:
        if member_id not in self._told:
            self._told.add(member_id)
            error = answer if isinstance(answer, BaseException) else None
            logger.error("time could not have its effects on %s", member_id, exc_info=error)

    async def _chunk(self, program_id: str, now: str, last: DueMember, part: int | None) -> list[DueMember]:
        return await self._database.read(
            lambda transaction: due_members.chunk(
                transaction, program_id, now, after=last, limit=MEMBERS_AT_ONCE, part=part
            )
        )


def _is_due(answer: Decision, now: str) -> bool:
    return any(one.next_due_at and one.next_due_at <= now for one in answer.members)


def _is_gone(answer: Answer | BaseException) -> bool:
    """Whether the member no longer exists, because it was merged into another meanwhile."""
    return not isinstance(answer, (Decision, BaseException)) and answer.problem == "not-found"
