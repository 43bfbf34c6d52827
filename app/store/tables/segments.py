"""The tables of segments: stays, and rounds of decisions."""

from sqlalchemy import CheckConstraint, Index, PrimaryKeyConstraint, Table, UniqueConstraint, text

from app.store.tables.columns import AMOUNT, NAME, NUMBER, TEXT, days, instants, metadata, one_of, optional, required

_open, _running = text("left_on IS NULL"), text("status = 'running'")

member_segments = Table(
    "member_segments",
    metadata,
    required("member_id", NAME),
    required("stay_id", NAME),
    required("program_id", NAME),
    required("segment", NAME),
    required("entered_on", NAME),
    required("entered_at", NAME),
    required("entered_version", NUMBER),
    required("entered_why", TEXT),
    optional("left_on"),
    optional("left_at"),
    optional("left_version", NUMBER),
    optional("left_why", TEXT),
    PrimaryKeyConstraint("member_id", "stay_id"),
    Index(
        "member_segments_open",
        "program_id",
        "segment",
        "member_id",
        postgresql_where=_open,
        sqlite_where=_open,
    ),
    Index("member_segments_by_segment", "program_id", "segment", "member_id", "stay_id"),
    instants("entered_at", "left_at"),
    days("entered_on", "left_on"),
    CheckConstraint("(left_on IS NULL) = (left_at IS NULL)", name="left"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

segment_rounds = Table(
    "segment_rounds",
    metadata,
    required("round_id", NAME),
    required("program_id", NAME),
    required("review_id", NAME),
    required("as_of", NAME),
    required("decided_on", NAME),
    required("program_version", NUMBER),
    required("status", NAME),
    required("reached", NAME),
    required("members", AMOUNT),
    required("begun_at", NAME),
    optional("done_at"),
    PrimaryKeyConstraint("round_id"),
    UniqueConstraint("program_id", "review_id", "program_version"),
    Index("segment_rounds_by_program", "program_id", "round_id"),
    Index(
        "segment_rounds_running",
        "program_id",
        postgresql_where=_running,
        sqlite_where=_running,
    ),
    one_of("status", "running", "done"),
    instants("begun_at", "done_at"),
    days("as_of", "decided_on"),
    sqlite_strict=True,
)
