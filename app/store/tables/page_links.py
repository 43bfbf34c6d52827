"""The table of links to customers' own pages. Tokens are stored as HMAC."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table

from app.store.tables.columns import NAME, instants, metadata, required

page_links = Table(
    "page_links",
    metadata,
    required("token_hash", NAME),
    required("program_id", NAME),
    required("member_id", NAME),
    required("made_at", NAME),
    required("expires_at", NAME),
    PrimaryKeyConstraint("token_hash"),
    Index("page_links_by_member", "member_id"),
    instants("made_at", "expires_at"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
