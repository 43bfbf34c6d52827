"""Quotes: those that can still be booked, the vouchers and limits they use, and what a purchase of one earns.

Asking changes nothing (`quoting`). A purchase that names its quote must be what was quoted (`quoted_purchases`); it is
sold with the quote's discounts, by the same function that made the quote, and refused with the reason if the result
would differ (`quote_sales`).
"""

from collections.abc import Iterable
from datetime import datetime

from app.engine.model import value
from app.engine.model.book import Book, Refusal
from app.engine.model.commands.sales import RecordPurchase
from app.engine.model.instants import instant_text
from app.engine.model.records.checkout import Discount, Quote
from app.engine.model.records.sales import Payment
from app.engine.program.versions import Program
from app.engine.rules import shared_limits
from app.engine.rules.changes.change import Change
from app.engine.rules.rewards import entitlements, vouchers
from app.ledger.entries import Entry


def keeps(book: Book, command: RecordPurchase) -> bool:
    """Whether the purchase's hold reserves the quote that it books."""
    hold = book.holds.get(command.hold) if command.hold else None
    return hold is not None and command.quote is not None and hold.quote_id == command.quote


def of_member(change: Change, quote_id: str, now: datetime) -> Quote | Refusal:
    """A member's quote that can still be booked and is not reserved by a hold."""
    quote = open_quote(change.program, change.book, quote_id, now)
    if isinstance(quote, Refusal):
        return quote
    if quote.member_id != change.member.member_id:
        return quote_changed("the quote was for another customer", "/quote")
    return not_free(change.program, quote, change) or quote


def paid_with(quote: Quote) -> Payment:
    """The part of a quote not paid in money."""
    return value.payment_from(quote.paid_with)


def earned(entries: Iterable[Entry]) -> list[tuple[str, str, str, int]]:
    """The sums of a purchase's entries, by unit, type and rule."""
    sums: dict[tuple[str, str, str], int] = {}
    for entry in entries:
        if entry.cause == "purchase":
            key = (entry.unit, entry.type, entry.rule or "")
            sums[key] = sums.get(key, 0) + entry.amount
    return [(*key, amount) for key, amount in sorted(sums.items()) if amount]


def codes(quote: Quote) -> list[str]:
    """The codes of the vouchers in a quote."""
    return [one.code for one in value.discounts_of(quote.discounts) if one.code]


def not_free(program: Program, quote: Quote, change: Change | None) -> Refusal | None:
    """The reason why a quote cannot be booked or held, apart from the availability of its needs."""
    if quote.program_version != program.rules.version:
        return quote_changed("the programme has a new version", "/quote")
    if change and quote.held_by in change.state.holds:
        hold = change.book.holds.get(quote.held_by or "")
        name = f" ({hold.external_id})" if hold and hold.external_id else ""
        return Refusal("quote-held", f"hold {quote.held_by}{name} reserves this quote", "/quote", "held")
    return None


def open_quote(program: Program, book: Book, quote_id: str, now: datetime | None) -> Quote | Refusal:
    """A quote that is neither booked nor expired at `now` (None: a hold reserves it)."""
    quote = book.quotes.get(quote_id)
    if quote is None or quote.program_id != program.id:
        return Refusal("not-found", "there is no such quote", "/quote")
    if quote.booked_by is not None:
        return Refusal("quote-expired", "the quote was booked by another purchase", "/quote", "booked")
    if now and quote.expires_at <= instant_text(now):
        return Refusal("quote-expired", "the quote has expired: ask for a new one", "/quote", "expired")
    return quote


def first_without_supply(change: Change, discounts: Iterable[Discount]) -> Discount | None:
    """Draw the discounts' needs on shared limits; if one is short, draw nothing and return its discount."""
    if not change.program.limited and not change.program.has_single_codes:
        return None
    before = dict(change.supplies)
    for discount in discounts:
        if not shared_limits.draw_all(change, shared_limits.draws(change.program, change.rules, discount)):
            change.supplies = before
            return discount
    return None


def use_vouchers(change: Change, discounts: Iterable[Discount], purchase_id: str) -> None:
    """Use the vouchers of these discounts for a purchase."""
    debts = []
    for discount in discounts:
        found = change.book.voucher(change.program.id, discount.code) if discount.code else None
        if found:
            voucher = vouchers.known(change, found)
            if entitlements.use(change, voucher, purchase_id, discount.why):
                debts.append(voucher)
    entitlements.take_others_back(change, debts)


def quote_changed(detail: str, pointer: str) -> Refusal:
    """The refusal of a quote that can no longer be booked as it was shown."""
    return Refusal("quote-changed", f"{detail}: ask for a new quote", pointer, "changed")
