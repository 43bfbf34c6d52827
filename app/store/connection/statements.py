"""What both databases' statements have in common: columns and keys as text, records as rows and back."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Table

from app.engine.model.records import (
    Hold,
    IdempotencyRecord,
    Identifier,
    Member,
    PartnerCode,
    Profile,
    Purchase,
    Quote,
    Return,
    TierChange,
    TierGrant,
    Voucher,
)
from app.engine.model.state import MemberState
from app.ledger.entries import Entry
from app.store.connection.transaction import AnyRecord, Record
from app.store.tables import checkout_tables, level_tables, tables, voucher_tables
from app.store.tables.rows import AuditRow, KeyDay, KeyRow, ProgramRow, ReviewRow, VersionRow, VoucherBatch

KEPT_IN: dict[type[tuple[Any, ...]], Table] = {
    Member: tables.members,
    Profile: tables.profiles,
    Identifier: tables.identifiers,
    IdempotencyRecord: tables.receipts,
    Purchase: tables.purchases,
    Quote: checkout_tables.quotes,
    Hold: checkout_tables.holds,
    Return: tables.returns,
    Entry: tables.entries,
    Voucher: tables.vouchers,
    TierGrant: level_tables.given_levels,
    TierChange: level_tables.tier_changes,
    ReviewRow: level_tables.ladder_reviews,
    ProgramRow: tables.programs,
    VersionRow: tables.program_versions,
    KeyRow: tables.api_keys,
    KeyDay: tables.key_days,
    AuditRow: tables.audit,
    VoucherBatch: voucher_tables.voucher_batches,
    PartnerCode: voucher_tables.partner_codes,
}

MEMBER_CHANGES = (
    "external_id",
    "joined_on",
    "changed_at",
    "version",
    "tier",
    "points",
    "points_expire_on",
    "next_due_at",
    "erased_at",
    "state",
)


def table_of(kind: type[Any]) -> Table:
    """The table that keeps records of this class."""
    return KEPT_IN[kind]


def kind_of(records: Iterable[AnyRecord]) -> type[AnyRecord]:
    """The class of records that are all of one, and at least one."""
    return type(next(iter(records)))


def columns_of(table: Table) -> list[str]:
    """The names of the columns, in the order of the record's fields."""
    return [column.name for column in table.columns]


def key_of(table: Table) -> list[str]:
    """The names of the columns of the primary key."""
    return [column.name for column in table.primary_key.columns]


@cache
def listed(table: Table, prefix: str = "") -> str:
    """All columns, as a list in a statement."""
    return ", ".join(f"{prefix}{name}" for name in columns_of(table))


def to_rows(kind: type[Record], records: Iterable[Record]) -> list[tuple[Any, ...]]:
    """Records as the rows that the database keeps."""
    if kind is Member:
        return [(*record[:-1], record[-1].dump()) for record in records]
    return list(records)


def member_changes(members: Iterable[Member]) -> list[tuple[Any, ...]]:
    """The columns of members that ever change, in the order of `MEMBER_CHANGES`."""
    return [(*one[2:4], *one[5:-1], one.state.dump()) for one in members]


def from_rows(kind: type[Record], rows: Iterable[Iterable[Any]]) -> list[Record]:
    """Rows of the database as records."""
    make: Any = kind._make  # type: ignore[attr-defined]  # every kind is a NamedTuple, which no type can say
    if kind is Member:
        return [make((*columns, MemberState.load(state))) for *columns, state in rows]
    return [make(row) for row in rows]


def ordered(names: Iterable[str]) -> list[str]:
    """Names without repetition, in the order in which everybody locks them."""
    return sorted(set(names))


def assert_complete(kind: type[Any], wanted: int, found: int) -> None:
    """A row that should have been there and was not is a fault of ours, and nothing may be kept of it."""
    if found != wanted:
        raise AssertionError(f"{table_of(kind).name}: {wanted} rows to bring up to date, {found} found as expected")
