"""The table in which members are searched."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table

from app.store.tables.columns import NAME, metadata, required

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
