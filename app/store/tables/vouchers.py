"""The tables of manually issued vouchers: batches and partner codes; and the codes of all vouchers."""

from sqlalchemy import (
    Column,
    Index,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    text,
)

from app.store.tables.columns import AMOUNT, NAME, NUMBER, TEXT, days, instants, metadata, one_of, optional, required

voucher_batches = Table(
    "voucher_batches",
    metadata,
    required("batch_id", NAME),
    required("program_id", NAME),
    required("external_id", NAME),
    required("fingerprint", NAME),
    required("created_at", NAME),
    required("reward", NAME),
    optional("valid_until"),
    required("reason", TEXT),
    required("members", TEXT),
    required("status", NAME),
    required("wanted", AMOUNT),
    required("issued", AMOUNT),
    required("refused", AMOUNT),
    required("failed", TEXT),
    required("reached", NAME),
    Column("held_out", AMOUNT, nullable=False, server_default="0"),
    PrimaryKeyConstraint("batch_id"),
    UniqueConstraint("program_id", "external_id"),
    Index(
        "voucher_batches_running",
        "batch_id",
        postgresql_where=text("status = 'running'"),
        sqlite_where=text("status = 'running'"),
    ),
    one_of("status", "running", "done"),
    instants("created_at"),
    days("valid_until"),
    sqlite_strict=True,
)

# Each code with the owner of its voucher.
voucher_codes = Table(
    "voucher_codes",
    metadata,
    required("program_id", NAME),
    required("code", NAME),
    required("member_id", NAME),
    PrimaryKeyConstraint("program_id", "code"),
    Index("voucher_codes_by_member", "member_id"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

partner_codes = Table(
    "partner_codes",
    metadata,
    required("program_id", NAME),
    required("code", NAME),
    required("reward", NAME),
    required("expires_on", NAME),
    required("imported_at", NAME),
    optional("voucher_id"),
    PrimaryKeyConstraint("program_id", "code"),
    Index(
        "partner_codes_unused",
        "program_id",
        "reward",
        "expires_on",
        "code",
        postgresql_where=text("voucher_id IS NULL"),
        sqlite_where=text("voucher_id IS NULL"),
    ),
    instants("imported_at"),
    days("expires_on"),
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
