"""Staff, the person of a key, and who did what in the audit log."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_05_staff"
down_revision = "2026_12_04_segments"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
AMOUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLAG = sa.SmallInteger().with_variant(sa.Integer(), "sqlite")
ROLES_BEFORE = ("admin", "pos", "ecommerce", "email", "partner", "auditor")
ROLES = (*ROLES_BEFORE, "representative", "manager", "operator")
OPTIONAL = ("name", "made_by", "makers_limits", "last_used_at", "members_of")
CHECK = "api_keys_role_check"


def upgrade() -> None:
    """Add the table and the columns; allow the new roles of keys."""
    op.create_table(
        "staff",
        sa.Column("staff_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("external_id", NAME, nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", NAME, nullable=False),
        sa.Column("email", NAME, nullable=True),
        sa.Column("role", NAME, nullable=False),
        sa.Column("manager_id", NAME, nullable=True),
        sa.Column("store", NAME, nullable=True),
        sa.Column("active", FLAG, nullable=False),
        sa.Column("deputy_id", NAME, nullable=True),
        sa.Column("away_until", NAME, nullable=True),
        sa.Column("created_at", NAME, nullable=False),
        sa.PrimaryKeyConstraint("staff_id", name="staff_pk"),
        sa.ForeignKeyConstraint(["program_id"], ["programs.program_id"], name="staff_program_id_fk"),
        sa.UniqueConstraint("program_id", "name_key", name="staff_program_id_name_key_unique"),
        sa.UniqueConstraint("program_id", "external_id", name="staff_program_id_external_id_unique"),
        sa.UniqueConstraint("program_id", "email", name="staff_program_id_email_unique"),
        sa.CheckConstraint(
            "role IN ('admin', 'manager', 'representative', 'auditor', 'operator')", name=op.f("staff_role_check")
        ),
        sa.CheckConstraint("active IN (0, 1)", name=op.f("staff_active_check")),
        sa.CheckConstraint("length(created_at) = 27", name=op.f("staff_instants_check")),
        sa.CheckConstraint("length(away_until) = 10", name=op.f("staff_days_check")),
        sqlite_strict=True,
    )
    op.create_index("staff_by_program", "staff", ["program_id", "staff_id"])
    op.add_column("audit", sa.Column("staff_id", NAME, nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        _make_anew(ROLES, (*OPTIONAL, "staff_id"), OPTIONAL)
    else:
        op.add_column("api_keys", sa.Column("staff_id", NAME, nullable=True))
        _allow(ROLES)
    # Erasing and merging had the scope members:write.
    op.execute(
        'UPDATE api_keys SET scopes = replace(scopes, \'"members:write"\', \'"members:erase", "members:write"\') '
        "WHERE role = 'partner'"
    )


def downgrade() -> None:
    """Drop them, and the keys of the new roles."""
    op.execute("UPDATE api_keys SET scopes = replace(scopes, '\"members:erase\", ', '') WHERE role = 'partner'")
    op.execute("DELETE FROM api_keys WHERE role IN ('representative', 'manager', 'operator')")
    if op.get_bind().dialect.name == "sqlite":
        _make_anew(ROLES_BEFORE, OPTIONAL, OPTIONAL)
    else:
        _allow(ROLES_BEFORE)
        op.drop_column("api_keys", "staff_id")
    op.drop_column("audit", "staff_id")
    op.drop_table("staff")


def _listed(roles: tuple[str, ...]) -> str:
    return "role IN (" + ", ".join(f"'{role}'" for role in roles) + ")"


def _allow(roles: tuple[str, ...]) -> None:
    op.drop_constraint(op.f(CHECK), "api_keys", type_="check")
    op.create_check_constraint(op.f(CHECK), "api_keys", _listed(roles))


def _make_anew(roles: tuple[str, ...], columns: tuple[str, ...], kept: tuple[str, ...]) -> None:
    """SQLite cannot alter a check: make the table again, and move the rows."""
    op.drop_index("api_keys_by_program", "api_keys")
    op.rename_table("api_keys", "api_keys_before")
    fixed = [
        sa.Column("key_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("role", NAME, nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("store", NAME, nullable=True),
        sa.Column("secret_hash", NAME, nullable=False),
        sa.Column("created_at", NAME, nullable=False),
        sa.Column("expires_at", NAME, nullable=True),
        sa.Column("revoked_at", NAME, nullable=True),
        sa.Column("requests_per_second", sa.Integer(), nullable=True),
        sa.Column("points_per_day", AMOUNT, nullable=True),
        sa.Column("credit_per_day", AMOUNT, nullable=True),
    ]
    op.create_table(
        "api_keys",
        *fixed,
        *(sa.Column(name, NAME, nullable=True) for name in columns),
        sa.PrimaryKeyConstraint("key_id", name="api_keys_pk"),
        sa.CheckConstraint(
            "length(created_at) = 27 AND length(expires_at) = 27 AND length(revoked_at) = 27",
            name=op.f("api_keys_instants_check"),
        ),
        sa.CheckConstraint(_listed(roles), name=op.f(CHECK)),
        sa.ForeignKeyConstraint(["program_id"], ["programs.program_id"], name="api_keys_program_id_fk"),
        sa.UniqueConstraint("secret_hash", name="api_keys_secret_hash_unique"),
        sqlite_strict=True,
    )
    names = ", ".join((*(column.name for column in fixed), *kept))
    op.execute(f"INSERT INTO api_keys ({names}) SELECT {names} FROM api_keys_before")
    op.drop_table("api_keys_before")
    op.create_index("api_keys_by_program", "api_keys", ["program_id", "key_id"])
