"""The codes of vouchers have a table of their own, which keeps them unique wherever the vouchers are stored."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_31_voucher_codes"
down_revision = "2026_12_30_contacts"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
UNIQUE = "vouchers_program_id_code_unique"
COLUMNS = (
    "member_id, voucher_id, program_id, code, reward, source, amount, status, program_version, issued_by, issued_at, "
    "expires_on, revoked_by, used_by, held_by"
)


def upgrade() -> None:
    """Move the rule that a code is unique to a table of codes."""
    op.create_table(
        "voucher_codes",
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("code", NAME, nullable=False),
        sa.Column("member_id", NAME, nullable=False),
        sa.PrimaryKeyConstraint("program_id", "code", name="voucher_codes_pk"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("voucher_codes_by_member", "voucher_codes", ["member_id"])
    op.execute("INSERT INTO voucher_codes SELECT program_id, code, member_id FROM vouchers")
    if op.get_bind().dialect.name == "sqlite":
        _make_again(unique=False)
    else:
        op.drop_constraint(UNIQUE, "vouchers", type_="unique")


def downgrade() -> None:
    """Move it back."""
    if op.get_bind().dialect.name == "sqlite":
        _make_again(unique=True)
    else:
        op.create_unique_constraint(UNIQUE, "vouchers", ["program_id", "code"])
    op.drop_table("voucher_codes")


def _make_again(*, unique: bool) -> None:
    """SQLite cannot drop a constraint, so its table is copied."""
    op.rename_table("vouchers", "vouchers_before")
    op.create_table(
        "vouchers",
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("voucher_id", sa.Text(), nullable=False),
        sa.Column("program_id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("reward", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("program_version", sa.Integer(), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Text(), nullable=True),
        sa.Column("revoked_by", sa.Text(), nullable=True),
        sa.Column("used_by", sa.Text(), nullable=True),
        sa.Column("held_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("member_id", "voucher_id", name="vouchers_pk"),
        sa.CheckConstraint("length(expires_on) = 10", name=op.f("vouchers_days_check")),
        sa.CheckConstraint("length(issued_at) = 27", name=op.f("vouchers_instants_check")),
        sa.CheckConstraint(
            "status IN ('usable', 'held', 'used', 'expired', 'revoked')", name=op.f("vouchers_status_check")
        ),
        *([sa.UniqueConstraint("program_id", "code", name=UNIQUE)] if unique else []),
        sqlite_strict=True,
    )
    op.execute(f"INSERT INTO vouchers ({COLUMNS}) SELECT {COLUMNS} FROM vouchers_before")
    op.drop_table("vouchers_before")
