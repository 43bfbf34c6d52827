"""Punch cards: the punches that a purchase earns, and the vouchers for full cards.

Surplus punches count towards the next card. When punches are taken back, vouchers that are no longer due are revoked,
newest first, as far as they are unused.

Punches that expire are held in lots named by their last valid day. The oldest punches fill the cards; when they reach
their last day, those of full cards move to a lot of their own.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from app.engine.model.calendar import day_after, last_good_day
from app.engine.model.state import MemberState
from app.engine.model.value import Kept, paid_units
from app.engine.program.terms.punch_cards import PunchCard
from app.engine.program.terms.rules import Rules
from app.engine.program.versions import Program
from app.engine.rules.changes.change import Basket, Change
from app.engine.rules.rewards import coupons, vouchers
from app.ledger import balances
from app.ledger.entries import punches as unit_of

FULL: Final = "full"
# A lot that expires is named by a day, and digits sort before letters.
_LETTERS: Final = "A"


def punched(card: PunchCard, basket: Basket, places: tuple[int, ...], parts: tuple[Kept, ...]) -> int:
    """The punches for the kept part of a basket."""
    if card.counts == "items":
        count = sum(paid_units(basket.lines[place], parts[place]) for place in places)
    elif card.counts == "visits":
        kept_something = any(parts[place].quantity for place in places)
        count = int(kept_something and basket.value(places, parts) >= card.min_spend)
    else:
        count = basket.value(places, parts) // card.per
    return count if card.max_per_purchase is None else min(count, card.max_per_purchase)


def due(card: PunchCard, count: int) -> int:
    """The number of vouchers due for a number of punches."""
    return max(0, count) // card.to_fill


def shown(card: PunchCard, count: int) -> int:
    """Punches on the current card, head start included; negative when punches are owed."""
    return card.head_start + count - due(card, count) * card.to_fill


def punch(change: Change, basket: Basket, before: tuple[Kept, ...], after: tuple[Kept, ...]) -> None:
    """Post the punches gained or lost between keeping `before` and keeping `after`, and adjust the vouchers."""
    for card in basket.rules.cards:
        places = basket.matching(card.match)
        difference = punched(card, basket, places, after) - punched(card, basket, places, before)
        difference *= basket.sign
        if difference and card.id in change.program.limited_per_day:
            difference = _within_day(change, card, basket.business_date, difference)
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
        # Punches that had already expired are not missed again.
        standing = balances.total(change.state.balances, unit_of(card.id))
        set_vouchers_right(change, card, basket.rules, standing, due(card, count) - due(card, count - difference))
        expire(change)


def _within_day(change: Change, card: PunchCard, day: str, difference: int) -> int:
    """The part of a difference that counts within the limit of its day."""
    before = change.state.daily.get(card.id, {}).get(day, 0)
    _add_to_day(change.state, card.id, day, difference)
    limit = change.program.max_punches(card.id, day)
    if limit is None:
        return difference
    counted = min(limit, before + difference) - min(limit, before)
    if counted < difference:
        detail = f"{card.name}: at most {limit} {'punch' if limit == 1 else 'punches'} a day, {counted:+d} counted"
        change.note(f"punches:{card.id}", "day-limit", detail)
    return counted


def _add_to_day(state: MemberState, card_id: str, day: str, difference: int) -> None:
    """Add to the punches of a day, before its limit."""
    days = state.daily.setdefault(card_id, {})
    days[day] = days.get(day, 0) + difference
    if not days[day]:
        del days[day]
    if not days:
        del state.daily[card_id]


def count_day(program: Program, state: MemberState, basket: Basket, parts: tuple[Kept, ...]) -> None:
    """Add the kept part of a basket to the punches of its day, for cards with a limit per day."""
    for card in basket.rules.cards if program.limited_per_day and not basket.history else ():
        if card.id in program.limited_per_day:
            count = punched(card, basket, basket.matching(card.match), basket.earning(parts)) * basket.sign
            _add_to_day(state, card.id, basket.business_date, count)


def join_days(change: Change, mine: MemberState, theirs: MemberState) -> None:
    """Adjust the punches of days on which two merged members exceed the limit only together."""
    for card_id in sorted(mine.daily.keys() & theirs.daily.keys()):
        card = _newest_of(change.program, card_id)
        for day in sorted(mine.daily[card_id].keys() & theirs.daily[card_id].keys()):
            limit = change.program.max_punches(card_id, day)
            parts = (mine.daily[card_id][day], theirs.daily[card_id][day])
            if limit is None or not (over := min(limit, sum(parts)) - sum(min(limit, part) for part in parts)):
                continue
            why = f"{card.name}: at most {limit} a day, of both members together on {day}"
            move(change, card, day, over, why, type_="adjust", version=change.rules.version, rule=card.id)


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
    """Add punches to a day's lot, or take them back: from that lot, then from its expired part, then from any other
    lot.

    Without a day, add to today's lot, and take from the lots that expire first.
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
    # Lots of full cards come last: any remainder is owed by the lot that never expires.
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
    """Expire the punches whose last valid day has passed, except those of full cards."""
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
                why = f"{name}: {left} {'punch' if left == 1 else 'punches'} expired, valid through {lot}"
                change.post(unit, "expire", -left, why, version=version, rule=card.id, lot=lot)
            if filled:
                why = (
                    f"{name}: {filled} {'punch' if filled == 1 else 'punches'} of full cards kept, valid through {lot}"
                )
                change.post(unit, "settle", -filled, why, version=version, rule=card.id, lot=lot)
                change.post(unit, "settle", filled, why, version=version, rule=card.id, lot=FULL)


def expiring(card: PunchCard, state: MemberState) -> list[tuple[str, int]]:
    """The unfilled card's punches that expire, as (last valid day, count), earliest first."""
    return [(lot, left) for lot, _, left in _filled_and_left(card, state) if left > 0]


def _lots_that_end(held: Mapping[str, int]) -> list[str]:
    return sorted([lot for lot in held if "" < lot < _LETTERS])


def _first_end(held: Mapping[str, int]) -> str | None:
    return min([lot for lot in held if "" < lot < _LETTERS], default=None)


def _filled_and_left(card: PunchCard, state: MemberState) -> Iterator[tuple[str, int, int]]:
    """For each lot that expires, earliest first: the punches that filled cards, and the rest."""
    held = state.balances.get(unit_of(card.id), {})
    # The oldest punches filled the full cards and paid any debt.
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
        return f"{card.name}: {'a voucher for a later purchase' if difference > 0 else 'purchase no longer qualifies'}"
    punches = f"{difference:+d} {'punch' if abs(difference) == 1 else 'punches'}"
    filled = due(card, count) - due(card, count - difference)
    full = f", {filled} {'card' if filled == 1 else 'cards'} full" if filled > 0 else ""
    return f"{card.name}: {punches}{full}, now {shown(card, count)} of {card.punches}"


def set_vouchers_right(change: Change, card: PunchCard, rules: Rules, count: int, filled: int = 0) -> None:
    """Issue missing vouchers for `count` punches, or revoke surplus ones.

    `filled` is how many cards this change fills. Raises TooManyVouchers if not all vouchers of these can be issued.
    """
    newest = change.program.rules.card(card.id)
    current, rules = (newest, change.program.rules) if newest else (card, rules)
    standing = change.state.completed.get(card.id, 0)
    missing = due(current, count) - standing
    source = f"card:{card.id}"
    for voucher in vouchers.to_give_back(change, source)[:missing] if missing > 0 else ():
        vouchers.restore(change, voucher, f"{card.name} is full again")
        coupons.stand(change, card, 1)
        missing -= 1
    reward = rules.rewards[current.reward]
    if missing > 0 and not vouchers.can_be_issued(reward, change.today):
        change.note(f"punches:{card.id}", "reward-over", _over(rules, current))
        return
    room = vouchers.room(change) if missing > 0 else 0
    if min(missing, filled) > room:
        raise vouchers.TooManyVouchers
    # More are missing only after a new version made cards shorter; later purchases issue the rest.
    for _ in range(min(missing, room)):
        why = f"{card.name} is full: {reward.name}"
        vouchers.issue(
            change, source, reward.id, rules.version, why, valid_days=reward.valid_days, valid_until=reward.valid_until
        )
        coupons.stand(change, card, 1)
    for voucher in vouchers.to_take_back(change, source)[: max(0, -missing)] if missing < 0 else ():
        why = f"{card.name}: no longer full, newest unused voucher revoked"
        vouchers.revoke(change, voucher, why)
        coupons.stand(change, card, -1)


def _over(rules: Rules, card: PunchCard) -> str:
    reward = rules.rewards[card.reward]
    return f"{card.name}: no voucher issued, {reward.name} was valid through {reward.valid_until}"
