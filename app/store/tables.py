"""The tables. Each keeps one kind of record, whose fields are its columns in the same order.

Instants are text in one fixed form (27 characters, UTC), days ISO text, JSON is text, flags are 0 or 1. What
sorts is compared byte by byte on every database. Hot tables have no foreign key, trigger or sequence.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

NAME = Text().with_variant(Text(collation="C"), "postgresql")
TEXT = Text()
AMOUNT = BigInteger().with_variant(Integer(), "sqlite")
NUMBER = Integer()
FLAG = SmallInteger().with_variant(Integer(), "sqlite")

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pk",
        "fk": "%(table_name)s_%(column_0_N_name)s_fk",
        "uq": "%(table_name)s_%(column_0_N_name)s_unique",
        "ck": "%(table_name)s_%(constraint_name)s_check",
    }
)


def _required(name: str, kind: Any) -> Column[Any]:
    return Column(name, kind, nullable=False)


def _optional(name: str, kind: Any = NAME) -> Column[Any]:
    return Column(name, kind, nullable=True)


def _one_of(column: str, *values: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _flag(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN (0, 1)", name=column)


def _not_negative(column: str) -> CheckConstraint:
    return CheckConstraint(f"{column} >= 0", name=column)


def _instants(*columns: str) -> CheckConstraint:
    return CheckConstraint(" AND ".join(f"length({column}) = 27" for column in columns), name="instants")


def _days(*columns: str) -> CheckConstraint:
    return CheckConstraint(" AND ".join(f"length({column}) = 10" for column in columns), name="days")


programs = Table(
    "programs",
    metadata,
    _required("program_id", NAME),
    _required("slug", NAME),
    _required("test", FLAG),
    _optional("clock"),
    _required("version", NUMBER),
    _required("created_at", NAME),
    PrimaryKeyConstraint("program_id"),
    UniqueConstraint("slug"),
    _flag("test"),
    CheckConstraint("version >= 1", name="version"),
    CheckConstraint("clock IS NULL OR test = 1", name="clock"),
    _instants("created_at", "clock"),
    sqlite_strict=True,
)

program_versions = Table(
    "program_versions",
    metadata,
    Column("program_id", NAME, ForeignKey("programs.program_id"), nullable=False),
    _required("version", NUMBER),
    _required("document", TEXT),
    _required("published_at", NAME),
    PrimaryKeyConstraint("program_id", "version"),
    CheckConstraint("version >= 1", name="version"),
    _instants("published_at"),
    sqlite_strict=True,
)

api_keys = Table(
    "api_keys",
    metadata,
    _required("key_id", NAME),
    Column("program_id", NAME, ForeignKey("programs.program_id"), nullable=False),
    _required("role", NAME),
    _required("scopes", TEXT),
    _optional("store"),
    _required("secret_hash", NAME),
    _required("created_at", NAME),
    _optional("expires_at"),
    _optional("revoked_at"),
    _optional("requests_per_second", NUMBER),
    _optional("points_per_day", AMOUNT),
    _optional("credit_per_day", AMOUNT),
    PrimaryKeyConstraint("key_id"),
    UniqueConstraint("secret_hash"),
    Index("api_keys_by_program", "program_id", "key_id"),
    _one_of("role", "admin", "pos", "ecommerce", "email", "partner", "auditor"),
    _instants("created_at", "expires_at", "revoked_at"),
    sqlite_strict=True,
)

key_days = Table(
    "key_days",
    metadata,
    _required("key_id", NAME),
    _required("day", NAME),
    _required("points_issued", AMOUNT),
    _required("points_taken", AMOUNT),
    _required("credit_issued", AMOUNT),
    _required("credit_taken", AMOUNT),
    PrimaryKeyConstraint("key_id", "day"),
    _days("day"),
    sqlite_strict=True,
)

audit = Table(
    "audit",
    metadata,
    _required("audit_id", NAME),
    _required("program_id", NAME),
    _required("at", NAME),
    _optional("key_id"),
    _required("act", NAME),
    _required("object_id", NAME),
    _required("detail", TEXT),
    PrimaryKeyConstraint("audit_id"),
    Index("audit_by_program", "program_id", "audit_id"),
    _instants("at"),
    sqlite_strict=True,
)

members = Table(
    "members",
    metadata,
    _required("member_id", NAME),
    _required("program_id", NAME),
    _optional("external_id"),
    _optional("joined_on"),
    _required("created_at", NAME),
    _required("changed_at", NAME),
    _required("version", AMOUNT),
    _optional("tier"),
    _required("points", AMOUNT),
    _optional("points_expire_on"),
    # Of whom nothing is known yet something is due, so that time looks at everybody once.
    Column("next_due_at", NAME, nullable=True, server_default="2000-01-01T00:00:00.000000Z"),
    _optional("erased_at"),
    _required("state", TEXT),
    PrimaryKeyConstraint("member_id"),
    Index("members_by_program", "program_id", "member_id"),
    Index("members_by_change", "program_id", "changed_at", "member_id"),
    Index(
        "members_by_expiry",
        "program_id",
        "points_expire_on",
        "member_id",
        postgresql_where=text("points_expire_on IS NOT NULL"),
        sqlite_where=text("points_expire_on IS NOT NULL"),
    ),
    Index(
        "members_by_next_due",
        "program_id",
        "next_due_at",
        "member_id",
        postgresql_where=text("next_due_at IS NOT NULL"),
        sqlite_where=text("next_due_at IS NOT NULL"),
    ),
    _not_negative("version"),
    _instants("created_at", "changed_at", "erased_at"),
    _days("joined_on", "points_expire_on"),
    sqlite_strict=True,
)

profiles = Table(
    "profiles",
    metadata,
    _required("member_id", NAME),
    _required("program_id", NAME),
    _optional("name", TEXT),
    _optional("email"),
    _optional("phone"),
    _optional("birth_date"),
    _required("consents", TEXT),
    _required("metadata", TEXT),
    PrimaryKeyConstraint("member_id"),
    _days("birth_date"),
    sqlite_strict=True,
)

identifiers = Table(
    "identifiers",
    metadata,
    _required("program_id", NAME),
    _required("kind", NAME),
    _required("value", NAME),
    _required("member_id", NAME),
    PrimaryKeyConstraint("program_id", "kind", "value"),
    Index("identifiers_by_member", "member_id"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

receipts = Table(
    "receipts",
    metadata,
    _required("program_id", NAME),
    _required("kind", NAME),
    _required("name", NAME),
    _required("member_id", NAME),
    _required("object_id", NAME),
    _required("fingerprint", NAME),
    _optional("answer", TEXT),
    PrimaryKeyConstraint("program_id", "kind", "name"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

purchases = Table(
    "purchases",
    metadata,
    _required("member_id", NAME),
    _required("purchase_id", NAME),
    _required("program_id", NAME),
    _optional("external_id"),
    _required("guest", FLAG),
    _required("status", NAME),
    _required("occurred_at", NAME),
    _required("recorded_at", NAME),
    _required("business_date", NAME),
    _optional("store"),
    _optional("channel"),
    _required("net", AMOUNT),
    _required("discount", AMOUNT),
    _required("program_version", NUMBER),
    _required("multiplier", NAME),
    _required("lines", TEXT),
    _required("vouchers", TEXT),
    _required("shortfalls", TEXT),
    _required("metadata", TEXT),
    _required("after", TEXT),
    _optional("activated_on"),
    _optional("paid_with", TEXT),
    _optional("discounts", TEXT),
    Column("campaigns", TEXT, nullable=False, server_default="[]"),
    PrimaryKeyConstraint("member_id", "purchase_id"),
    # Not unique: what a guest left behind keeps its id beside the row of the member who claimed it.
    Index("purchases_by_id", "purchase_id"),
    Index("purchases_by_time", "program_id", "occurred_at", "purchase_id", "store"),
    _flag("guest"),
    _one_of("status", "recorded", "partly_returned", "returned", "voided", "claimed"),
    _not_negative("net"),
    _not_negative("discount"),
    _instants("occurred_at", "recorded_at"),
    _days("business_date"),
    sqlite_strict=True,
)

returns = Table(
    "returns",
    metadata,
    _required("member_id", NAME),
    _required("return_id", NAME),
    _required("program_id", NAME),
    _optional("external_id"),
    _required("kind", NAME),
    _optional("purchase_id"),
    _required("status", NAME),
    _required("occurred_at", NAME),
    _required("recorded_at", NAME),
    _required("business_date", NAME),
    _optional("store"),
    _required("returned_net", AMOUNT),
    _required("program_version", NUMBER),
    _required("lines", TEXT),
    _required("metadata", TEXT),
    _required("after", TEXT),
    PrimaryKeyConstraint("member_id", "return_id"),
    Index("returns_by_id", "return_id"),
    Index("returns_by_purchase", "purchase_id"),
    _one_of("kind", "return", "void"),
    _one_of("status", "recorded", "voided", "claimed"),
    _not_negative("returned_net"),
    _instants("occurred_at", "recorded_at"),
    _days("business_date"),
    sqlite_strict=True,
)

entries = Table(
    "entries",
    metadata,
    _required("member_id", NAME),
    _required("entry_id", NAME),
    _required("program_id", NAME),
    _required("unit", NAME),
    _required("type", NAME),
    _required("amount", AMOUNT),
    _required("lot", NAME),
    _optional("rule"),
    _required("program_version", NUMBER),
    _required("cause", NAME),
    _required("cause_id", NAME),
    _required("why", TEXT),
    _required("recorded_at", NAME),
    PrimaryKeyConstraint("member_id", "entry_id"),
    Index(
        "entries_expired",
        "member_id",
        "unit",
        "lot",
        postgresql_where=text("type = 'expire'"),
        sqlite_where=text("type = 'expire'"),
    ),
    _one_of(
        "type",
        "earn",
        "bonus",
        "redeem",
        "expire",
        "reverse",
        "adjust",
        "accrue",
        "settle",
        "forfeit",
        "transfer",
        "donate",
    ),
    _instants("recorded_at"),
    sqlite_strict=True,
)

holds = Table(
    "holds",
    metadata,
    _required("member_id", NAME),
    _required("hold_id", NAME),
    _required("program_id", NAME),
    _optional("external_id"),
    _required("status", NAME),
    _required("created_at", NAME),
    _required("expires_at", NAME),
    _required("points", AMOUNT),
    _required("credit", AMOUNT),
    _required("vouchers", TEXT),
    _optional("quote_id"),
    _required("content", TEXT),
    _optional("ended_at"),
    _optional("captured_by"),
    _required("after", TEXT),
    PrimaryKeyConstraint("member_id", "hold_id"),
    Index("holds_by_id", "hold_id"),
    _one_of("status", "active", "captured", "released", "expired"),
    _not_negative("points"),
    _not_negative("credit"),
    _instants("created_at", "expires_at", "ended_at"),
    sqlite_strict=True,
)

quotes = Table(
    "quotes",
    metadata,
    _required("quote_id", NAME),
    _required("program_id", NAME),
    _optional("member_id"),
    _required("created_at", NAME),
    _required("expires_at", NAME),
    _required("program_version", NUMBER),
    _required("basket", TEXT),
    _required("lines", TEXT),
    _required("discounts", TEXT),
    _required("paid_with", TEXT),
    _required("earns", TEXT),
    _required("answer", TEXT),
    _optional("booked_by"),
    PrimaryKeyConstraint("quote_id"),
    _instants("created_at", "expires_at"),
    sqlite_strict=True,
)

supplies = Table(
    "supplies",
    metadata,
    _required("program_id", NAME),
    _required("name", NAME),
    _required("taken", AMOUNT),
    PrimaryKeyConstraint("program_id", "name"),
    _not_negative("taken"),
    sqlite_strict=True,
)

leases = Table(
    "leases",
    metadata,
    _required("name", NAME),
    _required("holder", NAME),
    _required("until", NAME),
    PrimaryKeyConstraint("name"),
    _instants("until"),
    sqlite_strict=True,
)

vouchers = Table(
    "vouchers",
    metadata,
    _required("member_id", NAME),
    _required("voucher_id", NAME),
    _required("program_id", NAME),
    _required("code", NAME),
    _required("reward", NAME),
    _required("source", NAME),
    _optional("amount", AMOUNT),
    _required("status", NAME),
    _required("program_version", NUMBER),
    _required("issued_by", NAME),
    _required("issued_at", NAME),
    _optional("expires_on"),
    _optional("revoked_by"),
    _optional("used_by"),
    _optional("held_by"),
    PrimaryKeyConstraint("member_id", "voucher_id"),
    UniqueConstraint("program_id", "code"),
    _one_of("status", "usable", "held", "used", "expired", "revoked"),
    _instants("issued_at"),
    _days("expires_on"),
    sqlite_strict=True,
)
