"""Callers by API key: looked up in the database, cached for a short time, and recorded as used."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from app.actions.access.key_making import limits_of, makers_limits_of, members_of, scopes_of
from app.actions.access.keys import SCOPES, Caller, KeyExpired, Keyring
from app.engine.model.instants import instant, instant_text
from app.store.connection.database import Database
from app.store.connection.errors import DatabaseUnavailable
from app.store.connection.transaction import Transaction
from app.store.queries.access import keys
from app.store.rows.access import KeyRow

USE_NOTED_EVERY: Final = timedelta(minutes=1)


class Callers(Keyring):
    """The callers of one database. `clock` gives the real time, in UTC; `pepper` is the secret of the keys' hashes."""

    def __init__(self, database: Database, clock: Callable[[], datetime], pepper: bytes) -> None:
        super().__init__(self._find_caller, pepper, clock=clock)
        self._database = database
        self._noting: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Wait for pending writes."""
        await asyncio.gather(*self._noting, return_exceptions=True)

    async def _find_caller(self, secret_hash: str) -> Caller | None:
        async def work(transaction: Transaction) -> keys.FoundKey | None:
            return await keys.by_secret_hash(transaction, secret_hash)

        found = await self._database.read(work)
        if found is None:
            return None
        row, scopes = found.key, scopes_of(found.key)
        if row.revoked_at or (row.staff_id and not found.staff_active):
            return None
        if found.staff_role:
            # A person has changed roles since.
            scopes &= SCOPES[found.staff_role]
        if row.expires_at and row.expires_at <= instant_text(self._clock()):
            raise KeyExpired
        self._note_use(row)
        return Caller(
            key_id=row.key_id,
            program_id=row.program_id,
            role=row.role,
            scopes=scopes,
            store=row.store,
            test=found.test,
            limits=limits_of(row),
            expires_at=row.expires_at,
            makers_limits=makers_limits_of(row),
            name=row.name,
            members_of=members_of(row),
            staff_id=row.staff_id,
        )

    def _note_use(self, row: KeyRow) -> None:
        """Record in the background that a key is in use, at most once a minute."""
        now = self._clock()
        if row.last_used_at and now - instant(row.last_used_at) < USE_NOTED_EVERY:
            return

        async def note() -> None:
            with suppress(DatabaseUnavailable):
                await self._database.write(lambda transaction: keys.used(transaction, row.key_id, instant_text(now)))

        task = asyncio.create_task(note())
        self._noting.add(task)
        task.add_done_callback(self._noting.discard)
