"""Gift cards in the form that tills and customer service read, and the proof of their balances."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.engine.model.gift_cards import GiftCard
from app.engine.model.instants import shown_instant
from app.engine.rules.balances.gift_cards import FREE, is_over
from app.ledger.entries import Entry


def gift_card_document(card: GiftCard, currency: str, today: str) -> dict[str, Any]:
    """A card on a business day: expired once its last day has passed, even if that is not stored yet. No code."""
    over = is_over(card, today)
    return {
        "id": card.card_id,
        "external_id": card.external_id,
        "code_end": card.code_end,
        "status": "expired" if over else card.status,
        "balance": 0 if over else card.balance,
        "held": card.held,
        "issued": card.issued,
        "currency": currency,
        "issued_at": shown_instant(card.issued_at),
        "expires_on": card.expires_on,
        "member": card.member_id,
        "replaced_by": card.replaced_by,
    }


def differences(card: GiftCard, moved: Iterable[Entry], held: Mapping[str, int]) -> list[str]:
    """The differences between a card and its entries, in words. `held`: what active holds reserve, by card."""
    sums = {True: 0, False: 0}
    for entry in moved:
        sums[entry.lot == FREE] += entry.amount
    found = []
    if sums[True] != card.balance:
        found.append(f"{card.card_id}: balance {card.balance}, by its entries {sums[True]}")
    if sums[False] != card.held:
        found.append(f"{card.card_id}: held {card.held}, by its entries {sums[False]}")
    if held.get(card.card_id, 0) != card.held:
        found.append(f"{card.card_id}: held {card.held}, by active holds {held.get(card.card_id, 0)}")
    return found
