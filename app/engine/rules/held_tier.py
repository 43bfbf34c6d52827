"""The level that a member holds: what the ladder says, or what was given by hand, whichever is higher."""

from typing import NamedTuple

from app.engine.model.state import MemberState
from app.engine.program.terms import Tier, TierLadder


class Given(NamedTuple):
    """What a state says of a level given by hand, in this order. `until`: the last day; None until it is taken away.

    `since`: the business date since which the level is held.
    """

    id: str
    level: str
    until: str | None
    kind: str
    reason: str
    since: str


def given(state: MemberState) -> Given | None:
    """What was given by hand and holds still."""
    return Given(*state.given) if state.given else None  # type: ignore[arg-type]  # only `until` can be None


def given_level(tiers: TierLadder, state: MemberState) -> Tier | None:
    """The level that was given; None too when the ladder has no such level any more."""
    found = given(state)
    return next((level for level in tiers.levels if found and level.id == found.level), None)


def level(tiers: TierLadder, state: MemberState) -> Tier:
    """The level held."""
    reached = tiers.level(state.tier)
    lent = given_level(tiers, state) if state.given else None
    return lent if lent and lent.reached_at > reached.reached_at else reached


def level_id(tiers: TierLadder | None, state: MemberState) -> str | None:
    """The id of the level held; None in a programme without levels."""
    return level(tiers, state).id if tiers and state.given else state.tier


def lent(tiers: TierLadder, state: MemberState) -> Given | None:
    """What was given, where the ladder alone says no more than that."""
    level_given = given_level(tiers, state) if state.given else None
    return given(state) if level_given and level_given.reached_at >= tiers.level(state.tier).reached_at else None


def since(tiers: TierLadder, state: MemberState) -> str | None:
    """The business date since which the level is held, as far as it is known."""
    found = lent(tiers, state)
    if found is None:
        return state.tier_since
    if found.level != state.tier:
        return found.since
    return min(found.since, state.tier_since or found.since)


def until(tiers: TierLadder, state: MemberState) -> str | None:
    """The last day for which the level is promised."""
    found = lent(tiers, state)
    if found is None or (found.level == state.tier and state.tier_until is None):
        return state.tier_until
    return later(found.until, state.tier_until if found.level == state.tier else "")


def later(one: str | None, other: str | None) -> str | None:
    """The later of two last days, of which None is the end of time."""
    return None if one is None or other is None else max(one, other)
