"""Notices of a purchase, and the amounts of each return."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_taken_back"
down_revision = "2026_11_29_booking"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("purchases", sa.Column("notices", sa.Text(), nullable=True))
    op.add_column("returns", sa.Column("outcome", sa.Text(), nullable=True))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("returns", "outcome")
    op.drop_column("purchases", "notices")
