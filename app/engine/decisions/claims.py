"""Claiming: a guest's purchase becomes a member's, as if it were recorded for the member now.

It keeps the version that decided it, its day and what was returned of it; the tier is the one held now, and which
campaigns of its version apply is decided now. The guest's own rows stay behind as they were, so that the first request
still gets its first answer.
"""

from datetime import datetime

from pydantic_core import to_json

from app.engine.decisions.purchases import of_another_store
from app.engine.model import value
from app.engine.model.book import Book, Decision, Refusal, nothing_named
from app.engine.model.commands import ClaimPurchase
from app.engine.model.instants import instant
from app.engine.pricing.selling import basket_of, multiplier_of
from app.engine.program.terms import Program
from app.engine.rules import campaigns, coupons, shared_limits
from app.engine.rules.apply import after_text, post_difference
from app.engine.rules.passing_time import begin


def claim(program: Program, book: Book, command: ClaimPurchase, now: datetime) -> Decision | Refusal:
    """Record a guest's purchase, with what is kept of it, for a member. Saying it again changes nothing."""
    purchase = book.purchase(program.id, command.purchase)
    if purchase is None:
        return nothing_named("purchase", command.purchase)
    if refusal := of_another_store(purchase.store, command.store):
        return refusal
    member = book.member(program.id, command.member)
    if member is None:
        return Refusal("not-found", "there is no such member", "/member")
    if not purchase.guest:
        if purchase.member_id == member.member_id:
            return Decision(purchase, replayed=True)
        return Refusal("already-claimed", "the purchase is another member's", "/member")
    returns = book.returns_of(purchase.purchase_id)
    change = begin(program, book, member, "claim", purchase.purchase_id, now)
    own = purchase._replace(member_id=member.member_id, guest=0, multiplier=multiplier_of(program, change.state))
    over = coupons.over(program.version(purchase.program_version), change.today)
    lines = value.purchase_lines(purchase.lines)
    parts = value.kept(lines, value.standing_parts(returns))
    basket = basket_of(program, own, lines)
    if basket.rules.campaigns:
        kept = basket._replace(lines=value.kept_lines(lines, parts))
        moment = program.local_time(instant(purchase.occurred_at))
        gone = shared_limits.exhausted(change, basket.rules) if basket.rules.limited_uses else ()
        multiplier, applied = campaigns.decided(kept, change.state, moment, gone)
        shared_limits.use(change, applied)
        own = own._replace(multiplier=multiplier, campaigns=campaigns.text_of(basket.rules, applied))
        basket = basket_of(program, own, lines)
    post_difference(change, basket._replace(brings_nothing=over), value.nothing(lines), parts)
    if change.notices:
        own = own._replace(notices=to_json(change.notices).decode())
    own = own._replace(after=after_text(program, change.state, change.today, own.business_date))
    return change.decision(
        own,
        purchases=[own],
        returns=[one._replace(member_id=member.member_id) for one in returns],
        claimed=[purchase._replace(status="claimed"), *(one._replace(status="claimed") for one in returns)],
    )
