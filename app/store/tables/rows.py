"""The rows of tables that are no records of the engine: each field is a column, in the same order."""

from typing import NamedTuple


class AuditRow(NamedTuple):
    """Who did what to what, and when by the real clock. `key_id` None: from a shell. `detail` is a JSON object."""

    audit_id: str
    program_id: str
    at: str
    key_id: str | None
    act: str
    object_id: str
    detail: str


class KeyDay(NamedTuple):
    """Points, and minor units of credit, that came and went by commands of a key on a local day."""

    key_id: str
    day: str
    points_issued: int = 0
    points_taken: int = 0
    credit_issued: int = 0
    credit_taken: int = 0


class KeyRow(NamedTuple):
    """What is kept of a key. `scopes` is a JSON list, for a partner's key; `store` None is every store.

    What it may do at most: requests a second, and points and minor units of credit a day; None is without end.
    `made_by` is the key that made it, None for a shell. `makers_limits` is a JSON list of [key, requests a second]: the
    limited keys above it, with which it shares.
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


class ProgramRow(NamedTuple):
    """A programme as it stands: `version` is its newest, `clock` where a test programme's time stands."""

    program_id: str
    slug: str
    test: int
    clock: str | None
    version: int
    created_at: str


class VersionRow(NamedTuple):
    """One published version of a programme; `document` is JSON text."""

    program_id: str
    version: int
    document: str
    published_at: str


class ReviewRow(NamedTuple):
    """A review that is done: how many members there were, and of how many the level changed."""

    program_id: str
    ladder: str
    review_on: str
    members: int
    changes: int
    done_at: str


class VoucherBatch(NamedTuple):
    """A voucher for each of many members. `members` is JSON: `{"tier"}`, `{"all"}` or `{"references"}`.

    `wanted` is how many members were meant when it began, `issued` how many have got theirs, `refused` how many cannot,
    of whom `failed` tells the first (a JSON list of `{"member", "problem"}`). `reached`: the last member who was dealt
    with, or how many of the references were.
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
