"""The tables of events and of their order.

Events are written once and deleted by commit. `lsn`, which PostgreSQL draws at the insertion, orders commits that have
no position yet: a transaction that waited for another's member has the larger one.
"""

from sqlalchemy import Column, Index, PrimaryKeyConstraint, Table, text

from app.store.tables.columns import AMOUNT, NAME, NUMBER, TEXT, days, instants, metadata, optional, required

# An expression of PostgreSQL for a column that no record has.
BY_DATABASE = "by_database"
LSN = "pg_current_wal_insert_lsn() - '0/0'::pg_lsn"

events = Table(
    "events",
    metadata,
    required("program_id", NAME),
    required("commit_id", NAME),
    required("n", NUMBER),
    required("type", NAME),
    optional("member_id"),
    optional("memberseq", NUMBER),
    optional("store"),
    required("told_at", NAME),
    required("cause", NAME),
    required("cause_id", NAME),
    optional("object_id"),
    optional("facts", TEXT),
    PrimaryKeyConstraint("program_id", "commit_id", "n"),
    instants("told_at"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

commits = Table(
    "commits",
    metadata,
    required("program_id", NAME),
    required("commit_id", NAME),
    required("events", NUMBER),
    optional("base", AMOUNT),
    Column("lsn", AMOUNT, nullable=True, info={BY_DATABASE: LSN}),
    PrimaryKeyConstraint("program_id", "commit_id"),
    Index("commits_by_base", "program_id", "base"),
    Index(
        "commits_waiting",
        "program_id",
        "lsn",
        "commit_id",
        postgresql_where=text("base IS NULL"),
        sqlite_where=text("base IS NULL"),
    ),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

# How far the notices of what ends or comes soon have come, by programme.
notice_rounds = Table(
    "notice_rounds",
    metadata,
    required("program_id", NAME),
    required("since", NAME),
    required("day", NAME),
    required("reached", NAME),
    required("announced", NAME),
    PrimaryKeyConstraint("program_id"),
    days("since", "day"),
    sqlite_strict=True,
)

# `next` is the position of the programme's next event, `first` that of the oldest one kept.
feeds = Table(
    "feeds",
    metadata,
    required("program_id", NAME),
    required("next", AMOUNT),
    required("first", AMOUNT),
    PrimaryKeyConstraint("program_id"),
    sqlite_strict=True,
)
