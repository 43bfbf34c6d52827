"""Signing in of staff: passwords, invitations, sessions, and failed attempts."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_07_sign_in"
down_revision = "2026_12_06_owners"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "staff_passwords",
        sa.Column("staff_id", NAME, nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("set_at", NAME, nullable=False),
        sa.PrimaryKeyConstraint("staff_id", name="staff_passwords_pk"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.staff_id"], name="staff_passwords_staff_id_fk"),
        sa.CheckConstraint("length(set_at) = 27", name=op.f("staff_passwords_instants_check")),
        sqlite_strict=True,
    )
    op.create_table(
        "staff_invitations",
        sa.Column("token_hash", NAME, nullable=False),
        sa.Column("staff_id", NAME, nullable=False),
        sa.Column("ends_at", NAME, nullable=False),
        sa.Column("used_at", NAME, nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name="staff_invitations_pk"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.staff_id"], name="staff_invitations_staff_id_fk"),
        sa.CheckConstraint(
            "length(ends_at) = 27 AND length(used_at) = 27", name=op.f("staff_invitations_instants_check")
        ),
        sqlite_strict=True,
    )
    op.create_index("staff_invitations_by_staff", "staff_invitations", ["staff_id"])
    op.create_table(
        "staff_sessions",
        sa.Column("token_hash", NAME, nullable=False),
        sa.Column("staff_id", NAME, nullable=False),
        sa.Column("role", NAME, nullable=False),
        sa.Column("began_at", NAME, nullable=False),
        sa.Column("used_at", NAME, nullable=False),
        sa.Column("ends_at", NAME, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="staff_sessions_pk"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.staff_id"], name="staff_sessions_staff_id_fk"),
        sa.CheckConstraint(
            "length(began_at) = 27 AND length(used_at) = 27 AND length(ends_at) = 27",
            name=op.f("staff_sessions_instants_check"),
        ),
        sqlite_strict=True,
    )
    op.create_index("staff_sessions_by_staff", "staff_sessions", ["staff_id"])
    op.create_table(
        "failed_sign_ins",
        sa.Column("attempt_id", NAME, nullable=False),
        sa.Column("place", NAME, nullable=False),
        sa.Column("failed_at", NAME, nullable=False),
        sa.PrimaryKeyConstraint("attempt_id", "place", name="failed_sign_ins_pk"),
        sa.CheckConstraint("length(failed_at) = 27", name=op.f("failed_sign_ins_instants_check")),
        sqlite_strict=True,
    )
    op.create_index("failed_sign_ins_by_place", "failed_sign_ins", ["place", "failed_at"])
    op.create_index("failed_sign_ins_by_time", "failed_sign_ins", ["failed_at"])


def downgrade() -> None:
    """Drop them."""
    for table in ("failed_sign_ins", "staff_sessions", "staff_invitations", "staff_passwords"):
        op.drop_table(table)
