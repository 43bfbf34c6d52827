"""Members' days and items, and the reviews that read them."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_01_insights"
down_revision = "2026_11_30_key_members"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
AMOUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLAG = sa.SmallInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "insight_folds",
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("terms", NAME, nullable=False),
        sa.Column("known_at", NAME, nullable=True),
        sa.Column("changed_to", NAME, nullable=True),
        sa.CheckConstraint(
            "length(known_at) = 27 AND length(changed_to) = 27", name=op.f("insight_folds_instants_check")
        ),
        sa.PrimaryKeyConstraint("program_id", name=op.f("insight_folds_pk")),
        sqlite_strict=True,
    )
    op.create_table(
        "insight_parts",
        sa.Column("review_id", NAME, nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("reached", NAME, nullable=False),
        sa.Column("last_member", NAME, nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("review_id", "part", name=op.f("insight_parts_pk")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "insight_reviews",
        sa.Column("review_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("external_id", NAME, nullable=True),
        sa.Column("fingerprint", NAME, nullable=True),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("backfilled", FLAG, nullable=False),
        sa.Column("backfill_from", NAME, nullable=True),
        sa.Column("as_of", NAME, nullable=False),
        sa.Column("known_at", NAME, nullable=False),
        sa.Column("program_version", sa.Integer(), nullable=False),
        sa.Column("status", NAME, nullable=False),
        sa.Column("phase", NAME, nullable=False),
        sa.Column("progress", AMOUNT, nullable=False),
        sa.Column("members", AMOUNT, nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("created_at", NAME, nullable=False),
        sa.Column("done_at", NAME, nullable=True),
        sa.CheckConstraint("kind IN ('scheduled', 'daily', 'asked')", name=op.f("insight_reviews_kind_check")),
        sa.CheckConstraint(
            "status IN ('waiting', 'running', 'done', 'failed')", name=op.f("insight_reviews_status_check")
        ),
        sa.CheckConstraint("backfilled IN (0, 1)", name=op.f("insight_reviews_backfilled_check")),
        sa.CheckConstraint(
            "length(as_of) = 10 AND length(backfill_from) = 10", name=op.f("insight_reviews_days_check")
        ),
        sa.CheckConstraint(
            "length(known_at) = 27 AND length(created_at) = 27 AND length(done_at) = 27",
            name=op.f("insight_reviews_instants_check"),
        ),
        sa.PrimaryKeyConstraint("review_id", name=op.f("insight_reviews_pk")),
        sa.UniqueConstraint("program_id", "external_id", name=op.f("insight_reviews_program_id_external_id_unique")),
        sqlite_strict=True,
    )
    op.create_index(
        "insight_reviews_by_day",
        "insight_reviews",
        ["program_id", "kind", "as_of"],
        unique=True,
        postgresql_where=sa.text("kind IN ('scheduled', 'daily')"),
        sqlite_where=sa.text("kind IN ('scheduled', 'daily')"),
    )
    op.create_index("insight_reviews_by_program", "insight_reviews", ["program_id", "review_id"])
    op.create_index(
        "insight_reviews_under_way",
        "insight_reviews",
        ["program_id", "review_id"],
        postgresql_where=sa.text("status IN ('waiting', 'running')"),
        sqlite_where=sa.text("status IN ('waiting', 'running')"),
    )

    op.create_table(
        "member_days",
        sa.Column("member_id", NAME, nullable=False),
        sa.Column("business_date", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("spend", AMOUNT, nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("margin", AMOUNT, nullable=False),
        sa.Column("covered", AMOUNT, nullable=False),
        sa.CheckConstraint("length(business_date) = 10", name=op.f("member_days_days_check")),
        sa.PrimaryKeyConstraint("member_id", "business_date", name=op.f("member_days_pk")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "member_items",
        sa.Column("member_id", NAME, nullable=False),
        sa.Column("item", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("first_on", NAME, nullable=False),
        sa.Column("previous_on", NAME, nullable=True),
        sa.Column("last_on", NAME, nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("amount", AMOUNT, nullable=False),
        sa.CheckConstraint(
            "length(first_on) = 10 AND length(previous_on) = 10 AND length(last_on) = 10",
            name=op.f("member_items_days_check"),
        ),
        sa.PrimaryKeyConstraint("member_id", "item", name=op.f("member_items_pk")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "review_items",
        sa.Column("member_id", NAME, nullable=False),
        sa.Column("review_id", NAME, nullable=False),
        sa.Column("item", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("status", NAME, nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("last_on", NAME, nullable=False),
        sa.Column("expected_on", NAME, nullable=False),
        sa.Column("earliest_on", NAME, nullable=False),
        sa.Column("latest_on", NAME, nullable=False),
        sa.Column("usual_amount", AMOUNT, nullable=False),
        sa.CheckConstraint("status IN ('due', 'overdue')", name=op.f("review_items_status_check")),
        sa.CheckConstraint(
            "length(last_on) = 10 AND length(expected_on) = 10 AND length(earliest_on) = 10 AND length(latest_on) = 10",
            name=op.f("review_items_days_check"),
        ),
        sa.PrimaryKeyConstraint("member_id", "review_id", "item", name=op.f("review_items_pk")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(
        "review_items_by_amount", "review_items", ["review_id", "status", "usual_amount", "member_id", "item"]
    )

    op.create_table(
        "review_members",
        sa.Column("member_id", NAME, nullable=False),
        sa.Column("review_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("first_on", NAME, nullable=True),
        sa.Column("last_on", NAME, nullable=True),
        sa.Column("grade", NAME, nullable=True),
        sa.Column("grade_before", NAME, nullable=True),
        sa.Column("since", NAME, nullable=True),
        sa.Column("kept", FLAG, nullable=True),
        sa.Column("place", AMOUNT, nullable=True),
        sa.Column("measure", AMOUNT, nullable=True),
        sa.Column("visit_days", sa.Integer(), nullable=True),
        sa.Column("state", NAME, nullable=True),
        sa.Column("all_visit_days", sa.Integer(), nullable=True),
        sa.Column("usual_gap", NAME, nullable=True),
        sa.Column("at_stake", AMOUNT, nullable=True),
        sa.Column("direction", NAME, nullable=True),
        sa.Column("shortfall", AMOUNT, nullable=True),
        sa.Column("deviation", sa.Text(), nullable=True),
        sa.Column("needs", AMOUNT, nullable=True),
        sa.Column("counts_on", AMOUNT, nullable=True),
        sa.CheckConstraint("direction IN ('down', 'up')", name=op.f("review_members_direction_check")),
        sa.CheckConstraint(
            "state IN ('none', 'new', 'active', 'late', 'at_risk', 'lapsed')", name=op.f("review_members_state_check")
        ),
        sa.CheckConstraint(
            "length(first_on) = 10 AND length(last_on) = 10 AND length(since) = 10",
            name=op.f("review_members_days_check"),
        ),
        sa.PrimaryKeyConstraint("member_id", "review_id", name=op.f("review_members_pk")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(
        "review_members_by_place",
        "review_members",
        ["review_id", "place", "member_id"],
        postgresql_where=sa.text("place IS NOT NULL"),
        sqlite_where=sa.text("place IS NOT NULL"),
    )
    op.create_index(
        "review_members_by_state",
        "review_members",
        ["review_id", "state", "at_stake", "member_id"],
        postgresql_where=sa.text("state IS NOT NULL"),
        sqlite_where=sa.text("state IS NOT NULL"),
    )
    op.create_index(
        "review_members_deviating",
        "review_members",
        ["review_id", "direction", "shortfall", "member_id"],
        postgresql_where=sa.text("direction IS NOT NULL"),
        sqlite_where=sa.text("direction IS NOT NULL"),
    )
    op.create_index(
        "review_members_to_lift",
        "review_members",
        ["review_id", "needs", "measure", "member_id"],
        postgresql_where=sa.text("needs IS NOT NULL"),
        sqlite_where=sa.text("needs IS NOT NULL"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("review_items")
    op.drop_table("review_members")
    op.drop_table("insight_parts")
    op.drop_table("insight_reviews")
    op.drop_table("insight_folds")
    op.drop_table("member_items")
    op.drop_table("member_days")
