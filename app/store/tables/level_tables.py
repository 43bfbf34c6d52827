"""The tables of tiers: grants, history, and completed reviews of rank ladders."""

from sqlalchemy import CheckConstraint, Index, PrimaryKeyConstraint, Table, text

from app.store.tables import tables
from app.store.tables.tables import AMOUNT, NAME, NUMBER, TEXT, metadata

given_levels = Table(
    "given_levels",
    metadata,
    tables.required("member_id", NAME),
    tables.required("given_id", NAME),
    tables.required("program_id", NAME),
    tables.optional("level", NAME),
    tables.optional("until", NAME),
    tables.optional("kind", NAME),
    tables.optional("reason", TEXT),
    tables.required("recorded_at", NAME),
    PrimaryKeyConstraint("member_id", "given_id"),
    CheckConstraint("kind IN ('gift', 'invitation', 'status_match')", name="kind"),
    tables.instants("recorded_at"),
    tables.days("until"),
    sqlite_strict=True,
)

_announced, _ranked = text("notice_at IS NOT NULL"), text("ladder IS NOT NULL")
tier_changes = Table(
    "tier_changes",
    metadata,
    tables.required("member_id", NAME),
    tables.required("tier_change_id", NAME),
    tables.required("program_id", NAME),
    tables.optional("ladder", NAME),
    tables.optional("from_level", NAME),
    tables.optional("to_level", NAME),
    tables.required("effective_on", NAME),
    tables.required("recorded_at", NAME),
    tables.required("program_version", NUMBER),
    tables.required("cause", NAME),
    tables.required("cause_id", NAME),
    tables.optional("reason", TEXT),
    tables.optional("notice_from", NAME),
    tables.optional("notice_at", NAME),
    PrimaryKeyConstraint("member_id", "tier_change_id"),
    Index(
        "tier_changes_by_notice",
        "program_id",
        "notice_at",
        "tier_change_id",
        postgresql_where=_announced,
        sqlite_where=_announced,
    ),
    Index(
        "tier_changes_by_ladder",
        "program_id",
        "ladder",
        "member_id",
        "tier_change_id",
        postgresql_where=_ranked,
        sqlite_where=_ranked,
    ),
    CheckConstraint("length(recorded_at) = 27 AND length(notice_at) = 27", name="instants"),
    tables.days("effective_on"),
    sqlite_strict=True,
)

ladder_reviews = Table(
    "ladder_reviews",
    metadata,
    tables.required("program_id", NAME),
    tables.required("ladder", NAME),
    tables.required("review_on", NAME),
    tables.required("members", AMOUNT),
    tables.required("changes", AMOUNT),
    tables.required("done_at", NAME),
    PrimaryKeyConstraint("program_id", "ladder", "review_on"),
    tables.instants("done_at"),
    tables.days("review_on"),
    sqlite_strict=True,
)
