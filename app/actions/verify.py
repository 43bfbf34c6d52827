"""Proves the stored states of a programme's members from the tables, and names where everybody stands by one hash."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from app.actions.batches import counted_anew
from app.actions.programs import Programs
from app.engine.model.facts import Facts
from app.engine.model.records import Member
from app.engine.program.terms import Program
from app.engine.proof.rebuild import differences, sums_that_differ
from app.engine.proof.state_hash import standing_text, state_hash
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries import folds

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
    del found.differences[MOST_DIFFERENCES:]
    orphans = await database.read(lambda one: folds.count_entries(one, program_id), limit_seconds=None) - found.entries
    if orphans > 0 and rebuild:
        found.differences.append(f"{orphans} entries belong to no member")
    found.state_hash = state_hash(standings)
    return found
