"""The tables of tiers: grants, history, and completed reviews of rank ladders."""

from sqlalchemy import CheckConstraint, Index, PrimaryKeyConstraint, Table, text

from app.store.tables.columns import AMOUNT, NAME, NUMBER, TEXT, days, instants, metadata, optional, required

given_levels = Table(
    "given_levels",
    metadata,
    required("member_id", NAME),
    required("given_id", NAME),
    required("program_id", NAME),
    optional("level", NAME),
    optional("until", NAME),
    optional("kind", NAME),
    optional("reason", TEXT),
    required("recorded_at", NAME),
    PrimaryKeyConstraint("member_id", "given_id"),
    CheckConstraint("kind IN ('gift', 'invitation', 'status_match')", name="kind"),
    instants("recorded_at"),
    days("until"),
    sqlite_strict=True,
)

_announced, _ranked = text("notice_at IS NOT NULL"), text("ladder IS NOT NULL")
tier_changes = Table(
    "tier_changes",
    metadata,
    required("member_id", NAME),
    required("tier_change_id", NAME),
    required("program_id", NAME),
    optional("ladder", NAME),
    optional("from_level", NAME),
    optional("to_level", NAME),
    required("effective_on", NAME),
    required("recorded_at", NAME),
    required("program_version", NUMBER),
    required("cause", NAME),
    required("cause_id", NAME),
    optional("reason", TEXT),
    optional("notice_from", NAME),
    optional("notice_at", NAME),
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
    days("effective_on"),
    sqlite_strict=True,
)

ladder_reviews = Table(
    "ladder_reviews",
    metadata,
    required("program_id", NAME),
    required("ladder", NAME),
    required("review_on", NAME),
    required("members", AMOUNT),
    required("changes", AMOUNT),
    required("done_at", NAME),
    PrimaryKeyConstraint("program_id", "ladder", "review_on"),
    instants("done_at"),
    days("review_on"),
    sqlite_strict=True,
)
