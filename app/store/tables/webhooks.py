"""The tables of webhooks: their addresses, and what is still to be sent, or was refused.

Secrets are sealed. A webhook goes on after `position`; events before it that are not settled are retries.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, PrimaryKeyConstraint, Table

from app.store.tables.columns import (
    AMOUNT,
    FLAG,
    NAME,
    NUMBER,
    TEXT,
    flag,
    instants,
    metadata,
    one_of,
    optional,
    required,
)

webhooks = Table(
    "webhooks",
    metadata,
    required("webhook_id", NAME),
    Column("program_id", NAME, ForeignKey("programs.program_id"), nullable=False),
    required("url", TEXT),
    required("types", TEXT),
    optional("stores", TEXT),
    optional("description", TEXT),
    required("codes", FLAG),
    required("concurrency", NUMBER),
    required("batch", NUMBER),
    required("status", NAME),
    required("secret", TEXT),
    optional("old_secret", TEXT),
    optional("old_until"),
    required("position", AMOUNT),
    required("created_at", NAME),
    required("delivered", AMOUNT),
    required("failed", AMOUNT),
    required("tries", NUMBER),
    optional("failing_since"),
    optional("next_try_at"),
    optional("last_success_at"),
    optional("last_problem"),
    PrimaryKeyConstraint("webhook_id"),
    Index("webhooks_by_program", "program_id", "webhook_id"),
    one_of("status", "active", "paused", "failing", "disabled"),
    flag("codes"),
    CheckConstraint("concurrency BETWEEN 1 AND 32", name="concurrency"),
    CheckConstraint("batch BETWEEN 1 AND 100", name="batch"),
    instants("created_at"),
    sqlite_strict=True,
)

webhook_retries = Table(
    "webhook_retries",
    metadata,
    Column("webhook_id", NAME, ForeignKey("webhooks.webhook_id"), nullable=False),
    required("position", AMOUNT),
    required("member_id", NAME),
    required("attempt", NUMBER),
    required("next_at", NAME),
    PrimaryKeyConstraint("webhook_id", "position"),
    Index("webhook_retries_by_time", "webhook_id", "next_at"),
    instants("next_at"),
    sqlite_strict=True,
)

webhook_attempts = Table(
    "webhook_attempts",
    metadata,
    Column("webhook_id", NAME, ForeignKey("webhooks.webhook_id"), nullable=False),
    required("attempt_id", NAME),
    required("event_id", NAME),
    required("type", NAME),
    required("attempt", NUMBER),
    required("at", NAME),
    optional("status", NUMBER),
    required("problem", NAME),
    required("given_up", FLAG),
    PrimaryKeyConstraint("webhook_id", "attempt_id"),
    flag("given_up"),
    instants("at"),
    sqlite_strict=True,
)

webhook_replays = Table(
    "webhook_replays",
    metadata,
    Column("webhook_id", NAME, ForeignKey("webhooks.webhook_id"), nullable=False),
    required("replay_id", NAME),
    required("position", AMOUNT),
    required("until", AMOUNT),
    required("types", TEXT),
    PrimaryKeyConstraint("webhook_id", "replay_id"),
    sqlite_strict=True,
)
