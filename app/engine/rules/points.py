"""Points: what a purchase earns, rule by rule, and how points are given and taken back.

Each earn rule rounds once per purchase, on the matching value that is kept; every change posts the
difference, so a return leaves exactly what keeping only the rest would have earned.
"""

from app.engine.model.money import money_text
from app.engine.model.ratio import Ratio, added, rounded
from app.engine.model.value import Kept
from app.engine.program.terms import EarnRule
from app.engine.rules.change import Basket, Change, value_of
from app.engine.rules.expiry import earned_lot, lot_of
from app.engine.rules.point_moves import give_points, take_points


def raw(rule: EarnRule, value: int, multiplier: Ratio) -> Ratio:
    """The exact points for `value` minor units of matching spend, before rounding."""
    if rule.steps:
        return Ratio(value // rule.per * rule.points * multiplier.amount, multiplier.per)
    return Ratio(value * rule.points * multiplier.amount, rule.per * multiplier.per)


def earned(rule: EarnRule, value: int, multiplier: Ratio) -> int:
    """Points for `value` minor units of matching spend."""
    return rounded(*raw(rule, value, multiplier), rule.rounding)


def earn(change: Change, basket: Basket, before: tuple[Kept, ...], after: tuple[Kept, ...]) -> None:
    """Post what each rule earns more, or less, now that `after` is kept instead of `before`."""
    for rule in basket.rules.earn:
        places = basket.matching(rule.match)
        was, becomes = value_of(places, before), value_of(places, after)
        if was == becomes:
            continue
        had, has = (_carried if rule.carry else _earned)(change, basket, rule, was, becomes)
        difference = (has - had) * basket.sign
        change.points_earned += difference
        if difference > 0:
            give(change, basket, rule, difference, _why(change, basket, rule, (was, had), (becomes, has)))
        elif difference < 0:
            take_back(change, basket, rule, -difference, _why(change, basket, rule, (was, had), (becomes, has)))


def _earned(change: Change, basket: Basket, rule: EarnRule, was: int, becomes: int) -> tuple[int, int]:
    return earned(rule, was, basket.multiplier), earned(rule, becomes, basket.multiplier)


def _carried(change: Change, basket: Basket, rule: EarnRule, was: int, becomes: int) -> tuple[int, int]:
    """What the member's whole sum of raw points rounds to before and after, so that no fraction is ever lost."""
    before = Ratio(*change.state.carried.get(rule.id, (0, 1)))
    more, less = raw(rule, becomes, basket.multiplier), raw(rule, was, basket.multiplier)
    after = added(before, Ratio(more.amount * basket.sign, more.per), Ratio(-less.amount * basket.sign, less.per))
    if after.amount:
        change.state.carried[rule.id] = list(after)
    else:
        change.state.carried.pop(rule.id, None)
    # The caller applies the basket's sign, which is in these sums already.
    had, has = rounded(*before, rule.rounding), rounded(*after, rule.rounding)
    return had * basket.sign, has * basket.sign


def give(change: Change, basket: Basket, rule: EarnRule, points: int, why: str) -> None:
    """Put points into the purchase's lot; what is owed is paid out of them first."""
    lot = own_lot(basket) if basket.sign > 0 else lot_of(basket.rules, basket.business_date)
    give_points(change, basket.rules, lot, points, why, type_="earn", rule=rule.id)


def own_lot(basket: Basket) -> str:
    """The lot in which the points of a purchase are."""
    return earned_lot(basket.rules, basket.business_date, basket.activated_on)


def take_back(change: Change, basket: Basket, rule: EarnRule, points: int, why: str) -> None:
    """Take points out of the purchase's own lot, then out of others; what is not there becomes debt."""
    own = own_lot(basket) if basket.sign > 0 else None
    take_points(change, basket.rules, own, points, why, type_="reverse", rule=rule.id)


def _why(change: Change, basket: Basket, rule: EarnRule, was: tuple[int, int], becomes: tuple[int, int]) -> str:
    currency = change.program.currency
    unit = "point" if rule.points == 1 else "points"
    full = "full " if rule.steps else ""
    times = f" x {basket.multiplier_text}" if basket.multiplier_text != "1" else ""
    if rule.steps:
        # Full steps are counted before they are multiplied: 3.90 has one of 2.00, though 3.90 x 1.1 would have two.
        unit, times = f"{unit}{times}", ""
    terms = f"{rule.points} {unit} per {full}{money_text(rule.per, currency)}"
    if rule.carry:
        gained = f"{abs(becomes[1] - was[1])} {'more' if (becomes[1] > was[1]) == (basket.sign > 0) else 'less'}"
        return f"{terms} on {_amount(abs(becomes[0] - was[0]), currency)}{times}, fractions carried over = {gained}"
    if basket.sign < 0:
        if becomes[0] > was[0]:
            return f"{terms} on {_amount(becomes[0], currency)} brought back without receipt = {becomes[1]}"
        return f"{terms} on {_amount(was[0], currency)} not brought back without receipt after all = {was[1]}"
    if not was[0]:
        return f"{terms} on {_amount(becomes[0], currency)}{times} = {becomes[1]}"
    more_or_less = f"{becomes[1]} instead of {was[1]}"
    if becomes[0] > was[0]:
        again = f"on {_amount(becomes[0], currency)}{times} kept again instead of {_amount(was[0], currency)}"
        return f"{terms} {again}: {more_or_less}"
    return (
        f"{terms} on the {_amount(becomes[0], currency)}{times} now kept of {_amount(was[0], currency)}: {more_or_less}"
    )


def _amount(value: int, currency: str) -> str:
    return money_text(value, currency).rpartition(" ")[0]
