"""Batches of vouchers, and partner codes."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_vouchers"
down_revision = "2026_11_27_campaigns"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
AMOUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "voucher_batches",
        sa.Column("batch_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("external_id", NAME, nullable=False),
        sa.Column("fingerprint", NAME, nullable=False),
        sa.Column("created_at", NAME, nullable=False),
        sa.Column("reward", NAME, nullable=False),
        sa.Column("valid_until", NAME, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("members", sa.Text(), nullable=False),
        sa.Column("status", NAME, nullable=False),
        sa.Column("wanted", AMOUNT, nullable=False),
        sa.Column("issued", AMOUNT, nullable=False),
        sa.Column("refused", AMOUNT, nullable=False),
        sa.Column("failed", sa.Text(), nullable=False),
        sa.Column("reached", NAME, nullable=False),
        sa.PrimaryKeyConstraint("batch_id", name="voucher_batches_pk"),
        sa.UniqueConstraint("program_id", "external_id", name="voucher_batches_program_id_external_id_unique"),
        sa.CheckConstraint("status IN ('running', 'done')", name=op.f("voucher_batches_status_check")),
        sa.CheckConstraint("length(created_at) = 27", name=op.f("voucher_batches_instants_check")),
        sa.CheckConstraint("length(valid_until) = 10", name=op.f("voucher_batches_days_check")),
        sqlite_strict=True,
    )
    op.create_index(
        "voucher_batches_running",
        "voucher_batches",
        ["batch_id"],
        postgresql_where=sa.text("status = 'running'"),
        sqlite_where=sa.text("status = 'running'"),
    )
    op.create_table(
        "partner_codes",
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("code", NAME, nullable=False),
        sa.Column("reward", NAME, nullable=False),
        sa.Column("expires_on", NAME, nullable=False),
        sa.Column("imported_at", NAME, nullable=False),
        sa.Column("voucher_id", NAME, nullable=True),
        sa.PrimaryKeyConstraint("program_id", "code", name="partner_codes_pk"),
        sa.CheckConstraint("length(imported_at) = 27", name=op.f("partner_codes_instants_check")),
        sa.CheckConstraint("length(expires_on) = 10", name=op.f("partner_codes_days_check")),
        sqlite_strict=True,
    )
    op.create_index(
        "partner_codes_unused",
        "partner_codes",
        ["program_id", "reward", "expires_on", "code"],
        postgresql_where=sa.text("voucher_id IS NULL"),
        sqlite_where=sa.text("voucher_id IS NULL"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("partner_codes")
    op.drop_table("voucher_batches")
