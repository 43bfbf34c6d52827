"""Grants a tier manually, as a gift, an invitation or a status match; and revokes it."""

from datetime import datetime

from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.commands.tiers import GrantTier, RevokeTierGrant
from app.engine.model.records.tiers import TierGrant
from app.engine.program.versions import Program
from app.engine.rules.changes import held_tier
from app.engine.rules.changes.change import Change
from app.engine.rules.passing_time import begin


def give(program: Program, book: Book, command: GrantTier, now: datetime) -> Decision | Refusal:
    """Grant a member at least a tier. It replaces an earlier grant; a no-op if equal."""
    member = book.member(program.id, command.member)
    if member is None:
        return Refusal("not-found", "there is no such member")
    ladder = program.rules.tiers
    if ladder is None or all(level.id != command.level for level in ladder.levels):
        return Refusal("validation", "the programme has no such tier", "/tier", "unknown-tier")
    if command.until and command.until < program.business_date(now):
        return Refusal("validation", "must not be in the past", "/until", "in-past")
    change = begin(program, book, member, cause="hand", cause_id=command.given_id, now=now)
    found = held_tier.given(change.state)
    if found and found[1:5] == command[3:]:
        return Decision(member, replayed=True)
    # If this changes the tier held, its first day is noted with it.
    since = held_tier.since(ladder, change.state) or change.today
    change.state.given = [command.given_id, *command[3:], since]
    grant = TierGrant(
        member_id=change.member.member_id,
        given_id=command.given_id,
        program_id=change.program.id,
        level=command.level,
        until=command.until,
        kind=command.kind,
        reason=command.reason,
        recorded_at=change.decided_at,
    )
    return _decision(change, command.reason, grant)


def take_away(program: Program, book: Book, command: RevokeTierGrant, now: datetime) -> Decision | Refusal:
    """Revoke a tier grant. A no-op if repeated."""
    member = book.member(program.id, command.member)
    if member is None:
        return Refusal("not-found", "there is no such member")
    change = begin(program, book, member, cause="hand", cause_id=command.given_id, now=now)
    if not change.state.given:
        return Decision(member, replayed=True)
    change.state.given = []
    revocation = TierGrant(
        member_id=change.member.member_id,
        given_id=command.given_id,
        program_id=change.program.id,
        level=None,
        until=None,
        kind=None,
        reason=None,
        recorded_at=change.decided_at,
    )
    return _decision(change, None, revocation)


def _decision(change: Change, reason: str | None, row: TierGrant) -> Decision:
    change.note_level(reason=reason)
    return change.decision(change.changed_member(), added=[row])
