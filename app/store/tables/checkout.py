"""The tables of checkouts: holds, quotes, and shared limits."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table

from app.store.tables.columns import (
    AMOUNT,
    NAME,
    NUMBER,
    TEXT,
    instants,
    metadata,
    not_negative,
    one_of,
    optional,
    required,
)

holds = Table(
    "holds",
    metadata,
    required("member_id", NAME),
    required("hold_id", NAME),
    required("program_id", NAME),
    optional("external_id"),
    required("status", NAME),
    required("created_at", NAME),
    required("expires_at", NAME),
    required("points", AMOUNT),
    required("credit", AMOUNT),
    required("vouchers", TEXT),
    optional("quote_id"),
    required("content", TEXT),
    optional("ended_at"),
    optional("captured_by"),
    required("after", TEXT),
    PrimaryKeyConstraint("member_id", "hold_id"),
    Index("holds_by_id", "hold_id"),
    one_of("status", "active", "captured", "released", "expired"),
    not_negative("points"),
    not_negative("credit"),
    instants("created_at", "expires_at", "ended_at"),
    sqlite_strict=True,
)

quotes = Table(
    "quotes",
    metadata,
    required("quote_id", NAME),
    required("program_id", NAME),
    optional("member_id"),
    required("created_at", NAME),
    required("expires_at", NAME),
    required("program_version", NUMBER),
    required("basket", TEXT),
    required("lines", TEXT),
    required("discounts", TEXT),
    required("paid_with", TEXT),
    required("earns", TEXT),
    required("answer", TEXT),
    optional("booked_by"),
    optional("terms", TEXT),
    optional("held_by"),
    PrimaryKeyConstraint("quote_id"),
    instants("created_at", "expires_at"),
    sqlite_strict=True,
)

supplies = Table(
    "supplies",
    metadata,
    required("program_id", NAME),
    required("name", NAME),
    required("taken", AMOUNT),
    PrimaryKeyConstraint("program_id", "name"),
    not_negative("taken"),
    sqlite_strict=True,
)
