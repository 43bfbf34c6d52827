"""Merges two members' tier grants, pending notices, tier history and ranks."""

from app.engine.model.facts import Facts
from app.engine.model.records.members import Member
from app.engine.model.records.tiers import TierChange, TierGrant
from app.engine.model.state import MemberState
from app.engine.rules import ranks
from app.engine.rules.changes import held_tier
from app.engine.rules.changes.change import Change
from app.engine.rules.changes.tier_history import is_change


def join_given(change: Change, mine: MemberState, theirs: MemberState) -> list[TierGrant]:
    """Keep the better of two tier grants, recorded by a row newer than both."""
    given = [found for state in (mine, theirs) if (found := held_tier.given(state))]
    if not given:
        change.state.given = []
        return []
    best = max(given, key=lambda one: (_height(change, one.level), one.until is None, one.until or ""))
    made_id = change.book.draw_id("giv")
    change.state.given = [made_id, *best[1:]]
    return [
        TierGrant(
            member_id=change.member.member_id,
            given_id=made_id,
            program_id=change.program.id,
            level=best.level,
            until=best.until,
            kind=best.kind,
            reason=best.reason,
            recorded_at=change.decided_at,
        )
    ]


def join_notices(change: Change, merged: Member, mine: MemberState, theirs: MemberState) -> None:
    """Withdraw the merged member's pending notice; that of the other stays."""
    change.state.notice = mine.notice
    if theirs.notice and change.decided_at < (theirs.notice[2] or ""):
        change.withdrawn.append((merged.member_id, theirs.notice[0] or ""))


def join_histories(change: Change, facts: Facts) -> None:
    """End the combined history with a change to the tier now held. It needs no announcement."""
    known = [one for one in (*facts.tier_changes, *change.tier_changes) if one.ladder is None]
    last = max(known, key=_by_id, default=None)
    if last and is_change(change.program, last.to_level, change.level):
        change.tier_changes.append(
            last._replace(
                member_id=change.member.member_id,
                tier_change_id=change.book.draw_id("tch"),
                from_level=last.to_level,
                to_level=change.level,
                effective_on=change.today,
                recorded_at=change.decided_at,
                program_version=change.program.rules.version,
                cause=change.cause,
                cause_id=change.cause_id,
                reason=None,
                notice_from=None,
                notice_at=None,
            )
        )


def join_ranks(change: Change, facts: Facts, mine: MemberState, theirs: MemberState) -> None:
    """Keep the higher tier on each rank ladder, whichever member changed last."""
    last = ranks.held(facts.tier_changes)
    for name in sorted(mine.ladders.keys() | theirs.ladders.keys()):
        ladder = change.program.rules.ladder(name)
        held_by = [state.ladders[name][0] for state in (mine, theirs) if name in state.ladders]
        best = max(held_by, key=lambda level: (ladder.height(level) if ladder else -1, level is not None))
        before, since = last[name]
        change.state.ladders = {**change.state.ladders, name: [before, since]}
        if best != before:
            announced = mine.ladders[name][0] if name in mine.ladders else None
            ranks.enter(change, name, before, best, change.today, announced_from=announced)


def _by_id(change: TierChange) -> str:
    return change.tier_change_id


def _height(change: Change, level_id: str) -> int:
    ladder = change.program.rules.tiers
    return next((one.reached_at for one in ladder.levels if one.id == level_id), -1) if ladder else -1
