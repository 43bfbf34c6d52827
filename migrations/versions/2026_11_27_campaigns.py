"""The campaigns of each purchase."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_27_campaigns"
down_revision = "2026_11_26_checkout"


def upgrade() -> None:
    """Add the column."""
    op.add_column("purchases", sa.Column("campaigns", sa.Text(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("purchases", "campaigns")
