"""Voids purchases: everything that is left of one is taken back."""

from datetime import datetime

from app.engine.decisions.sales.taken_back import (
    after_now,
    of_another_store,
    of_guest,
    of_guest_given_back,
    outcome_text,
)
from app.engine.model import value
from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.commands.sales import VoidPurchase
from app.engine.model.instants import instant_text
from app.engine.model.records.sales import Purchase, Return, ReturnedLine
from app.engine.model.refusals import nothing_named
from app.engine.pricing.selling import basket_of
from app.engine.program.versions import Program
from app.engine.rules.apply import after_text, post_difference, rewards_follow
from app.engine.rules.balances import spending
from app.engine.rules.passing_time import begin


def void(program: Program, book: Book, command: VoidPurchase, now: datetime) -> Decision | Refusal:
    """Void a purchase: take back everything that is left of it. A no-op if repeated."""
    purchase = book.purchase(program.id, command.purchase)
    if purchase is None:
        return nothing_named("purchase", command.purchase)
    if refusal := of_another_store(purchase.store, command.store):
        return refusal
    if purchase.status == "voided":
        return Decision(purchase, replayed=True, after=after_now(program, book, purchase, now))
    lines = value.purchase_lines(purchase.lines)
    before = value.kept(lines, value.standing_parts(book.returns_of(purchase.purchase_id)))
    voided = purchase._replace(status="voided")
    parts = value.rest_taken(lines, before)
    returned = _void_of(program, purchase, parts, command.return_id, now)
    returned = returned._replace(returned_net=value.net(before))
    tax = value.tax_in_all(lines, before)
    given_back = spending.given_back(purchase, before, value.nothing(lines))
    if purchase.guest:
        returned = returned._replace(outcome=outcome_text(given_back, tax=tax))
        effects = of_guest_given_back(
            program,
            book,
            purchase,
            before=before,
            after=value.nothing(lines),
            now=now,
            cause=("purchase_void", returned.return_id),
        )
        return of_guest(Decision(voided, purchases=[voided], returns=[returned]), effects)
    owner = book.members[purchase.member_id]
    change = begin(program, book, owner, cause="purchase_void", cause_id=command.return_id, now=now)
    post_difference(change, basket_of(program, purchase, lines), before, value.nothing(lines))
    rewards_follow(change, purchase, before, value.nothing(lines))
    stands = after_text(program, change.state, change.today, purchase.business_date)
    returned = returned._replace(after=stands, outcome=outcome_text(given_back, change, tax))
    return change.decision(voided, purchases=[voided], returns=[returned], after=returned.after)


def _void_of(program: Program, purchase: Purchase, parts: list[ReturnedLine], return_id: str, now: datetime) -> Return:
    at = instant_text(now)
    return Return(
        member_id=purchase.member_id,
        return_id=return_id,
        program_id=program.id,
        external_id=None,
        kind="void",
        purchase_id=purchase.purchase_id,
        status="recorded",
        occurred_at=at,
        recorded_at=at,
        business_date=program.business_date(now, purchase.store),
        store=purchase.store,
        returned_net=0,
        program_version=purchase.program_version,
        lines=value.lines_text(parts),
        metadata="{}",
        after="null",
    )
