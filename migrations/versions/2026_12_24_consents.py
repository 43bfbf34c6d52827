"""Consents of members, and addresses that want nothing."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_24_consents"
down_revision = "2026_12_11_notes"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
FLAG = sa.SmallInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "consents",
        sa.Column("member_id", NAME, nullable=False),
        sa.Column("consent_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("external_id", NAME, nullable=True),
        sa.Column("fingerprint", NAME, nullable=True),
        sa.Column("purpose", NAME, nullable=False),
        sa.Column("channel", NAME, nullable=True),
        sa.Column("given", FLAG, nullable=False),
        sa.Column("basis", NAME, nullable=False),
        sa.Column("at", NAME, nullable=False),
        sa.Column("how", NAME, nullable=False),
        sa.Column("text_version", NAME, nullable=True),
        sa.Column("shown_as", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("confirmed", FLAG, nullable=False),
        sa.Column("created_by", NAME, nullable=True),
        sa.Column("recorded_at", NAME, nullable=False),
        sa.PrimaryKeyConstraint("member_id", "consent_id", name="consents_pk"),
        sa.UniqueConstraint("program_id", "external_id", name="consents_program_id_external_id_unique"),
        sa.CheckConstraint("given IN (0, 1)", name=op.f("consents_given_check")),
        sa.CheckConstraint("confirmed IN (0, 1)", name=op.f("consents_confirmed_check")),
        sa.CheckConstraint("basis IN ('consent', 'soft_opt_in', 'contract')", name=op.f("consents_basis_check")),
        sa.CheckConstraint(
            "how IN ('web', 'paper', 'phone', 'till', 'import', 'platform')", name=op.f("consents_how_check")
        ),
        sa.CheckConstraint("length(at) = 27 AND length(recorded_at) = 27", name=op.f("consents_instants_check")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    honours = sa.text("purpose = 'honours'")
    op.create_index(
        "consents_honours", "consents", ["program_id", "member_id"], postgresql_where=honours, sqlite_where=honours
    )
    op.create_table(
        "suppressions",
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("channel", NAME, nullable=False),
        sa.Column("mark", NAME, nullable=False),
        sa.Column("purpose", NAME, nullable=False),
        sa.Column("reason", NAME, nullable=False),
        sa.Column("at", NAME, nullable=False),
        sa.PrimaryKeyConstraint("program_id", "channel", "mark", "purpose", name="suppressions_pk"),
        sa.CheckConstraint("channel IN ('email', 'sms', 'phone')", name=op.f("suppressions_channel_check")),
        sa.CheckConstraint(
            "reason IN ('withdrawn', 'complained', 'bounced', 'asked')", name=op.f("suppressions_reason_check")
        ),
        sa.CheckConstraint("length(at) = 27", name=op.f("suppressions_instants_check")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("suppressions")
    op.drop_table("consents")
