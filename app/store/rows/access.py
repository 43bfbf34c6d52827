"""Rows about access: keys, what each did in a day, staff, and the audit."""

from typing import NamedTuple


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
