"""What checkout needs: what a purchase was paid with besides money."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_checkout"
down_revision = "2026_11_23_time"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("purchases", sa.Column("paid_with", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take them away again."""
    op.drop_column("purchases", "paid_with")
