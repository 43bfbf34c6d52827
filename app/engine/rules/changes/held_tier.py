"""The tier that a member holds: the one reached on the ladder or the one granted, whichever is higher."""

from typing import NamedTuple

from app.engine.model.state import MemberState
from app.engine.program.terms.tiers import Tier, TierLadder


class Given(NamedTuple):
    """A tier grant in a state, in this order. `until`: the last day; None until it is revoked.

    `since`: the business date since which the tier is held.
    """

    id: str
    level: str
    until: str | None
    kind: str
    reason: str
    since: str


def given(state: MemberState) -> Given | None:
    """The tier grant in force."""
    return Given(*state.given) if state.given else None  # type: ignore[arg-type]  # only `until` can be None


def given_level(tiers: TierLadder, state: MemberState) -> Tier | None:
    """The granted tier; None also when the ladder no longer has it."""
    found = given(state)
    return next((level for level in tiers.levels if found and level.id == found.level), None)


def level(tiers: TierLadder, state: MemberState) -> Tier:
    """The tier held."""
    reached = tiers.level(state.tier)
    lent = given_level(tiers, state) if state.given else None
    return lent if lent and lent.reached_at > reached.reached_at else reached


def level_id(tiers: TierLadder | None, state: MemberState) -> str | None:
    """The id of the tier held; None in a programme without tiers."""
    return level(tiers, state).id if tiers and state.given else state.tier


def lent(tiers: TierLadder, state: MemberState) -> Given | None:
    """The tier grant, unless the ladder alone gives a higher tier."""
    level_given = given_level(tiers, state) if state.given else None
    return given(state) if level_given and level_given.reached_at >= tiers.level(state.tier).reached_at else None


def since(tiers: TierLadder, state: MemberState) -> str | None:
    """The business date since which the tier is held, as far as it is known."""
    found = lent(tiers, state)
    if found is None:
        return state.tier_since
    if found.level != state.tier:
        return found.since
    return min(found.since, state.tier_since or found.since)


def until(tiers: TierLadder, state: MemberState) -> str | None:
    """The last day through which the tier is guaranteed."""
    found = lent(tiers, state)
    if found is None or (found.level == state.tier and state.tier_until is None):
        return state.tier_until
    return later(found.until, state.tier_until if found.level == state.tier else "")


def later(one: str | None, other: str | None) -> str | None:
    """The later of two last days, where None has no end."""
    return None if one is None or other is None else max(one, other)
