"""Rows of the tables of webhooks."""

from typing import NamedTuple


class WebhookRow(NamedTuple):
    """An address to which events are sent. `types` and `stores` are JSON lists, `secret` and `old_secret` sealed.

    `old_until`: until when messages are signed by the old secret too. `position`: that of the last event read for it.
    `delivered` and `failed` count events; `tries` the failures on end, since `failing_since` as an address that is
    down, with the next trial at `next_try_at`.
    """

    webhook_id: str
    program_id: str
    url: str
    types: str
    stores: str | None
    description: str | None
    codes: int
    concurrency: int
    batch: int
    status: str
    secret: str
    old_secret: str | None
    old_until: str | None
    position: int
    created_at: str
    delivered: int = 0
    failed: int = 0
    tries: int = 0
    failing_since: str | None = None
    next_try_at: str | None = None
    last_success_at: str | None = None
    last_problem: str | None = None


class Retry(NamedTuple):
    """An event that is to be sent again, or stands behind one of its member that is. `member_id`: "" for none."""

    webhook_id: str
    position: int
    member_id: str
    attempt: int
    next_at: str


class Attempt(NamedTuple):
    """An attempt that failed. `status`: that of the answer, None without one. `given_up`: it was the last."""

    webhook_id: str
    attempt_id: str
    event_id: str
    type: str
    attempt: int
    at: str
    status: int | None
    problem: str
    given_up: int


class Replay(NamedTuple):
    """Events to be sent once more: those after a position, up to another, of these types (JSON)."""

    webhook_id: str
    replay_id: str
    position: int
    until: int
    types: str
