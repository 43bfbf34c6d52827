"""Keys have a name, a maker whose limit they share, and the time of their last use."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_keys"
down_revision = "2026_11_29_taken_back"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
COLUMNS = ("name", "made_by", "makers_limits", "last_used_at")


def upgrade() -> None:
    """Add the columns."""
    for column in COLUMNS:
        op.add_column("api_keys", sa.Column(column, NAME, nullable=True))


def downgrade() -> None:
    """Drop them."""
    for column in reversed(COLUMNS):
        op.drop_column("api_keys", column)
