"""Checks members, a few at a time: whether the stored state of each equals the rebuilt one."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from app.actions.programs import Programs
from app.actions.writing.batches import refresh_if_stale
from app.engine.model.facts import Facts
from app.engine.model.records.members import Member
from app.engine.program.versions import Program
from app.engine.proof.rebuild import differences
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries.members import folds


class Looked(NamedTuple):
    """The result: the number of members, the id of the last one (None after the very last), and the differences."""

    members: int
    last: str | None
    differences: list[str]


async def check_members(
    database: Database, programs: Programs, clock: Callable[[], datetime], after: str | None, limit: int
) -> Looked:
    """Check up to `limit` members of all programmes by id, after a given id, in one snapshot."""

    async def work(transaction: Transaction) -> tuple[list[tuple[Member, Facts]], dict[str, Program]]:
        chunk = await folds.chunk(transaction, None, after, limit)
        current = await programs.current(transaction, {member.program_id for member, _ in chunk})
        known = []
        for member, facts in chunk:
            program = current[member.program_id]
            known.append((await refresh_if_stale(transaction, program, member, program.now(clock())), facts))
        return known, current

    def compare() -> list[str]:
        found: list[str] = []
        for member, facts in chunk:
            program = current[member.program_id]
            today = program.business_date(program.now(clock()))
            found += [f"{member.member_id}: {one}" for one in differences(program, member, facts, today)]
        return found

    chunk, current = await database.read(work)
    # On a thread: a member with years of daily purchases takes a while, and tills should not wait for that.
    found = await asyncio.to_thread(compare)
    return Looked(len(chunk), chunk[-1][0].member_id if len(chunk) == limit else None, found)
