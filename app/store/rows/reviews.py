"""Rows of reviews and rounds: insights, alerts, notices, segments, ladders and control groups."""

from typing import NamedTuple


class Alert(NamedTuple):
    """A customer reported by a review. `facts` (JSON) is the row of the list, `basis` what its result depends on.

    `occasion` is the first day of the low period, or the last visit day before the silence; `amount` the shortfall, or
    the amount at stake, in minor units.
    """

    member_id: str
    alert_id: str
    program_id: str
    kind: str
    occasion: str
    review_id: str
    as_of: str
    amount: int
    facts: str
    basis: str
    result: str


class AlertRound(NamedTuple):
    """The progress of finding the alerts of a review, and of what follows from them."""

    review_id: str
    program_id: str
    as_of: str
    status: str
    phase: str
    reached: str
    begun_at: str
    done_at: str | None


class NoticeRound(NamedTuple):
    """How far a programme's notices have come: those of days after `since` up to `day`, to the member `reached`.

    `announced` is the instant and the id of the last change of tier that was announced after a delay.
    """

    program_id: str
    since: str
    day: str
    reached: str
    announced: str


class ReviewRow(NamedTuple):
    """A completed review: the number of members, and of changed tiers."""

    program_id: str
    ladder: str
    review_on: str
    members: int
    changes: int
    done_at: str


class HoldoutEffect(NamedTuple):
    """The result of comparing a control group over days, both included; `answer` is a JSON object."""

    program_id: str
    holdout_id: str
    first_on: str
    last_on: str
    known_at: str
    answer: str


class SegmentRound(NamedTuple):
    """A round of decisions, by a review as of a day and the segments of a version.

    `decided_on` is the day on which members enter and leave. `status` is `running` or `done`. `reached` is the last
    member decided, `members` their number so far.
    """

    round_id: str
    program_id: str
    review_id: str
    as_of: str
    decided_on: str
    program_version: int
    status: str
    reached: str
    members: int
    begun_at: str
    done_at: str | None


class MemberDay(NamedTuple):
    """A member's facts of a business date, in minor units; see `facts.Day`."""

    member_id: str
    business_date: str
    program_id: str
    spend: int
    visits: int
    margin: int
    covered: int


class MemberItem(NamedTuple):
    """An item that a member keeps in part; see `facts.Item`."""

    member_id: str
    item: str
    program_id: str
    first_on: str
    previous_on: str | None
    last_on: str
    days: int
    amount: int


class InsightFold(NamedTuple):
    """The basis of the stored days and items of a programme's members.

    `terms` of the fold; it covers everything recorded before `known_at`, if complete, and all members not changed since
    `changed_to`. Both are None until a fold with these terms is complete.
    """

    program_id: str
    terms: str
    known_at: str | None
    changed_to: str | None


class InsightReview(NamedTuple):
    """A review of all members as of a day, from records before `known_at`.

    `kind` is `scheduled`, `daily` or `asked`, `status` `waiting`, `running`, `done` or `failed`, and `phase` the next
    step: `fold`, `grade` or, when done, `end`. `progress` is the number of members handled, and `members` that of the
    review; `figures` is a JSON object with the results of all together. `external_id` and `fingerprint` are those of
    the request, None without one. `backfill_from`: the scheduled ones since that day come first.
    """

    review_id: str
    program_id: str
    external_id: str | None
    fingerprint: str | None
    kind: str
    backfilled: int
    backfill_from: str | None
    as_of: str
    known_at: str
    program_version: int
    status: str
    phase: str
    progress: int
    members: int
    figures: str
    created_at: str
    done_at: str | None


class InsightPart(NamedTuple):
    """A part of a review's members, by id: those after `reached`, up to `last_member`, remain to be handled.

    `counts` is a JSON object with the counts so far.
    """

    review_id: str
    part: int
    reached: str
    last_member: str
    counts: str
