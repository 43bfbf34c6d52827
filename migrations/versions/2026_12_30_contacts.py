"""Contacts with members."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_30_contacts"
down_revision = "2026_12_29_notices"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "contacts",
        sa.Column("member_id", NAME, nullable=False),
        sa.Column("contact_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("external_id", NAME, nullable=False),
        sa.Column("fingerprint", NAME, nullable=False),
        sa.Column("channel", NAME, nullable=False),
        sa.Column("direction", NAME, nullable=False),
        sa.Column("purpose", NAME, nullable=True),
        sa.Column("topic", NAME, nullable=True),
        sa.Column("outcome", NAME, nullable=False),
        sa.Column("at", NAME, nullable=False),
        sa.Column("created_by", NAME, nullable=True),
        sa.Column("recorded_at", NAME, nullable=False),
        sa.PrimaryKeyConstraint("member_id", "contact_id", name="contacts_pk"),
        sa.UniqueConstraint("program_id", "external_id", name="contacts_program_id_external_id_unique"),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("contacts_direction_check")),
        sa.CheckConstraint(
            "outcome IN ('sent', 'spoken', 'no_answer', 'bounced', 'complained')",
            name=op.f("contacts_outcome_check"),
        ),
        sa.CheckConstraint("length(at) = 27 AND length(recorded_at) = 27", name=op.f("contacts_instants_check")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("contacts")
