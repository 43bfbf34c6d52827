"""Points: what a purchase earns, rule by rule, and how points are given and taken back.

Each earn rule rounds once per purchase, on the matching value that is kept; every change posts the
difference, so a return leaves exactly what keeping only the rest would have earned.
"""

from app.engine import calendar
from app.engine.change import Basket, Change, value_of
from app.engine.money import money_text
from app.engine.ratio import Ratio, rounded
from app.engine.rules import EarnRule, Rules
from app.engine.value import Kept
from app.ledger import lots
from app.ledger.entries import POINTS


def earned(rule: EarnRule, value: int, multiplier: Ratio) -> int:
    """Points for `value` minor units of matching spend."""
    if rule.steps:
        return rounded(value // rule.per * rule.points * multiplier.amount, multiplier.per, rule.rounding)
    return rounded(value * rule.points * multiplier.amount, rule.per * multiplier.per, rule.rounding)


def earn(change: Change, basket: Basket, before: tuple[Kept, ...], after: tuple[Kept, ...]) -> None:
    """Post what each rule earns more, or less, now that `after` is kept instead of `before`."""
    for rule in basket.rules.earn:
        places = basket.matching(rule.match)
        was, becomes = value_of(places, before), value_of(places, after)
        if was == becomes:
            continue
        had, has = earned(rule, was, basket.multiplier), earned(rule, becomes, basket.multiplier)
        difference = (has - had) * basket.sign
        if difference > 0:
            give(change, basket, rule, difference, _why(change, basket, rule, (was, had), (becomes, has)))
        elif difference < 0:
            take_back(change, basket, rule, -difference, _why(change, basket, rule, (was, had), (becomes, has)))


def lot_of(rules: Rules, business_date: str) -> str:
    """The lot into which a purchase of this day earns."""
    expiry = rules.expiry
    ends = calendar.last_good_day(business_date, expiry.months, expiry.round_up_to) if expiry.months else None
    return lots.lot_name(None, ends)


def give(change: Change, basket: Basket, rule: EarnRule, points: int, why: str) -> None:
    """Put points into the purchase's lot; what is owed is paid out of them first."""
    version = basket.rules.version
    change.post(
        POINTS, "earn", points, why, version=version, rule=rule.id, lot=lot_of(basket.rules, basket.business_date)
    )
    for lot, paid in lots.pay_debt(change.state.balances.get(POINTS, {}), change.today):
        change.post(POINTS, "settle", -paid, f"{paid} points pay off debt", version=version, rule=rule.id, lot=lot)
        change.post(
            POINTS, "settle", paid, f"debt falls by {paid} points", version=version, rule=rule.id, lot=lots.DEBT
        )


def take_back(change: Change, basket: Basket, rule: EarnRule, points: int, why: str) -> None:
    """Take points out of the purchase's own lot, then out of others; what is not there becomes debt."""
    version = basket.rules.version
    own = lot_of(basket.rules, basket.business_date) if basket.sign > 0 else None
    for lot, part in lots.take(change.state.balances.get(POINTS, {}), own, points, change.today):
        if lot != lots.DEBT:
            change.post(POINTS, "reverse", -part, why, version=version, rule=rule.id, lot=lot)
            continue
        owed = f"{why}; {part} of them are owed"
        change.post(POINTS, "reverse", -part, owed, version=version, rule=rule.id, lot=lot)
        if change.program.rules.writes_off_debt:
            change.post(
                POINTS, "forfeit", part, f"debt of {part} points written off", version=version, rule=rule.id, lot=lot
            )


def _why(change: Change, basket: Basket, rule: EarnRule, was: tuple[int, int], becomes: tuple[int, int]) -> str:
    currency = change.program.currency
    unit = "point" if rule.points == 1 else "points"
    full = "full " if rule.steps else ""
    times = f" x {basket.multiplier_text}" if basket.multiplier_text != "1" else ""
    terms = f"{rule.points} {unit} per {full}{money_text(rule.per, currency)}"
    if basket.sign < 0:
        return f"{terms} on {_amount(max(was[0], becomes[0]), currency)} brought back without receipt"
    if not was[0]:
        return f"{terms} on {_amount(becomes[0], currency)}{times} = {becomes[1]}"
    more_or_less = f"{becomes[1]} instead of {was[1]}"
    return (
        f"{terms} on the {_amount(becomes[0], currency)}{times} now kept of {_amount(was[0], currency)}: {more_or_less}"
    )


def _amount(value: int, currency: str) -> str:
    return money_text(value, currency).rpartition(" ")[0]
