"""Runs migrations on the connection that `schema.py` hands over, inside its transaction."""

from alembic import context

from app.store.tables.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
