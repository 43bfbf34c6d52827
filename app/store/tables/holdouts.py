"""The table of control group results."""

from sqlalchemy import PrimaryKeyConstraint, Table

from app.store.tables.columns import NAME, TEXT, days, instants, metadata, required

holdout_effects = Table(
    "holdout_effects",
    metadata,
    required("program_id", NAME),
    required("holdout_id", NAME),
    required("first_on", NAME),
    required("last_on", NAME),
    required("known_at", NAME),
    required("answer", TEXT),
    PrimaryKeyConstraint("program_id", "holdout_id", "first_on", "last_on"),
    instants("known_at"),
    days("first_on", "last_on"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
