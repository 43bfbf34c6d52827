"""The first tables: programmes and keys, members and their names, purchases, returns, entries, vouchers, receipts."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_21_first_tables"
down_revision = None

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
TEXT = sa.Text()
AMOUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NUMBER = sa.Integer()
FLAG = sa.SmallInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "programs",
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("slug", NAME, nullable=False),
        sa.Column("test", FLAG, nullable=False),
        sa.Column("clock", NAME, nullable=True),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("created_at", NAME, nullable=False),
        sa.PrimaryKeyConstraint("program_id", name="programs_pk"),
        sa.CheckConstraint("clock IS NULL OR test = 1", name=op.f("programs_clock_check")),
        sa.CheckConstraint("length(created_at) = 27 AND length(clock) = 27", name=op.f("programs_instants_check")),
        sa.CheckConstraint("test IN (0, 1)", name=op.f("programs_test_check")),
        sa.CheckConstraint("version >= 1", name=op.f("programs_version_check")),
        sa.UniqueConstraint("slug", name="programs_slug_unique"),
        sqlite_strict=True,
    )
    op.create_table(
        "program_versions",
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("document", TEXT, nullable=False),
        sa.Column("published_at", NAME, nullable=False),
        sa.PrimaryKeyConstraint("program_id", "version", name="program_versions_pk"),
        sa.CheckConstraint("length(published_at) = 27", name=op.f("program_versions_instants_check")),
        sa.CheckConstraint("version >= 1", name=op.f("program_versions_version_check")),
        sa.ForeignKeyConstraint(["program_id"], ["programs.program_id"], name="program_versions_program_id_fk"),
        sqlite_strict=True,
    )
    op.create_table(
        "api_keys",
        sa.Column("key_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("role", NAME, nullable=False),
        sa.Column("scopes", TEXT, nullable=False),
        sa.Column("store", NAME, nullable=True),
        sa.Column("secret_hash", NAME, nullable=False),
        sa.Column("created_at", NAME, nullable=False),
        sa.Column("expires_at", NAME, nullable=True),
        sa.Column("revoked_at", NAME, nullable=True),
        sa.PrimaryKeyConstraint("key_id", name="api_keys_pk"),
        sa.CheckConstraint(
            "length(created_at) = 27 AND length(expires_at) = 27 AND length(revoked_at) = 27",
            name=op.f("api_keys_instants_check"),
        ),
        sa.CheckConstraint(
            "role IN ('admin', 'pos', 'ecommerce', 'email', 'partner', 'auditor')", name=op.f("api_keys_role_check")
        ),
        sa.ForeignKeyConstraint(["program_id"], ["programs.program_id"], name="api_keys_program_id_fk"),
        sa.UniqueConstraint("secret_hash", name="api_keys_secret_hash_unique"),
        sqlite_strict=True,
    )
    op.create_index("api_keys_by_program", "api_keys", ["program_id", "key_id"])
    op.create_table(
        "members",
        sa.Column("member_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("external_id", NAME, nullable=True),
        sa.Column("joined_on", NAME, nullable=True),
        sa.Column("created_at", NAME, nullable=False),
        sa.Column("changed_at", NAME, nullable=False),
        sa.Column("version", AMOUNT, nullable=False),
        sa.Column("tier", NAME, nullable=True),
        sa.Column("points", AMOUNT, nullable=False),
        sa.Column("points_expire_on", NAME, nullable=True),
        sa.Column("erased_at", NAME, nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("member_id", name="members_pk"),
        sa.CheckConstraint("length(joined_on) = 10 AND length(points_expire_on) = 10", name=op.f("members_days_check")),
        sa.CheckConstraint(
            "length(created_at) = 27 AND length(changed_at) = 27 AND length(erased_at) = 27",
            name=op.f("members_instants_check"),
        ),
        sa.CheckConstraint("version >= 0", name=op.f("members_version_check")),
        sqlite_strict=True,
    )
    op.create_index("members_by_change", "members", ["program_id", "changed_at", "member_id"])
    op.create_index(
        "members_by_expiry",
        "members",
        ["program_id", "points_expire_on", "member_id"],
        postgresql_where=sa.text("points_expire_on IS NOT NULL"),
        sqlite_where=sa.text("points_expire_on IS NOT NULL"),
    )
    op.create_index("members_by_program", "members", ["program_id", "member_id"])
    op.create_table(
        "profiles",
        sa.Column("member_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("name", TEXT, nullable=True),
        sa.Column("email", NAME, nullable=True),
        sa.Column("phone", NAME, nullable=True),
        sa.Column("birth_date", NAME, nullable=True),
        sa.Column("consents", TEXT, nullable=False),
        sa.Column("metadata", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("member_id", name="profiles_pk"),
        sa.CheckConstraint("length(birth_date) = 10", name=op.f("profiles_days_check")),
        sqlite_strict=True,
    )
    op.create_table(
        "identifiers",
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("value", NAME, nullable=False),
        sa.Column("member_id", NAME, nullable=False),
        sa.PrimaryKeyConstraint("program_id", "kind", "value", name="identifiers_pk"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("identifiers_by_member", "identifiers", ["member_id"])
    op.create_table(
        "receipts",
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("member_id", NAME, nullable=False),
        sa.Column("object_id", NAME, nullable=False),
        sa.Column("fingerprint", NAME, nullable=False),
        sa.Column("answer", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("program_id", "kind", "name", name="receipts_pk"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "purchases",
        sa.Column("member_id", NAME, nullable=False),
        sa.Column("purchase_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("external_id", NAME, nullable=True),
        sa.Column("guest", FLAG, nullable=False),
        sa.Column("status", NAME, nullable=False),
        sa.Column("occurred_at", NAME, nullable=False),
        sa.Column("recorded_at", NAME, nullable=False),
        sa.Column("business_date", NAME, nullable=False),
        sa.Column("store", NAME, nullable=True),
        sa.Column("channel", NAME, nullable=True),
        sa.Column("net", AMOUNT, nullable=False),
        sa.Column("discount", AMOUNT, nullable=False),
        sa.Column("program_version", NUMBER, nullable=False),
        sa.Column("multiplier", NAME, nullable=False),
        sa.Column("lines", TEXT, nullable=False),
        sa.Column("vouchers", TEXT, nullable=False),
        sa.Column("shortfalls", TEXT, nullable=False),
        sa.Column("metadata", TEXT, nullable=False),
        sa.Column("after", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("member_id", "purchase_id", name="purchases_pk"),
        sa.CheckConstraint("length(business_date) = 10", name=op.f("purchases_days_check")),
        sa.CheckConstraint("discount >= 0", name=op.f("purchases_discount_check")),
        sa.CheckConstraint("guest IN (0, 1)", name=op.f("purchases_guest_check")),
        sa.CheckConstraint(
            "length(occurred_at) = 27 AND length(recorded_at) = 27", name=op.f("purchases_instants_check")
        ),
        sa.CheckConstraint("net >= 0", name=op.f("purchases_net_check")),
        sa.CheckConstraint(
            "status IN ('recorded', 'partly_returned', 'returned', 'voided', 'claimed')",
            name=op.f("purchases_status_check"),
        ),
        sqlite_strict=True,
    )
    op.create_index("purchases_by_id", "purchases", ["purchase_id"])
    op.create_index("purchases_by_time", "purchases", ["program_id", "occurred_at", "purchase_id", "store"])
    op.create_table(
        "returns",
        sa.Column("member_id", NAME, nullable=False),
        sa.Column("return_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("external_id", NAME, nullable=True),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("purchase_id", NAME, nullable=True),
        sa.Column("status", NAME, nullable=False),
        sa.Column("occurred_at", NAME, nullable=False),
        sa.Column("recorded_at", NAME, nullable=False),
        sa.Column("business_date", NAME, nullable=False),
        sa.Column("store", NAME, nullable=True),
        sa.Column("returned_net", AMOUNT, nullable=False),
        sa.Column("program_version", NUMBER, nullable=False),
        sa.Column("lines", TEXT, nullable=False),
        sa.Column("metadata", TEXT, nullable=False),
        sa.Column("after", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("member_id", "return_id", name="returns_pk"),
        sa.CheckConstraint("length(business_date) = 10", name=op.f("returns_days_check")),
        sa.CheckConstraint(
            "length(occurred_at) = 27 AND length(recorded_at) = 27", name=op.f("returns_instants_check")
        ),
        sa.CheckConstraint("kind IN ('return', 'void')", name=op.f("returns_kind_check")),
        sa.CheckConstraint("returned_net >= 0", name=op.f("returns_returned_net_check")),
        sa.CheckConstraint("status IN ('recorded', 'voided', 'claimed')", name=op.f("returns_status_check")),
        sqlite_strict=True,
    )
    op.create_index("returns_by_id", "returns", ["return_id"])
    op.create_index("returns_by_purchase", "returns", ["purchase_id"])
    op.create_table(
        "entries",
        sa.Column("member_id", NAME, nullable=False),
        sa.Column("entry_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("unit", NAME, nullable=False),
        sa.Column("type", NAME, nullable=False),
        sa.Column("amount", AMOUNT, nullable=False),
        sa.Column("lot", NAME, nullable=False),
        sa.Column("rule", NAME, nullable=True),
        sa.Column("program_version", NUMBER, nullable=False),
        sa.Column("cause", NAME, nullable=False),
        sa.Column("cause_id", NAME, nullable=False),
        sa.Column("why", TEXT, nullable=False),
        sa.Column("recorded_at", NAME, nullable=False),
        sa.PrimaryKeyConstraint("member_id", "entry_id", name="entries_pk"),
        sa.CheckConstraint("length(recorded_at) = 27", name=op.f("entries_instants_check")),
        sa.CheckConstraint(
            "type IN ('earn', 'bonus', 'redeem', 'expire', 'reverse', "
            "'adjust', 'accrue', 'settle', 'forfeit', 'transfer', 'donate')",
            name=op.f("entries_type_check"),
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "vouchers",
        sa.Column("member_id", NAME, nullable=False),
        sa.Column("voucher_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("code", NAME, nullable=False),
        sa.Column("reward", NAME, nullable=False),
        sa.Column("source", NAME, nullable=False),
        sa.Column("amount", AMOUNT, nullable=True),
        sa.Column("status", NAME, nullable=False),
        sa.Column("program_version", NUMBER, nullable=False),
        sa.Column("issued_by", NAME, nullable=False),
        sa.Column("issued_at", NAME, nullable=False),
        sa.Column("expires_on", NAME, nullable=True),
        sa.Column("revoked_by", NAME, nullable=True),
        sa.Column("used_by", NAME, nullable=True),
        sa.PrimaryKeyConstraint("member_id", "voucher_id", name="vouchers_pk"),
        sa.CheckConstraint("length(expires_on) = 10", name=op.f("vouchers_days_check")),
        sa.CheckConstraint("length(issued_at) = 27", name=op.f("vouchers_instants_check")),
        sa.CheckConstraint(
            "status IN ('usable', 'held', 'used', 'expired', 'revoked')", name=op.f("vouchers_status_check")
        ),
        sa.UniqueConstraint("program_id", "code", name="vouchers_program_id_code_unique"),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Drop them, with all their rows."""
    for table in (
        "vouchers",
        "entries",
        "returns",
        "purchases",
        "receipts",
        "identifiers",
        "profiles",
        "members",
        "api_keys",
        "program_versions",
        "programs",
    ):
        op.drop_table(table)
