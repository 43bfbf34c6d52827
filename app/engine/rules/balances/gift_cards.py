"""Gift cards: their balances, payments with them, and refunds to them.

A card's balance never goes below zero, and its code is all that its holder needs, so it belongs to no member's state.
Every change is an entry of the card's own, in lots `""` (free) and `held:` (reserved by holds).
"""

from collections.abc import Iterable, Sequence
from typing import Final

from app.engine.model import calendar
from app.engine.model.book import Refusal
from app.engine.model.gift_cards import GiftCard, GiftCardPart
from app.engine.model.money import money_text
from app.engine.model.records.sales import CardPayment
from app.engine.model.refusals import Refused
from app.engine.program.terms.rules import Rules
from app.engine.rules.changes.change import Change
from app.ledger.entries import GIFT_CARD, Entry
from app.ledger.lots import HELD

RULE: Final = "gift_card"
FREE: Final = ""
PLACE: Final = "/gift_cards"
_NOT_USABLE: Final = {
    "blocked": "the gift card is blocked",
    "expired": "the gift card has expired",
    "voided": "the issue of the gift card was voided",
    "replaced": "the gift card was replaced by another",
}


def known(change: Change, named: str) -> GiftCard | None:
    """The present state of a card, by id or code, with the effects of time; None if there is none."""
    card = change.book.gift_card(change.program.id, named)
    if card is None:
        return None
    card = change.gift_cards.get(card.card_id, card)
    return expire_card(change, card) if is_over(card, change.today) else card


def is_over(card: GiftCard, today: str) -> bool:
    """Whether a card's last day has passed."""
    return bool(card.expires_on) and card.status in ("active", "blocked") and (card.expires_on or "") < today


def last_day(rules: Rules, today: str) -> str | None:
    """The last valid day of a card issued or topped up today."""
    months = rules.gift_cards.valid_months if rules.gift_cards else None
    return calendar.last_good_day(today, months, "day") if months else None


def expire_card(change: Change, card: GiftCard) -> GiftCard:
    """End a card whose last day has passed; what holds reserve stays."""
    card = post(change, card._replace(status="expired"), "expire", -card.balance, f"not spent by {card.expires_on}")
    change.gift_cards[card.card_id] = card
    return card


def post(change: Change, card: GiftCard, type_: str, amount: int, why: str, lot: str = FREE) -> GiftCard:
    """Change a card's balance, or what is reserved of it, and write the entry."""
    field = "balance" if lot == FREE else "held"
    left = getattr(card, field) + amount
    assert left >= 0, "a gift card below zero"
    card = card._replace(**{field: left})
    change.gift_cards[card.card_id] = card
    if amount:
        moment = change.moment
        change.card_entries.append(
            Entry(
                member_id=card.card_id,
                entry_id=change.book.draw_id("ent"),
                program_id=change.program.id,
                unit=GIFT_CARD,
                type=type_,
                amount=amount,
                lot=lot,
                rule=RULE,
                program_version=change.rules.version,
                cause=moment.cause,
                cause_id=moment.cause_id,
                why=why,
                recorded_at=moment.at,
            )
        )
    return card


def payments(
    change: Change, parts: Sequence[GiftCardPart], to_pay: int, *, is_held: bool = False
) -> tuple[tuple[CardPayment, ...], list[Refusal]]:
    """The payments with these cards, in their order, of up to `to_pay` minor units, and what cannot be had.

    `is_held`: a hold of this purchase has kept the money, so that only its balance counts.
    """
    paid: list[CardPayment] = []
    refusals: list[Refusal] = []
    seen: set[str] = set()
    for place, part in enumerate(parts):
        card = known(change, part.card)
        fault = _fault(card, is_held=is_held)
        if card is None or fault:
            refusals.append(Refusal("gift-card-not-usable", fault, f"{PLACE}/{place}", "not-usable"))
            continue
        if card.card_id in seen:
            refusals.append(Refusal("validation", "the gift card is named twice", f"{PLACE}/{place}", "duplicate"))
            continue
        seen.add(card.card_id)
        wanted = min(card.balance, to_pay) if part.amount is None else part.amount
        if wanted > to_pay:
            detail = "the gift cards would pay more than is left to pay"
            refusals.append(Refusal("validation", detail, f"{PLACE}/{place}/amount", "too-large"))
        elif wanted > card.balance:
            detail = "the gift card has less than this amount"
            refusals.append(Refusal("insufficient-balance", detail, f"{PLACE}/{place}", "insufficient"))
        amount = min(wanted, card.balance, to_pay)
        to_pay -= amount
        if amount:
            paid.append(CardPayment(card.card_id, amount))
    return tuple(paid), refusals


def lacking(change: Change, paid: Iterable[CardPayment]) -> str | None:
    """Why a card can no longer pay its part, in words; None if all can."""
    for one in paid:
        card = known(change, one.card_id)
        if fault := _fault(card, is_held=False):
            return fault
        if card and card.balance < one.amount:
            return "a gift card has less than was quoted"
    return None


def pay(change: Change, paid: Iterable[CardPayment]) -> None:
    """Take the payments out of their cards."""
    for one in paid:
        amount = money_text(one.amount, change.program.currency)
        post(change, _loaded(change, one.card_id), "redeem", -one.amount, f"{amount} spent")


def follow(change: Change, was: Iterable[CardPayment], becomes: Iterable[CardPayment]) -> None:
    """Give back to its card what it no longer pays, or take it again if a return is undone. Raises Refused."""
    parts = {one.card_id: -one.amount for one in becomes}
    for one in was:
        parts[one.card_id] = parts.get(one.card_id, 0) + one.amount
    for card_id, back in parts.items():
        if back > 0:
            refund(change, card_id, back)
        elif back < 0:
            _take_again(change, card_id, -back)


def refund(change: Change, card_id: str, amount: int) -> None:
    """Give money back to a card, or to the card that replaced it. On an expired card, it expires at once."""
    card = _loaded(change, card_id)
    text = money_text(amount, change.program.currency)
    card = post(change, card, "redeem", amount, f"{text} given back for returned goods")
    settle(change, card)


def settle(change: Change, card: GiftCard) -> None:
    """Move what came back to a card that is no longer in use to where it belongs."""
    if card.status == "replaced" and card.replaced_by and card.balance:
        move(change, card, _loaded(change, card.replaced_by), "the card was replaced")
    elif card.status == "expired" and card.balance:
        post(change, card, "expire", -card.balance, f"the card was valid through {card.expires_on}")


def move(change: Change, card: GiftCard, to: GiftCard, why: str) -> None:
    """Move a card's free balance to another card."""
    amount = card.balance
    post(change, card, "transfer", -amount, why)
    settle(change, post(change, to, "transfer", amount, why))


def hold(change: Change, paid: Iterable[CardPayment], why: str) -> None:
    """Reserve amounts of cards."""
    for one in paid:
        card = post(change, _loaded(change, one.card_id), "settle", -one.amount, why)
        post(change, card, "settle", one.amount, why, lot=HELD)


def release(change: Change, card_id: str, amount: int, why: str) -> None:
    """Release what a hold reserved of a card. A member's state is also advanced for reading, without its cards."""
    card = known(change, card_id)
    if card is None:
        return
    card = post(change, card, "settle", -amount, why, lot=HELD)
    post(change, card, "settle", amount, why)


def settle_released(change: Change) -> None:
    """Move or end what holds have released of cards that are no longer in use, unless a purchase has spent it."""
    for card in list(change.gift_cards.values()):
        settle(change, card)


def _take_again(change: Change, card_id: str, amount: int) -> None:
    card = _loaded(change, card_id)
    why = f"{money_text(amount, change.program.currency)} spent again: the return was undone"
    while card.balance < amount and card.replaced_by:
        card = _loaded(change, card.replaced_by)
    if card.balance < amount:
        detail = "a gift card no longer has what the return gave back to it"
        raise Refused(Refusal("insufficient-balance", detail, "", "insufficient"))
    post(change, card, "redeem", -amount, why)


def _fault(card: GiftCard | None, *, is_held: bool) -> str:
    if card is None:
        return "there is no such gift card"
    return "" if is_held else _NOT_USABLE.get(card.status, "")


def _loaded(change: Change, card_id: str) -> GiftCard:
    card = known(change, card_id)
    assert card is not None, "a gift card that was not loaded"
    return card
