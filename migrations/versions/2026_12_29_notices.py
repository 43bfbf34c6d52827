"""The progress of notices."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "2026_12_29_notices"
down_revision = "2026_12_28_gift_cards"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the table. Programmes that are there already announce what comes due from now on."""
    rounds = op.create_table(
        "notice_rounds",
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("since", NAME, nullable=False),
        sa.Column("day", NAME, nullable=False),
        sa.Column("reached", NAME, nullable=False),
        sa.Column("announced", NAME, nullable=False),
        sa.CheckConstraint("length(since) = 10 AND length(day) = 10", name=op.f("notice_rounds_days_check")),
        sa.PrimaryKeyConstraint("program_id", name=op.f("notice_rounds_pk")),
        sqlite_strict=True,
    )
    programs = sa.table("programs", sa.column("program_id"), sa.column("clock"))
    now = sa.func.coalesce(programs.c.clock, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
    day = sa.func.substr(now, 1, 10)
    known = sa.select(programs.c.program_id, day, day, sa.literal("~"), now.concat(" ~"))
    op.execute(rounds.insert().from_select(["program_id", "since", "day", "reached", "announced"], known))


def downgrade() -> None:
    """Drop it."""
    op.drop_table("notice_rounds")
