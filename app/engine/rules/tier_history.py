"""Puts on record that a member holds another level now, and says when that is to be announced.

A notice waits as long as the programme says. What comes within that time is announced together, with the last of it,
and what comes to nothing never is. So a change is announced for good at its own moment, or was withdrawn before.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from app.engine.model.instants import instant, instant_text
from app.engine.model.records import TierChange
from app.engine.model.state import MemberState
from app.engine.program.terms import Program


class Why(NamedTuple):
    """What a change of level follows from, the instant and the business day from which it holds."""

    cause: str
    cause_id: str
    at: str
    today: str


class Recorded(NamedTuple):
    """A change of level as it is kept, and the id of an earlier one that is not announced any more."""

    change: TierChange
    withdrawn: str | None


def is_change(program: Program, before: str | None, after: str | None) -> bool:
    """Whether it is one for people: whoever has no level yet is on the first one, which is everybody's."""
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
    """The change from one level of the tiers to another, found out at `now` (text). Says in the state what waits."""
    before, after = levels
    announced, withdrawn = before, None
    if state.notice and now < (state.notice[2] or ""):
        withdrawn, announced, _ = state.notice
    made_id = draw_id("tch")
    due_at = _due_at(program, why, now)
    # What is announced at once has nothing to wait for.
    state.notice = [made_id, announced, due_at] if due_at > now else []
    change = TierChange(
        member_id,
        made_id,
        program.id,
        None,
        before,
        after,
        why.today,
        now,
        program.rules.version,
        why.cause,
        why.cause_id,
        reason,
        announced,
        due_at if announced != after else None,
    )
    return Recorded(change, withdrawn)


def _due_at(program: Program, why: Why, now: str) -> str:
    ladder = program.rules.tiers
    delay = timedelta(minutes=ladder.notice_delay_minutes if ladder else 0)
    # Nobody could be told before it was found out.
    return max(now, instant_text(instant(why.at) + delay)) if delay else now
