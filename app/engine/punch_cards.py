"""Punch cards: what a purchase punches, and the vouchers that full cards stand for.

The surplus of a full card counts for the next one. When punches are taken back, vouchers that are no longer
due go too, newest first, as far as they can still be taken.
"""

from app.engine.change import Basket, Change, value_of
from app.engine.records import Line
from app.engine.rules import PunchCard, Rules
from app.engine.value import Kept
from app.ledger import balances
from app.ledger.entries import punches as unit_of


def punched(card: PunchCard, basket: Basket, places: tuple[int, ...], parts: tuple[Kept, ...]) -> int:
    """Punches for what is kept of a basket."""
    if card.counts == "items":
        count = sum(_paid_units(basket.lines[place], parts[place]) for place in places)
    elif card.counts == "visits":
        kept_something = any(parts[place].quantity for place in places)
        count = int(kept_something and value_of(places, parts) >= card.min_spend)
    else:
        count = value_of(places, parts) // card.per
    return count if card.max_per_purchase is None else min(count, card.max_per_purchase)


def _paid_units(line: Line, part: Kept) -> int:
    """Units kept that cost something; those that a voucher freed are taken to be the last to come back."""
    return min(part.quantity, line.quantity - line.freed) if line.unit_price > 0 else 0


def due(card: PunchCard, count: int) -> int:
    """Vouchers that this many punches stand for."""
    return max(0, count) // card.to_fill


def shown(card: PunchCard, count: int) -> int:
    """Punches on the card that is being filled, its head start included; negative when punches are owed."""
    return card.head_start + count - due(card, count) * card.to_fill


def punch(change: Change, basket: Basket, before: tuple[Kept, ...], after: tuple[Kept, ...]) -> None:
    """Post the punches gained or lost now that `after` is kept instead of `before`, and set vouchers right."""
    for card in basket.rules.cards:
        places = basket.matching(card.match)
        difference = punched(card, basket, places, after) - punched(card, basket, places, before)
        difference *= basket.sign
        if not difference:
            continue
        count = balances.total(change.state.balances, unit_of(card.id)) + difference
        change.post(
            unit_of(card.id),
            "earn" if difference > 0 else "reverse",
            difference,
            _why(card, difference, count),
            version=basket.rules.version,
            rule=card.id,
        )
        set_vouchers_right(change, card, basket.rules, count)


def _why(card: PunchCard, difference: int, count: int) -> str:
    punches = f"{difference:+d} {'punch' if abs(difference) == 1 else 'punches'}"
    filled = due(card, count) - due(card, count - difference)
    full = f" fill {'a card' if filled == 1 else f'{filled} cards'}" if filled > 0 else ""
    return f"{card.name}: {punches}{full}, now {shown(card, count)} of {card.punches}"


def set_vouchers_right(change: Change, card: PunchCard, rules: Rules, count: int) -> None:
    """Issue the vouchers that `count` punches stand for and that are not there, or take back what is too many."""
    newest = change.program.rules.card(card.id)
    current, rules = (newest, change.program.rules) if newest else (card, rules)
    standing = change.state.completed.get(card.id, 0)
    missing = due(current, count) - standing
    source = f"card:{card.id}"
    for _ in range(missing):
        reward = rules.rewards[current.reward]
        why = f"{card.name} is full: {reward.name}"
        change.issue(source, reward.id, rules.version, why, valid_days=reward.valid_days)
        _stand(change, card, 1)
    for voucher in change.usable(source)[: max(0, -missing)] if missing < 0 else ():
        change.revoke(voucher, f"{card.name} is no longer full: the newest unused voucher is taken back")
        _stand(change, card, -1)


def _stand(change: Change, card: PunchCard, more: int) -> None:
    standing = change.state.completed.get(card.id, 0) + more
    if standing:
        change.state.completed[card.id] = standing
    else:
        change.state.completed.pop(card.id, None)
