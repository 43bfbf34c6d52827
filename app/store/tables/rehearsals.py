"""The tables of rehearsals: their plan and progress, and the result for each member."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint, text

from app.store.tables.columns import AMOUNT, NAME, NUMBER, TEXT, days, instants, metadata, one_of, optional, required

_AT_WORK = text("status IN ('running', 'forgotten')")

rehearsals = Table(
    "rehearsals",
    metadata,
    required("rehearsal_id", NAME),
    required("program_id", NAME),
    optional("external_id"),
    required("fingerprint", NAME),
    required("known_at", NAME),
    required("status", NAME),
    required("first_on", NAME),
    required("last_on", NAME),
    required("warm_up_months", NUMBER),
    required("spend_points", NAME),
    optional("sample"),
    required("documents", TEXT),
    required("wanted", AMOUNT),
    required("done", AMOUNT),
    required("reached", NAME),
    required("inputs_hash", NAME),
    optional("answer", TEXT),
    PrimaryKeyConstraint("rehearsal_id"),
    UniqueConstraint("program_id", "external_id"),
    Index(
        "rehearsals_at_work",
        "program_id",
        "rehearsal_id",
        postgresql_where=_AT_WORK,
        sqlite_where=_AT_WORK,
    ),
    one_of("status", "running", "done", "failed", "forgotten"),
    one_of("spend_points", "none", "as_recorded", "when_enough"),
    instants("known_at"),
    days("first_on", "last_on"),
    sqlite_strict=True,
)

rehearsal_members = Table(
    "rehearsal_members",
    metadata,
    required("member_id", NAME),
    required("rehearsal_id", NAME),
    required("measure", AMOUNT),
    optional("grade"),
    required("difference", AMOUNT),
    required("results", TEXT),
    PrimaryKeyConstraint("member_id", "rehearsal_id"),
    Index("rehearsal_members_by_difference", "rehearsal_id", "difference", "member_id"),
    sqlite_strict=True,
)
