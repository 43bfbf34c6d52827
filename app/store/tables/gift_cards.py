"""The table of gift cards; their entries are in the ledger."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint, text

from app.store.tables.columns import (
    AMOUNT,
    NAME,
    NUMBER,
    days,
    instants,
    metadata,
    not_negative,
    one_of,
    optional,
    required,
)

gift_cards = Table(
    "gift_cards",
    metadata,
    required("card_id", NAME),
    required("program_id", NAME),
    optional("external_id"),
    required("code", NAME),
    required("status", NAME),
    required("balance", AMOUNT),
    required("held", AMOUNT),
    required("issued", AMOUNT),
    required("issued_at", NAME),
    optional("expires_on"),
    optional("member_id"),
    optional("replaced_by"),
    required("program_version", NUMBER),
    PrimaryKeyConstraint("card_id"),
    UniqueConstraint("program_id", "code"),
    Index("gift_cards_by_program", "program_id", "card_id"),
    Index(
        "gift_cards_by_member",
        "member_id",
        postgresql_where=text("member_id IS NOT NULL"),
        sqlite_where=text("member_id IS NOT NULL"),
    ),
    Index(
        "gift_cards_by_expiry",
        "program_id",
        "expires_on",
        postgresql_where=text("status IN ('active', 'blocked') AND expires_on IS NOT NULL"),
        sqlite_where=text("status IN ('active', 'blocked') AND expires_on IS NOT NULL"),
    ),
    one_of("status", "active", "blocked", "expired", "voided", "replaced"),
    not_negative("balance"),
    not_negative("held"),
    instants("issued_at"),
    days("expires_on"),
    sqlite_strict=True,
)
