"""The last event that was written to a shop system."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_21_published"
down_revision = "2026_12_20_connectors"

AMOUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the column."""
    op.add_column("connectors", sa.Column("published", AMOUNT, server_default="0", nullable=False))


def downgrade() -> None:
    """Remove it."""
    op.drop_column("connectors", "published")
