"""Notes of the staff about members."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_11_notes"
down_revision = "2026_12_10_history"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "notes",
        sa.Column("member_id", NAME, nullable=False),
        sa.Column("note_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("external_id", NAME, nullable=False),
        sa.Column("fingerprint", NAME, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_by", NAME, nullable=True),
        sa.Column("created_at", NAME, nullable=False),
        sa.PrimaryKeyConstraint("member_id", "note_id", name="notes_pk"),
        sa.UniqueConstraint("program_id", "external_id", name="notes_program_id_external_id_unique"),
        sa.CheckConstraint("length(created_at) = 27", name=op.f("notes_instants_check")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("notes")
