"""Connectors to shop systems."""

from sqlalchemy import select, update

from app.store.connection.transaction import Transaction
from app.store.rows.shops import ConnectorRow
from app.store.tables.shops import connectors


async def add_connector(transaction: Transaction, one: ConnectorRow) -> None:
    """Store a connector. Raises IntegrityConflict if its name is taken."""
    await transaction.insert(ConnectorRow, [one])


async def connector(transaction: Transaction, connector_id: str) -> ConnectorRow | None:
    """The connector with this id, also a deleted one."""
    rows = await transaction.execute(select(connectors).where(connectors.c.connector_id == connector_id))
    return ConnectorRow(*rows[0]) if rows else None


async def connectors_of(transaction: Transaction, program_id: str) -> list[ConnectorRow]:
    """The connectors of a programme that are not deleted, oldest first."""
    wanted = connectors.c.program_id == program_id, connectors.c.status != "deleted"
    found = await transaction.execute(select(connectors).where(*wanted).order_by(connectors.c.connector_id))
    return [ConnectorRow(*row) for row in found]


async def connector_named(transaction: Transaction, program_id: str, name: str) -> ConnectorRow | None:
    """The connector of this name that is not deleted."""
    wanted = connectors.c.program_id == program_id, connectors.c.name == name, connectors.c.status != "deleted"
    rows = await transaction.execute(select(connectors).where(*wanted))
    return ConnectorRow(*rows[0]) if rows else None


async def active_connectors(transaction: Transaction) -> list[ConnectorRow]:
    """The active connectors of all programmes that can call their shop system."""
    wanted = connectors.c.status == "active", connectors.c.api.is_not(None)
    found = await transaction.execute(select(connectors).where(*wanted).order_by(connectors.c.connector_id))
    return [ConnectorRow(*row) for row in found]


async def save_published(transaction: Transaction, connector_id: str, position: int) -> None:
    """Store the position of the last event that was written to the shop."""
    this = connectors.c.connector_id == connector_id
    await transaction.execute(update(connectors).where(this).values(published=position))


async def change_connector(transaction: Transaction, one: ConnectorRow) -> None:
    """Store what can change of a connector."""
    changed = {"settings": one.settings, "signing": one.signing, "api": one.api, "status": one.status, "name": one.name}
    this = connectors.c.connector_id == one.connector_id
    await transaction.execute(update(connectors).where(this).values(changed))
