"""Gives points into lots and takes them out, debt included: the same for every rule that moves points."""

from app.engine import calendar
from app.engine.change import Change
from app.engine.rules import Rules
from app.ledger import lots
from app.ledger.entries import POINTS


def lot_of(rules: Rules, business_date: str) -> str:
    """The lot into which points of this day go."""
    expiry = rules.expiry
    ends = calendar.last_good_day(business_date, expiry.months, expiry.round_up_to) if expiry.months else None
    return lots.lot_name(None, ends)


def give_points(
    change: Change, rules: Rules, business_date: str, points: int, why: str, *, type_: str, rule: str | None
) -> None:
    """Put points into the lot of a day; what is owed is paid out of them first."""
    version = rules.version
    change.post(POINTS, type_, points, why, version=version, rule=rule, lot=lot_of(rules, business_date))
    pay_debt(change, rules, rule=rule)


def pay_debt(change: Change, rules: Rules, *, rule: str | None) -> None:
    """Let available points pay what is owed."""
    version = rules.version
    for lot, paid in lots.pay_debt(change.state.balances.get(POINTS, {}), change.today):
        change.post(POINTS, "settle", -paid, f"{paid} points pay off debt", version=version, rule=rule, lot=lot)
        change.post(POINTS, "settle", paid, f"debt falls by {paid} points", version=version, rule=rule, lot=lots.DEBT)


def take_points(
    change: Change, rules: Rules, business_date: str | None, points: int, why: str, *, type_: str, rule: str | None
) -> None:
    """Take points out of the lot of a day (if there is one), then out of others; what is not there becomes debt."""
    version = rules.version
    own = lot_of(rules, business_date) if business_date else None
    for lot, part in lots.take(change.state.balances.get(POINTS, {}), own, points, change.today):
        if lot != lots.DEBT:
            change.post(POINTS, type_, -part, why, version=version, rule=rule, lot=lot)
            continue
        change.post(POINTS, type_, -part, f"{why}; {part} of them are owed", version=version, rule=rule, lot=lot)
        if change.program.rules.writes_off_debt:
            forgiven = f"debt of {part} points written off"
            change.post(POINTS, "forfeit", part, forgiven, version=version, rule=rule, lot=lot)
