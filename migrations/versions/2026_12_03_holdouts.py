"""Holdouts: the members that a batch of vouchers left out, and their measured effect."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_03_holdouts"
down_revision = "2026_12_02_rehearsals"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
AMOUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the column and the table."""
    op.add_column("voucher_batches", sa.Column("held_out", AMOUNT, nullable=False, server_default="0"))
    op.create_table(
        "holdout_effects",
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("holdout_id", NAME, nullable=False),
        sa.Column("first_on", NAME, nullable=False),
        sa.Column("last_on", NAME, nullable=False),
        sa.Column("known_at", NAME, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("program_id", "holdout_id", "first_on", "last_on", name="holdout_effects_pk"),
        sa.CheckConstraint("length(known_at) = 27", name=op.f("holdout_effects_instants_check")),
        sa.CheckConstraint("length(first_on) = 10 AND length(last_on) = 10", name=op.f("holdout_effects_days_check")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("holdout_effects")
    op.drop_column("voucher_batches", "held_out")
