"""Rounds of work on one programme: the running round is carried on, then the next due one begins."""

from abc import ABC, abstractmethod
from functools import partial
from typing import Generic, TypeVar

from app.store.connection.database import Database
from app.store.connection.errors import IntegrityConflict
from app.store.connection.transaction import Transaction

Row = TypeVar("Row")


class Rounds(ABC, Generic[Row]):
    """Rounds whose rows have their progress, at most one running in a programme."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def _work_on(self, program_id: str, *, alone: bool) -> int:
        """Finish the due rounds of a programme, with `alone` even one of another worker; returns their number."""
        done = 0
        while row := await self._running(program_id):
            if not await self._carry_on(row, alone=alone):
                break
            done += 1
        return done

    async def _running(self, program_id: str) -> Row | None:
        """The running round, or else the next due one, begun now; None if none is due."""
        while True:
            row, is_new = await self._database.read(lambda transaction: self._due(transaction, program_id))
            if row is None or not is_new:
                return row
            try:
                await self._database.write(partial(self._begin, row=row))
            except IntegrityConflict:
                # Another worker has begun it.
                continue
            return row

    @abstractmethod
    async def _due(self, transaction: Transaction, program_id: str) -> tuple[Row | None, bool]:
        """The running round, or else the next due one, and whether it is new."""

    @abstractmethod
    async def _begin(self, transaction: Transaction, row: Row) -> None:
        """Write a new round. Raises IntegrityConflict if another worker has begun it."""

    @abstractmethod
    async def _carry_on(self, row: Row, *, alone: bool) -> bool:
        """Do the rest of a round; False if another worker has it."""
