"""The tables of checkouts: holds, quotes, and shared limits."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table

from app.store.tables import tables
from app.store.tables.tables import AMOUNT, NAME, NUMBER, TEXT, metadata

holds = Table(
    "holds",
    metadata,
    tables.required("member_id", NAME),
    tables.required("hold_id", NAME),
    tables.required("program_id", NAME),
    tables.optional("external_id"),
    tables.required("status", NAME),
    tables.required("created_at", NAME),
    tables.required("expires_at", NAME),
    tables.required("points", AMOUNT),
    tables.required("credit", AMOUNT),
    tables.required("vouchers", TEXT),
    tables.optional("quote_id"),
    tables.required("content", TEXT),
    tables.optional("ended_at"),
    tables.optional("captured_by"),
    tables.required("after", TEXT),
    PrimaryKeyConstraint("member_id", "hold_id"),
    Index("holds_by_id", "hold_id"),
    tables.one_of("status", "active", "captured", "released", "expired"),
    tables.not_negative("points"),
    tables.not_negative("credit"),
    tables.instants("created_at", "expires_at", "ended_at"),
    sqlite_strict=True,
)

quotes = Table(
    "quotes",
    metadata,
    tables.required("quote_id", NAME),
    tables.required("program_id", NAME),
    tables.optional("member_id"),
    tables.required("created_at", NAME),
    tables.required("expires_at", NAME),
    tables.required("program_version", NUMBER),
    tables.required("basket", TEXT),
    tables.required("lines", TEXT),
    tables.required("discounts", TEXT),
    tables.required("paid_with", TEXT),
    tables.required("earns", TEXT),
    tables.required("answer", TEXT),
    tables.optional("booked_by"),
    tables.optional("terms", TEXT),
    tables.optional("held_by"),
    PrimaryKeyConstraint("quote_id"),
    tables.instants("created_at", "expires_at"),
    sqlite_strict=True,
)

supplies = Table(
    "supplies",
    metadata,
    tables.required("program_id", NAME),
    tables.required("name", NAME),
    tables.required("taken", AMOUNT),
    PrimaryKeyConstraint("program_id", "name"),
    tables.not_negative("taken"),
    sqlite_strict=True,
)
