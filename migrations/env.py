"""Runs migrations on the connection that `schema.py` hands over, inside its transaction."""

from alembic import context

from app.store.tables import (
    checkout_tables,
    holdout_tables,
    insight_tables,
    level_tables,
    rehearsal_tables,
    segment_tables,
    voucher_tables,
)
from app.store.tables.tables import metadata

# Tables stand in the metadata once their module is imported.
assert all(
    (checkout_tables, holdout_tables, insight_tables, level_tables, rehearsal_tables, segment_tables, voucher_tables)
)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
