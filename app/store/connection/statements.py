"""The common parts of both databases' statements: columns and keys as text, records as rows and back."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Table

from app.engine.insights.readings import ItemReading, MemberReading
from app.engine.model.event_records import Commit, Event
from app.engine.model.gift_cards import GiftCard
from app.engine.model.receipts import IdempotencyRecord
from app.engine.model.records.checkout import Hold, Quote
from app.engine.model.records.members import Consent, Identifier, Member, Profile
from app.engine.model.records.sales import Purchase, Return
from app.engine.model.records.tiers import SegmentStay, TierChange, TierGrant
from app.engine.model.records.vouchers import PartnerCode, Voucher
from app.engine.model.sales import SalesCorrection
from app.engine.model.state import MemberState
from app.ledger.entries import Entry
from app.store.connection.transaction import AnyRecord, Record
from app.store.rows.access import AuditRow, KeyDay, KeyMember, KeyRow, MemberOwner, StaffRow
from app.store.rows.contacts import ContactList, ContactRow, LinkSecret, MemberWord, PictureLink, Suppression
from app.store.rows.programs import DraftRow, ProgramRow, RehearsalRow, RehearsedMember, VersionRow
from app.store.rows.reviews import (
    Alert,
    AlertRound,
    HoldoutEffect,
    InsightFold,
    InsightPart,
    InsightReview,
    MemberDay,
    MemberItem,
    NoticeRound,
    ReviewRow,
    SegmentRound,
)
from app.store.rows.shops import BackfillRow, ConnectorRow, DeliveryRow, ShopOrderRow
from app.store.rows.tasks import Note, TaskRow
from app.store.rows.vouchers import VoucherBatch, VoucherCode
from app.store.rows.webhooks import Attempt, Replay, Retry, WebhookRow
from app.store.tables import (
    checkout,
    contacts,
    events,
    gift_cards,
    holdouts,
    insights,
    keys,
    ledger,
    members,
    programs,
    rehearsals,
    sales,
    segments,
    shops,
    staff,
    tasks,
    tiers,
    vouchers,
    webhooks,
)

KEPT_IN: dict[type[tuple[Any, ...]], Table] = {
    Member: members.members,
    Profile: members.profiles,
    Identifier: members.identifiers,
    IdempotencyRecord: ledger.receipts,
    Purchase: ledger.purchases,
    Quote: checkout.quotes,
    Hold: checkout.holds,
    Return: ledger.returns,
    Entry: ledger.entries,
    Voucher: vouchers.vouchers,
    GiftCard: gift_cards.gift_cards,
    Event: events.events,
    Commit: events.commits,
    NoticeRound: events.notice_rounds,
    WebhookRow: webhooks.webhooks,
    Retry: webhooks.webhook_retries,
    Attempt: webhooks.webhook_attempts,
    Replay: webhooks.webhook_replays,
    TierGrant: tiers.given_levels,
    TierChange: tiers.tier_changes,
    SegmentStay: segments.member_segments,
    SegmentRound: segments.segment_rounds,
    ReviewRow: tiers.ladder_reviews,
    ProgramRow: programs.programs,
    VersionRow: programs.program_versions,
    SalesCorrection: sales.sales_corrections,
    DraftRow: programs.program_drafts,
    KeyRow: keys.api_keys,
    KeyDay: keys.key_days,
    KeyMember: keys.key_members,
    MemberWord: members.member_words,
    StaffRow: staff.staff,
    MemberOwner: staff.member_owners,
    Alert: tasks.alerts,
    AlertRound: tasks.alert_rounds,
    TaskRow: tasks.tasks,
    Note: tasks.notes,
    Consent: contacts.consents,
    Suppression: contacts.suppressions,
    ContactRow: contacts.contacts,
    ContactList: contacts.contact_lists,
    LinkSecret: contacts.link_secrets,
    PictureLink: contacts.picture_links,
    AuditRow: keys.audit,
    VoucherCode: vouchers.voucher_codes,
    VoucherBatch: vouchers.voucher_batches,
    PartnerCode: vouchers.partner_codes,
    RehearsalRow: rehearsals.rehearsals,
    RehearsedMember: rehearsals.rehearsal_members,
    MemberDay: insights.member_days,
    MemberItem: insights.member_items,
    HoldoutEffect: holdouts.holdout_effects,
    InsightFold: insights.insight_folds,
    InsightReview: insights.insight_reviews,
    InsightPart: insights.insight_parts,
    MemberReading: insights.review_members,
    ItemReading: insights.review_items,
    ConnectorRow: shops.connectors,
    BackfillRow: shops.backfills,
    DeliveryRow: shops.deliveries,
    ShopOrderRow: shops.shop_orders,
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
    return tuple(column.name for column in table.columns if not column.info.get(events.BY_DATABASE))


def drawn_columns(table: Table) -> dict[str, str]:
    """The columns that PostgreSQL fills at the insertion, with their expressions."""
    drawn = ((column.name, column.info.get(events.BY_DATABASE)) for column in table.columns)
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
