"""A worker's leases: they tell others which tasks it is working on."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from app.engine.model.instants import instant_text
from app.store.connection.database import Database
from app.store.connection.errors import DatabaseUnavailable
from app.store.queries import leases


class Leases:
    """The leases of one worker, for a fixed number of seconds each. `holder` is its name; `clock` the real time, in
    UTC.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime], holder: str, seconds: int) -> None:
        self._database = database
        self._clock = clock
        self._holder = holder
        self._seconds = seconds

    async def take(self, name: str) -> bool:
        """Take or extend a lease; False while another worker has it."""
        now = self._clock()
        until = now + timedelta(seconds=self._seconds)
        return await self._database.write(
            lambda transaction: leases.take(transaction, name, self._holder, instant_text(now), instant_text(until))
        )

    async def give_back(self, name: str) -> None:
        """Release a lease. If that fails, it expires."""
        with suppress(DatabaseUnavailable):
            await self._database.write(lambda transaction: leases.give_back(transaction, name, self._holder))
