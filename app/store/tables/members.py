"""The tables of members, their profiles and identifiers, and the words by which they are found."""

from sqlalchemy import (
    Column,
    Index,
    PrimaryKeyConstraint,
    Table,
    text,
)

from app.store.tables.columns import AMOUNT, NAME, TEXT, days, instants, metadata, not_negative, optional, required

members = Table(
    "members",
    metadata,
    required("member_id", NAME),
    required("program_id", NAME),
    optional("external_id"),
    optional("joined_on"),
    required("created_at", NAME),
    required("changed_at", NAME),
    required("version", AMOUNT),
    optional("tier"),
    required("points", AMOUNT),
    optional("points_expire_on"),
    # The default makes something due for members that no version has counted yet, so that the sweep visits each once.
    Column("next_due_at", NAME, nullable=True, server_default="2000-01-01T00:00:00.000000Z"),
    optional("erased_at"),
    required("state", TEXT),
    PrimaryKeyConstraint("member_id"),
    Index("members_by_program", "program_id", "member_id"),
    Index("members_by_change", "program_id", "changed_at", "member_id"),
    Index(
        "members_by_expiry",
        "program_id",
        "points_expire_on",
        "member_id",
        postgresql_where=text("points_expire_on IS NOT NULL"),
        sqlite_where=text("points_expire_on IS NOT NULL"),
    ),
    Index(
        "members_by_next_due",
        "program_id",
        "next_due_at",
        "member_id",
        postgresql_where=text("next_due_at IS NOT NULL"),
        sqlite_where=text("next_due_at IS NOT NULL"),
    ),
    not_negative("version"),
    instants("created_at", "changed_at", "erased_at"),
    days("joined_on", "points_expire_on"),
    sqlite_strict=True,
)


profiles = Table(
    "profiles",
    metadata,
    required("member_id", NAME),
    required("program_id", NAME),
    optional("name", TEXT),
    optional("email"),
    optional("phone"),
    optional("birth_date"),
    required("consents", TEXT),
    required("metadata", TEXT),
    PrimaryKeyConstraint("member_id"),
    days("birth_date"),
    sqlite_strict=True,
)


identifiers = Table(
    "identifiers",
    metadata,
    required("program_id", NAME),
    required("kind", NAME),
    required("value", NAME),
    required("member_id", NAME),
    PrimaryKeyConstraint("program_id", "kind", "value"),
    Index("identifiers_by_member", "member_id"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

member_words = Table(
    "member_words",
    metadata,
    required("program_id", NAME),
    required("word", NAME),
    required("member_id", NAME),
    PrimaryKeyConstraint("program_id", "word", "member_id"),
    Index("member_words_by_member", "member_id"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
