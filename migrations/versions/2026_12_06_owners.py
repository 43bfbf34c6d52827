"""The owners of members."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_06_owners"
down_revision = "2026_12_05_staff"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "member_owners",
        sa.Column("member_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("staff_id", NAME, nullable=False),
        sa.Column("since", NAME, nullable=False),
        sa.PrimaryKeyConstraint("member_id", name="member_owners_pk"),
        sa.CheckConstraint("length(since) = 27", name=op.f("member_owners_instants_check")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("member_owners_by_staff", "member_owners", ["program_id", "staff_id", "member_id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("member_owners")
