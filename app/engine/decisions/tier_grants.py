"""Giving a level by hand, as a gift, an invitation, or the status that somebody has elsewhere; and taking it away."""

from datetime import datetime

from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.commands import GrantTier, RevokeTierGrant
from app.engine.model.records import TierGrant
from app.engine.program.terms import Program
from app.engine.rules import held_tier
from app.engine.rules.change import Change
from app.engine.rules.passing_time import begin


def give(program: Program, book: Book, command: GrantTier, now: datetime) -> Decision | Refusal:
    """Let a member hold at least a level. It takes the place of what was given before; the same changes nothing."""
    member = book.member(program.id, command.member)
    if member is None:
        return Refusal("not-found", "there is no such member")
    ladder = program.rules.tiers
    if ladder is None or all(level.id != command.level for level in ladder.levels):
        return Refusal("validation", "the programme has no such level", "/tier", "unknown-tier")
    if command.until and command.until < program.business_date(now):
        return Refusal("validation", "must not be in the past", "/until", "in-past")
    change = begin(program, book, member, "hand", command.given_id, now)
    found = held_tier.given(change.state)
    if found and found[1:5] == command[3:]:
        return Decision(member, replayed=True)
    # Where another level is held from now on, that is noted with the day.
    since = held_tier.since(ladder, change.state) or change.today
    change.state.given = [command.given_id, *command[3:], since]
    return _decision(
        change, command.reason, TierGrant(*_place(change, command.given_id), *command[3:], change.decided_at)
    )


def take_away(program: Program, book: Book, command: RevokeTierGrant, now: datetime) -> Decision | Refusal:
    """Take away what was given. Saying it again changes nothing."""
    member = book.member(program.id, command.member)
    if member is None:
        return Refusal("not-found", "there is no such member")
    change = begin(program, book, member, "hand", command.given_id, now)
    if not change.state.given:
        return Decision(member, replayed=True)
    change.state.given = []
    row = TierGrant(*_place(change, command.given_id), None, None, None, None, change.decided_at)
    return _decision(change, None, row)


def _decision(change: Change, reason: str | None, row: TierGrant) -> Decision:
    change.note_level(reason=reason)
    return change.decision(change.changed_member(), given=[row])


def _place(change: Change, given_id: str) -> tuple[str, str, str]:
    return change.member.member_id, given_id, change.program.id
