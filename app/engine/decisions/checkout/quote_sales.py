"""The sale of a quote: again while everything is still available, or as a hold has reserved it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from pydantic_core import from_json

from app.engine.decisions.checkout.quotes import earned, first_without_supply, paid_with, quote_changed, use_vouchers
from app.engine.model import value
from app.engine.model.book import Book, Refusal
from app.engine.model.commands.sales import BasketLine
from app.engine.model.instants import instant
from app.engine.model.records.checkout import Discount, Quote, Terms
from app.engine.model.records.sales import Payment
from app.engine.pricing import tender
from app.engine.pricing.candidates import EXHAUSTED, Rejected, of_campaigns, of_level, of_voucher
from app.engine.pricing.selling import sell, stackings, terms_of
from app.engine.program.terms.offers import typed_form
from app.engine.program.terms.rules import Rules
from app.engine.program.versions import Program
from app.engine.rules import shared_limits
from app.engine.rules.balances import gift_cards, spending
from app.engine.rules.changes.change import Basket, Change
from app.engine.rules.changes.nobody import for_nobody
from app.engine.rules.rewards import vouchers
from app.ledger.entries import Entry


def sell_again(
    change: Change, quote: Quote, purchase_id: str, day: str, occurred_at: datetime
) -> tuple[Payment, Terms] | Refusal:
    """Sell a quote on business date `day`, if everything is still available and the result is the same.

    Anything that can run out or end is checked again by the functions that decided it. Discounts use the time of the
    quote, earnings use `occurred_at`.
    """
    discounts, paid = value.discounts_of(quote.discounts), paid_with(quote)
    if refusal := _first_gone(change, quote, discounts):
        return refusal
    lines, (store, channel) = value.purchase_lines(quote.lines), from_json(quote.basket)[3:]
    terms = terms_of(
        change, lines, store, channel=channel, occurred_at=occurred_at, beside=stackings(change, discounts)
    )
    shared_limits.use(change, terms.campaigns)
    if short := first_without_supply(change, discounts):
        return quote_changed(f"{short.name}: {EXHAUSTED}", "/quote")
    if spending.lacking(change, paid.points, paid.credit):
        return quote_changed("the member does not have enough points or credit", "/quote")
    if fault := gift_cards.lacking(change, paid.gift_cards):
        return quote_changed(fault, "/quote")
    terms = terms.with_discounts(discounts)
    _sell(change, change.rules, quote, purchase_id=purchase_id, day=day, terms=terms)
    return difference(quote, change.entries) or (paid, terms)


def sell_held(change: Change, quote: Quote, purchase_id: str, day: str, occurred_at: datetime) -> tuple[Payment, Terms]:
    """Sell a quote reserved by a hold, which this change has released, under the quote's own version."""
    rules, discounts = change.program.version(quote.program_version), value.discounts_of(quote.discounts)
    if quote.terms:
        terms = Terms(*from_json(quote.terms))
    else:
        lines, (store, channel) = value.purchase_lines(quote.lines), from_json(quote.basket)[3:]
        terms = terms_of(
            change, lines, store, channel=channel, occurred_at=occurred_at, beside=stackings(change, discounts)
        )
    shared_limits.use(change, terms.campaigns)
    for share in (share for one in discounts for share in shared_limits.draws(change.program, rules, one)):
        shared_limits.add(change, share.name, share.amount)
    terms = terms.with_discounts(discounts)
    _sell(change, rules, quote, purchase_id=purchase_id, day=day, terms=terms)
    return paid_with(quote), terms


def difference(quote: Quote, entries: Iterable[Entry]) -> Refusal | None:
    """The difference between a purchase's earnings and those of its quote, as a refusal."""
    shown, comes = dict(_pairs(from_json(quote.earns))), dict(_pairs(earned(entries)))
    for unit, type_, rule in sorted(shown.keys() | comes.keys()):
        was, becomes = shown.get((unit, type_, rule), 0), comes.get((unit, type_, rule), 0)
        if was != becomes:
            return quote_changed(f"{unit} ({rule}) would change by {becomes} instead of {was}", "/quote")
    return None


def _first_gone(change: Change, quote: Quote, discounts: Sequence[Discount]) -> Refusal | None:
    """The first discount of a quote that is no longer available, with the reason."""
    lines, discount, _, store, channel = from_json(quote.basket)
    asked = value.priced([BasketLine(*one) for one in lines], discount)
    assert not isinstance(asked, Refusal)
    asked_at = Terms(*from_json(quote.terms)).occurred_at if quote.terms else quote.created_at
    moment = change.program.local_time(instant(asked_at), store)
    basket = Basket(change.rules, moment.day, asked, store, channel)
    typed = {typed_form(one.typed): one.typed for one in discounts if one.typed}
    of_all, without = of_campaigns(change, basket, moment, typed, is_guest=quote.member_id is None)
    offered = {(one.kind, one.id) for one in of_level(change, basket) + of_all}
    reasons = {one.name: one.reason for one in without}
    for one in discounts:
        why: str | None = None
        if one.code:
            found = change.book.voucher(change.program.id, one.code)
            why = tender.unusable(change, found)
            candidate = of_voucher(change, basket, vouchers.known(change, found)) if found and not why else None
            why = candidate.reason if isinstance(candidate, Rejected) else why
        elif (one.kind, one.id) not in offered:
            is_level = one.kind == "tier"
            why = "the member holds another tier" if is_level else reasons.get(one.id, "no longer offered")
        if why:
            return quote_changed(f"{one.name}: {why}", "/quote")
    return None


def _sell(change: Change, rules: Rules, quote: Quote, purchase_id: str, day: str, terms: Terms) -> None:
    lines, (store, channel) = value.purchase_lines(quote.lines), from_json(quote.basket)[3:]
    paid = paid_with(quote)
    use_vouchers(change, value.discounts_of(quote.discounts), purchase_id)
    spending.spend(change, paid)
    sell(change, rules, lines, business_date=day, store=store, channel=channel, terms=terms, paid=paid)


def sell_to_guest(
    program: Program, book: Book, quote: Quote, purchase_id: str, now: datetime
) -> Change | Refusal | None:
    """Draw the needs of a guest's quote on shared limits and gift cards, if everything is still available.

    None if it has no needs.
    """
    discounts, cards = value.discounts_of(quote.discounts), paid_with(quote).gift_cards
    if not discounts and not cards:
        return None
    change = for_nobody(program, book, purchase_id, now)
    if fault := gift_cards.lacking(change, cards):
        return quote_changed(fault, "/quote")
    gift_cards.pay(change, cards)
    if refusal := _first_gone(change, quote, discounts) if discounts else None:
        return refusal
    short = first_without_supply(change, discounts)
    return quote_changed(f"{short.name}: {EXHAUSTED}", "/quote") if short else change


def _pairs(sums: Iterable[Sequence[object]]) -> Iterable[tuple[tuple[str, str, str], int]]:
    for unit, type_, rule, amount in sums:
        assert isinstance(amount, int)
        yield (str(unit), str(type_), str(rule)), amount
