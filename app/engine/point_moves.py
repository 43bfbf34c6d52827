"""Gives points into lots and takes them out, debt included: the same for every rule that moves points."""

from collections.abc import Iterable

from app.engine import calendar
from app.engine.change import Change
from app.engine.rules import Rules
from app.ledger import balances, lots
from app.ledger.entries import POINTS, Entry


def lot_of(rules: Rules, business_date: str) -> str:
    """The lot into which points of this day go."""
    expiry = rules.expiry
    ends = calendar.last_good_day(business_date, expiry.months, expiry.round_up_to) if expiry.months else None
    return lots.lot_name(None, ends)


def give_points(
    change: Change, rules: Rules, business_date: str, points: int, why: str, *, type_: str, rule: str | None
) -> None:
    """Put points into the lot of a day; what is owed is paid out of them first.

    Those that an undone return took go back to where they came from, and what it was forgiven is not given.
    """
    version = rules.version
    if change.to_give_back:
        held = change.state.balances.get(POINTS, {})
        for lot, part in lots.give_back(held, change.to_give_back, points):
            again = f"{why}; {part} of them were owed" if lot == lots.DEBT else why
            change.post(POINTS, type_, part, again, version=version, rule=rule, lot=lot)
            change.to_give_back[lot] -= part
            points -= part
    if points:
        own = lot_of(rules, business_date)
        change.post(POINTS, type_, points, why, version=version, rule=rule, lot=own)
        forgiven = min(points, change.forgiven)
        if forgiven:
            change.forgiven -= forgiven
            kept_so = f"{forgiven} points were written off when the goods came back, and are not given again"
            change.post(POINTS, "forfeit", -forgiven, kept_so, version=version, rule=rule, lot=own)
    pay_debt(change, rules, rule=rule)


def undo(change: Change, entries: Iterable[Entry], all_entries: Iterable[Entry]) -> None:
    """Say what a return took that is undone: `entries` are its own, `all_entries` those of all returns of its purchase.

    What was written off is summed over all of them: where steps are counted, undoing one return can give back what
    another one took.
    """
    moved = balances.fold(entry for entry in entries if entry.unit == POINTS).get(POINTS, {})
    change.to_give_back = {lot: -amount for lot, amount in moved.items() if amount < 0}
    change.forgiven = sum(entry.amount for entry in all_entries if (entry.unit, entry.type) == (POINTS, "forfeit"))


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
