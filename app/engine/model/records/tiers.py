"""Records of tiers and segments: grants, changes and stays."""

from typing import NamedTuple


class TierGrant(NamedTuple):
    """A tier grant, or (`level` None) its revocation; the newest of a member counts.

    `until` is the last day, None for a grant until revoked; `kind` is `gift`, `invitation` or `status_match`.
    """

    member_id: str
    given_id: str
    program_id: str
    level: str | None
    until: str | None
    kind: str | None
    reason: str | None
    recorded_at: str


class TierChange(NamedTuple):
    """A member's change from one tier to another: on the tier ladder, or on a rank `ladder`.

    `effective_on` is the business date from which it holds (for effects of time, the day of the midnight);
    `recorded_at` the instant of its discovery. `cause` and `cause_id` are as in entries, or `hand`, `version`,
    `recount`, `review`. It is announced at `notice_at` as a change from `notice_from`; None: never, because it came to
    nothing, or a later change within its delay is announced instead.
    """

    member_id: str
    tier_change_id: str
    program_id: str
    ladder: str | None
    from_level: str | None
    to_level: str | None
    effective_on: str
    recorded_at: str
    program_version: int
    cause: str
    cause_id: str
    reason: str | None
    notice_from: str | None
    notice_at: str | None


class SegmentStay(NamedTuple):
    """A member's stay in a segment, until `left_on` (None: still in it).

    Days are business dates, instants the time of the decision; each end has the version that decided it and the reason
    in words.
    """

    member_id: str
    stay_id: str
    program_id: str
    segment: str
    entered_on: str
    entered_at: str
    entered_version: int
    entered_why: str
    left_on: str | None = None
    left_at: str | None = None
    left_version: int | None = None
    left_why: str | None = None
