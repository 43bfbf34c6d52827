"""Reads of gift cards, and the proof of their balances."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from app.actions.ids import read_voucher_code
from app.actions.programs import Programs
from app.engine.model.gift_cards import GiftCard
from app.engine.views import gift_cards as views
from app.engine.views.gift_cards import gift_card_document
from app.engine.views.holds import held_cards
from app.ledger.entries import Entry
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries.access import key_members
from app.store.queries.checkout import gift_cards, shared_limits
from app.store.queries.members import members


class GiftCards:
    """The gift cards of one database. `clock` gives the real time, in UTC."""

    def __init__(self, database: Database, programs: Programs, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._programs = programs
        self._clock = clock

    async def by_code(self, program_id: str, code: str) -> dict[str, Any] | None:
        """The card with a code as typed; None if there is none. A mistyped code is looked up too."""
        form = read_voucher_code(code) or code

        async def work(transaction: Transaction) -> dict[str, Any] | None:
            card = await gift_cards.by_code(transaction, program_id, form)
            return await self._shown(transaction, program_id, card)

        return await self._database.read(work)

    async def by_id(self, program_id: str, card_id: str) -> dict[str, Any] | None:
        """A card in its present state; None if there is none."""

        async def work(transaction: Transaction) -> dict[str, Any] | None:
            card = await gift_cards.by_id(transaction, program_id, card_id)
            return await self._shown(transaction, program_id, card)

        return await self._database.read(work)

    async def document(self, program_id: str, card: GiftCard) -> dict[str, Any]:
        """A card as a command left it."""
        program = await self._programs.known(program_id)
        if card.member_id:
            [card] = await self._database.read(lambda transaction: _seen(transaction, [card]))
        return gift_card_document(card, program.currency, "")

    async def page(
        self, program_id: str, limit: int, *, before: str | None, status: str | None, member: str | None
    ) -> list[dict[str, Any]] | None:
        """Up to `limit` cards, newest first, before the given id; None for an unknown member."""

        async def work(transaction: Transaction) -> list[dict[str, Any]] | None:
            owner = None
            if member is not None:
                found = (await members.find_many(transaction, program_id, [member])).get(member)
                if found is None:
                    return None
                owner = found.member_id
            program = await self._programs.one(transaction, program_id)
            today = program.business_date(program.now(self._clock()))
            cards = await gift_cards.page(transaction, program_id, limit, before=before, status=status, member_id=owner)
            return [gift_card_document(one, program.currency, today) for one in await _seen(transaction, cards)]

        return await self._database.read(work)

    async def entries(self, program_id: str, card_id: str, limit: int, before: str | None) -> list[Entry] | None:
        """Up to `limit` entries of a card, newest first; None for an unknown card."""

        async def work(transaction: Transaction) -> list[Entry] | None:
            if await gift_cards.by_id(transaction, program_id, card_id) is None:
                return None
            return await gift_cards.entries_page(transaction, program_id, card_id, limit, before)

        return await self._database.read(work)

    async def _shown(self, transaction: Transaction, program_id: str, card: GiftCard | None) -> dict[str, Any] | None:
        program = await self._programs.one(transaction, program_id)
        today = program.business_date(program.now(self._clock()))
        if card is None:
            return None
        [card] = await _seen(transaction, [card])
        return gift_card_document(card, program.currency, today)


async def _seen(transaction: Transaction, cards: Sequence[GiftCard]) -> list[GiftCard]:
    """The cards, without the members that the transaction's key does not know."""
    visible = await key_members.seen(transaction, {one.member_id for one in cards if one.member_id})
    return [one if one.member_id in visible else one._replace(member_id=None) for one in cards]


async def differences(transaction: Transaction, program_id: str) -> tuple[list[str], int]:
    """The cards whose balances are not what their entries and the active holds say, in words; and their entries."""
    held: dict[str, int] = {}
    for hold in await shared_limits.active_holds(transaction, program_id):
        for part in held_cards(hold):
            held[part["id"]] = held.get(part["id"], 0) + part["amount"]
    found: list[str] = []
    seen, after = 0, ""
    while chunk := await gift_cards.chunk(transaction, program_id, after):
        for card, moved in chunk:
            found += views.differences(card, moved, held)
            seen += len(moved)
        after = chunk[-1][0].card_id
    return found, seen
