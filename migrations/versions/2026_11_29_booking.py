"""What a hold keeps of its quote: on what terms it was priced, and which hold keeps it."""

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
    """Take them away again."""
    op.drop_column("quotes", "held_by")
    op.drop_column("quotes", "terms")
