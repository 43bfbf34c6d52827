"""The members of a job: who they are when it starts, and the next of them to handle.

A job goes by the ids of members, or by the order of the references that name them.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pydantic_core import from_json, to_json

from app.engine.model.book import Refusal
from app.engine.program.versions import Program
from app.store.connection.transaction import Transaction
from app.store.queries.checkout import voucher_batches
from app.store.queries.customers import segments
from app.store.queries.customers.segments import Then
from app.store.queries.members import members

# A member as the request names it, and the id; None: unknown.
Member = tuple[str, str | None]


class Wanted(NamedTuple):
    """The members that a request is for: those of a tier, segment or group, those named, or (all None) everybody."""

    tier: str | None
    segment: str | None
    references: tuple[str, ...] | None
    group: str | None = None


class Recipients(NamedTuple):
    """The members of a job that began at an instant (text). `meant` is the JSON text of `recipients_of`."""

    program_id: str
    job_id: str
    meant: str
    began_at: str


def unknown(program: Program, wanted: Wanted) -> Refusal | None:
    """The refusal of a tier or segment that the programme does not have."""
    ladder = program.rules.tiers
    if wanted.tier is not None and not any(level.id == wanted.tier for level in (ladder.levels if ladder else ())):
        return Refusal("validation", "the programme has no such tier", "/members/tier", "unknown-level")
    if wanted.segment is not None and not any(one.id == wanted.segment for one in program.rules.segments):
        return Refusal("validation", "the programme has no such segment", "/members/segment", "unknown-segment")
    return None


async def recipients_of(
    transaction: Transaction, program_id: str, wanted: Wanted, job_id: str, now: str
) -> tuple[str, int]:
    """The members of a job as JSON text for its row, and their number; of a group, the number of all members."""
    if wanted.references is not None:
        references = await _each_once(transaction, program_id, wanted.references)
        return to_json({"references": references}).decode(), len(references)
    if wanted.segment is not None:
        then = Then(program_id, wanted.segment, now)
        return to_json({"segment": wanted.segment}).decode(), await segments.count_then(transaction, then)
    count = await voucher_batches.count_recipients(transaction, program_id, wanted.tier, _last_member(job_id))
    if wanted.group is not None:
        return to_json({"group": wanted.group}).decode(), count
    return to_json({"all": True} if wanted.tier is None else {"tier": wanted.tier}).decode(), count


async def next_recipients(
    transaction: Transaction, job: Recipients, reached: str, limit: int
) -> tuple[list[Member], str]:
    """The next members of a job, and the progress after them. For a group: of all members."""
    meant = from_json(job.meant)
    if "references" in meant:
        begin = int(reached or 0)
        part = meant["references"][begin : begin + limit]
        found = await members.find_many(transaction, job.program_id, part, erased_too=True) if part else {}
        known = [(one, found[one].member_id if one in found else None) for one in part]
        return known, str(begin + len(part))
    if "segment" in meant:
        then = Then(job.program_id, meant["segment"], job.began_at)
        ids = await segments.members_then(transaction, then, reached, limit)
        return [(one, one) for one in ids], ids[-1] if ids else reached
    ids = await voucher_batches.next_members(
        transaction,
        job.program_id,
        meant.get("tier"),
        after=reached,
        last=_last_member(job.job_id),
        limit=limit,
    )
    return [(one, one) for one in ids], ids[-1] if ids else reached


async def _each_once(transaction: Transaction, program_id: str, references: Sequence[str]) -> list[str]:
    """The references in order; of those that name the same member, only the first."""
    found = await members.find_many(transaction, program_id, references, erased_too=True)
    first: dict[str, str] = {}
    for reference in references:
        first.setdefault(found[reference].member_id if reference in found else reference, reference)
    return list(first.values())


def _last_member(job_id: str) -> str:
    """An upper bound for the ids of members from before a job began: ids sort in the order of drawing."""
    return f"mem_{job_id.partition('_')[2]}"
