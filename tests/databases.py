"""Databases as tests want them that are not about speed: they wait long, for a busy machine is not their subject."""

from app.settings import Settings
from app.store.connection import schema
from app.store.connection.database import Database

# A till waits 2 seconds; under several test runs at once a machine may take longer for anything.
WAIT_SECONDS = 30


def settings_for(url: str) -> Settings:
    """The settings of a Goldlist on this database."""
    return Settings(database_url=url, database_wait_seconds=WAIT_SECONDS)


def open_database(url: str, *, pooler: bool = False) -> Database:
    """The database at this address."""
    return Database.open(url, pooler=pooler, wait_seconds=WAIT_SECONDS)


async def migrate(url: str, to: str = "head") -> None:
    """Bring the database up to a revision."""
    await schema.migrate(url, to, wait_seconds=WAIT_SECONDS)
