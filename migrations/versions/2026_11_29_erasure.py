"""Indexes to find the records of a member who is erased."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_erasure"
down_revision = "2026_11_28_vouchers"


def upgrade() -> None:
    """Add the indexes."""
    op.create_index(
        "receipts_by_object",
        "receipts",
        ["object_id"],
        postgresql_where=sa.text("answer IS NOT NULL"),
        sqlite_where=sa.text("answer IS NOT NULL"),
    )
    op.create_index("audit_by_object", "audit", ["object_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_index("audit_by_object", "audit")
    op.drop_index("receipts_by_object", "receipts")
