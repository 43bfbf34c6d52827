"""Loads and locks the gift cards of a batch, in one order for all transactions."""

from collections.abc import Iterable, Sequence

from pydantic_core import from_json

from app.engine.model.book import Book
from app.engine.model.gift_cards import PREFIX, GiftCard
from app.engine.model.needs import Needs
from app.engine.model.value import payment_from
from app.ledger.entries import GIFT_CARD, Entry
from app.store.connection.errors import IntegrityConflict
from app.store.connection.transaction import Transaction
from app.store.queries.checkout import gift_cards

Wants = Sequence[tuple[str, Needs]]


async def load(transaction: Transaction, book: Book, wants: Wants) -> None:
    """Load and lock the cards that commands name, and those that paid for their purchases, quotes and holds.

    Members must be locked before and shared limits after them. Raises IntegrityConflict if a card was replaced
    meanwhile.
    """
    named = {(program_id, one) for program_id, need in wants for one in need.gift_cards}
    ids = {one for _, one in named if one.startswith(PREFIX)} | _of_records(book)
    codes = {(program_id, one) for program_id, one in named if not one.startswith(PREFIX)}
    ids |= await gift_cards.ids_of_codes(transaction, codes) if codes else set()
    if not ids:
        return
    ids |= await _replacing(transaction, ids)
    proven = await _with_replaced(transaction, wants)
    ids |= proven
    for card in await gift_cards.lock(transaction, ids):
        book.gift_cards[card.card_id] = card
    for entry in await transaction.rows(Entry, "member_id", proven) if proven else ():
        book.card_entries.setdefault(entry.member_id, []).append(entry)
    if _missing(book.gift_cards.values(), ids):
        raise IntegrityConflict("a gift card was replaced while this batch waited")


async def _with_replaced(transaction: Transaction, wants: Wants) -> set[str]:
    """The cards whose entries commands need, and those that they have replaced."""
    found: set[str] = set()
    more = {one for _, need in wants if need.card_entries for one in need.gift_cards if one.startswith(PREFIX)}
    while more:
        found |= more
        moved = await transaction.rows(Entry, "member_id", more)
        heirs = {one.member_id for one in moved if one.type == "transfer" and one.amount > 0}
        more = await gift_cards.replaced_by(transaction, heirs) - found if heirs else set()
    return found


def _of_records(book: Book) -> set[str]:
    """The cards of the records loaded so far."""
    paid = [one.paid_with for one in book.purchases.values() if one.paid_with]
    paid += [one.paid_with for one in book.quotes.values()]
    found = {part.card_id for text in paid if PREFIX in text for part in payment_from(text).gift_cards}
    for hold in book.holds.values():
        if PREFIX in hold.content:
            found |= from_json(hold.content)[0].get(GIFT_CARD, {}).keys()
    # Time may end a hold of any member of the batch.
    for member in book.members.values():
        for _, content, *_ in member.state.holds.values():
            found |= content.get(GIFT_CARD, {}).keys()
    return found


async def _replacing(transaction: Transaction, ids: set[str]) -> set[str]:
    """The cards that have the balance of these, now."""
    found: set[str] = set()
    more = ids
    while more:
        cards = await transaction.rows(GiftCard, "card_id", more)
        more = _missing(cards, ids | found)
        found |= more
    return found


def _missing(cards: Iterable[GiftCard], known: set[str]) -> set[str]:
    return {one.replaced_by for one in cards if one.replaced_by} - known
