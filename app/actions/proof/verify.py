"""Verifies the stored states of members against the tables, and hashes all balances of a programme."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from app.actions.ids import random_id_between
from app.actions.programs import Programs
from app.actions.reading import gift_cards
from app.actions.reading.sales import hours_of, sales_by_hour
from app.actions.supplied import taken
from app.actions.writing.batches import refresh_if_stale
from app.engine.insights.facts import NOTHING_DONE, fold, fold_terms, looked_at
from app.engine.model.facts import Facts
from app.engine.model.records.members import Member
from app.engine.model.sales import NO_SALES, summed
from app.engine.program.versions import Program
from app.engine.proof.rebuild import differences, sums_that_differ
from app.engine.proof.state_hash import standing_text, state_hash
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries import sales
from app.store.queries.access import page_links
from app.store.queries.checkout import shared_limits
from app.store.queries.customers import insight_facts, owners, tasks
from app.store.queries.members import folds

CHUNK = 200
MOST_DIFFERENCES = 100


@dataclass(slots=True)
class Verified:
    """The result. `differences` is empty if all is well; `state_hash` covers all members' balances."""

    state_hash: str = ""
    entries: int = 0
    members: int = 0
    differences: list[str] = field(default_factory=list)


class Looked(NamedTuple):
    """The result: the number of members, the id of the last one (None after the very last), and the differences."""

    members: int
    last: str | None
    differences: list[str]


class Verification:
    """Checks one database. `clock` gives the real time, in UTC."""

    def __init__(self, database: Database, programs: Programs, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._programs = programs
        self._clock = clock

    async def count_members(self, program_id: str) -> int:
        """The number of a programme's members."""
        return await self._database.read(lambda transaction: folds.count_members(transaction, program_id))

    async def verify(self, program_id: str, *, rebuild: bool, on_progress: Callable[[int], None]) -> Verified:
        """Check a programme's members: balances against entries, and with `rebuild` the whole state against all tables.

        Members are read a chunk at a time, each chunk as one snapshot, so others may write meanwhile.
        """
        found = Verified()
        standings: list[str] = []
        after: str | None = None

        async def next_chunk(transaction: Transaction) -> tuple[Program, list[tuple[Member, Facts]]]:
            program = await self._programs.one(transaction, program_id)
            chunk = await folds.chunk(transaction, program_id, after, CHUNK)
            if rebuild:
                found.differences += await _folded_otherwise(transaction, program, chunk)
            now = program.now(self._clock())
            return program, [
                (await refresh_if_stale(transaction, program, member, now), facts) for member, facts in chunk
            ]

        while True:
            program, chunk = await self._database.read(next_chunk, limit_seconds=None)
            now = program.now(self._clock())
            today = program.business_date(now)
            for member, facts in chunk:
                check = differences if rebuild else sums_that_differ
                found.differences += [f"{member.member_id}: {one}" for one in check(program, member, facts, today)]
                found.entries += len(facts.entries)
                standing = standing_text(program, member, facts.vouchers, now)
                if standing:
                    standings.append(standing)
            found.members += len(chunk)
            on_progress(len(chunk))
            if len(chunk) < CHUNK:
                break
            after = chunk[-1][0].member_id
        if rebuild:
            found.differences += await self._database.read(
                lambda one: self._miscounted(one, program_id), limit_seconds=None
            )
            found.differences += await self._database.read(
                lambda one: self._missummed(one, program_id), limit_seconds=None
            )
            found.differences += await self._database.read(lambda one: _strays(one, program_id), limit_seconds=None)
        faults, of_cards = await self._database.read(
            lambda one: gift_cards.differences(one, program_id), limit_seconds=None
        )
        found.differences += faults
        found.entries += of_cards
        del found.differences[MOST_DIFFERENCES:]
        orphans = (
            await self._database.read(lambda one: folds.count_entries(one, program_id), limit_seconds=None)
            - found.entries
        )
        if orphans > 0 and rebuild:
            found.differences.append(f"{orphans} entries belong to no member")
        found.state_hash = state_hash(standings)
        return found

    async def check_some(self, after: str | None, limit: int) -> Looked:
        """Check up to `limit` members of all programmes by id, after a given id, in one snapshot."""

        async def work(transaction: Transaction) -> tuple[list[tuple[Member, Facts]], dict[str, Program]]:
            chunk = await folds.chunk(transaction, None, after, limit)
            current = await self._programs.current(transaction, {member.program_id for member, _ in chunk})
            known = []
            for member, facts in chunk:
                program = current[member.program_id]
                known.append((await refresh_if_stale(transaction, program, member, program.now(self._clock())), facts))
            return known, current

        def compare() -> list[str]:
            found: list[str] = []
            for member, facts in chunk:
                program = current[member.program_id]
                today = program.business_date(program.now(self._clock()))
                found += [f"{member.member_id}: {one}" for one in differences(program, member, facts, today)]
            return found

        chunk, current = await self._database.read(work)
        # On a thread: a member with years of daily purchases takes a while, and tills should not wait for that.
        found = await asyncio.to_thread(compare)
        return Looked(len(chunk), chunk[-1][0].member_id if len(chunk) == limit else None, found)

    async def somewhere(self) -> str | None:
        """A random id between the first and the last member's; None if there are none."""
        ends = await self._database.read(folds.ends)
        return random_id_between(*ends) if ends else None

    async def _miscounted(self, transaction: Transaction, program_id: str) -> list[str]:
        """Draws on shared limits that differ from those of purchases and holds."""
        program = await self._programs.one(transaction, program_id)
        if not program.limited and not program.has_single_codes:
            return []
        counted = await shared_limits.taken(transaction, program_id, program.limited)
        counted |= await shared_limits.codes_used(transaction, program_id)
        made = await taken(transaction, program)
        return [
            f"{name}: {counted.get(name, 0)} drawn, but the purchases and holds draw {made.get(name, 0)}"
            for name in sorted({*program.limited, *counted, *made})
            if counted.get(name, 0) != made.get(name, 0)
        ]

    async def _missummed(self, transaction: Transaction, program_id: str) -> list[str]:
        """Hours whose summed sales differ from those of purchases and returns."""
        program = await self._programs.one(transaction, program_id)
        known = await sales_by_hour(transaction, program)
        made = summed(hours_of(program, await sales.anew(transaction, program_id)))
        return [
            f"sales of {hour.day}, hour {hour.hour}, {hour.store or 'no store'}: "
            f"{tuple(known.get(hour, NO_SALES))} summed, but the records make {tuple(made.get(hour, NO_SALES))}"
            for hour in sorted({*known, *made})
            if known.get(hour, NO_SALES) != made.get(hour, NO_SALES)
        ]


async def _strays(transaction: Transaction, program_id: str) -> list[str]:
    """Owners, tasks and links whose member, alert or person is missing."""
    owned = await owners.stray_owners(transaction, program_id, MOST_DIFFERENCES)
    found = [f"{one}: the member or the owner does not exist" for one in owned]
    linked = await page_links.stray_page_links(transaction, program_id, MOST_DIFFERENCES)
    found += [f"{one}: has a link to a page, but does not exist" for one in linked]
    unfinished = await tasks.stray_tasks(transaction, program_id, MOST_DIFFERENCES)
    return [*found, *(f"{one}: the member, the alert or the owner does not exist" for one in unfinished)]


async def _folded_otherwise(transaction: Transaction, program: Program, chunk: list[tuple[Member, Facts]]) -> list[str]:
    """Members whose stored days and items differ from those of their purchases."""
    known = await insight_facts.fold_of(transaction, program.id)
    if known is None or known.known_at is None or known.changed_to is None:
        return []
    terms = next((one for rules in program.versions if (one := fold_terms(rules.insights)).name == known.terms), None)
    if terms is None:
        return []
    # The next review folds members who have changed since.
    members = [(member, facts) for member, facts in chunk if member.changed_at < known.changed_to]
    kept = await insight_facts.facts_of(transaction, [member.member_id for member, _ in members])
    found = []
    for member, facts in members:
        made = fold(*looked_at(facts.purchases, facts.returns), terms, known.known_at)
        if kept.get(member.member_id, NOTHING_DONE) != (NOTHING_DONE if member.erased_at else made):
            found.append(f"{member.member_id}: the stored days and items differ from those of the purchases")
    return found
