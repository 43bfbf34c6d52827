"""The tables of levels: what is given by hand, how levels have changed, and which reviews of ranks are done."""

from sqlalchemy import CheckConstraint, Column, Index, PrimaryKeyConstraint, Table, text

from app.store.tables import AMOUNT, NAME, NUMBER, TEXT, metadata

given_levels = Table(
    "given_levels",
    metadata,
    Column("member_id", NAME, nullable=False),
    Column("given_id", NAME, nullable=False),
    Column("program_id", NAME, nullable=False),
    Column("level", NAME),
    Column("until", NAME),
    Column("kind", NAME),
    Column("reason", TEXT),
    Column("recorded_at", NAME, nullable=False),
    PrimaryKeyConstraint("member_id", "given_id"),
    CheckConstraint("kind IN ('gift', 'invitation', 'status_match')", name="kind"),
    CheckConstraint("length(recorded_at) = 27", name="instants"),
    CheckConstraint("length(until) = 10", name="days"),
    sqlite_strict=True,
)

_announced, _ranked = text("notice_at IS NOT NULL"), text("ladder IS NOT NULL")
tier_changes = Table(
    "tier_changes",
    metadata,
    Column("member_id", NAME, nullable=False),
    Column("tier_change_id", NAME, nullable=False),
    Column("program_id", NAME, nullable=False),
    Column("ladder", NAME),
    Column("from_level", NAME),
    Column("to_level", NAME),
    Column("effective_on", NAME, nullable=False),
    Column("recorded_at", NAME, nullable=False),
    Column("program_version", NUMBER, nullable=False),
    Column("cause", NAME, nullable=False),
    Column("cause_id", NAME, nullable=False),
    Column("reason", TEXT),
    Column("notice_from", NAME),
    Column("notice_at", NAME),
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
    CheckConstraint("length(effective_on) = 10", name="days"),
    sqlite_strict=True,
)

ladder_reviews = Table(
    "ladder_reviews",
    metadata,
    Column("program_id", NAME, nullable=False),
    Column("ladder", NAME, nullable=False),
    Column("review_on", NAME, nullable=False),
    Column("members", AMOUNT, nullable=False),
    Column("changes", AMOUNT, nullable=False),
    Column("done_at", NAME, nullable=False),
    PrimaryKeyConstraint("program_id", "ladder", "review_on"),
    CheckConstraint("length(done_at) = 27", name="instants"),
    CheckConstraint("length(review_on) = 10", name="days"),
    sqlite_strict=True,
)
