"""What checkout needs: what purchases were paid with besides money, quotes, and what there is only so much of."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_checkout"
down_revision = "2026_11_23_time"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
AMOUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the column and the table."""
    op.add_column("purchases", sa.Column("paid_with", sa.Text(), nullable=True))
    op.add_column("purchases", sa.Column("discounts", sa.Text(), nullable=True))
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
    """Take them away again."""
    op.drop_table("supplies")
    op.drop_table("quotes")
    op.drop_column("purchases", "discounts")
    op.drop_column("purchases", "paid_with")
