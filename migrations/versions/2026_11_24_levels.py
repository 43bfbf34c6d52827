"""Granted tiers, the history of tiers, and the reviews of rank ladders."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_24_levels"
down_revision = "2026_11_23_time"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "given_levels",
        sa.Column("member_id", NAME, nullable=False),
        sa.Column("given_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("level", NAME, nullable=True),
        sa.Column("until", NAME, nullable=True),
        sa.Column("kind", NAME, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("recorded_at", NAME, nullable=False),
        sa.PrimaryKeyConstraint("member_id", "given_id", name="given_levels_pk"),
        sa.CheckConstraint("kind IN ('gift', 'invitation', 'status_match')", name=op.f("given_levels_kind_check")),
        sa.CheckConstraint("length(recorded_at) = 27", name=op.f("given_levels_instants_check")),
        sa.CheckConstraint("length(until) = 10", name=op.f("given_levels_days_check")),
        sqlite_strict=True,
    )
    op.create_table(
        "tier_changes",
        sa.Column("member_id", NAME, nullable=False),
        sa.Column("tier_change_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("ladder", NAME, nullable=True),
        sa.Column("from_level", NAME, nullable=True),
        sa.Column("to_level", NAME, nullable=True),
        sa.Column("effective_on", NAME, nullable=False),
        sa.Column("recorded_at", NAME, nullable=False),
        sa.Column("program_version", sa.Integer(), nullable=False),
        sa.Column("cause", NAME, nullable=False),
        sa.Column("cause_id", NAME, nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("notice_from", NAME, nullable=True),
        sa.Column("notice_at", NAME, nullable=True),
        sa.PrimaryKeyConstraint("member_id", "tier_change_id", name="tier_changes_pk"),
        sa.CheckConstraint(
            "length(recorded_at) = 27 AND length(notice_at) = 27", name=op.f("tier_changes_instants_check")
        ),
        sa.CheckConstraint("length(effective_on) = 10", name=op.f("tier_changes_days_check")),
        sqlite_strict=True,
    )
    announced, ranked = sa.text("notice_at IS NOT NULL"), sa.text("ladder IS NOT NULL")
    op.create_index(
        "tier_changes_by_notice",
        "tier_changes",
        ["program_id", "notice_at", "tier_change_id"],
        postgresql_where=announced,
        sqlite_where=announced,
    )
    op.create_index(
        "tier_changes_by_ladder",
        "tier_changes",
        ["program_id", "ladder", "member_id", "tier_change_id"],
        postgresql_where=ranked,
        sqlite_where=ranked,
    )
    op.create_table(
        "ladder_reviews",
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("ladder", NAME, nullable=False),
        sa.Column("review_on", NAME, nullable=False),
        sa.Column("members", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("changes", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("done_at", NAME, nullable=False),
        sa.PrimaryKeyConstraint("program_id", "ladder", "review_on", name="ladder_reviews_pk"),
        sa.CheckConstraint("length(done_at) = 27", name=op.f("ladder_reviews_instants_check")),
        sa.CheckConstraint("length(review_on) = 10", name=op.f("ladder_reviews_days_check")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("ladder_reviews")
    op.drop_table("tier_changes")
    op.drop_table("given_levels")
