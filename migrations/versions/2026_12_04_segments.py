"""Segments: stays, and rounds of decisions."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_04_segments"
down_revision = "2026_12_03_holdouts"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
AMOUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN, RUNNING = sa.text("left_on IS NULL"), sa.text("status = 'running'")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "member_segments",
        sa.Column("member_id", NAME, nullable=False),
        sa.Column("stay_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("segment", NAME, nullable=False),
        sa.Column("entered_on", NAME, nullable=False),
        sa.Column("entered_at", NAME, nullable=False),
        sa.Column("entered_version", sa.Integer(), nullable=False),
        sa.Column("entered_why", sa.Text(), nullable=False),
        sa.Column("left_on", NAME, nullable=True),
        sa.Column("left_at", NAME, nullable=True),
        sa.Column("left_version", sa.Integer(), nullable=True),
        sa.Column("left_why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("member_id", "stay_id", name="member_segments_pk"),
        sa.CheckConstraint(
            "length(entered_at) = 27 AND length(left_at) = 27", name=op.f("member_segments_instants_check")
        ),
        sa.CheckConstraint("length(entered_on) = 10 AND length(left_on) = 10", name=op.f("member_segments_days_check")),
        sa.CheckConstraint("(left_on IS NULL) = (left_at IS NULL)", name=op.f("member_segments_left_check")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(
        "member_segments_open",
        "member_segments",
        ["program_id", "segment", "member_id"],
        postgresql_where=OPEN,
        sqlite_where=OPEN,
    )
    op.create_index("member_segments_by_segment", "member_segments", ["program_id", "segment", "member_id", "stay_id"])
    op.create_table(
        "segment_rounds",
        sa.Column("round_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("review_id", NAME, nullable=False),
        sa.Column("as_of", NAME, nullable=False),
        sa.Column("decided_on", NAME, nullable=False),
        sa.Column("program_version", sa.Integer(), nullable=False),
        sa.Column("status", NAME, nullable=False),
        sa.Column("reached", NAME, nullable=False),
        sa.Column("members", AMOUNT, nullable=False),
        sa.Column("begun_at", NAME, nullable=False),
        sa.Column("done_at", NAME, nullable=True),
        sa.PrimaryKeyConstraint("round_id", name="segment_rounds_pk"),
        sa.UniqueConstraint(
            "program_id",
            "review_id",
            "program_version",
            name="segment_rounds_program_id_review_id_program_version_unique",
        ),
        sa.CheckConstraint("status IN ('running', 'done')", name=op.f("segment_rounds_status_check")),
        sa.CheckConstraint(
            "length(begun_at) = 27 AND length(done_at) = 27", name=op.f("segment_rounds_instants_check")
        ),
        sa.CheckConstraint("length(as_of) = 10 AND length(decided_on) = 10", name=op.f("segment_rounds_days_check")),
        sqlite_strict=True,
    )
    op.create_index("segment_rounds_by_program", "segment_rounds", ["program_id", "round_id"])
    op.create_index(
        "segment_rounds_running", "segment_rounds", ["program_id"], postgresql_where=RUNNING, sqlite_where=RUNNING
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("segment_rounds")
    op.drop_table("member_segments")
