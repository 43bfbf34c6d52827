"""The tables. Each stores one kind of record, whose fields are its columns in the same order.

Instants are text in one fixed form (27 characters, UTC), days ISO text, JSON is text, flags are 0 or 1. Sorted columns
compare byte by byte on every database. Hot tables have no foreign key, trigger or sequence.
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


def required(name: str, kind: Any) -> Column[Any]:
    """A NOT NULL column."""
    return Column(name, kind, nullable=False)


def optional(name: str, kind: Any = NAME) -> Column[Any]:
    """A nullable column."""
    return Column(name, kind, nullable=True)


def one_of(column: str, *values: str) -> CheckConstraint:
    """The column has one of its allowed values."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def flag(column: str) -> CheckConstraint:
    """The column is 0 or 1."""
    return CheckConstraint(f"{column} IN (0, 1)", name=column)


def not_negative(column: str) -> CheckConstraint:
    """The column is not negative."""
    return CheckConstraint(f"{column} >= 0", name=column)


def instants(*columns: str) -> CheckConstraint:
    """The columns contain instants in their stored form."""
    return CheckConstraint(" AND ".join(f"length({column}) = 27" for column in columns), name="instants")


def days(*columns: str) -> CheckConstraint:
    """The columns contain days."""
    return CheckConstraint(" AND ".join(f"length({column}) = 10" for column in columns), name="days")


programs = Table(
    "programs",
    metadata,
    required("program_id", NAME),
    required("slug", NAME),
    required("test", FLAG),
    optional("clock"),
    required("version", NUMBER),
    required("created_at", NAME),
    PrimaryKeyConstraint("program_id"),
    UniqueConstraint("slug"),
    flag("test"),
    CheckConstraint("version >= 1", name="version"),
    CheckConstraint("clock IS NULL OR test = 1", name="clock"),
    instants("created_at", "clock"),
    sqlite_strict=True,
)

program_versions = Table(
    "program_versions",
    metadata,
    Column("program_id", NAME, ForeignKey("programs.program_id"), nullable=False),
    required("version", NUMBER),
    required("document", TEXT),
    required("published_at", NAME),
    PrimaryKeyConstraint("program_id", "version"),
    CheckConstraint("version >= 1", name="version"),
    instants("published_at"),
    sqlite_strict=True,
)

api_keys = Table(
    "api_keys",
    metadata,
    required("key_id", NAME),
    Column("program_id", NAME, ForeignKey("programs.program_id"), nullable=False),
    required("role", NAME),
    required("scopes", TEXT),
    optional("store"),
    required("secret_hash", NAME),
    required("created_at", NAME),
    optional("expires_at"),
    optional("revoked_at"),
    optional("requests_per_second", NUMBER),
    optional("points_per_day", AMOUNT),
    optional("credit_per_day", AMOUNT),
    optional("name"),
    optional("made_by"),
    optional("makers_limits"),
    optional("last_used_at"),
    optional("members_of"),
    optional("staff_id"),
    PrimaryKeyConstraint("key_id"),
    UniqueConstraint("secret_hash"),
    Index("api_keys_by_program", "program_id", "key_id"),
    one_of(
        "role",
        "admin",
        "pos",
        "ecommerce",
        "email",
        "partner",
        "auditor",
        "representative",
        "manager",
        "operator",
    ),
    instants("created_at", "expires_at", "revoked_at"),
    sqlite_strict=True,
)

key_days = Table(
    "key_days",
    metadata,
    required("key_id", NAME),
    required("day", NAME),
    required("points_issued", AMOUNT),
    required("points_taken", AMOUNT),
    required("credit_issued", AMOUNT),
    required("credit_taken", AMOUNT),
    PrimaryKeyConstraint("key_id", "day"),
    days("day"),
    sqlite_strict=True,
)

key_members = Table(
    "key_members",
    metadata,
    required("key_id", NAME),
    required("member_id", NAME),
    required("added_at", NAME),
    PrimaryKeyConstraint("key_id", "member_id"),
    Index("key_members_by_member", "member_id"),
    instants("added_at"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

audit = Table(
    "audit",
    metadata,
    required("audit_id", NAME),
    required("program_id", NAME),
    required("at", NAME),
    optional("key_id"),
    required("act", NAME),
    required("object_id", NAME),
    required("detail", TEXT),
    optional("staff_id"),
    PrimaryKeyConstraint("audit_id"),
    Index("audit_by_program", "program_id", "audit_id"),
    Index("audit_by_object", "object_id"),
    instants("at"),
    sqlite_strict=True,
)

members = Table(
    "members",
    metadata,
    required("member_id", NAME),
    required("program_id", NAME),
    optional("external_id"),
    optional("joined_on"),
    required("created_at", NAME),
    required("changed_at", NAME),
    required("version", AMOUNT),
    optional("tier"),
    required("points", AMOUNT),
    optional("points_expire_on"),
    # The default makes something due for members that no version has counted yet, so that the sweep visits each once.
    Column("next_due_at", NAME, nullable=True, server_default="2000-01-01T00:00:00.000000Z"),
    optional("erased_at"),
    required("state", TEXT),
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
    not_negative("version"),
    instants("created_at", "changed_at", "erased_at"),
    days("joined_on", "points_expire_on"),
    sqlite_strict=True,
)

profiles = Table(
    "profiles",
    metadata,
    required("member_id", NAME),
    required("program_id", NAME),
    optional("name", TEXT),
    optional("email"),
    optional("phone"),
    optional("birth_date"),
    required("consents", TEXT),
    required("metadata", TEXT),
    PrimaryKeyConstraint("member_id"),
    days("birth_date"),
    sqlite_strict=True,
)

identifiers = Table(
    "identifiers",
    metadata,
    required("program_id", NAME),
    required("kind", NAME),
    required("value", NAME),
    required("member_id", NAME),
    PrimaryKeyConstraint("program_id", "kind", "value"),
    Index("identifiers_by_member", "member_id"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

receipts = Table(
    "receipts",
    metadata,
    required("program_id", NAME),
    required("kind", NAME),
    required("name", NAME),
    required("member_id", NAME),
    required("object_id", NAME),
    required("fingerprint", NAME),
    optional("answer", TEXT),
    PrimaryKeyConstraint("program_id", "kind", "name"),
    Index(
        "receipts_by_object",
        "object_id",
        postgresql_where=text("answer IS NOT NULL"),
        sqlite_where=text("answer IS NOT NULL"),
    ),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

purchases = Table(
    "purchases",
    metadata,
    required("member_id", NAME),
    required("purchase_id", NAME),
    required("program_id", NAME),
    optional("external_id"),
    required("guest", FLAG),
    required("status", NAME),
    required("occurred_at", NAME),
    required("recorded_at", NAME),
    required("business_date", NAME),
    optional("store"),
    optional("channel"),
    required("net", AMOUNT),
    required("discount", AMOUNT),
    required("program_version", NUMBER),
    required("multiplier", NAME),
    required("lines", TEXT),
    required("vouchers", TEXT),
    required("shortfalls", TEXT),
    required("metadata", TEXT),
    required("after", TEXT),
    optional("activated_on"),
    optional("paid_with", TEXT),
    optional("discounts", TEXT),
    Column("campaigns", TEXT, nullable=False, server_default="[]"),
    optional("notices", TEXT),
    Column("history", FLAG, nullable=False, server_default="0"),
    PrimaryKeyConstraint("member_id", "purchase_id"),
    # Not unique: after a claim, the guest's row keeps its id beside the member's row.
    Index("purchases_by_id", "purchase_id"),
    Index("purchases_by_time", "program_id", "occurred_at", "purchase_id", "store"),
    flag("guest"),
    one_of("status", "recorded", "partly_returned", "returned", "voided", "claimed"),
    not_negative("net"),
    not_negative("discount"),
    instants("occurred_at", "recorded_at"),
    days("business_date"),
    sqlite_strict=True,
)

returns = Table(
    "returns",
    metadata,
    required("member_id", NAME),
    required("return_id", NAME),
    required("program_id", NAME),
    optional("external_id"),
    required("kind", NAME),
    optional("purchase_id"),
    required("status", NAME),
    required("occurred_at", NAME),
    required("recorded_at", NAME),
    required("business_date", NAME),
    optional("store"),
    required("returned_net", AMOUNT),
    required("program_version", NUMBER),
    required("lines", TEXT),
    required("metadata", TEXT),
    required("after", TEXT),
    optional("outcome", TEXT),
    Column("history", FLAG, nullable=False, server_default="0"),
    PrimaryKeyConstraint("member_id", "return_id"),
    Index("returns_by_id", "return_id"),
    Index("returns_by_purchase", "purchase_id"),
    one_of("kind", "return", "void"),
    one_of("status", "recorded", "voided", "claimed"),
    not_negative("returned_net"),
    instants("occurred_at", "recorded_at"),
    days("business_date"),
    sqlite_strict=True,
)

entries = Table(
    "entries",
    metadata,
    required("member_id", NAME),
    required("entry_id", NAME),
    required("program_id", NAME),
    required("unit", NAME),
    required("type", NAME),
    required("amount", AMOUNT),
    required("lot", NAME),
    optional("rule"),
    required("program_version", NUMBER),
    required("cause", NAME),
    required("cause_id", NAME),
    required("why", TEXT),
    required("recorded_at", NAME),
    PrimaryKeyConstraint("member_id", "entry_id"),
    Index(
        "entries_expired",
        "member_id",
        "unit",
        "lot",
        postgresql_where=text("type = 'expire'"),
        sqlite_where=text("type = 'expire'"),
    ),
    one_of(
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
    instants("recorded_at"),
    sqlite_strict=True,
)

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

vouchers = Table(
    "vouchers",
    metadata,
    required("member_id", NAME),
    required("voucher_id", NAME),
    required("program_id", NAME),
    required("code", NAME),
    required("reward", NAME),
    required("source", NAME),
    optional("amount", AMOUNT),
    required("status", NAME),
    required("program_version", NUMBER),
    required("issued_by", NAME),
    required("issued_at", NAME),
    optional("expires_on"),
    optional("revoked_by"),
    optional("used_by"),
    optional("held_by"),
    PrimaryKeyConstraint("member_id", "voucher_id"),
    one_of("status", "usable", "held", "used", "expired", "revoked"),
    instants("issued_at"),
    days("expires_on"),
    sqlite_strict=True,
)
