"""A change without a member: what a guest's basket draws on the limits that all share, and pays with gift cards."""

from datetime import datetime

from app.engine.model.book import Book
from app.engine.model.instants import instant_text
from app.engine.model.records.members import Member
from app.engine.model.state import MemberState
from app.engine.program.versions import Program
from app.engine.rules.changes.change import Change


def for_nobody(program: Program, book: Book, cause_id: str, now: datetime, cause: str = "purchase") -> Change:
    """A change that belongs to no member; only its draws on shared limits and gift cards are ever recorded."""
    at, today = instant_text(now), program.business_date(now)
    member = Member(
        member_id="",
        program_id=program.id,
        external_id=None,
        joined_on=None,
        created_at=at,
        changed_at=at,
        version=1,
        tier=None,
        points=0,
        points_expire_on=None,
        next_due_at=None,
        erased_at=None,
        state=MemberState(day=today),
    )
    return Change(program, book, member, cause=cause, cause_id=cause_id, recorded_at=at, today=today)
