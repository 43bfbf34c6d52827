"""Punch cards: what a purchase punches, and the vouchers that full cards stand for.

The surplus of a full card counts for the next one. When punches are taken back, vouchers that are no longer
due go too, newest first, as far as they can still be taken.

Punches that expire are held in lots named by their last good day. The oldest are those that filled the full cards; when
their day is over they are kept in a lot of their own.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from app.engine.model.calendar import day_after, last_good_day
from app.engine.model.records import Line
from app.engine.model.state import MemberState
from app.engine.model.value import Kept
from app.engine.program.terms import Program, PunchCard, Rules
from app.engine.rules import coupons, vouchers
from app.engine.rules.change import Basket, Change, value_of
from app.ledger import balances
from app.ledger.entries import punches as unit_of

FULL: Final = "full"
# A lot that ends is named by a day, and digits sort before letters.
_LETTERS: Final = "A"


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
        if card.id in basket.brings_nothing:
            if difference > 0:
                change.note(f"coupon:{card.id}", "reward-over", _over(basket.rules, card))
            continue
        count = balances.total(change.state.balances, unit_of(card.id)) + difference
        type_ = "earn" if difference > 0 else "reverse"
        own = basket.business_date if basket.sign > 0 else None
        why = _why(card, difference, count)
        move(change, card, own, difference, why, type_=type_, version=basket.rules.version, rule=card.id)
        if card.is_coupon:
            coupons.follow(change, basket, card, difference > 0)
            continue
        # What had expired already is not missed again.
        standing = balances.total(change.state.balances, unit_of(card.id))
        set_vouchers_right(change, card, basket.rules, standing, due(card, count) - due(card, count - difference))
        expire(change)


def move(
    change: Change,
    card: PunchCard,
    business_date: str | None,
    punches: int,
    why: str,
    *,
    type_: str,
    version: int,
    rule: str | None,
) -> None:
    """Give punches of a day, or take them back: that day's own, then what expired of these, then any others.

    Without a day they are today's, and are taken from those that expire first.
    """
    unit = unit_of(card.id)
    if punches > 0:
        lot = _lot(card, business_date or change.today)
        change.post(unit, type_, punches, why, version=version, rule=rule, lot=lot)
        return
    owed = -punches
    if business_date and (own := _lot(card, business_date)):
        owed -= change.take_own(unit, own, owed, why, type_=type_, version=version, rule=rule)
    held = change.state.balances.get(unit, {})
    # Those of full cards last: what is short in the end is owed by the lot that has no end.
    for lot in sorted((lot for lot in held if lot and held[lot] > 0), key=lambda lot: (lot == FULL, lot)):
        part = min(owed, held[lot])
        if part:
            change.post(unit, type_, -part, why, version=version, rule=rule, lot=lot)
            owed -= part
    if owed:
        change.post(unit, type_, -owed, why, version=version, rule=rule)


def next_day(program: Program, state: MemberState) -> str | None:
    """The next day on which punches expire; None when none ever do."""
    if not program.punches_expire:
        return None
    first = [end for unit, held in state.balances.items() if unit.startswith(unit_of("")) and (end := _first_end(held))]
    return day_after(min(first)) if first else None


def expire(change: Change) -> None:
    """Let the punches expire whose last good day is over, but for those that full cards stand for."""
    if not change.program.punches_expire:
        return
    for unit in [unit for unit in change.state.balances if unit.startswith(unit_of(""))]:
        first = _first_end(change.state.balances[unit])
        if first is None or first >= change.today:
            continue
        card = _newest_of(change.program, unit.partition(":")[2])
        version, name = change.rules.version, card.name
        for lot, filled, left in _filled_and_left(card, change.state):
            if lot >= change.today:
                break
            if left:
                why = f"{name}: {left} {'punch' if left == 1 else 'punches'} expired, good through {lot}"
                change.post(unit, "expire", -left, why, version=version, rule=card.id, lot=lot)
            if filled:
                why = (
                    f"{name}: {filled} {'punch' if filled == 1 else 'punches'} of full cards, good through {lot}, stay"
                )
                change.post(unit, "settle", -filled, why, version=version, rule=card.id, lot=lot)
                change.post(unit, "settle", filled, why, version=version, rule=card.id, lot=FULL)


def expiring(card: PunchCard, state: MemberState) -> list[tuple[str, int]]:
    """How many punches on the card that is being filled end after which day, the first to end first."""
    return [(lot, left) for lot, _, left in _filled_and_left(card, state) if left > 0]


def _lots_that_end(held: Mapping[str, int]) -> list[str]:
    return sorted([lot for lot in held if "" < lot < _LETTERS])


def _first_end(held: Mapping[str, int]) -> str | None:
    return min([lot for lot in held if "" < lot < _LETTERS], default=None)


def _filled_and_left(card: PunchCard, state: MemberState) -> Iterator[tuple[str, int, int]]:
    """How many punches of each lot that ends filled full cards, and how many are left; the first to end first."""
    held = state.balances.get(unit_of(card.id), {})
    # The oldest punches filled the cards that are full, and pay what is owed.
    spent = state.completed.get(card.id, 0) * card.to_fill - held.get(FULL, 0) - min(0, held.get("", 0))
    for lot in _lots_that_end(held):
        punches = held[lot]
        filled = max(0, min(spent, punches))
        spent -= filled
        yield lot, filled, punches - filled


def _lot(card: PunchCard, business_date: str) -> str:
    months = card.expires_after_months
    return last_good_day(business_date, months, "day") if months else ""


def _newest_of(program: Program, card_id: str) -> PunchCard:
    return next(found for rules in reversed(program.versions) if (found := rules.card(card_id)))


def _why(card: PunchCard, difference: int, count: int) -> str:
    if card.is_coupon:
        return f"{card.name}: {'a voucher for one of the next purchases' if difference > 0 else 'no voucher after all'}"
    punches = f"{difference:+d} {'punch' if abs(difference) == 1 else 'punches'}"
    filled = due(card, count) - due(card, count - difference)
    full = f" fill {'a card' if filled == 1 else f'{filled} cards'}" if filled > 0 else ""
    return f"{card.name}: {punches}{full}, now {shown(card, count)} of {card.punches}"


def set_vouchers_right(change: Change, card: PunchCard, rules: Rules, count: int, filled: int = 0) -> None:
    """Issue the vouchers that `count` punches stand for and that are not there, or take back what is too many.

    `filled` is how many cards this change fills. Raises TooManyVouchers if no voucher can be issued for one of these.
    """
    newest = change.program.rules.card(card.id)
    current, rules = (newest, change.program.rules) if newest else (card, rules)
    standing = change.state.completed.get(card.id, 0)
    missing = due(current, count) - standing
    source = f"card:{card.id}"
    for voucher in vouchers.to_give_back(change, source)[:missing] if missing > 0 else ():
        vouchers.restore(change, voucher, f"{card.name} is full after all")
        coupons.stand(change, card, 1)
        missing -= 1
    reward = rules.rewards[current.reward]
    if missing > 0 and not vouchers.can_be_issued(reward, change.today):
        change.note(f"punches:{card.id}", "reward-over", _over(rules, current))
        return
    room = vouchers.room(change) if missing > 0 else 0
    if min(missing, filled) > room:
        raise vouchers.TooManyVouchers
    # More are missing only where a new version fills cards with fewer punches: the rest comes with the next purchases.
    for _ in range(min(missing, room)):
        why = f"{card.name} is full: {reward.name}"
        vouchers.issue(
            change, source, reward.id, rules.version, why, valid_days=reward.valid_days, valid_until=reward.valid_until
        )
        coupons.stand(change, card, 1)
    for voucher in vouchers.to_take_back(change, source)[: max(0, -missing)] if missing < 0 else ():
        why = f"{card.name}: it is no longer full, and the newest unused voucher goes with it"
        vouchers.revoke(change, voucher, why)
        coupons.stand(change, card, -1)


def _over(rules: Rules, card: PunchCard) -> str:
    reward = rules.rewards[card.reward]
    return f"{card.name}: no voucher was issued, since {reward.name} was good through {reward.valid_until}"
