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
        self.renewed_after = timedelta(seconds=seconds // 3)

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


class RenewedLease:
    """A lease that is taken when needed, and renewed in time; without `leases` it is always held."""

    def __init__(self, leases: Leases | None, name: str, clock: Callable[[], datetime]) -> None:
        self._leases = leases
        self._name = name
        self._clock = clock
        self._taken_at: datetime | None = None

    async def held(self) -> bool:
        """Whether it is held, for some seconds at least."""
        if self._leases and (self._taken_at is None or self._clock() - self._taken_at > self._leases.renewed_after):
            if not await self._leases.take(self._name):
                return False
            self._taken_at = self._clock()
        return True

    async def give_back(self) -> None:
        """Release it."""
        if self._leases and self._taken_at is not None:
            await self._leases.give_back(self._name)
