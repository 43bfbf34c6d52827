"""Events, the commits that wrote them, and the feeds that order them."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_16_events"
down_revision = "2026_12_24_consents"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
AMOUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "events",
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("commit_id", NAME, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("type", NAME, nullable=False),
        sa.Column("member_id", NAME, nullable=True),
        sa.Column("memberseq", sa.Integer(), nullable=True),
        sa.Column("store", NAME, nullable=True),
        sa.Column("told_at", NAME, nullable=False),
        sa.Column("cause", NAME, nullable=False),
        sa.Column("cause_id", NAME, nullable=False),
        sa.Column("object_id", NAME, nullable=True),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("program_id", "commit_id", "n", name="events_pk"),
        sa.CheckConstraint("length(told_at) = 27", name=op.f("events_instants_check")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "commits",
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("commit_id", NAME, nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("base", AMOUNT, nullable=True),
        sa.Column("lsn", AMOUNT, nullable=True),
        sa.PrimaryKeyConstraint("program_id", "commit_id", name="commits_pk"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("commits_by_base", "commits", ["program_id", "base"])
    op.create_index(
        "commits_waiting",
        "commits",
        ["program_id", "lsn", "commit_id"],
        postgresql_where=sa.text("base IS NULL"),
        sqlite_where=sa.text("base IS NULL"),
    )
    op.create_table(
        "feeds",
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("next", AMOUNT, nullable=False),
        sa.Column("first", AMOUNT, nullable=False),
        sa.PrimaryKeyConstraint("program_id", name="feeds_pk"),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("feeds", "commits", "events"):
        op.drop_table(table)
