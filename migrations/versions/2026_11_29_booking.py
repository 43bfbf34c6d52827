"""The terms of a held quote, and its hold."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_booking"
down_revision = "2026_11_29_erasure"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the columns."""
    op.add_column("quotes", sa.Column("terms", sa.Text(), nullable=True))
    op.add_column("quotes", sa.Column("held_by", NAME, nullable=True))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("quotes", "held_by")
    op.drop_column("quotes", "terms")
