"""Ends gift cards whose last day has passed, card by card, through the write queue."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from app.actions.ids import IdSource
from app.actions.programs import Programs
from app.actions.writing.write_queue import Answer
from app.engine.model.commands.command import Command
from app.engine.model.commands.gift_cards import ChangeGiftCard
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries.checkout import gift_cards


class GiftCardExpiry:
    """The expiry of one database's gift cards. `clock` gives the real time, in UTC."""

    def __init__(
        self,
        database: Database,
        known: Programs,
        ids: IdSource,
        clock: Callable[[], datetime],
        submit: Callable[[Command], Awaitable[Answer]],
    ) -> None:
        self._database = database
        self._programs = known
        self._ids = ids
        self._clock = clock
        self._submit = submit

    async def go_round(self) -> int:
        """End the cards of every programme: returns their number."""
        found = await self._database.read(gift_cards.programs_with_ends)
        return sum([await self.catch_up(program_id) for program_id in found])

    async def catch_up(self, program_id: str) -> int:
        """End the cards of a programme: returns their number."""
        ended = 0
        while found := await self._database.read(lambda transaction: self._over(transaction, program_id)):
            commands = [ChangeGiftCard(program_id, self._ids.draw("gcc"), card_id, "expire") for card_id in found]
            await asyncio.gather(*[self._submit(one) for one in commands])
            ended += len(found)
        return ended

    async def _over(self, transaction: Transaction, program_id: str) -> list[str]:
        program = await self._programs.one(transaction, program_id)
        today = program.business_date(program.now(self._clock()))
        return await gift_cards.over(transaction, program_id, today)
