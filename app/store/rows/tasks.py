"""Rows of the work of staff: tasks, and notes about members."""

from typing import NamedTuple


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
