"""The connections that PostgreSQL accepts."""

from typing import Final

from sqlalchemy import text

from app.store.connection.transaction import Transaction

_ALLOWED: Final = text(
    "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int"
)


async def connections_allowed(transaction: Transaction) -> int:
    """The number of connections of users who are no superusers. On PostgreSQL only."""
    [(allowed,)] = await transaction.execute(_ALLOWED)
    return int(allowed)
