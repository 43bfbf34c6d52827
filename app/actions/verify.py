"""Proves the stored states of a programme's members from the tables, and names where everybody stands by one hash."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from app.actions.batches import counted_anew
from app.actions.programs import Programs
from app.actions.supplied import taken
from app.engine.model.facts import Facts
from app.engine.model.records import Member
from app.engine.program.terms import Program
from app.engine.proof.rebuild import differences, sums_that_differ
from app.engine.proof.state_hash import standing_text, state_hash
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries import folds, shared_limits

CHUNK = 200
MOST_DIFFERENCES = 100


@dataclass(slots=True)
class Verified:
    """What was found. `differences` is empty when all is well; `state_hash` says where everybody stands."""

    state_hash: str = ""
    entries: int = 0
    members: int = 0
    differences: list[str] = field(default_factory=list)


async def verify(
    database: Database,
    programs: Programs,
    clock: Callable[[], datetime],
    program_id: str,
    *,
    rebuild: bool,
    on_progress: Callable[[int], None],
) -> Verified:
    """Check every member: balances against entries, and with `rebuild` the whole state against all tables.

    Members are read a chunk at a time, each chunk at one moment, so others may go on writing meanwhile.
    """
    found = Verified()
    standings: list[str] = []
    after: str | None = None

    async def next_chunk(transaction: Transaction) -> tuple[Program, list[tuple[Member, Facts]]]:
        program = await programs.one(transaction, program_id)
        chunk = await folds.chunk(transaction, program_id, after, CHUNK)
        now = program.now(clock())
        return program, [(await counted_anew(transaction, program, member, now), facts) for member, facts in chunk]

    while True:
        program, chunk = await database.read(next_chunk, limit_seconds=None)
        now = program.now(clock())
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
        found.differences += await database.read(lambda one: _miscounted(one, programs, program_id), limit_seconds=None)
    del found.differences[MOST_DIFFERENCES:]
    orphans = await database.read(lambda one: folds.count_entries(one, program_id), limit_seconds=None) - found.entries
    if orphans > 0 and rebuild:
        found.differences.append(f"{orphans} entries belong to no member")
    found.state_hash = state_hash(standings)
    return found


async def _miscounted(transaction: Transaction, programs: Programs, program_id: str) -> list[str]:
    """Uses and budgets that were counted and that no purchase or hold accounts for, or the other way round."""
    program = await programs.one(transaction, program_id)
    if not program.limited:
        return []
    counted = await shared_limits.taken(transaction, program_id, program.limited)
    made = await taken(transaction, program)
    return [
        f"{name}: {counted.get(name, 0)} taken, the purchases and holds make {made.get(name, 0)}"
        for name in sorted(program.limited)
        if counted.get(name, 0) != made.get(name, 0)
    ]
