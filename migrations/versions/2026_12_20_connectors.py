"""Connectors to shop systems, the messages that came from them, and their orders."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_20_connectors"
down_revision = "2026_12_15_sales_hours"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
AMOUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DUE = sa.text("next_at IS NOT NULL")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "connectors",
        sa.Column("connector_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("signing", sa.Text(), nullable=False),
        sa.Column("api", sa.Text(), nullable=True),
        sa.Column("status", NAME, nullable=False),
        sa.Column("created_at", NAME, nullable=False),
        sa.CheckConstraint("status IN ('active', 'paused', 'deleted')", name=op.f("connectors_status_check")),
        sa.CheckConstraint("length(created_at) = 27", name=op.f("connectors_instants_check")),
        sa.PrimaryKeyConstraint("connector_id", name=op.f("connectors_pk")),
        sa.UniqueConstraint("program_id", "name", name=op.f("connectors_program_id_name_unique")),
        sqlite_strict=True,
    )
    op.create_table(
        "deliveries",
        sa.Column("delivery_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("connector_id", NAME, nullable=False),
        sa.Column("topic", NAME, nullable=False),
        sa.Column("source_id", NAME, nullable=False),
        sa.Column("order_id", NAME, nullable=True),
        sa.Column("received_at", NAME, nullable=False),
        sa.Column("times", AMOUNT, nullable=False),
        sa.Column("status", NAME, nullable=False),
        sa.Column("code", NAME, nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("pointer", sa.Text(), nullable=True),
        sa.Column("attempts", AMOUNT, nullable=False),
        sa.Column("next_at", NAME, nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("first_payload", sa.Text(), nullable=True),
        sa.Column("repaired_by", NAME, nullable=True),
        sa.Column("repaired_at", NAME, nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status IN ('received', 'done', 'ignored', 'waiting', 'failed', 'dismissed')",
            name=op.f("deliveries_status_check"),
        ),
        sa.CheckConstraint("attempts >= 0", name=op.f("deliveries_attempts_check")),
        sa.CheckConstraint(
            "length(received_at) = 27 AND length(next_at) = 27 AND length(repaired_at) = 27",
            name=op.f("deliveries_instants_check"),
        ),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("deliveries_pk")),
        sa.UniqueConstraint("connector_id", "source_id", name=op.f("deliveries_connector_id_source_id_unique")),
        sqlite_strict=True,
    )
    op.create_index(
        "deliveries_due",
        "deliveries",
        ["connector_id", "delivery_id"],
        postgresql_where=DUE,
        sqlite_where=DUE,
    )
    op.create_index("deliveries_of_order", "deliveries", ["connector_id", "order_id"])
    op.create_index("deliveries_of_program", "deliveries", ["program_id", "delivery_id"])
    op.create_table(
        "shop_orders",
        sa.Column("connector_id", NAME, nullable=False),
        sa.Column("order_id", NAME, nullable=False),
        sa.Column("program_id", NAME, nullable=False),
        sa.Column("member_id", NAME, nullable=True),
        sa.Column("customer", NAME, nullable=True),
        sa.Column("known", sa.Text(), nullable=False),
        sa.Column("changed_at", NAME, nullable=False),
        sa.CheckConstraint("length(changed_at) = 27", name=op.f("shop_orders_instants_check")),
        sa.PrimaryKeyConstraint("connector_id", "order_id", name=op.f("shop_orders_pk")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("shop_orders_by_customer", "shop_orders", ["connector_id", "customer"])
    op.create_index("shop_orders_by_member", "shop_orders", ["member_id"])


def downgrade() -> None:
    """Remove them."""
    for table in ("shop_orders", "deliveries", "connectors"):
        op.drop_table(table)
