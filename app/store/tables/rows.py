"""Rows of tables that are not records of the engine: each field is a column, in the same order."""

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


class TaskRow(NamedTuple):
    """Something to do by a day. `rule` and `alert_id` None: a manual task. `owner_id` None: in the managers' queue.

    A `waiting` task has not been given to anybody yet. `created_by` is the person of the key.
    """

    task_id: str
    program_id: str
    external_id: str | None
    fingerprint: str | None
    rule: str | None
    alert_id: str | None
    member_id: str | None
    owner_id: str | None
    due_on: str
    status: str
    amount: int | None
    text: str
    outcome: str | None
    reason: str | None
    note: str | None
    escalated_on: str | None
    created_by: str | None
    created_at: str
    closed_on: str | None
    closed_at: str | None


class AuditRow(NamedTuple):
    """An administrative action: who, what, on which object, and when by the real clock. `key_id` None: from a shell.
    `detail` is a JSON object; `staff_id` the person of the key, if it has one.
    """

    audit_id: str
    program_id: str
    at: str
    key_id: str | None
    act: str
    object_id: str
    detail: str
    staff_id: str | None = None


class KeyDay(NamedTuple):
    """The points, and minor units of credit, that a key's commands issued and took on a local day."""

    key_id: str
    day: str
    points_issued: int = 0
    points_taken: int = 0
    credit_issued: int = 0
    credit_taken: int = 0


class MemberWord(NamedTuple):
    """A word under which a member is found."""

    program_id: str
    word: str
    member_id: str


class KeyMember(NamedTuple):
    """A member that a partner's key knows. Keys that share their members name the same key."""

    key_id: str
    member_id: str
    added_at: str


class KeyRow(NamedTuple):
    """A stored key. `scopes` is a JSON list, for a partner's key; `store` None is every store.

    Its limits are requests per second, and points and minor units of credit per day; None is no limit. `made_by` is the
    key that made it, None for a shell. `makers_limits` is a JSON list of [key, requests per second]: the limited keys
    above it, whose limits it shares. `members_of`: the members that a partner's key knows, those of another key, its
    own (None), or `all`. `staff_id`: the person who uses it, None for no one in particular.
    """

    key_id: str
    program_id: str
    role: str
    scopes: str
    store: str | None
    secret_hash: str
    created_at: str
    expires_at: str | None
    revoked_at: str | None
    requests_per_second: int | None = None
    points_per_day: int | None = None
    credit_per_day: int | None = None
    name: str | None = None
    made_by: str | None = None
    makers_limits: str | None = None
    last_used_at: str | None = None
    members_of: str | None = None
    staff_id: str | None = None


class MemberOwner(NamedTuple):
    """The person who looks after a member, since an instant of the programme's clock."""

    member_id: str
    program_id: str
    staff_id: str
    since: str


class LinkSecret(NamedTuple):
    """The secret that signs a programme's links in mails, as hex digits."""

    program_id: str
    secret: str


class PictureLink(NamedTuple):
    """How often the links to a member's pictures were renewed."""

    member_id: str
    program_id: str
    generation: int


class Suppression(NamedTuple):
    """An address that wants nothing for a purpose (`*`: for any), by its mark: the address itself is not stored."""

    program_id: str
    channel: str
    mark: str
    purpose: str
    reason: str
    at: str


class ContactRow(NamedTuple):
    """A contact with a member, or what a platform reports about one; `created_by` is the person of the key.

    `list_id`: the contact list that the member was chosen for.
    """

    member_id: str
    contact_id: str
    program_id: str
    external_id: str
    fingerprint: str
    channel: str
    direction: str
    purpose: str | None
    topic: str | None
    outcome: str
    at: str
    created_by: str | None
    recorded_at: str
    list_id: str | None = None


class ContactList(NamedTuple):
    """A list of members to contact for a purpose over a channel. `members` is JSON: `{"tier"}`, `{"segment"}`,
    `{"group"}`, `{"all"}` or `{"references"}`.

    `occasion` and `occasion_on`: only members with this occasion on this day. `most`: at most so many are chosen.
    `wanted` is the number of members to look at, `examined` the number looked at so far, up to the member (or number
    of references) `reached`. The other numbers are those chosen, and those left out by reason.
    """

    list_id: str
    program_id: str
    external_id: str
    fingerprint: str
    created_at: str
    created_by: str | None
    purpose: str
    channel: str
    topic: str | None
    members: str
    occasion: str | None
    occasion_on: str | None
    most: int | None
    status: str
    wanted: int
    reached: str = ""
    examined: int = 0
    chosen: int = 0
    no_consent: int = 0
    suppressed: int = 0
    capped: int = 0
    no_address: int = 0
    held_out: int = 0
    unknown: int = 0


class Note(NamedTuple):
    """A note about a member; `created_by` is the person of the key."""

    member_id: str
    note_id: str
    program_id: str
    external_id: str
    fingerprint: str
    text: str
    created_by: str | None
    created_at: str


class ProgramRow(NamedTuple):
    """A programme: `version` is its newest, `clock` the time of a test programme."""

    program_id: str
    slug: str
    test: int
    clock: str | None
    version: int
    created_at: str


class DraftRow(NamedTuple):
    """The draft of a programme's next version, JSON text, None if it was dropped. `revision` counts its changes.

    `base_version` is the version in force when it was begun, `key_id` and `staff_id` say who changed it last.
    """

    program_id: str
    revision: int
    document: str | None
    base_version: int
    key_id: str | None
    staff_id: str | None
    changed_at: str


class StaffRow(NamedTuple):
    """A person of the shop. `name_key` and `email` (lower case) are unique in the programme, and so is `external_id`.

    `manager_id` and `deputy_id` are other staff. `away_until` is the last business date of an absence; `active` is 0 or
    1. `store` is where the person works, None for no store in particular.
    """

    staff_id: str
    program_id: str
    external_id: str | None
    name: str
    name_key: str
    email: str | None
    role: str
    manager_id: str | None
    store: str | None
    active: int
    deputy_id: str | None
    away_until: str | None
    created_at: str


class VersionRow(NamedTuple):
    """One published version of a programme; `document` is JSON text."""

    program_id: str
    version: int
    document: str
    published_at: str


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


class VoucherCode(NamedTuple):
    """The code of a voucher, and the member who owns the voucher."""

    program_id: str
    code: str
    member_id: str


class VoucherBatch(NamedTuple):
    """A batch of vouchers, one per member. `members` is JSON: `{"tier"}`, `{"segment"}`, `{"all"}` or
    `{"references"}`.

    `wanted` is the number of members at the start, `issued` the number of vouchers issued, `refused` that of refusals;
    `failed` lists the first of these (a JSON list of `{"member", "problem"}`). `reached`: the last member handled, or
    the number of references handled. `held_out`: the number left out as members of a control group.
    """

    batch_id: str
    program_id: str
    external_id: str
    fingerprint: str
    created_at: str
    reward: str
    valid_until: str | None
    reason: str
    members: str
    status: str
    wanted: int
    issued: int
    refused: int
    failed: str
    reached: str
    held_out: int = 0


class RehearsalRow(NamedTuple):
    """A rehearsal of one or two documents. `documents` is a JSON list of `{"version", "document"}`, oldest first.

    The days are `first_on` through `last_on`, from records through `known_at`; `sample` is the share of members as a
    decimal text, None for all. Of `wanted` members `done` are handled, the last of them `reached`, and `inputs_hash`
    covers all input so far. `answer` is JSON, once it is done. A `forgotten` one remains until its members' rows are
    deleted.
    """

    rehearsal_id: str
    program_id: str
    external_id: str | None
    fingerprint: str
    known_at: str
    status: str
    first_on: str
    last_on: str
    warm_up_months: int
    spend_points: str
    sample: str | None
    documents: str
    wanted: int
    done: int
    reached: str
    inputs_hash: str
    answer: str | None


class RehearsedMember(NamedTuple):
    """The result for one member. `measure` is the member's real spend in the 12 months up to the last day.

    `difference` is the second document's cost less the first's, in minor units, and `results` a JSON list of the
    results of each.
    """

    member_id: str
    rehearsal_id: str
    measure: int
    grade: str | None
    difference: int
    results: str


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


class ConnectorRow(NamedTuple):
    """The link to a shop system: `settings` is JSON, `signing` and `api` are sealed secrets of the shop's.

    `published`: the position of the last event that was written to the shop.
    """

    connector_id: str
    program_id: str
    name: str
    kind: str
    settings: str
    signing: str
    api: str | None
    status: str
    created_at: str
    published: int = 0


class DeliveryRow(NamedTuple):
    """A message of a shop system, and its result.

    `payload` is JSON with the fields that its reader reads, `first_payload` that before a repair. `next_at`: when it is
    processed next, None for never. `result` is JSON with the `purchases`, `returns` and `shortfalls`.
    `backfill_id`: the backfill that found it.
    """

    delivery_id: str
    program_id: str
    connector_id: str
    topic: str
    source_id: str
    order_id: str | None
    received_at: str
    times: int
    status: str
    code: str | None
    detail: str | None
    pointer: str | None
    attempts: int
    next_at: str | None
    payload: str
    first_payload: str | None
    repaired_by: str | None
    repaired_at: str | None
    result: str
    backfill_id: str | None = None


class BackfillRow(NamedTuple):
    """A question to a shop system for the orders that changed from `start_at` to `end_at`.

    `slot`: for what time of the schedule, None for one that was asked for. `begin_at` and `cursor`: the start of the
    present question, and the place of the next page. `found_to`: the last change that was found. `pages`, `orders`
    and `fresh` count pages, orders and new deliveries. `next_at`: when it goes on, None once it has ended. `results` is
    JSON with the number of its deliveries by status when it ended.
    """

    backfill_id: str
    program_id: str
    connector_id: str
    slot: str | None
    start_at: str
    end_at: str
    status: str
    code: str | None
    detail: str | None
    begin_at: str
    cursor: str | None
    found_to: str | None
    pages: int
    orders: int
    fresh: int
    attempts: int
    next_at: str | None
    created_at: str
    ended_at: str | None
    results: str


class ShopOrderRow(NamedTuple):
    """An order of a shop system as far as known: `known` is JSON; `customer` is the shop's id of the customer."""

    connector_id: str
    order_id: str
    program_id: str
    member_id: str | None
    customer: str | None
    known: str
    changed_at: str
