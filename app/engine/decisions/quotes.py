"""Quotes: what a basket would cost a customer and bring, and the booking of exactly that.

Asking changes nothing. A purchase that names its quote is sold with the discounts of the quote by the same function
that made it, and refused with what has changed where that comes to anything else.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from pydantic_core import from_json, to_json

from app.engine.model import value
from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.commands import AskQuote, BasketLine, RecordPurchase
from app.engine.model.instants import instant, instant_text
from app.engine.model.records import Discount, Line, Payment, Quote, Terms, Voucher
from app.engine.pricing import combining, tender
from app.engine.pricing.baskets import checked_lines, wrong_total
from app.engine.pricing.candidates import EXHAUSTED, Rejected, of_campaigns, of_level, of_voucher, of_vouchers
from app.engine.pricing.pricing import Applied, Remaining
from app.engine.pricing.selling import sell, stackings, terms_of
from app.engine.program.terms import Program, Rules
from app.engine.rules import entitlements, shared_limits, spending, vouchers
from app.engine.rules.change import Basket, Change
from app.engine.rules.passing_time import begin
from app.engine.views import quote_document, unused
from app.ledger.entries import Entry

QUOTED: Final = ("lines", "discount", "currency", "store", "channel")


class Priced(NamedTuple):
    """What a basket comes to with the best discounts: the lines as they are sold, and what was used and was not."""

    lines: tuple[Line, ...]
    discounts: tuple[Discount, ...]
    rejected: tuple[Rejected, ...]
    exact: bool

    @property
    def total(self) -> int:
        """What is to be paid, in minor units."""
        return sum(line.share for line in self.lines)


def ask(program: Program, book: Book, command: AskQuote, now: datetime) -> Decision | Refusal:
    """Price a basket, and say what buying it would bring."""
    lines = checked_lines(program, command, now)
    if isinstance(lines, Refusal):
        return lines
    total_before = sum(line.share for line in lines)
    if refusal := wrong_total(program, command.total, total_before):
        return refusal
    day = program.business_date(command.occurred_at or now)
    basket = Basket(program.rules, day, lines, command.store, command.channel)
    if command.member is None:
        return _for_guest(program, command, basket, now)
    member = book.member(program.id, command.member)
    if member is None:
        return Refusal("not-found", "there is no such member", "/member")
    change = begin(program, book, member, "purchase", command.quote_id, now)
    priced = _priced(change, command, basket, command.occurred_at or now)
    paid = spending.payment(program.rules, command.points_to_spend, command.credit_to_spend, priced.total)
    if isinstance(paid, Refusal):
        return paid
    if missing := spending.lacking(change, paid.points, paid.credit):
        return missing[0]
    beside = stackings(change, priced.discounts)
    terms = terms_of(change, priced.lines, command.store, command.channel, command.occurred_at or now, beside)
    _use(change, priced.discounts, command.quote_id)
    spending.spend(change, paid)
    with_all = terms.with_discounts(priced.discounts)
    sell(change, program.rules, priced.lines, day, command.store, command.channel, with_all, paid)
    quote = _quote(program, command, member.member_id, priced, paid, change.entries, now)
    quote = quote._replace(terms=to_json(terms).decode())
    answer = quote_document.document(program, quote, priced.rejected, priced.exact, total_before, change, day)
    return _kept(quote, answer)


def named(
    program: Program, book: Book, command: RecordPurchase, change: Change | None, now: datetime
) -> Quote | Refusal:
    """The quote that a purchase names, if it can be booked. `change` is the member's, None for a guest.

    One that the purchase's hold keeps can be, whatever has become of the programme and its time since.
    """
    if command.already_paid:
        detail = "what was paid already is told as it was paid, without a quote"
        return Refusal("validation", detail, "/quote", "not-possible")
    is_kept = keeps(book, command)
    quote = _open(program, book, command.quote or "", None if is_kept else now)
    if isinstance(quote, Refusal):
        return quote
    if not is_kept:
        if (change.member.member_id if change else None) != quote.member_id:
            return _changed("the quote was for another customer", "/member")
        if refusal := _not_free(program, quote, change):
            return refusal
    asked = basket_text(command)
    for name, was, becomes in zip(QUOTED, from_json(quote.basket), from_json(asked), strict=True):
        if was != becomes:
            return _changed(f"the {name} {'are' if name == 'lines' else 'is'} not what was quoted", f"/{name}")
    return _other_payment(quote, command) or quote


def keeps(book: Book, command: RecordPurchase) -> bool:
    """Whether the hold that a purchase names keeps the quote that it books."""
    hold = book.holds.get(command.hold) if command.hold else None
    return hold is not None and command.quote is not None and hold.quote_id == command.quote


def of_member(change: Change, quote_id: str, now: datetime) -> Quote | Refusal:
    """A member's quote that can still be booked, and that no hold keeps."""
    quote = _open(change.program, change.book, quote_id, now)
    if isinstance(quote, Refusal):
        return quote
    if quote.member_id != change.member.member_id:
        return _changed("the quote was for another customer", "/quote")
    return _not_free(change.program, quote, change) or quote


def paid_with(quote: Quote) -> Payment:
    """What points and credit pay of a quote."""
    return Payment(*from_json(quote.paid_with))


def sell_again(
    change: Change, quote: Quote, purchase_id: str, day: str, occurred_at: datetime
) -> tuple[Payment, Terms] | Refusal:
    """Sell what a quote has shown, on business date `day`, if all of it can still be had and comes to the same.

    What can run out or end is asked again by the functions that decided it. What the quote takes off still goes by the
    moment for which it was asked, what is earned by `occurred_at`.
    """
    discounts, paid = value.discounts_of(quote.discounts), paid_with(quote)
    if refusal := _first_gone(change, quote, discounts):
        return refusal
    lines, (store, channel) = value.purchase_lines(quote.lines), from_json(quote.basket)[3:]
    terms = terms_of(change, lines, store, channel, occurred_at, stackings(change, discounts))
    shared_limits.use(change, terms.campaigns)
    if short := _first_without_supply(change, discounts):
        return _changed(f"{short.name}: {EXHAUSTED}", "/quote")
    if spending.lacking(change, paid.points, paid.credit):
        return _changed("the member has fewer points or less credit to spend", "/quote")
    terms = terms.with_discounts(discounts)
    _sell(change, change.rules, quote, purchase_id, day, terms)
    return difference(quote, change.entries) or (paid, terms)


def sell_held(change: Change, quote: Quote, purchase_id: str, day: str, occurred_at: datetime) -> tuple[Payment, Terms]:
    """Sell what a quote has shown and a hold, released in this change, has kept: by the quote's own version."""
    rules, discounts = change.program.version(quote.program_version), value.discounts_of(quote.discounts)
    if quote.terms:
        terms = Terms(*from_json(quote.terms))
    else:
        lines, (store, channel) = value.purchase_lines(quote.lines), from_json(quote.basket)[3:]
        terms = terms_of(change, lines, store, channel, occurred_at, stackings(change, discounts))
    shared_limits.use(change, terms.campaigns)
    for share in (share for one in discounts for share in shared_limits.draws(change.program, rules, one)):
        shared_limits.add(change, share.name, share.amount)
    terms = terms.with_discounts(discounts)
    _sell(change, rules, quote, purchase_id, day, terms)
    return paid_with(quote), terms


def difference(quote: Quote, entries: Iterable[Entry]) -> Refusal | None:
    """What a purchase would bring otherwise than its quote has shown."""
    shown, comes = dict(_pairs(from_json(quote.earns))), dict(_pairs(earned(entries)))
    for unit, type_, rule in sorted(shown.keys() | comes.keys()):
        was, becomes = shown.get((unit, type_, rule), 0), comes.get((unit, type_, rule), 0)
        if was != becomes:
            return _changed(f"{unit} ({rule}) would change by {becomes} and not by {was}", "/quote")
    return None


def earned(entries: Iterable[Entry]) -> list[tuple[str, str, str, int]]:
    """What entries of a purchase come to, by unit, type and rule."""
    sums: dict[tuple[str, str, str], int] = {}
    for entry in entries:
        if entry.cause == "purchase":
            key = (entry.unit, entry.type, entry.rule or "")
            sums[key] = sums.get(key, 0) + entry.amount
    return [(*key, amount) for key, amount in sorted(sums.items()) if amount]


def basket_text(command: AskQuote | RecordPurchase) -> str:
    """What was quoted of a request, as the text that is compared."""
    return to_json([getattr(command, name) for name in QUOTED]).decode()


def codes(quote: Quote) -> list[str]:
    """The codes of the vouchers that a quote uses."""
    return [one.code for one in value.discounts_of(quote.discounts) if one.code]


def _not_free(program: Program, quote: Quote, change: Change | None) -> Refusal | None:
    """Why a quote that the customer has cannot be booked or held, whatever is left of what it needs."""
    if quote.program_version != program.rules.version:
        return _changed("the programme has a new version", "/quote")
    if change and quote.held_by in change.state.holds:
        hold = change.book.holds.get(quote.held_by or "")
        name = f" ({hold.external_id})" if hold and hold.external_id else ""
        return Refusal("quote-held", f"hold {quote.held_by}{name} keeps this quote", "/quote", "held")
    return None


def _first_gone(change: Change, quote: Quote, discounts: Iterable[Discount]) -> Refusal | None:
    """The first discount of a quote that cannot be had any more, and why."""
    lines, discount, _, store, channel = from_json(quote.basket)
    asked = value.priced([BasketLine(*one) for one in lines], discount)
    assert not isinstance(asked, Refusal)
    asked_at = Terms(*from_json(quote.terms)).occurred_at if quote.terms else quote.created_at
    moment = change.program.local_time(instant(asked_at))
    basket = Basket(change.rules, moment.day, asked, store, channel)
    of_all, without = of_campaigns(change, basket, moment)
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
            why = "the member holds another level" if is_level else reasons.get(one.id, "it is not offered any more")
        if why:
            return _changed(f"{one.name}: {why}", "/quote")
    return None


def _sell(change: Change, rules: Rules, quote: Quote, purchase_id: str, day: str, terms: Terms) -> None:
    lines, (store, channel) = value.purchase_lines(quote.lines), from_json(quote.basket)[3:]
    paid = paid_with(quote)
    _use(change, value.discounts_of(quote.discounts), purchase_id)
    spending.spend(change, paid)
    sell(change, rules, lines, day, store, channel, terms, paid)


def _open(program: Program, book: Book, quote_id: str, now: datetime | None) -> Quote | Refusal:
    """A quote that nobody has booked, and that is not over `now` (None: a hold keeps what it has shown)."""
    quote = book.quotes.get(quote_id)
    if quote is None or quote.program_id != program.id:
        return Refusal("not-found", "there is no such quote", "/quote")
    if quote.booked_by is not None:
        return Refusal("quote-expired", "the quote was booked with another purchase", "/quote", "booked")
    if now and quote.expires_at <= instant_text(now):
        return Refusal("quote-expired", "the quote is over: ask for a fresh one", "/quote", "expired")
    return quote


def _for_guest(program: Program, command: AskQuote, basket: Basket, now: datetime) -> Decision | Refusal:
    if command.points_to_spend or command.credit_to_spend:
        pointer = "/points_to_spend" if command.points_to_spend else "/credit_to_spend"
        return Refusal("insufficient-balance", "a guest has neither points nor credit", pointer, "insufficient")
    rejected = [Rejected("voucher", code, "a guest has no vouchers", "condition") for code in command.vouchers or ()]
    priced = Priced(basket.lines, (), tuple(rejected), exact=True)
    quote = _quote(program, command, None, priced, spending.NOTHING, (), now)
    total = sum(line.share for line in basket.lines)
    answer = quote_document.document(program, quote, priced.rejected, priced.exact, total, None, basket.business_date)
    return _kept(quote, answer)


def _kept(quote: Quote, answer: bytes) -> Decision:
    quote = quote._replace(answer=answer.decode())
    return Decision(quote, quotes=[quote])


def _priced(change: Change, command: AskQuote, basket: Basket, occurred_at: datetime) -> Priced:
    settings = change.rules.checkout
    unknown, usable = _vouchers(change, command)
    of_them, rejected = of_vouchers(change, basket, usable, named=command.vouchers is not None)
    of_all, without = of_campaigns(change, basket, change.program.local_time(occurred_at))
    candidates = [*of_level(change, basket), *of_all, *of_them]
    without = [one for one in without if one.code]
    if not candidates:
        return Priced(basket.lines, (), (*unknown, *rejected, *without), exact=True)
    total = sum(line.share for line in basket.lines)
    most = settings.most_off
    start = Remaining.of(basket.lines, total * most.amount // most.per if most else None)
    found = combining.best(candidates, start, settings.most_vouchers)
    discounts = tuple(_discount(change.program, basket, applied) for applied in found.used)
    supplies_taken = _first_without_supply(change, discounts)
    assert supplies_taken is None, "the search keeps within what is left of budgets"
    rejected += unused.unused(change.program, candidates, found, start, settings.most_vouchers)
    return Priced(_sold(basket.lines, start, found), discounts, (*unknown, *rejected, *without), found.exact)


def _first_without_supply(change: Change, discounts: Iterable[Discount]) -> Discount | None:
    """Take what the discounts need of what there is only so much of; the first for which less is left, and nothing."""
    before = dict(change.supplies)
    for discount in discounts:
        if not shared_limits.draw_all(change, shared_limits.draws(change.program, change.rules, discount)):
            change.supplies = before
            return discount
    return None


def _vouchers(change: Change, command: AskQuote) -> tuple[list[Rejected], list[Voucher]]:
    if command.vouchers is None:
        return [], change.book.usable_vouchers(change.member.member_id)
    rejected, usable = [], []
    for code in dict.fromkeys(command.vouchers):
        found = change.book.voucher(change.program.id, code)
        fault = tender.unusable(change, found)
        if fault or found is None:
            rejected.append(Rejected("voucher", code, fault or "", "condition"))
        else:
            usable.append(found)
    return rejected, usable


def _sold(lines: Sequence[Line], start: Remaining, found: combining.Combination) -> tuple[Line, ...]:
    """The lines at what is left to pay for them; units that now cost nothing are `freed`."""
    sold = list(lines)
    before, after = start.units(), found.after.units()
    for applied in found.used:
        for place, amount in applied.parts.items():
            freed = before.get(place, 0) - after.get(place, 0)
            sold[place] = sold[place]._replace(share=sold[place].share - amount, freed=freed)
    return tuple(sold)


def _discount(program: Program, basket: Basket, applied: Applied) -> Discount:
    candidate = applied.candidate
    parts = [[place + 1, amount] for place, amount in sorted(applied.parts.items())]
    why = quote_document.why(program, basket, applied)
    return Discount(
        candidate.kind, candidate.id, candidate.name, candidate.code, candidate.reward, parts, applied.extra, why
    )


def _use(change: Change, discounts: Iterable[Discount], purchase_id: str) -> None:
    for discount in discounts:
        voucher = change.book.voucher(change.program.id, discount.code) if discount.code else None
        if voucher:
            entitlements.use(change, vouchers.known(change, voucher), purchase_id, discount.why)


def _quote(
    program: Program,
    command: AskQuote,
    member_id: str | None,
    priced: Priced,
    paid: Payment,
    entries: Iterable[Entry],
    now: datetime,
) -> Quote:
    return Quote(
        command.quote_id,
        program.id,
        member_id,
        instant_text(now),
        instant_text(now + timedelta(minutes=program.rules.checkout.quote_minutes)),
        program.rules.version,
        basket_text(command),
        value.lines_text(priced.lines),
        to_json(priced.discounts).decode(),
        to_json(paid).decode(),
        to_json(earned(entries)).decode(),
        "",
        None,
    )


def _other_payment(quote: Quote, command: RecordPurchase) -> Refusal | None:
    paid = paid_with(quote)
    if command.points_to_spend and command.points_to_spend != paid.points:
        return _changed("other points were quoted", "/points_to_spend")
    if command.credit_to_spend and command.credit_to_spend != paid.credit:
        return _changed("other credit was quoted", "/credit_to_spend")
    if command.vouchers and set(command.vouchers) != set(codes(quote)):
        return _changed("other vouchers were quoted", "/vouchers")
    return None


def _pairs(sums: Iterable[Sequence[object]]) -> Iterable[tuple[tuple[str, str, str], int]]:
    for unit, type_, rule, amount in sums:
        assert isinstance(amount, int)
        yield (str(unit), str(type_), str(rule)), amount


def _changed(detail: str, pointer: str) -> Refusal:
    return Refusal("quote-changed", f"{detail}: ask for a fresh quote", pointer, "changed")
