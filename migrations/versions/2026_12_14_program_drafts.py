"""The draft of each programme's next version."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_14_program_drafts"
down_revision = "2026_12_25_mail_links"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "program_drafts",
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("key_id", NAME, nullable=True),
        sa.Column("staff_id", NAME, nullable=True),
        sa.Column("changed_at", NAME, nullable=False),
        sa.PrimaryKeyConstraint("program_id", name="program_drafts_pk"),
        sa.CheckConstraint("revision >= 1", name=op.f("program_drafts_revision_check")),
        sa.CheckConstraint("length(changed_at) = 27", name=op.f("program_drafts_instants_check")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("program_drafts")
