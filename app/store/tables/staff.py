"""The tables of staff."""

from sqlalchemy import Column, ForeignKey, Index, PrimaryKeyConstraint, Table, UniqueConstraint

from app.store.tables.columns import FLAG, NAME, TEXT, days, flag, instants, metadata, one_of, optional, required

staff = Table(
    "staff",
    metadata,
    required("staff_id", NAME),
    Column("program_id", NAME, ForeignKey("programs.program_id"), nullable=False),
    optional("external_id"),
    required("name", TEXT),
    required("name_key", NAME),
    optional("email"),
    required("role", NAME),
    optional("manager_id"),
    optional("store"),
    required("active", FLAG),
    optional("deputy_id"),
    optional("away_until"),
    required("created_at", NAME),
    PrimaryKeyConstraint("staff_id"),
    UniqueConstraint("program_id", "name_key"),
    UniqueConstraint("program_id", "external_id"),
    UniqueConstraint("program_id", "email"),
    Index("staff_by_program", "program_id", "staff_id"),
    one_of("role", "admin", "manager", "representative", "auditor", "operator"),
    flag("active"),
    instants("created_at"),
    days("away_until"),
    sqlite_strict=True,
)

member_owners = Table(
    "member_owners",
    metadata,
    required("member_id", NAME),
    required("program_id", NAME),
    required("staff_id", NAME),
    required("since", NAME),
    PrimaryKeyConstraint("member_id"),
    Index("member_owners_by_staff", "program_id", "staff_id", "member_id"),
    instants("since"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
