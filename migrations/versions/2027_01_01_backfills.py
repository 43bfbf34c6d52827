"""Backfills: what shop systems are asked for of their past orders."""

import sqlalchemy as sa
from alembic import op

revision = "2027_01_01_backfills"
down_revision = "2026_12_31_voucher_codes"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
AMOUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DUE = sa.text("next_at IS NOT NULL")
OF_BACKFILL = sa.text("backfill_id IS NOT NULL")


def upgrade() -> None:
    """Add the table, and the backfill of a delivery."""
    op.create_table(
        "backfills",
        sa.Column("backfill_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("connector_id", NAME, nullable=False),
        sa.Column("slot", NAME, nullable=True),
        sa.Column("start_at", NAME, nullable=False),
        sa.Column("end_at", NAME, nullable=False),
        sa.Column("status", NAME, nullable=False),
        sa.Column("code", NAME, nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("begin_at", NAME, nullable=False),
        sa.Column("cursor", sa.Text(), nullable=True),
        sa.Column("found_to", NAME, nullable=True),
        sa.Column("pages", AMOUNT, nullable=False),
        sa.Column("orders", AMOUNT, nullable=False),
        sa.Column("fresh", AMOUNT, nullable=False),
        sa.Column("attempts", AMOUNT, nullable=False),
        sa.Column("next_at", NAME, nullable=True),
        sa.Column("created_at", NAME, nullable=False),
        sa.Column("ended_at", NAME, nullable=True),
        sa.Column("results", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status IN ('fetching', 'processing', 'done', 'failed')", name=op.f("backfills_status_check")
        ),
        sa.CheckConstraint("attempts >= 0", name=op.f("backfills_attempts_check")),
        sa.CheckConstraint(
            "length(slot) = 27 AND length(start_at) = 27 AND length(end_at) = 27 AND length(begin_at) = 27 "
            "AND length(found_to) = 27 AND length(next_at) = 27 AND length(created_at) = 27 AND length(ended_at) = 27",
            name=op.f("backfills_instants_check"),
        ),
        sa.PrimaryKeyConstraint("backfill_id", name=op.f("backfills_pk")),
        sa.UniqueConstraint("connector_id", "slot", name=op.f("backfills_connector_id_slot_unique")),
        sqlite_strict=True,
    )
    op.create_index("backfills_due", "backfills", ["next_at"], postgresql_where=DUE, sqlite_where=DUE)
    op.create_index("backfills_of_connector", "backfills", ["connector_id", "backfill_id"])
    op.add_column("deliveries", sa.Column("backfill_id", NAME, nullable=True))
    op.create_index(
        "deliveries_of_backfill",
        "deliveries",
        ["backfill_id", "status"],
        postgresql_where=OF_BACKFILL,
        sqlite_where=OF_BACKFILL,
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_index("deliveries_of_backfill", "deliveries")
    op.drop_column("deliveries", "backfill_id")
    op.drop_table("backfills")
