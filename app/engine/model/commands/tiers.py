"""Commands about tiers, ranks and segments."""

from typing import NamedTuple


class GrantTier(NamedTuple):
    """Grant a member at least a tier through the day `until`; None: until it is revoked."""

    program_id: str
    given_id: str
    member: str
    level: str
    until: str | None
    kind: str
    reason: str


class RevokeTierGrant(NamedTuple):
    """Revoke a member's tier grant."""

    program_id: str
    given_id: str
    member: str


class SetRank(NamedTuple):
    """Set a member's tier on a rank ladder to the result of a review; None is no tier."""

    program_id: str
    member: str
    ladder: str
    level: str | None
    review_on: str


class SegmentDecision(NamedTuple):
    """Whether a member is in a segment, with the reason in words."""

    segment: str
    is_in: bool
    why: str


class DecideSegments(NamedTuple):
    """A member enters and leaves segments, as decided for a day under a version."""

    program_id: str
    member: str
    decisions: tuple[SegmentDecision, ...]
    decided_on: str
    decided_by: str
    program_version: int
