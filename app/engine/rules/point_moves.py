"""Gives points into lots and takes them out, debt included: the same for every rule that moves points."""

from collections.abc import Iterable, Mapping

from app.engine.program.terms import Rules
from app.engine.rules.change import Change
from app.ledger import balances, lots
from app.ledger.entries import POINTS, Entry


def give_points(change: Change, rules: Rules, lot: str, points: int, why: str, *, type_: str, rule: str | None) -> None:
    """Put points into a lot; what is owed is paid out of them first.

    Those that an undone return took go back to where they came from, and what it was forgiven is not given. What
    arrives in a lot that is over expires with it.
    """
    version = rules.version
    if change.to_give_back:
        for taken_from, part in lots.give_back(change.held, change.to_give_back, points):
            again = f"{why}; {part} of them were owed" if taken_from == lots.DEBT else why
            change.post(POINTS, type_, part, again, version=version, rule=rule, lot=taken_from)
            change.to_give_back[taken_from] -= part
            points -= part
    if points:
        change.post(POINTS, type_, points, why, version=version, rule=rule, lot=lot)
        forgiven = min(points, change.forgiven)
        if forgiven:
            change.forgiven -= forgiven
            kept_so = f"{forgiven} points were written off when the goods came back, and are not given again"
            change.post(POINTS, "forfeit", -forgiven, kept_so, version=version, rule=rule, lot=lot)
    expire_points(change, rules, rule=rule)
    pay_debt(change, rules, rule=rule)


def undo(
    change: Change, entries: Iterable[Entry], all_entries: Iterable[Entry], moved: Mapping[str, str] | None = None
) -> None:
    """Say what a return took that is undone: `entries` are its own, `all_entries` those of all returns of its purchase.

    What was written off is summed over all of them: where steps are counted, undoing one return can give back what
    another one took. `moved`: the lots whose points are in another one since.
    """
    # What it gave back that had paid for the goods is another matter.
    moved_points = (entry for entry in entries if entry.unit == POINTS and entry.type != "redeem")
    taken = balances.fold(moved_points).get(POINTS, {})
    change.to_give_back = {(moved or {}).get(lot, lot): -amount for lot, amount in taken.items() if amount < 0}
    change.forgiven = sum(entry.amount for entry in all_entries if (entry.unit, entry.type) == (POINTS, "forfeit"))


def pay_debt(change: Change, rules: Rules, *, rule: str | None) -> None:
    """Let available points pay what is owed."""
    version = rules.version
    for lot, paid in lots.pay_debt(change.held, change.today, change.last_day):
        change.post(POINTS, "settle", -paid, f"{paid} points pay off debt", version=version, rule=rule, lot=lot)
        change.post(POINTS, "settle", paid, f"debt falls by {paid} points", version=version, rule=rule, lot=lots.DEBT)


def expire_points(change: Change, rules: Rules, *, rule: str | None = None) -> None:
    """Let every lot expire whose last good day is over."""
    for lot in lots.ended(change.held, change.today, change.last_day):
        points = change.held[lot]
        why = f"{points} {'point' if points == 1 else 'points'} expired, good through {change.last_day(lot)}"
        change.post(POINTS, "expire", -points, why, version=rules.version, rule=rule, lot=lot)


def take_points(
    change: Change, rules: Rules, own: str | None, points: int, why: str, *, type_: str, rule: str | None
) -> None:
    """Take points out of a purchase's own lot (if there is one), then out of others; what is not there becomes debt."""
    version = rules.version
    if own:
        points -= change.take_own(POINTS, own, points, why, type_=type_, version=version, rule=rule)
    for lot, part in lots.take(change.held, points, change.today, change.last_day):
        if lot != lots.DEBT:
            change.post(POINTS, type_, -part, why, version=version, rule=rule, lot=lot)
            continue
        change.post(POINTS, type_, -part, f"{why}; {part} of them are owed", version=version, rule=rule, lot=lot)
        if change.rules.writes_off_debt:
            forgiven = f"debt of {part} points written off"
            change.post(POINTS, "forfeit", part, forgiven, version=version, rule=rule, lot=lot)
