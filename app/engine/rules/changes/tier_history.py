"""Records changes of a member's tier, and when each may be announced.

A notice waits for the delay that the programme sets. Changes within that delay are announced together, with the last of
them; changes that cancel out are never announced. So at its own moment a change is either announced for good or has
been withdrawn before.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from app.engine.model.instants import instant, instant_text
from app.engine.model.records.tiers import TierChange
from app.engine.model.state import MemberState
from app.engine.program.versions import Program


class Why(NamedTuple):
    """The cause of a change of tier, and the instant and business date from which it holds."""

    cause: str
    cause_id: str
    at: str
    today: str


class Recorded(NamedTuple):
    """A change of tier in its stored form, and the id of an earlier one that will not be announced."""

    change: TierChange
    withdrawn: str | None


def is_change(program: Program, before: str | None, after: str | None) -> bool:
    """Whether members would see this change: having no tier yet is the same as being on the first one."""
    if before is not None and after is not None:
        return before != after
    firsts = (rules.tiers.levels[0].id for rules in reversed(program.versions) if rules.tiers)
    return not {before, after} <= {None, next(firsts, None)}


def recorded(
    program: Program,
    member_id: str,
    state: MemberState,
    levels: tuple[str | None, str | None],
    why: Why,
    now: str,
    draw_id: Callable[[str], str],
    reason: str | None = None,
) -> Recorded:
    """The change between two tiers, found at `now` (text). Stores the pending notice in the state."""
    before, after = levels
    announced, withdrawn = before, None
    if state.notice and now < (state.notice[2] or ""):
        withdrawn, announced, _ = state.notice
    made_id = draw_id("tch")
    due_at = _due_at(program, why, now)
    # An announcement without delay leaves nothing pending.
    state.notice = [made_id, announced, due_at] if due_at > now else []
    change = TierChange(
        member_id=member_id,
        tier_change_id=made_id,
        program_id=program.id,
        ladder=None,
        from_level=before,
        to_level=after,
        effective_on=why.today,
        recorded_at=now,
        program_version=program.rules.version,
        cause=why.cause,
        cause_id=why.cause_id,
        reason=reason,
        notice_from=announced,
        notice_at=due_at if announced != after else None,
    )
    return Recorded(change, withdrawn)


def _due_at(program: Program, why: Why, now: str) -> str:
    ladder = program.rules.tiers
    delay = timedelta(minutes=ladder.notice_delay_minutes if ladder else 0)
    # An announcement cannot precede the discovery of the change.
    return max(now, instant_text(instant(why.at) + delay)) if delay else now
