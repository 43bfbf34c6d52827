"""Past sales that count for tiers and statistics, and give nothing."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_10_history"
down_revision = "2026_12_09_tasks"

FLAG = sa.SmallInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the flag to purchases and returns."""
    for table in ("purchases", "returns"):
        op.add_column(table, sa.Column("history", FLAG, server_default="0", nullable=False))


def downgrade() -> None:
    """Drop it."""
    for table in ("purchases", "returns"):
        op.drop_column(table, "history")
