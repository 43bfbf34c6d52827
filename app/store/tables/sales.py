"""The tables of the report of sales: sums by store and local hour, how far they reach, and corrections to them."""

from sqlalchemy import PrimaryKeyConstraint, Table

from app.store.tables.columns import AMOUNT, NAME, NUMBER, days, instants, metadata, one_of, optional, required

sales_hours = Table(
    "sales_hours",
    metadata,
    required("program_id", NAME),
    required("day", NAME),
    required("hour", NUMBER),
    required("store", NAME),
    required("sales", AMOUNT),
    required("net", AMOUNT),
    required("voids", AMOUNT),
    required("returned", AMOUNT),
    required("member_sales", AMOUNT),
    required("member_net", AMOUNT),
    PrimaryKeyConstraint("program_id", "day", "hour", "store"),
    days("day"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

sales_corrections = Table(
    "sales_corrections",
    metadata,
    required("correction_id", NAME),
    required("program_id", NAME),
    required("occurred_at", NAME),
    required("business_date", NAME),
    optional("store"),
    required("returned", AMOUNT),
    required("member_sales", AMOUNT),
    required("member_net", AMOUNT),
    PrimaryKeyConstraint("correction_id"),
    instants("occurred_at"),
    days("business_date"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

sales_reached = Table(
    "sales_reached",
    metadata,
    required("kind", NAME),
    required("reached", NAME),
    PrimaryKeyConstraint("kind"),
    one_of("kind", "purchases", "returns"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
