"""Limits of keys, their use by day, and the audit log."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_22_limits_and_audit"
down_revision = "2026_11_21_first_tables"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TEXT = sa.Text()
AMOUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NUMBER = sa.Integer()

LIMITS = ("requests_per_second", "points_per_day", "credit_per_day")


def upgrade() -> None:
    """Add the limits and the two tables."""
    # One by one rather than as a batch: a batch copies the table, and adding a column is one statement.
    op.add_column("api_keys", sa.Column("requests_per_second", NUMBER, nullable=True))
    op.add_column("api_keys", sa.Column("points_per_day", AMOUNT, nullable=True))
    op.add_column("api_keys", sa.Column("credit_per_day", AMOUNT, nullable=True))
    op.create_table(
        "key_days",
        sa.Column("key_id", NAME, nullable=False),
        sa.Column("day", NAME, nullable=False),
        sa.Column("points_issued", AMOUNT, nullable=False),
        sa.Column("points_taken", AMOUNT, nullable=False),
        sa.Column("credit_issued", AMOUNT, nullable=False),
        sa.Column("credit_taken", AMOUNT, nullable=False),
        sa.PrimaryKeyConstraint("key_id", "day", name="key_days_pk"),
        sa.CheckConstraint("length(day) = 10", name=op.f("key_days_days_check")),
        sqlite_strict=True,
    )
    op.create_table(
        "audit",
        sa.Column("audit_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("at", NAME, nullable=False),
        sa.Column("key_id", NAME, nullable=True),
        sa.Column("act", NAME, nullable=False),
        sa.Column("object_id", NAME, nullable=False),
        sa.Column("detail", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("audit_id", name="audit_pk"),
        sa.CheckConstraint("length(at) = 27", name=op.f("audit_instants_check")),
        sqlite_strict=True,
    )
    op.create_index("audit_by_program", "audit", ["program_id", "audit_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("audit")
    op.drop_table("key_days")
    for column in LIMITS:
        op.drop_column("api_keys", column)
