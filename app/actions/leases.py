"""A worker's leases, by which others know what it is at and leave it alone."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from app.engine.model.instants import instant_text
from app.store.connection.database import Database
from app.store.connection.errors import DatabaseUnavailable
from app.store.queries import leases


class Leases:
    """The leases of one worker, each for so many seconds. `holder` is its own name; `clock` the real time, in UTC."""

    def __init__(self, database: Database, clock: Callable[[], datetime], holder: str, seconds: int) -> None:
        self._database = database
        self._clock = clock
        self._holder = holder
        self._seconds = seconds

    async def take(self, name: str) -> bool:
        """Take a lease, or have one's own for longer; False while it is somebody else's."""
        now = self._clock()
        until = now + timedelta(seconds=self._seconds)
        return await self._database.write(
            lambda transaction: leases.take(transaction, name, self._holder, instant_text(now), instant_text(until))
        )

    async def give_back(self, name: str) -> None:
        """Let others have it at once. If that cannot be, it ends by itself."""
        with suppress(DatabaseUnavailable):
            await self._database.write(lambda transaction: leases.give_back(transaction, name, self._holder))
