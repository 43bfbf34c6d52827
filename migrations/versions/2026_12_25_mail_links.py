"""The links in mails: what they are signed with, and which pictures were renewed."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_25_mail_links"
down_revision = "2026_12_12_page_links"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "link_secrets",
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("secret", NAME, nullable=False),
        sa.PrimaryKeyConstraint("program_id", name="link_secrets_pk"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "picture_links",
        sa.Column("member_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", name="picture_links_pk"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("picture_links")
    op.drop_table("link_secrets")
