"""The tables of connectors: shop systems, the messages that came from them, and their orders as far as known."""

from sqlalchemy import Column, Index, PrimaryKeyConstraint, Table, UniqueConstraint, text

from app.store.tables.tables import AMOUNT, NAME, TEXT, instants, metadata, not_negative, one_of, optional, required

_due = text("next_at IS NOT NULL")

connectors = Table(
    "connectors",
    metadata,
    required("connector_id", NAME),
    required("program_id", NAME),
    required("name", NAME),
    required("kind", NAME),
    required("settings", TEXT),
    required("signing", TEXT),
    optional("api", TEXT),
    required("status", NAME),
    required("created_at", NAME),
    Column("published", AMOUNT, nullable=False, server_default="0"),
    PrimaryKeyConstraint("connector_id"),
    UniqueConstraint("program_id", "name"),
    one_of("status", "active", "paused", "deleted"),
    instants("created_at"),
    sqlite_strict=True,
)

deliveries = Table(
    "deliveries",
    metadata,
    required("delivery_id", NAME),
    required("program_id", NAME),
    required("connector_id", NAME),
    required("topic", NAME),
    required("source_id", NAME),
    optional("order_id"),
    required("received_at", NAME),
    required("times", AMOUNT),
    required("status", NAME),
    optional("code"),
    optional("detail", TEXT),
    optional("pointer", TEXT),
    required("attempts", AMOUNT),
    optional("next_at"),
    required("payload", TEXT),
    optional("first_payload", TEXT),
    optional("repaired_by"),
    optional("repaired_at"),
    required("result", TEXT),
    PrimaryKeyConstraint("delivery_id"),
    UniqueConstraint("connector_id", "source_id"),
    Index("deliveries_of_program", "program_id", "delivery_id"),
    Index("deliveries_of_order", "connector_id", "order_id"),
    Index("deliveries_due", "connector_id", "delivery_id", postgresql_where=_due, sqlite_where=_due),
    one_of("status", "received", "done", "ignored", "waiting", "failed", "dismissed"),
    not_negative("attempts"),
    instants("received_at", "next_at", "repaired_at"),
    sqlite_strict=True,
)

shop_orders = Table(
    "shop_orders",
    metadata,
    required("connector_id", NAME),
    required("order_id", NAME),
    required("program_id", NAME),
    optional("member_id"),
    optional("customer"),
    required("known", TEXT),
    required("changed_at", NAME),
    PrimaryKeyConstraint("connector_id", "order_id"),
    Index("shop_orders_by_member", "member_id"),
    Index("shop_orders_by_customer", "connector_id", "customer"),
    instants("changed_at"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
