"""Contact lists, and the contacts of those chosen."""

import sqlalchemy as sa
from alembic import op

revision = "2027_01_02_contact_lists"
down_revision = "2027_01_01_backfills"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
AMOUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COUNTS = ("examined", "chosen", "no_consent", "suppressed", "capped", "no_address", "held_out", "unknown")
LISTED = sa.text("list_id IS NOT NULL")
RUNNING = sa.text("status = 'running'")


def upgrade() -> None:
    """Add the table, and the column of the contacts."""
    op.create_table(
        "contact_lists",
        sa.Column("list_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("external_id", NAME, nullable=False),
        sa.Column("fingerprint", NAME, nullable=False),
        sa.Column("created_at", NAME, nullable=False),
        sa.Column("created_by", NAME, nullable=True),
        sa.Column("purpose", NAME, nullable=False),
        sa.Column("channel", NAME, nullable=False),
        sa.Column("topic", NAME, nullable=True),
        sa.Column("members", sa.Text(), nullable=False),
        sa.Column("occasion", NAME, nullable=True),
        sa.Column("occasion_on", NAME, nullable=True),
        sa.Column("most", AMOUNT, nullable=True),
        sa.Column("status", NAME, nullable=False),
        sa.Column("wanted", AMOUNT, nullable=False),
        sa.Column("reached", NAME, nullable=False),
        *(sa.Column(name, AMOUNT, nullable=False) for name in COUNTS),
        sa.PrimaryKeyConstraint("list_id", name="contact_lists_pk"),
        sa.UniqueConstraint("program_id", "external_id", name="contact_lists_program_id_external_id_unique"),
        sa.CheckConstraint(
            "channel IN ('email', 'sms', 'phone', 'post', 'push')", name=op.f("contact_lists_channel_check")
        ),
        sa.CheckConstraint("status IN ('running', 'done')", name=op.f("contact_lists_status_check")),
        sa.CheckConstraint("length(created_at) = 27", name=op.f("contact_lists_instants_check")),
        sa.CheckConstraint("length(occasion_on) = 10", name=op.f("contact_lists_days_check")),
        sqlite_strict=True,
    )
    op.create_index(
        "contact_lists_running", "contact_lists", ["list_id"], postgresql_where=RUNNING, sqlite_where=RUNNING
    )
    op.add_column("contacts", sa.Column("list_id", NAME, nullable=True))
    op.create_index(
        "contacts_of_lists",
        "contacts",
        ["list_id", "member_id"],
        postgresql_where=LISTED,
        sqlite_where=LISTED,
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_index("contacts_of_lists", "contacts")
    op.drop_column("contacts", "list_id")
    op.drop_table("contact_lists")
