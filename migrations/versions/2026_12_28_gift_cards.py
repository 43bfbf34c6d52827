"""Gift cards with a balance."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_28_gift_cards"
down_revision = "2026_12_17_webhooks"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
AMOUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "gift_cards",
        sa.Column("card_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("external_id", NAME, nullable=True),
        sa.Column("code", NAME, nullable=False),
        sa.Column("status", NAME, nullable=False),
        sa.Column("balance", AMOUNT, nullable=False),
        sa.Column("held", AMOUNT, nullable=False),
        sa.Column("issued", AMOUNT, nullable=False),
        sa.Column("issued_at", NAME, nullable=False),
        sa.Column("expires_on", NAME, nullable=True),
        sa.Column("member_id", NAME, nullable=True),
        sa.Column("replaced_by", NAME, nullable=True),
        sa.Column("program_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("card_id", name="gift_cards_pk"),
        sa.UniqueConstraint("program_id", "code", name="gift_cards_program_id_code_unique"),
        sa.CheckConstraint(
            "status IN ('active', 'blocked', 'expired', 'voided', 'replaced')", name=op.f("gift_cards_status_check")
        ),
        sa.CheckConstraint("balance >= 0", name=op.f("gift_cards_balance_check")),
        sa.CheckConstraint("held >= 0", name=op.f("gift_cards_held_check")),
        sa.CheckConstraint("length(issued_at) = 27", name=op.f("gift_cards_instants_check")),
        sa.CheckConstraint("length(expires_on) = 10", name=op.f("gift_cards_days_check")),
        sqlite_strict=True,
    )
    op.create_index("gift_cards_by_program", "gift_cards", ["program_id", "card_id"])
    op.create_index(
        "gift_cards_by_member",
        "gift_cards",
        ["member_id"],
        postgresql_where=sa.text("member_id IS NOT NULL"),
        sqlite_where=sa.text("member_id IS NOT NULL"),
    )
    op.create_index(
        "gift_cards_by_expiry",
        "gift_cards",
        ["program_id", "expires_on"],
        postgresql_where=sa.text("status IN ('active', 'blocked') AND expires_on IS NOT NULL"),
        sqlite_where=sa.text("status IN ('active', 'blocked') AND expires_on IS NOT NULL"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("gift_cards")
