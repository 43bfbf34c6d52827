"""Webhooks: their addresses, retries, refusals and replays."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_17_webhooks"
down_revision = "2026_12_21_published"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
AMOUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLAG = sa.SmallInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "webhooks",
        sa.Column("webhook_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("types", sa.Text(), nullable=False),
        sa.Column("stores", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("codes", FLAG, nullable=False),
        sa.Column("concurrency", sa.Integer(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("status", NAME, nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("old_secret", sa.Text(), nullable=True),
        sa.Column("old_until", NAME, nullable=True),
        sa.Column("position", AMOUNT, nullable=False),
        sa.Column("created_at", NAME, nullable=False),
        sa.Column("delivered", AMOUNT, nullable=False),
        sa.Column("failed", AMOUNT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("failing_since", NAME, nullable=True),
        sa.Column("next_try_at", NAME, nullable=True),
        sa.Column("last_success_at", NAME, nullable=True),
        sa.Column("last_problem", NAME, nullable=True),
        sa.PrimaryKeyConstraint("webhook_id", name="webhooks_pk"),
        sa.ForeignKeyConstraint(["program_id"], ["programs.program_id"], name="webhooks_program_id_fk"),
        sa.CheckConstraint("status IN ('active', 'paused', 'failing', 'disabled')", name=op.f("webhooks_status_check")),
        sa.CheckConstraint("codes IN (0, 1)", name=op.f("webhooks_codes_check")),
        sa.CheckConstraint("concurrency BETWEEN 1 AND 32", name=op.f("webhooks_concurrency_check")),
        sa.CheckConstraint("batch BETWEEN 1 AND 100", name=op.f("webhooks_batch_check")),
        sa.CheckConstraint("length(created_at) = 27", name=op.f("webhooks_instants_check")),
        sqlite_strict=True,
    )
    op.create_index("webhooks_by_program", "webhooks", ["program_id", "webhook_id"])
    op.create_table(
        "webhook_retries",
        sa.Column("webhook_id", NAME, nullable=False),
        sa.Column("position", AMOUNT, nullable=False),
        sa.Column("member_id", NAME, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("next_at", NAME, nullable=False),
        sa.PrimaryKeyConstraint("webhook_id", "position", name="webhook_retries_pk"),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhooks.webhook_id"], name="webhook_retries_webhook_id_fk"),
        sa.CheckConstraint("length(next_at) = 27", name=op.f("webhook_retries_instants_check")),
        sqlite_strict=True,
    )
    op.create_index("webhook_retries_by_time", "webhook_retries", ["webhook_id", "next_at"])
    op.create_table(
        "webhook_attempts",
        sa.Column("webhook_id", NAME, nullable=False),
        sa.Column("attempt_id", NAME, nullable=False),
        sa.Column("event_id", NAME, nullable=False),
        sa.Column("type", NAME, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("at", NAME, nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("problem", NAME, nullable=False),
        sa.Column("given_up", FLAG, nullable=False),
        sa.PrimaryKeyConstraint("webhook_id", "attempt_id", name="webhook_attempts_pk"),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhooks.webhook_id"], name="webhook_attempts_webhook_id_fk"),
        sa.CheckConstraint("given_up IN (0, 1)", name=op.f("webhook_attempts_given_up_check")),
        sa.CheckConstraint("length(at) = 27", name=op.f("webhook_attempts_instants_check")),
        sqlite_strict=True,
    )
    op.create_table(
        "webhook_replays",
        sa.Column("webhook_id", NAME, nullable=False),
        sa.Column("replay_id", NAME, nullable=False),
        sa.Column("position", AMOUNT, nullable=False),
        sa.Column("until", AMOUNT, nullable=False),
        sa.Column("types", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("webhook_id", "replay_id", name="webhook_replays_pk"),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhooks.webhook_id"], name="webhook_replays_webhook_id_fk"),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("webhook_replays", "webhook_attempts", "webhook_retries", "webhooks"):
        op.drop_table(table)
