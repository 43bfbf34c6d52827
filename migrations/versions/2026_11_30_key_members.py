"""A partner's key knows the members that were enrolled with it or given to it."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_key_members"
down_revision = "2026_11_29_keys"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the table, and the column with the key whose members a key knows."""
    op.create_table(
        "key_members",
        sa.Column("key_id", NAME, nullable=False),
        sa.Column("member_id", NAME, nullable=False),
        sa.Column("added_at", NAME, nullable=False),
        sa.PrimaryKeyConstraint("key_id", "member_id"),
        sa.CheckConstraint("length(added_at) = 27", name="instants"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("key_members_by_member", "key_members", ["member_id"])
    op.add_column("api_keys", sa.Column("members_of", NAME, nullable=True))


def downgrade() -> None:
    """Drop both."""
    op.drop_column("api_keys", "members_of")
    op.drop_index("key_members_by_member", "key_members")
    op.drop_table("key_members")
