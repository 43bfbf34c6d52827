"""The tables of consents, contacts, addresses that want nothing, and the links in mails."""

from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint, text

from app.store.tables.tables import FLAG, NAME, NUMBER, TEXT, flag, instants, metadata, one_of, optional, required

_honours = text("purpose = 'honours'")

consents = Table(
    "consents",
    metadata,
    required("member_id", NAME),
    required("consent_id", NAME),
    required("program_id", NAME),
    optional("external_id"),
    optional("fingerprint"),
    required("purpose", NAME),
    optional("channel"),
    required("given", FLAG),
    required("basis", NAME),
    required("at", NAME),
    required("how", NAME),
    optional("text_version"),
    optional("shown_as", TEXT),
    optional("evidence", TEXT),
    required("confirmed", FLAG),
    optional("created_by"),
    required("recorded_at", NAME),
    PrimaryKeyConstraint("member_id", "consent_id"),
    UniqueConstraint("program_id", "external_id"),
    Index("consents_honours", "program_id", "member_id", postgresql_where=_honours, sqlite_where=_honours),
    flag("given"),
    flag("confirmed"),
    one_of("basis", "consent", "soft_opt_in", "contract"),
    one_of("how", "web", "paper", "phone", "till", "import", "platform"),
    instants("at", "recorded_at"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

suppressions = Table(
    "suppressions",
    metadata,
    required("program_id", NAME),
    required("channel", NAME),
    required("mark", NAME),
    required("purpose", NAME),
    required("reason", NAME),
    required("at", NAME),
    PrimaryKeyConstraint("program_id", "channel", "mark", "purpose"),
    one_of("channel", "email", "sms", "phone"),
    one_of("reason", "withdrawn", "complained", "bounced", "asked"),
    instants("at"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

contacts = Table(
    "contacts",
    metadata,
    required("member_id", NAME),
    required("contact_id", NAME),
    required("program_id", NAME),
    required("external_id", NAME),
    required("fingerprint", NAME),
    required("channel", NAME),
    required("direction", NAME),
    optional("purpose"),
    optional("topic"),
    required("outcome", NAME),
    required("at", NAME),
    optional("created_by"),
    required("recorded_at", NAME),
    PrimaryKeyConstraint("member_id", "contact_id"),
    UniqueConstraint("program_id", "external_id"),
    one_of("direction", "in", "out"),
    one_of("outcome", "sent", "spoken", "no_answer", "bounced", "complained"),
    instants("at", "recorded_at"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

link_secrets = Table(
    "link_secrets",
    metadata,
    required("program_id", NAME),
    required("secret", NAME),
    PrimaryKeyConstraint("program_id"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

picture_links = Table(
    "picture_links",
    metadata,
    required("member_id", NAME),
    required("program_id", NAME),
    required("generation", NUMBER),
    PrimaryKeyConstraint("member_id"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
