"""The events of gift cards. They name no member and no code: a card is good for whoever has it."""

from collections.abc import Iterator

from app.engine.events.happened import Happened
from app.engine.model.book import Book, Decision
from app.engine.model.gift_cards import GiftCard


def of_gift_cards(book: Book, decision: Decision, cause: tuple[str, str]) -> list[Happened]:
    """What became of the gift cards of a decision, in order."""
    found = []
    for card in decision.gift_cards:
        moved = [one for one in decision.card_entries if one.member_id == card.card_id]
        why = next(((one.cause, one.cause_id) for one in moved), cause)
        known = book.gift_cards.get(card.card_id)
        for type_, amount in _types(known, card, [(one.type, one.amount) for one in moved]):
            facts = {
                "id": card.card_id,
                "external_id": card.external_id,
                "amount": amount,
                "balance": card.balance,
                "status": card.status,
                "expires_on": card.expires_on,
                "replaced_by": card.replaced_by,
            }
            found.append(Happened(f"gift_card.{type_}", None, *why, card.card_id, facts={"gift_card": facts}))
    return found


def _types(known: GiftCard | None, card: GiftCard, moved: list[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    sums: dict[tuple[str, bool], int] = {}
    for type_, amount in moved:
        sums[type_, amount > 0] = sums.get((type_, amount > 0), 0) + amount
    if known is None:
        yield "issued", card.issued
    elif ("adjust", True) in sums:
        yield "topped_up", sums["adjust", True]
    if ("redeem", False) in sums:
        yield "redeemed", sums["redeem", False]
    if ("redeem", True) in sums:
        yield "given_back", sums["redeem", True]
    if known and known.status != card.status:
        became = {"blocked": "blocked", "active": "unblocked", "voided": "voided", "replaced": "replaced"}
        name = became.get(card.status)
        amount = sum(amount for kind, amount in moved if kind in ("reverse", "transfer"))
        if name and not (name == "unblocked" and known.status != "blocked"):
            yield name, amount
    if known and (("expire", False) in sums or known.status != card.status == "expired"):
        yield "expired", sums.get(("expire", False), 0)
