"""Adds points to lots and takes them out, including debt; every rule that moves points uses it."""

from collections.abc import Iterable, Mapping

from app.engine.program.terms.rules import Rules
from app.engine.rules.changes.change import Change
from app.ledger import balances, lots
from app.ledger.entries import POINTS, Entry


def give_points(change: Change, rules: Rules, lot: str, points: int, why: str, *, type_: str, rule: str | None) -> None:
    """Add points to a lot, and pay any debt from them first.

    When a return is undone, its points go back to the lots they came from, and points it wrote off are not restored.
    Points added to an expired lot expire at once.
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
            kept_so = f"{forgiven} points written off at the return are not restored"
            change.post(POINTS, "forfeit", -forgiven, kept_so, version=version, rule=rule, lot=lot)
    expire_points(change, rules, rule=rule)
    pay_debt(change, rules, rule=rule)


def undo(
    change: Change, entries: Iterable[Entry], all_entries: Iterable[Entry], moved: Mapping[str, str] | None = None
) -> None:
    """Register the points of the return that is being undone: `entries` are its own, `all_entries` those of all returns
    of its purchase.

    Write-offs are summed over all of them: with rules that count full steps, undoing one return can restore points that
    another one took. `moved` maps lots to those that hold their points since.
    """
    # Points refunded by the return had paid for the goods; `spending` handles them. No return moves a bonus.
    moved_points = (entry for entry in entries if entry.unit == POINTS and entry.type not in ("redeem", "bonus"))
    taken = balances.fold(moved_points).get(POINTS, {})
    change.to_give_back = {(moved or {}).get(lot, lot): -amount for lot, amount in taken.items() if amount < 0}
    change.forgiven = sum(entry.amount for entry in all_entries if (entry.unit, entry.type) == (POINTS, "forfeit"))


def pay_debt(change: Change, rules: Rules, *, rule: str | None) -> None:
    """Pay debt from available points."""
    version = rules.version
    for lot, paid in lots.pay_debt(change.held, change.today, change.last_day):
        change.post(POINTS, "settle", -paid, f"{paid} points pay off debt", version=version, rule=rule, lot=lot)
        change.post(POINTS, "settle", paid, f"debt reduced by {paid} points", version=version, rule=rule, lot=lots.DEBT)


def expire_points(change: Change, rules: Rules, *, rule: str | None = None) -> None:
    """Expire every lot whose last valid day has passed."""
    for lot in lots.ended(change.held, change.today, change.last_day):
        points = change.held[lot]
        why = f"{points} {'point' if points == 1 else 'points'} expired, valid through {change.last_day(lot)}"
        change.post(POINTS, "expire", -points, why, version=rules.version, rule=rule, lot=lot)


def take_points(
    change: Change, rules: Rules, own: str | None, points: int, why: str, *, type_: str, rule: str | None
) -> None:
    """Take points out of a purchase's own lot (if there is one), then out of others; the remainder becomes debt."""
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
