"""Effects of time: the due day of each member, expired entries, activated purchases, and leases."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_23_time"
down_revision = "2026_11_22_limits_and_audit"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

# Every existing member is due once, to find the real due day.
DUE = "2000-01-01T00:00:00.000000Z"


def upgrade() -> None:
    """Add the columns, the indexes and the table."""
    op.add_column("members", sa.Column("next_due_at", NAME, nullable=True, server_default=DUE))
    op.add_column("purchases", sa.Column("activated_on", NAME, nullable=True))
    op.create_table(
        "leases",
        sa.Column("name", NAME, nullable=False),
        sa.Column("holder", NAME, nullable=False),
        sa.Column("until", NAME, nullable=False),
        sa.PrimaryKeyConstraint("name", name="leases_pk"),
        sa.CheckConstraint("length(until) = 27", name=op.f("leases_instants_check")),
        sqlite_strict=True,
    )
    due, expired = sa.text("next_due_at IS NOT NULL"), sa.text("type = 'expire'")
    op.create_index(
        "members_by_next_due",
        "members",
        ["program_id", "next_due_at", "member_id"],
        postgresql_where=due,
        sqlite_where=due,
    )
    op.create_index(
        "entries_expired",
        "entries",
        ["member_id", "unit", "lot"],
        postgresql_where=expired,
        sqlite_where=expired,
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_index("entries_expired", "entries")
    op.drop_index("members_by_next_due", "members")
    op.drop_table("leases")
    op.drop_column("purchases", "activated_on")
    op.drop_column("members", "next_due_at")
