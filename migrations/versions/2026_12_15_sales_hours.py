"""Sums of sales by store and local hour, how far they reach, and corrections to them."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_15_sales_hours"
down_revision = "2026_12_14_program_drafts"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
AMOUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SUMS = ("sales", "net", "voids", "returned", "member_sales", "member_net")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "sales_hours",
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("day", NAME, nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("store", NAME, nullable=False),
        *(sa.Column(name, AMOUNT, nullable=False) for name in SUMS),
        sa.PrimaryKeyConstraint("program_id", "day", "hour", "store", name="sales_hours_pk"),
        sa.CheckConstraint("length(day) = 10", name=op.f("sales_hours_days_check")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sales_corrections",
        sa.Column("correction_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("occurred_at", NAME, nullable=False),
        sa.Column("business_date", NAME, nullable=False),
        sa.Column("store", NAME, nullable=True),
        sa.Column("returned", AMOUNT, nullable=False),
        sa.Column("member_sales", AMOUNT, nullable=False),
        sa.Column("member_net", AMOUNT, nullable=False),
        sa.PrimaryKeyConstraint("correction_id", name="sales_corrections_pk"),
        sa.CheckConstraint("length(occurred_at) = 27", name=op.f("sales_corrections_instants_check")),
        sa.CheckConstraint("length(business_date) = 10", name=op.f("sales_corrections_days_check")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sales_reached",
        sa.Column("kind", NAME, nullable=False),
        sa.Column("reached", NAME, nullable=False),
        sa.PrimaryKeyConstraint("kind", name="sales_reached_pk"),
        sa.CheckConstraint("kind IN ('purchases', 'returns')", name=op.f("sales_reached_kind_check")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    # The sums begin with every row as it was recorded. What has changed since is corrected, as if it changed now.
    op.execute(
        "INSERT INTO sales_corrections (correction_id, program_id, occurred_at, business_date, store, returned, "
        "member_sales, member_net) SELECT 'cor_' || substr(purchase_id, 5), program_id, occurred_at, business_date, "
        "store, 0, 1, net FROM purchases WHERE status = 'claimed'"
    )
    op.execute(
        "INSERT INTO sales_corrections (correction_id, program_id, occurred_at, business_date, store, returned, "
        "member_sales, member_net) SELECT 'cor_' || substr(return_id, 5), program_id, occurred_at, business_date, "
        "store, -returned_net, 0, 0 FROM returns WHERE status = 'voided'"
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("sales_reached", "sales_corrections", "sales_hours"):
        op.drop_table(table)
