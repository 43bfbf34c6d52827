"""Links to customers' own pages."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_12_page_links"
down_revision = "2026_12_16_events"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "page_links",
        sa.Column("token_hash", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("member_id", NAME, nullable=False),
        sa.Column("made_at", NAME, nullable=False),
        sa.Column("expires_at", NAME, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="page_links_pk"),
        sa.CheckConstraint("length(made_at) = 27 AND length(expires_at) = 27", name=op.f("page_links_instants_check")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("page_links_by_member", "page_links", ["member_id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("page_links")
