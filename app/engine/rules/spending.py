"""Paying with points and with credit, and giving both back when goods come back.

Points are spent in whole units of what they are worth, those that expire first first. Money goes back first: what was
paid with rewards stays so, as far as what is kept comes to it.
"""

from collections.abc import Iterable
from typing import Final

from pydantic_core import from_json, to_json

from app.engine.model.book import Refusal
from app.engine.model.money import money_text
from app.engine.model.records import GivenBack, Payment, Purchase
from app.engine.model.value import Kept, net
from app.engine.program.terms import Rules
from app.engine.rules import point_moves
from app.engine.rules.change import Change
from app.engine.rules.expiry import lot_of
from app.ledger import lots
from app.ledger.entries import CREDIT, POINTS, Entry

# What the ledger calls the rule by which points and credit pay.
RULE: Final = "worth"
NOTHING: Final = Payment()


def payment(rules: Rules, points: int, credit: int, total: int) -> Payment | Refusal:
    """What so many points and so much credit pay of a basket that comes to `total`; a part of a unit is not spent."""
    worth = rules.worth
    if points and worth is None:
        return Refusal("validation", "points are not money in this programme", "/points_to_spend", "not-possible")
    units = points // worth.points if worth else 0
    if points and worth and not units:
        detail = f"points are spent in whole units of {worth.points}"
        return Refusal("validation", detail, "/points_to_spend", "out-of-range")
    paid = Payment(units * worth.points, units * worth.amount, credit) if worth else Payment(credit=credit)
    if paid.points_worth > total:
        return Refusal("validation", "the points are worth more than the basket", "/points_to_spend", "too-large")
    if paid.points_worth + paid.credit > total:
        return Refusal("validation", "points and credit come to more than the basket", "/credit_to_spend", "too-large")
    return paid


def lacking(change: Change, points: int, credit: int) -> list[Refusal]:
    """What the member has not got of so many points and so much credit."""
    found = []
    if points > max(0, lots.standing(change.held, change.today).balance):
        detail = "the member has fewer points to spend"
        found.append(Refusal("insufficient-balance", detail, "/points_to_spend", "insufficient"))
    if credit > max(0, lots.free(change.state.balances.get(CREDIT, {}))):
        found.append(Refusal("insufficient-balance", "the member has less credit", "/credit_to_spend", "insufficient"))
    return found


def spend(change: Change, paid: Payment) -> None:
    """Take what is paid with; what is not there is owed."""
    version, currency = change.rules.version, change.program.currency
    if paid.points:
        why = f"{paid.points} points spent, worth {money_text(paid.points_worth, currency)}"
        point_moves.take_points(change, change.rules, None, paid.points, why, type_="redeem", rule=RULE)
    if paid.credit:
        why = f"{money_text(paid.credit, currency)} of credit spent"
        change.post(CREDIT, "redeem", -paid.credit, why, version=version, rule=RULE)


def standing(paid: Payment, kept: int) -> Payment:
    """What stays paid with rewards while so much of a purchase is kept, in minor units; credit goes back before points.

    It follows from what is kept alone, so that no order or split of returns makes a difference.
    """
    worth = min(paid.points_worth, kept)
    points = paid.points * worth // paid.points_worth if paid.points_worth else 0
    return Payment(points, worth, min(paid.credit, kept - worth))


def given_back(purchase: Purchase, before: tuple[Kept, ...], after: tuple[Kept, ...]) -> GivenBack:
    """What a customer gets back when `after` is kept of a purchase instead of `before`, of which it is a part."""
    paid, worth = payment_of(purchase), net(before) - net(after)
    was, becomes = standing(paid, net(before)), standing(paid, net(after))
    points_worth, credit = was.points_worth - becomes.points_worth, was.credit - becomes.credit
    return GivenBack(worth - points_worth - credit, was.points - becomes.points, points_worth, credit)


def follow(change: Change, purchase: Purchase, before: tuple[Kept, ...], after: tuple[Kept, ...]) -> None:
    """Give back what paid for goods that are kept no longer, or take it again for what is kept after all."""
    paid = payment_of(purchase)
    was, becomes = standing(paid, net(before)), standing(paid, net(after))
    if was.points > becomes.points:
        _give_back(change, purchase, was.points - becomes.points)
    elif was.points < becomes.points:
        _take_again(change, purchase, becomes.points - was.points)
    if was.credit != becomes.credit:
        back = was.credit - becomes.credit
        amount = money_text(abs(back), change.program.currency)
        why = f"{amount} of credit given back" if back > 0 else f"{amount} of credit spent again"
        change.post(CREDIT, "redeem", back, why, version=change.rules.version, rule=RULE)


def payment_of(purchase: Purchase) -> Payment:
    """What a purchase was paid with besides money."""
    return Payment(*from_json(purchase.paid_with)) if purchase.paid_with else NOTHING


def payment_text(paid: Payment) -> str | None:
    """A payment as the text in which it is stored, None where all was money."""
    return to_json(paid).decode() if paid != NOTHING else None


def is_spending(entry: Entry) -> bool:
    """Whether an entry is points that a purchase was paid with, or got back."""
    return (entry.unit, entry.type, entry.rule) == (POINTS, "redeem", RULE)


def give_back(change: Change, entries: Iterable[Entry], points: int, why: str, rule: str | None) -> None:
    """Give spent points back into the lots that they came from, with their old ends; `entries` spent them.

    The last to expire go back first, as if fewer had been spent. What is over already expires again.
    """
    version = change.rules.version
    taken: lots.Lots = {}
    for entry in entries:
        taken[entry.lot] = taken.get(entry.lot, 0) - entry.amount
    last_day = change.last_day
    order = sorted(taken, key=lambda lot: (last_day(lot) or lots.NEVER, lot), reverse=True)
    for lot, part in lots.give_back(change.held, {lot: taken[lot] for lot in order if taken[lot] > 0}, points):
        change.post(POINTS, "redeem", part, why, version=version, rule=rule, lot=lot)
        points -= part
    if points:
        # What was owed has been paid with other points since.
        lot = lot_of(change.rules, change.today)
        change.post(POINTS, "redeem", points, why, version=version, rule=rule, lot=lot)
    point_moves.expire_points(change, change.rules, rule=rule)
    point_moves.pay_debt(change, change.rules, rule=rule)


def _give_back(change: Change, purchase: Purchase, points: int) -> None:
    worth = f"{points} {'point' if points == 1 else 'points'} given back that paid for it"
    give_back(change, _spent(change, purchase), points, worth, RULE)


def _take_again(change: Change, purchase: Purchase, points: int) -> None:
    why = f"{points} {'point' if points == 1 else 'points'} spent again: what they paid for is kept after all"
    given: lots.Lots = {}
    for entry in _spent(change, purchase):
        if entry.amount > 0:
            given[entry.lot] = given.get(entry.lot, 0) + entry.amount
    for lot in [lot for lot in lots.in_spending_order(change.held, change.today, change.last_day) if lot in given]:
        part = min(points, given[lot], change.held[lot])
        if part:
            change.post(POINTS, "redeem", -part, why, version=change.rules.version, rule=RULE, lot=lot)
            points -= part
    if points:
        point_moves.take_points(change, change.rules, None, points, why, type_="redeem", rule=RULE)


def _spent(change: Change, purchase: Purchase) -> list[Entry]:
    causes = [purchase.purchase_id, *(one.return_id for one in change.book.returns_of(purchase.purchase_id))]
    return [one for cause in causes for one in change.book.entries.get(cause, ()) if is_spending(one)]
