"""Checkout: payments of purchases, quotes, holds, and shared limits."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_checkout"
down_revision = "2026_11_24_levels"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
AMOUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the column and the table."""
    op.add_column("purchases", sa.Column("paid_with", sa.Text(), nullable=True))
    op.add_column("purchases", sa.Column("discounts", sa.Text(), nullable=True))
    op.add_column("vouchers", sa.Column("held_by", NAME, nullable=True))
    op.create_table(
        "holds",
        sa.Column("member_id", NAME, nullable=False),
        sa.Column("hold_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("external_id", NAME, nullable=True),
        sa.Column("status", NAME, nullable=False),
        sa.Column("created_at", NAME, nullable=False),
        sa.Column("expires_at", NAME, nullable=False),
        sa.Column("points", AMOUNT, nullable=False),
        sa.Column("credit", AMOUNT, nullable=False),
        sa.Column("vouchers", sa.Text(), nullable=False),
        sa.Column("quote_id", NAME, nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("ended_at", NAME, nullable=True),
        sa.Column("captured_by", NAME, nullable=True),
        sa.Column("after", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "hold_id", name="holds_pk"),
        sa.CheckConstraint("status IN ('active', 'captured', 'released', 'expired')", name=op.f("holds_status_check")),
        sa.CheckConstraint("points >= 0", name=op.f("holds_points_check")),
        sa.CheckConstraint("credit >= 0", name=op.f("holds_credit_check")),
        sa.CheckConstraint(
            "length(created_at) = 27 AND length(expires_at) = 27 AND length(ended_at) = 27",
            name=op.f("holds_instants_check"),
        ),
        sqlite_strict=True,
    )
    op.create_index("holds_by_id", "holds", ["hold_id"])
    op.create_table(
        "quotes",
        sa.Column("quote_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("member_id", NAME, nullable=True),
        sa.Column("created_at", NAME, nullable=False),
        sa.Column("expires_at", NAME, nullable=False),
        sa.Column("program_version", sa.Integer(), nullable=False),
        sa.Column("basket", sa.Text(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("discounts", sa.Text(), nullable=False),
        sa.Column("paid_with", sa.Text(), nullable=False),
        sa.Column("earns", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("booked_by", NAME, nullable=True),
        sa.PrimaryKeyConstraint("quote_id", name="quotes_pk"),
        sa.CheckConstraint("length(created_at) = 27 AND length(expires_at) = 27", name=op.f("quotes_instants_check")),
        sqlite_strict=True,
    )
    op.create_table(
        "supplies",
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("taken", AMOUNT, nullable=False),
        sa.PrimaryKeyConstraint("program_id", "name", name="supplies_pk"),
        sa.CheckConstraint("taken >= 0", name=op.f("supplies_taken_check")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("supplies")
    op.drop_table("quotes")
    op.drop_table("holds")
    op.drop_column("vouchers", "held_by")
    op.drop_column("purchases", "discounts")
    op.drop_column("purchases", "paid_with")
