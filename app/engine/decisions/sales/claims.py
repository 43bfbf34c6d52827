"""Claims: a guest's purchase becomes a member's, as if it were recorded for the member now.

It keeps its version, its day and its returns; the tier is the present one, and campaigns of its version are decided
now. The guest's own rows stay unchanged, so that the first request still gets its first answer.
"""

from datetime import datetime

from pydantic_core import to_json

from app.engine.decisions.sales.taken_back import of_another_store
from app.engine.model import value
from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.commands.sales import ClaimPurchase
from app.engine.model.instants import instant
from app.engine.model.refusals import nothing_named
from app.engine.pricing.selling import basket_of, multiplier_of
from app.engine.program.versions import Program
from app.engine.rules import campaigns, shared_limits
from app.engine.rules.apply import after_text, post_difference
from app.engine.rules.passing_time import begin
from app.engine.rules.rewards import coupons


def claim(program: Program, book: Book, command: ClaimPurchase, now: datetime) -> Decision | Refusal:
    """Record the kept part of a guest's purchase for a member. A no-op if repeated."""
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
        return Refusal("already-claimed", "the purchase belongs to another member", "/member")
    returns = book.returns_of(purchase.purchase_id)
    change = begin(program, book, member, cause="claim", cause_id=purchase.purchase_id, now=now)
    multiplier = "1" if purchase.history else multiplier_of(program, change.state)
    own = purchase._replace(member_id=member.member_id, guest=0, multiplier=multiplier)
    over = coupons.over(program.version(purchase.program_version), change.today)
    lines = value.purchase_lines(purchase.lines)
    parts = value.kept(lines, value.standing_parts(returns))
    basket = basket_of(program, own, lines)
    if basket.rules.campaigns and not basket.history:
        kept = basket._replace(lines=value.kept_lines(lines, parts))
        moment = program.local_time(instant(purchase.occurred_at), purchase.store)
        gone = shared_limits.exhausted(change, basket.rules) if basket.rules.limited_uses else ()
        held_out = basket.rules.holds_out(program.id, member.member_id, "campaigns", moment.day)
        multiplier, applied = campaigns.decided(kept, change.state, moment, gone, held_out=held_out)
        shared_limits.use(change, applied)
        # The guest's purchase has drawn on the limits of its own discounts already.
        applied = (*applied, *(one.id for one in value.discounts_of(own.discounts) if one.kind == "campaign"))
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
