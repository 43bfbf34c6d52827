"""Announces what ends or comes soon, and delayed changes of tier: each once, however many workers there are.

A round covers the days since the round before, in slices of members. A slice's events and the round's progress are
written together, and the progress can only advance.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Final, NamedTuple

from app.actions.background.leases import Leases
from app.actions.background.pace import Pace
from app.actions.event_log import tell_all
from app.actions.ids import IdSource
from app.actions.programs import Programs
from app.actions.reading.reads import ALL_IS_WRITTEN_AFTER
from app.engine.events.happened import Happened
from app.engine.model import calendar
from app.engine.model.instants import instant, instant_text
from app.engine.model.records.members import Member
from app.engine.model.records.vouchers import Voucher
from app.engine.program.versions import Program
from app.engine.views.notices import Days, upcoming
from app.store.connection.database import Database
from app.store.connection.errors import DatabaseUnavailable, IntegrityConflict
from app.store.connection.transaction import Transaction
from app.store.queries.customers import insight_facts
from app.store.queries.customers import notices as store
from app.store.queries.customers.insight_facts import LAST_OF_ALL, Reach
from app.store.queries.customers.notices import Expected
from app.store.queries.reviews import every_program
from app.store.rows.reviews import NoticeRound

MEMBERS_AT_ONCE: Final = 100
CHANGES_AT_ONCE: Final = 200
LEASE_SECONDS: Final = 60

logger = logging.getLogger(__name__)


class _Found(NamedTuple):
    """What is known about the members of a slice."""

    members: Sequence[Member]
    vouchers: dict[str, list[Voucher]]
    items: dict[str, list[Expected]]


class Notices:
    """The notices of one database. `clock` is the real time, in UTC."""

    def __init__(self, database: Database, programs: Programs, ids: IdSource, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._programs = programs
        self._ids = ids
        self._clock = clock
        self._leases = Leases(database, clock, ids.draw("wrk"), LEASE_SECONDS)
        # By programme: the day whose notices were announced, and the version with their terms.
        self._told: dict[str, tuple[str, int]] = {}

    async def go_round(self) -> int:
        """Announce everything due that no other worker announces: returns the number of slices."""
        done = 0
        for row in await self._database.read(every_program):
            try:
                done += await self._of_program(row.program_id, alone=False)
            except DatabaseUnavailable:
                raise
            except Exception:
                # A bug that one programme triggers must not stop the others.
                logger.exception("announcing what ends soon failed")
        return done

    async def catch_up(self, program_id: str) -> int:
        """Announce everything due in a programme, whoever else does: returns the number of slices."""
        return await self._of_program(program_id, alone=True)

    async def _of_program(self, program_id: str, *, alone: bool) -> int:
        program = await self._programs.known(program_id)
        today = program.business_date(program.now(self._clock()))
        delays = any(one.tiers and one.tiers.notice_delay_minutes for one in program.versions)
        is_told = self._told.get(program_id) == (today, program.rules.version)
        if not delays and (program.rules.notices.is_empty or is_told):
            return 0
        lease = f"notices/{program_id}"
        if not alone and not await self._leases.take(lease):
            return 0
        done, pace = 0, Pace(alone=alone)
        try:
            while await self._announce(program_id):
                done += 1
            while not program.rules.notices.is_empty and await self._step(program_id, today):
                done += 1
                await pace.rest()
                if not alone and not await self._leases.take(lease):
                    return done
        finally:
            if not alone:
                await self._leases.give_back(lease)
        self._told[program_id] = today, program.rules.version
        return done

    async def _known(self, program: Program) -> NoticeRound:
        """The progress of a programme, begun with its first version."""
        row = await self._database.read(partial(store.round_of, program_id=program.id))
        if row is None:
            first = program.business_date(instant(program.versions[0].published_at))
            since = calendar.day_before(first)
            row = NoticeRound(program.id, since=since, day=since, reached=LAST_OF_ALL, announced=" ")
            made = row
            try:
                await self._database.write(lambda transaction: transaction.insert(NoticeRound, [made]))
            except IntegrityConflict:
                # Another worker has begun it.
                return await self._known(program)
        return row

    async def _announce(self, program_id: str) -> bool:
        """Announce the next changes of tier whose delay has ended; False if there were none."""
        program = await self._programs.known(program_id)
        if not any(one.tiers and one.tiers.notice_delay_minutes for one in program.versions):
            return False
        row = await self._known(program)
        real_now = self._clock()
        # A change that is withdrawn in the same moment may be written a little later.
        now = program.now(real_now if program.test else real_now - ALL_IS_WRITTEN_AFTER)
        at, _, last = row.announced.partition(" ")

        async def work(transaction: Transaction) -> bool:
            found = await store.delayed_changes(transaction, program_id, (at, last), instant_text(now), CHANGES_AT_ONCE)
            if not found:
                return False
            newest = found[-1]
            announced = f"{newest.notice_at} {newest.tier_change_id}"
            if not await store.note_progress(transaction, row, announced=announced):
                return True
            told = [
                Happened("tier.changed", one.member_id, one.cause, one.cause_id, one.tier_change_id) for one in found
            ]
            await tell_all(transaction, program_id, told, instant_text(program.now(real_now)), self._ids.draw)
            return True

        return await self._database.write(work)

    async def _step(self, program_id: str, today: str) -> bool:
        """Announce what ends soon for the next members; False if all of the day is announced."""
        program = await self._database.read(lambda transaction: self._programs.one(transaction, program_id))
        row = await self._known(program)
        if row.reached == LAST_OF_ALL:
            if row.day >= today:
                return False
            begun = partial(store.note_progress, was=row, since=row.day, day=today, reached="")
            await self._database.write(begun)
            return True
        days, now = Days(row.since, row.day), program.now(self._clock())
        reach = Reach(program_id, row.reached, LAST_OF_ALL, MEMBERS_AT_ONCE)
        ids = await self._database.read(lambda transaction: insight_facts.member_ids(transaction, reach, None))
        found = await self._database.read(lambda transaction: _looked(transaction, program, ids, days))
        some = {one.member_id for one in _notices(program, found, now, days) if one.member_id}
        reached = ids[-1] if len(ids) == MEMBERS_AT_ONCE else LAST_OF_ALL

        async def work(transaction: Transaction) -> None:
            # Once more, with the members as they are when they are locked.
            locked = await transaction.lock_members(some) if some else []
            if not await store.note_progress(transaction, row, reached=reached):
                return
            again = await _looked(transaction, program, [one.member_id for one in locked], days, locked)
            told = _notices(program, again, now, days)
            await tell_all(transaction, program_id, told, instant_text(now), self._ids.draw)

        await self._database.write(work)
        return True


async def _looked(
    transaction: Transaction, program: Program, ids: Sequence[str], days: Days, locked: Sequence[Member] | None = None
) -> _Found:
    """The members, with the vouchers and items that notices may be about."""
    terms = program.rules.notices
    members = locked if locked is not None else await transaction.rows(Member, "member_id", ids)
    vouchers: dict[str, list[Voucher]] = {}
    items: dict[str, list[Expected]] = {}
    if ids and terms.voucher_expiring_days:
        last_on = calendar.days_after(days.today, terms.voucher_expiring_days[-1])
        vouchers = dict(await store.ending_vouchers(transaction, ids, days.today, last_on))
    if ids and terms.reorder_days is not None:
        last_on = calendar.days_after(days.today, terms.reorder_days)
        items = dict(await store.expected_items(transaction, program.id, ids, days.today, last_on))
    return _Found(members, vouchers, items)


def _notices(program: Program, found: _Found, now: datetime, days: Days) -> list[Happened]:
    told = []
    for member in found.members:
        if member.erased_at:
            continue
        owner = member.member_id
        for one in upcoming(program, member, found.vouchers.get(owner, ()), now, days):
            told.append(Happened(one.type, owner, "time", one.on, one.object_id, facts=one.facts))
        before = program.rules.notices.reorder_days
        for item in found.items.get(owner, ()):
            if before is not None and days.told(item.expected_on, [before]) is not None:
                told.append(Happened("reorder.due", owner, "time", item.expected_on, facts=item._asdict()))
    return told
