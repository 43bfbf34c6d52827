"""Rows of programmes: versions, drafts and rehearsals."""

from typing import NamedTuple


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


class VersionRow(NamedTuple):
    """One published version of a programme; `document` is JSON text."""

    program_id: str
    version: int
    document: str
    published_at: str


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
