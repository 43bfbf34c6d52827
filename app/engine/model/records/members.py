"""Records of members: state, identifiers, profile and consents."""

from typing import NamedTuple

from app.engine.model.state import MemberState


class Enrolment(NamedTuple):
    """The answer of an enrolment, stored for replays, besides the request's own fields: nothing personal.

    `card_number` is one that was drawn.
    """

    member_id: str
    created_at: str
    card_number: str | None


class Identifier(NamedTuple):
    """A name that identifies a member; kinds and forms are those of `engine/model/names.py`."""

    program_id: str
    kind: str
    value: str
    member_id: str


class Profile(NamedTuple):
    """Personal data, stored apart so that erasure deletes one row. `consents` and `metadata` are JSON.

    The state repeats only the birthday without its year, and erasure removes that too.
    """

    member_id: str
    program_id: str
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    birth_date: str | None = None
    consents: str = "{}"
    metadata: str = "{}"


class Consent(NamedTuple):
    """What a member allowed or withdrew, with the evidence; rows are only added.

    `channel` None: all channels. `basis`: `consent`, `soft_opt_in` or `contract`. `at`: when it was said; `how`: where.
    `shown_as`: the name for lists of honour. `confirmed`: by a link in a message to the address. `external_id`,
    `fingerprint` and `text_version` are None where Goldlist wrote the row itself.
    """

    member_id: str
    consent_id: str
    program_id: str
    external_id: str | None
    fingerprint: str | None
    purpose: str
    channel: str | None
    given: int
    basis: str
    at: str
    how: str
    text_version: str | None
    shown_as: str | None
    evidence: str | None
    confirmed: int
    created_by: str | None
    recorded_at: str


class Member(NamedTuple):
    """A member's row: the state, and the few columns that lists and reports need.

    `version` counts the changes; `next_due_at` is the instant of time's next effect, None without one; `tier`, `points`
    and `points_expire_on` (the last valid day of the points that expire first) repeat the state. `erased_at`: the
    personal data is deleted, and only the anonymous ledger remains.
    """

    member_id: str
    program_id: str
    external_id: str | None
    joined_on: str | None
    created_at: str
    changed_at: str
    version: int
    tier: str | None
    points: int
    points_expire_on: str | None
    next_due_at: str | None
    erased_at: str | None
    state: MemberState
