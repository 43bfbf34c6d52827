"""The table of drafts: at most one for each programme."""

from sqlalchemy import CheckConstraint, PrimaryKeyConstraint, Table

from app.store.tables.columns import NAME, NUMBER, TEXT, instants, metadata, optional, required

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
