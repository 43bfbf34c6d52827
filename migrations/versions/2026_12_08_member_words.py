"""The words by which members are searched, filled with those of the members there are."""

import sqlalchemy as sa
from alembic import op

from app.engine.model.names import search_words

revision = "2026_12_08_member_words"
down_revision = "2026_12_07_sign_in"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
AT_ONCE = 1000


def upgrade() -> None:
    """Add the table, and fill it in slices."""
    words = op.create_table(
        "member_words",
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("word", NAME, nullable=False),
        sa.Column("member_id", NAME, nullable=False),
        sa.PrimaryKeyConstraint("program_id", "word", "member_id", name="member_words_pk"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("member_words_by_member", "member_words", ["member_id"])
    profiles = sa.table("profiles", sa.column("member_id"), sa.column("program_id"), sa.column("name"))
    names = sa.table(
        "identifiers", sa.column("member_id"), sa.column("program_id"), sa.column("kind"), sa.column("value")
    )
    connection, after = op.get_bind(), ""
    while True:
        found = connection.execute(
            sa.select(profiles).where(profiles.c.member_id > after).order_by(profiles.c.member_id).limit(AT_ONCE)
        ).all()
        if not found:
            return
        ids = [row.member_id for row in found]
        numbers: dict[str, list[str]] = {one: [] for one in ids}
        wanted = names.c.member_id.in_(ids), names.c.kind.in_(["card", "phone"])
        for row in connection.execute(sa.select(names).where(*wanted)):
            numbers[row.member_id].append(row.value)
        rows = [
            {"program_id": row.program_id, "word": word, "member_id": row.member_id}
            for row in found
            for word in sorted(search_words(row.name, numbers[row.member_id]))
        ]
        if rows:
            op.bulk_insert(words, rows)
        after = ids[-1]


def downgrade() -> None:
    """Drop it."""
    op.drop_index("member_words_by_member", "member_words")
    op.drop_table("member_words")
