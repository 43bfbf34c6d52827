"""The records of events: what happened, and its place among the programme's events."""

from typing import NamedTuple


class Event(NamedTuple):
    """Something that happened, written with its effect and never changed.

    It is the `n`th event of its commit. `memberseq` counts the events of its member. `store` is that of its purchase or
    return. `cause` and `cause_id` are as in entries; `object_id` is the record that it is about. `facts` is JSON of
    what no other row keeps.
    """

    program_id: str
    commit_id: str
    n: int
    type: str
    member_id: str | None
    memberseq: int | None
    store: str | None
    told_at: str
    cause: str
    cause_id: str
    object_id: str | None
    facts: str | None


class Commit(NamedTuple):
    """The events that one transaction wrote in a programme: their number, and the position of the first.

    `base` None: it has no position yet.
    """

    program_id: str
    commit_id: str
    events: int
    base: int | None
