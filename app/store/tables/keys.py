"""The tables of keys, what each did in a day, the members it knows, and the audit."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)

from app.store.tables.columns import AMOUNT, NAME, NUMBER, TEXT, days, instants, metadata, one_of, optional, required

api_keys = Table(
    "api_keys",
    metadata,
    required("key_id", NAME),
    Column("program_id", NAME, ForeignKey("programs.program_id"), nullable=False),
    required("role", NAME),
    required("scopes", TEXT),
    optional("store"),
    required("secret_hash", NAME),
    required("created_at", NAME),
    optional("expires_at"),
    optional("revoked_at"),
    optional("requests_per_second", NUMBER),
    optional("points_per_day", AMOUNT),
    optional("credit_per_day", AMOUNT),
    optional("name"),
    optional("made_by"),
    optional("makers_limits"),
    optional("last_used_at"),
    optional("members_of"),
    optional("staff_id"),
    PrimaryKeyConstraint("key_id"),
    UniqueConstraint("secret_hash"),
    Index("api_keys_by_program", "program_id", "key_id"),
    one_of(
        "role",
        "admin",
        "pos",
        "ecommerce",
        "email",
        "partner",
        "auditor",
        "representative",
        "manager",
        "operator",
    ),
    instants("created_at", "expires_at", "revoked_at"),
    sqlite_strict=True,
)


key_days = Table(
    "key_days",
    metadata,
    required("key_id", NAME),
    required("day", NAME),
    required("points_issued", AMOUNT),
    required("points_taken", AMOUNT),
    required("credit_issued", AMOUNT),
    required("credit_taken", AMOUNT),
    PrimaryKeyConstraint("key_id", "day"),
    days("day"),
    sqlite_strict=True,
)


key_members = Table(
    "key_members",
    metadata,
    required("key_id", NAME),
    required("member_id", NAME),
    required("added_at", NAME),
    PrimaryKeyConstraint("key_id", "member_id"),
    Index("key_members_by_member", "member_id"),
    instants("added_at"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)


audit = Table(
    "audit",
    metadata,
    required("audit_id", NAME),
    required("program_id", NAME),
    required("at", NAME),
    optional("key_id"),
    required("act", NAME),
    required("object_id", NAME),
    required("detail", TEXT),
    optional("staff_id"),
    PrimaryKeyConstraint("audit_id"),
    Index("audit_by_program", "program_id", "audit_id"),
    Index("audit_by_object", "object_id"),
    instants("at"),
    sqlite_strict=True,
)
