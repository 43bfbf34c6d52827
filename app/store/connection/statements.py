"""The common parts of both databases' statements: columns and keys as text, records as rows and back."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Table

from app.engine.insights.readings import ItemReading, MemberReading
from app.engine.model.event_records import Commit, Event
from app.engine.model.gift_cards import GiftCard
from app.engine.model.records import (
    Consent,
    Hold,
    IdempotencyRecord,
    Identifier,
    Member,
    PartnerCode,
    Profile,
    Purchase,
    Quote,
    Return,
    SegmentStay,
    TierChange,
    TierGrant,
    Voucher,
)
from app.engine.model.sales import SalesCorrection
from app.engine.model.state import MemberState
from app.ledger.entries import Entry
from app.store.connection.transaction import AnyRecord, Record
from app.store.tables import (
    checkout_tables,
    contact_tables,
    draft_tables,
    event_tables,
    gift_card_tables,
    holdout_tables,
    insight_tables,
    level_tables,
    rehearsal_tables,
    sales_tables,
    search_tables,
    segment_tables,
    shop_tables,
    staff_tables,
    tables,
    task_tables,
    voucher_tables,
    webhook_tables,
)
from app.store.tables.rows import (
    Alert,
    AlertRound,
    AuditRow,
    BackfillRow,
    ConnectorRow,
    ContactList,
    ContactRow,
    DeliveryRow,
    DraftRow,
    HoldoutEffect,
    InsightFold,
    InsightPart,
    InsightReview,
    KeyDay,
    KeyMember,
    KeyRow,
    LinkSecret,
    MemberDay,
    MemberItem,
    MemberOwner,
    MemberWord,
    Note,
    NoticeRound,
    PictureLink,
    ProgramRow,
    RehearsalRow,
    RehearsedMember,
    ReviewRow,
    SegmentRound,
    ShopOrderRow,
    StaffRow,
    Suppression,
    TaskRow,
    VersionRow,
    VoucherBatch,
    VoucherCode,
)
from app.store.tables.webhook_rows import Attempt, Replay, Retry, WebhookRow

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
    GiftCard: gift_card_tables.gift_cards,
    Event: event_tables.events,
    Commit: event_tables.commits,
    NoticeRound: event_tables.notice_rounds,
    WebhookRow: webhook_tables.webhooks,
    Retry: webhook_tables.webhook_retries,
    Attempt: webhook_tables.webhook_attempts,
    Replay: webhook_tables.webhook_replays,
    TierGrant: level_tables.given_levels,
    TierChange: level_tables.tier_changes,
    SegmentStay: segment_tables.member_segments,
    SegmentRound: segment_tables.segment_rounds,
    ReviewRow: level_tables.ladder_reviews,
    ProgramRow: tables.programs,
    VersionRow: tables.program_versions,
    SalesCorrection: sales_tables.sales_corrections,
    DraftRow: draft_tables.program_drafts,
    KeyRow: tables.api_keys,
    KeyDay: tables.key_days,
    KeyMember: tables.key_members,
    MemberWord: search_tables.member_words,
    StaffRow: staff_tables.staff,
    MemberOwner: staff_tables.member_owners,
    Alert: task_tables.alerts,
    AlertRound: task_tables.alert_rounds,
    TaskRow: task_tables.tasks,
    Note: task_tables.notes,
    Consent: contact_tables.consents,
    Suppression: contact_tables.suppressions,
    ContactRow: contact_tables.contacts,
    ContactList: contact_tables.contact_lists,
    LinkSecret: contact_tables.link_secrets,
    PictureLink: contact_tables.picture_links,
    AuditRow: tables.audit,
    VoucherCode: voucher_tables.voucher_codes,
    VoucherBatch: voucher_tables.voucher_batches,
    PartnerCode: voucher_tables.partner_codes,
    RehearsalRow: rehearsal_tables.rehearsals,
    RehearsedMember: rehearsal_tables.rehearsal_members,
    MemberDay: insight_tables.member_days,
    MemberItem: insight_tables.member_items,
    HoldoutEffect: holdout_tables.holdout_effects,
    InsightFold: insight_tables.insight_folds,
    InsightReview: insight_tables.insight_reviews,
    InsightPart: insight_tables.insight_parts,
    MemberReading: insight_tables.review_members,
    ItemReading: insight_tables.review_items,
    ConnectorRow: shop_tables.connectors,
    BackfillRow: shop_tables.backfills,
    DeliveryRow: shop_tables.deliveries,
    ShopOrderRow: shop_tables.shop_orders,
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
    """The table for records of this class."""
    return KEPT_IN[kind]


def kind_of(records: Iterable[AnyRecord]) -> type[AnyRecord]:
    """The class of these records: one for all, and at least one record."""
    return type(next(iter(records)))


@cache
def columns_of(table: Table) -> tuple[str, ...]:
    """The names of the columns, in the order of the record's fields."""
    return tuple(column.name for column in table.columns if not column.info.get(event_tables.BY_DATABASE))


def drawn_columns(table: Table) -> dict[str, str]:
    """The columns that PostgreSQL fills at the insertion, with their expressions."""
    drawn = ((column.name, column.info.get(event_tables.BY_DATABASE)) for column in table.columns)
    return {name: expression for name, expression in drawn if expression}


def key_of(table: Table) -> list[str]:
    """The names of the columns of the primary key."""
    return [column.name for column in table.primary_key.columns]


@cache
def listed(table: Table, prefix: str = "") -> str:
    """All columns, as a list in a statement."""
    return ", ".join(f"{prefix}{name}" for name in columns_of(table))


def to_rows(kind: type[Record], records: Iterable[Record]) -> list[tuple[Any, ...]]:
    """Records as database rows."""
    if kind is Member:
        return [(*record[:-1], record[-1].dump()) for record in records]
    return list(records)


def member_changes(members: Iterable[Member]) -> list[tuple[Any, ...]]:
    """The columns of members that can change, in the order of `MEMBER_CHANGES`."""
    return [(*one[2:4], *one[5:-1], one.state.dump()) for one in members]


def from_rows(kind: type[Record], rows: Iterable[Iterable[Any]]) -> list[Record]:
    """Database rows as records."""
    make: Any = kind._make  # type: ignore[attr-defined]  # every kind is a NamedTuple, which no type can say
    if kind is Member:
        return [make((*columns, MemberState.load(state))) for *columns, state in rows]
    return [make(row) for row in rows]


def ordered(names: Iterable[str]) -> list[str]:
    """Distinct names in the order in which every transaction locks them."""
    return sorted(set(names))


def assert_complete(kind: type[Any], wanted: int, found: int) -> None:
    """Fail if rows were missing: this is a bug, and nothing may be committed."""
    if found != wanted:
        raise AssertionError(f"{table_of(kind).name}: {wanted} rows to update, but {found} found")
