"""Rehearsals: their programme and progress, and the result of each member."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_02_rehearsals"
down_revision = "2026_12_01_insights"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
AMOUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "rehearsals",
        sa.Column("rehearsal_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("external_id", NAME, nullable=True),
        sa.Column("fingerprint", NAME, nullable=False),
        sa.Column("known_at", NAME, nullable=False),
        sa.Column("status", NAME, nullable=False),
        sa.Column("first_on", NAME, nullable=False),
        sa.Column("last_on", NAME, nullable=False),
        sa.Column("warm_up_months", sa.Integer(), nullable=False),
        sa.Column("spend_points", NAME, nullable=False),
        sa.Column("sample", NAME, nullable=True),
        sa.Column("documents", sa.Text(), nullable=False),
        sa.Column("wanted", AMOUNT, nullable=False),
        sa.Column("done", AMOUNT, nullable=False),
        sa.Column("reached", NAME, nullable=False),
        sa.Column("inputs_hash", NAME, nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("rehearsal_id", name="rehearsals_pk"),
        sa.UniqueConstraint("program_id", "external_id", name="rehearsals_program_id_external_id_unique"),
        sa.CheckConstraint(
            "status IN ('running', 'done', 'failed', 'forgotten')", name=op.f("rehearsals_status_check")
        ),
        sa.CheckConstraint(
            "spend_points IN ('none', 'as_recorded', 'when_enough')", name=op.f("rehearsals_spend_points_check")
        ),
        sa.CheckConstraint("length(known_at) = 27", name=op.f("rehearsals_instants_check")),
        sa.CheckConstraint("length(first_on) = 10 AND length(last_on) = 10", name=op.f("rehearsals_days_check")),
        sqlite_strict=True,
    )
    op.create_index(
        "rehearsals_at_work",
        "rehearsals",
        ["program_id", "rehearsal_id"],
        postgresql_where=sa.text("status IN ('running', 'forgotten')"),
        sqlite_where=sa.text("status IN ('running', 'forgotten')"),
    )
    op.create_table(
        "rehearsal_members",
        sa.Column("member_id", NAME, nullable=False),
        sa.Column("rehearsal_id", NAME, nullable=False),
        sa.Column("measure", AMOUNT, nullable=False),
        sa.Column("grade", NAME, nullable=True),
        sa.Column("difference", AMOUNT, nullable=False),
        sa.Column("results", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "rehearsal_id", name="rehearsal_members_pk"),
        sqlite_strict=True,
    )
    op.create_index("rehearsal_members_by_difference", "rehearsal_members", ["rehearsal_id", "difference", "member_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("rehearsal_members")
    op.drop_table("rehearsals")
