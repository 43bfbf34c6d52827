"""Activates a purchase: its goods have arrived, so its pending points become available."""

from datetime import datetime

from app.engine.decisions.sales.taken_back import of_another_store
from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.commands.sales import ActivatePurchase
from app.engine.model.records.sales import Purchase
from app.engine.model.refusals import nothing_named
from app.engine.model.value import purchase_lines
from app.engine.pricing.selling import basket_of
from app.engine.program.versions import Program
from app.engine.rules.balances.point_moves import expire_points, pay_debt
from app.engine.rules.balances.points import own_lot
from app.engine.rules.changes.change import Change
from app.engine.rules.passing_time import begin
from app.ledger import lots
from app.ledger.entries import POINTS


def activate(program: Program, book: Book, command: ActivatePurchase, now: datetime) -> Decision | Refusal:
    """Make a purchase's points available today. A no-op if repeated, or if they already are."""
    purchase = book.purchase(program.id, command.purchase)
    if purchase is None:
        return nothing_named("purchase", command.purchase)
    if refusal := of_another_store(purchase.store, command.store):
        return refusal
    today = program.business_date(now)
    lot = _lot(program, purchase)
    if purchase.activated_on or lots.available_on(lot) <= today:
        return Decision(purchase, replayed=True)
    activated = purchase._replace(activated_on=today)
    if purchase.guest:
        # Its points are unknown until it is claimed.
        return Decision(activated, purchases=[activated])
    change = begin(
        program, book, book.members[purchase.member_id], cause="activation", cause_id=purchase.purchase_id, now=now
    )
    _move(change, purchase, lot, _lot(program, activated))
    return change.decision(activated, purchases=[activated])


def _move(change: Change, purchase: Purchase, pending: str, available: str) -> None:
    causes = {purchase.purchase_id, *(one.return_id for one in change.book.returns_of(purchase.purchase_id))}
    known = (entry for cause in causes for entry in change.book.entries.get(cause, ()))
    points = sum(entry.amount for entry in known if (entry.unit, entry.lot) == (POINTS, pending))
    points = min(points, change.held.get(pending, 0))
    rules = change.rules
    if points > 0:
        why = f"{points} pending {'point' if points == 1 else 'points'} available: the purchase was activated"
        change.post(POINTS, "settle", -points, why, version=rules.version, rule=None, lot=pending)
        change.post(POINTS, "settle", points, why, version=rules.version, rule=None, lot=available)
    expire_points(change, rules)
    pay_debt(change, rules, rule=None)


def _lot(program: Program, purchase: Purchase) -> str:
    return own_lot(basket_of(program, purchase, purchase_lines(purchase.lines)))
