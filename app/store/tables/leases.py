"""The table of leases: which process does a work that one does at a time."""

from sqlalchemy import (
    PrimaryKeyConstraint,
    Table,
)

from app.store.tables.columns import NAME, instants, metadata, required

leases = Table(
    "leases",
    metadata,
    required("name", NAME),
    required("holder", NAME),
    required("until", NAME),
    PrimaryKeyConstraint("name"),
    instants("until"),
    sqlite_strict=True,
)
