"""Alerts of reviews, and tasks for the staff."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_09_tasks"
down_revision = "2026_12_08_member_words"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
AMOUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PENDING, RUNNING, WAITING = sa.text("result = 'pending'"), sa.text("status = 'running'"), sa.text("status = 'waiting'")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "alerts",
        sa.Column("member_id", NAME, nullable=False),
        sa.Column("alert_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("occasion", NAME, nullable=False),
        sa.Column("review_id", NAME, nullable=False),
        sa.Column("as_of", NAME, nullable=False),
        sa.Column("amount", AMOUNT, nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("result", NAME, nullable=False),
        sa.PrimaryKeyConstraint("member_id", "alert_id", name="alerts_pk"),
        sa.CheckConstraint("kind IN ('deviation', 'lapse')", name=op.f("alerts_kind_check")),
        sa.CheckConstraint(
            "result IN ('pending', 'recovered', 'not_recovered', 'won_back', 'gone')", name=op.f("alerts_result_check")
        ),
        sa.CheckConstraint("length(occasion) = 10 AND length(as_of) = 10", name=op.f("alerts_days_check")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("alerts_by_id", "alerts", ["alert_id"], unique=True)
    op.create_index(
        "alerts_pending", "alerts", ["program_id", "alert_id"], postgresql_where=PENDING, sqlite_where=PENDING
    )
    op.create_table(
        "alert_rounds",
        sa.Column("review_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("as_of", NAME, nullable=False),
        sa.Column("status", NAME, nullable=False),
        sa.Column("phase", NAME, nullable=False),
        sa.Column("reached", NAME, nullable=False),
        sa.Column("begun_at", NAME, nullable=False),
        sa.Column("done_at", NAME, nullable=True),
        sa.PrimaryKeyConstraint("review_id", name="alert_rounds_pk"),
        sa.CheckConstraint("status IN ('running', 'done')", name=op.f("alert_rounds_status_check")),
        sa.CheckConstraint(
            "phase IN ('deviations', 'lapses', 'results', 'tasks')", name=op.f("alert_rounds_phase_check")
        ),
        sa.CheckConstraint("length(begun_at) = 27 AND length(done_at) = 27", name=op.f("alert_rounds_instants_check")),
        sa.CheckConstraint("length(as_of) = 10", name=op.f("alert_rounds_days_check")),
        sqlite_strict=True,
    )
    op.create_index("alert_rounds_by_day", "alert_rounds", ["program_id", "as_of"])
    op.create_index(
        "alert_rounds_running",
        "alert_rounds",
        ["program_id"],
        unique=True,
        postgresql_where=RUNNING,
        sqlite_where=RUNNING,
    )
    op.create_table(
        "tasks",
        sa.Column("task_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("external_id", NAME, nullable=True),
        sa.Column("fingerprint", NAME, nullable=True),
        sa.Column("rule", NAME, nullable=True),
        sa.Column("alert_id", NAME, nullable=True),
        sa.Column("member_id", NAME, nullable=True),
        sa.Column("owner_id", NAME, nullable=True),
        sa.Column("due_on", NAME, nullable=False),
        sa.Column("status", NAME, nullable=False),
        sa.Column("amount", AMOUNT, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("outcome", NAME, nullable=True),
        sa.Column("reason", NAME, nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("escalated_on", NAME, nullable=True),
        sa.Column("created_by", NAME, nullable=True),
        sa.Column("created_at", NAME, nullable=False),
        sa.Column("closed_on", NAME, nullable=True),
        sa.Column("closed_at", NAME, nullable=True),
        sa.PrimaryKeyConstraint("task_id", name="tasks_pk"),
        sa.UniqueConstraint("program_id", "external_id", name="tasks_program_id_external_id_unique"),
        sa.UniqueConstraint("alert_id", "rule", name="tasks_alert_id_rule_unique"),
        sa.CheckConstraint("status IN ('waiting', 'open', 'done', 'dropped')", name=op.f("tasks_status_check")),
        sa.CheckConstraint("length(created_at) = 27 AND length(closed_at) = 27", name=op.f("tasks_instants_check")),
        sa.CheckConstraint(
            "length(due_on) = 10 AND length(escalated_on) = 10 AND length(closed_on) = 10",
            name=op.f("tasks_days_check"),
        ),
        sqlite_strict=True,
    )
    op.create_index("tasks_by_day", "tasks", ["program_id", "due_on", "task_id"])
    op.create_index("tasks_by_owner", "tasks", ["program_id", "owner_id", "status", "due_on", "task_id"])
    op.create_index("tasks_by_member", "tasks", ["member_id", "task_id"])
    op.create_index(
        "tasks_waiting",
        "tasks",
        ["program_id", "amount", "member_id"],
        postgresql_where=WAITING,
        sqlite_where=WAITING,
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("tasks")
    op.drop_table("alert_rounds")
    op.drop_table("alerts")
