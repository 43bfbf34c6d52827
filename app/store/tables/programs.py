"""The tables of programmes, their versions and drafts (at most one for each programme)."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)

from app.store.tables.columns import FLAG, NAME, NUMBER, TEXT, flag, instants, metadata, optional, required

programs = Table(
    "programs",
    metadata,
    required("program_id", NAME),
    required("slug", NAME),
    required("test", FLAG),
    optional("clock"),
    required("version", NUMBER),
    required("created_at", NAME),
    PrimaryKeyConstraint("program_id"),
    UniqueConstraint("slug"),
    flag("test"),
    CheckConstraint("version >= 1", name="version"),
    CheckConstraint("clock IS NULL OR test = 1", name="clock"),
    instants("created_at", "clock"),
    sqlite_strict=True,
)

program_versions = Table(
    "program_versions",
    metadata,
    Column("program_id", NAME, ForeignKey("programs.program_id"), nullable=False),
    required("version", NUMBER),
    required("document", TEXT),
    required("published_at", NAME),
    PrimaryKeyConstraint("program_id", "version"),
    CheckConstraint("version >= 1", name="version"),
    instants("published_at"),
    sqlite_strict=True,
)

program_drafts = Table(
    "program_drafts",
    metadata,
    required("program_id", NAME),
    required("revision", NUMBER),
    optional("document", TEXT),
    required("base_version", NUMBER),
    optional("key_id"),
    optional("staff_id"),
    required("changed_at", NAME),
    PrimaryKeyConstraint("program_id"),
    CheckConstraint("revision >= 1", name="revision"),
    instants("changed_at"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
