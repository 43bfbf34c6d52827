"""What returns and voids have in common: whose store it is, what goes back, and the balances afterwards."""

from datetime import datetime

from app.engine.model import value
from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.records.sales import GivenBack, Outcome, Purchase
from app.engine.program.versions import Program
from app.engine.rules.apply import after_text, limits_follow
from app.engine.rules.balances import spending
from app.engine.rules.changes.change import Change
from app.engine.rules.changes.nobody import for_nobody
from app.engine.rules.passing_time import advanced


def of_guest_given_back(
    program: Program,
    book: Book,
    purchase: Purchase,
    before: tuple[value.Kept, ...],
    after: tuple[value.Kept, ...],
    now: datetime,
    *,
    cause: tuple[str, str],
) -> Change | None:
    """What a guest's purchase gives back, or takes again: draws on shared limits, and gift cards."""
    if not purchase.discounts and not purchase.paid_with:
        return None
    kind, cause_id = cause
    change = for_nobody(program, book, cause_id, now, kind)
    limits_follow(change, purchase, before, after)
    if purchase.paid_with:
        spending.follow(change, purchase, before, after)
    return change


def of_guest(decision: Decision, change: Change | None) -> Decision:
    """A decision about a guest's purchase, with what it draws on shared limits and gift cards."""
    if change:
        decision.supplies = change.supplies
        decision.gift_cards = list(change.gift_cards.values())
        decision.card_entries = change.card_entries
    return decision


def outcome_text(given_back: GivenBack, change: Change | None = None, tax: int | None = None) -> str:
    """The stored form of a return's outcome: the refund, its tax, and the vouchers that its change revokes."""
    latest = {one.voucher_id: one for one in change.vouchers} if change else {}
    revoked = [one.voucher_id for one in latest.values() if change and one.revoked_by == change.cause_id]
    gone = [one for one in revoked if latest[one].status in ("revoked", "held")]
    return value.outcome_text(Outcome(given_back, sorted(gone), tax=tax))


def of_another_store(store: str | None, own: str | None) -> Refusal | None:
    """Refuse records of another store than the caller's `own`; None is no store, or any store."""
    if own is None or store in (None, own):
        return None
    return Refusal("store-not-allowed", f"it belongs to another store; this key is limited to {own}")


def after_now(program: Program, book: Book, purchase: Purchase, now: datetime) -> str | None:
    """The present balances of the purchase's member; None for a guest."""
    if purchase.guest:
        return None
    present = advanced(program, book.members[purchase.member_id], now)
    return after_text(program, present.state, present.today, purchase.business_date)
