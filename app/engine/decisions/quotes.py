"""Quotes: the price and earnings of a basket for a customer, and their exact booking.

Asking changes nothing. A purchase that names its quote is sold with the quote's discounts, by the same function that
made the quote, and refused with the reason if the result would differ.
"""

from collections.abc import Iterable, Mapping, Sequence
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
from app.engine.pricing.candidates import (
    EXHAUSTED,
    Rejected,
    is_single_code,
    of_campaigns,
    of_level,
    of_voucher,
    of_vouchers,
)
from app.engine.pricing.combination import Combination
from app.engine.pricing.pricing import Applied, Remaining, shared_fairly
from app.engine.pricing.selling import sell, stackings, terms_of
from app.engine.program.terms.offers import Stacking, typed_form
from app.engine.program.terms.rules import Rules
from app.engine.program.versions import Program
from app.engine.rules import entitlements, gift_cards, shared_limits, spending, vouchers
from app.engine.rules.change import Basket, Change
from app.engine.rules.nobody import for_nobody
from app.engine.rules.passing_time import begin
from app.engine.views import quote_document, unused
from app.ledger.entries import Entry

QUOTED: Final = ("lines", "discount", "currency", "store", "channel")


class Priced(NamedTuple):
    """A basket with the best discounts: the lines as sold, and the discounts used and rejected."""

    lines: tuple[Line, ...]
    discounts: tuple[Discount, ...]
    rejected: tuple[Rejected, ...]
    exact: bool
    stackings: tuple[Stacking, ...] = ()

    @property
    def total(self) -> int:
        """The price to pay, in minor units."""
        return sum(line.share for line in self.lines)


def ask(program: Program, book: Book, command: AskQuote, now: datetime) -> Decision | Refusal:
    """Price a basket, and compute the earnings of buying it."""
    lines = checked_lines(program, command, now)
    if isinstance(lines, Refusal):
        return lines
    total_before = sum(line.share for line in lines)
    if refusal := wrong_total(program, command.total, total_before):
        return refusal
    day = program.business_date(command.occurred_at or now, command.store)
    basket = Basket(program.rules, day, lines, command.store, command.channel)
    if command.member is None:
        return _for_guest(program, book, command, basket, now)
    member = book.member(program.id, command.member)
    if member is None:
        return Refusal("not-found", "there is no such member", "/member")
    change = begin(program, book, member, cause="purchase", cause_id=command.quote_id, now=now)
    priced = _priced(change, command, basket, command.occurred_at or now)
    paid = spending.payment(program.rules, command.points_to_spend, command.credit_to_spend, priced.total)
    if isinstance(paid, Refusal):
        return paid
    if refusal := spending.out_of_bounds(basket._replace(lines=priced.lines), paid):
        return refusal
    if missing := spending.lacking(change, paid.points, paid.credit):
        return missing[0]
    paid = _with_cards(change, command, paid, priced.total)
    if isinstance(paid, Refusal):
        return paid
    terms = terms_of(
        change,
        priced.lines,
        command.store,
        channel=command.channel,
        occurred_at=command.occurred_at or now,
        beside=priced.stackings,
    )
    _use(change, priced.discounts, command.quote_id)
    spending.spend(change, paid)
    with_all = terms.with_discounts(priced.discounts)
    sell(
        change,
        program.rules,
        priced.lines,
        business_date=day,
        store=command.store,
        channel=command.channel,
        terms=with_all,
        paid=paid,
    )
    quote = _quote(program, command, member.member_id, priced=priced, paid=paid, entries=change.entries, now=now)
    quote = quote._replace(terms=to_json(terms).decode())
    answer = quote_document.document(
        program, quote, priced.rejected, exact=priced.exact, total_before=total_before, change=change, business_date=day
    )
    return _kept(quote, answer)


def named(
    program: Program, book: Book, command: RecordPurchase, change: Change | None, now: datetime
) -> Quote | Refusal:
    """The quote that a purchase names, if it can be booked. `change` is the member's, None for a guest.

    A quote that the purchase's hold reserves can be booked whatever has become of the programme and its validity.
    """
    if command.already_paid:
        detail = "a sale already paid cannot have a quote"
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
    return _other_payment(program, book, quote, command) or quote


def keeps(book: Book, command: RecordPurchase) -> bool:
    """Whether the purchase's hold reserves the quote that it books."""
    hold = book.holds.get(command.hold) if command.hold else None
    return hold is not None and command.quote is not None and hold.quote_id == command.quote


def of_member(change: Change, quote_id: str, now: datetime) -> Quote | Refusal:
    """A member's quote that can still be booked and is not reserved by a hold."""
    quote = _open(change.program, change.book, quote_id, now)
    if isinstance(quote, Refusal):
        return quote
    if quote.member_id != change.member.member_id:
        return _changed("the quote was for another customer", "/quote")
    return _not_free(change.program, quote, change) or quote


def paid_with(quote: Quote) -> Payment:
    """The part of a quote not paid in money."""
    return value.payment_from(quote.paid_with)


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
    if short := _first_without_supply(change, discounts):
        return _changed(f"{short.name}: {EXHAUSTED}", "/quote")
    if spending.lacking(change, paid.points, paid.credit):
        return _changed("the member does not have enough points or credit", "/quote")
    if fault := gift_cards.lacking(change, paid.gift_cards):
        return _changed(fault, "/quote")
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
            return _changed(f"{unit} ({rule}) would change by {becomes} instead of {was}", "/quote")
    return None


def earned(entries: Iterable[Entry]) -> list[tuple[str, str, str, int]]:
    """The sums of a purchase's entries, by unit, type and rule."""
    sums: dict[tuple[str, str, str], int] = {}
    for entry in entries:
        if entry.cause == "purchase":
            key = (entry.unit, entry.type, entry.rule or "")
            sums[key] = sums.get(key, 0) + entry.amount
    return [(*key, amount) for key, amount in sorted(sums.items()) if amount]


def basket_text(command: AskQuote | RecordPurchase) -> str:
    """The quoted parts of a request, as the text to compare: everything that decides the price."""
    lines = [_said(one) for one in command.lines]
    return to_json([lines, *(getattr(command, name) for name in QUOTED[1:])]).decode()


def _said(line: BasketLine) -> list[object]:
    """What decides a line's price: its first fields, and the others only of goods that are not sold by units."""
    said: list[object] = [line.quantity, line.unit_price, line.discount, line.sku, line.category]
    if not (line.gift_card or line.measured or line.tax is not None):
        return said
    return [*said, None, line.gift_card, line.measured, line.tax]


def codes(quote: Quote) -> list[str]:
    """The codes of the vouchers in a quote."""
    return [one.code for one in value.discounts_of(quote.discounts) if one.code]


def _not_free(program: Program, quote: Quote, change: Change | None) -> Refusal | None:
    """The reason why a quote cannot be booked or held, apart from the availability of its needs."""
    if quote.program_version != program.rules.version:
        return _changed("the programme has a new version", "/quote")
    if change and quote.held_by in change.state.holds:
        hold = change.book.holds.get(quote.held_by or "")
        name = f" ({hold.external_id})" if hold and hold.external_id else ""
        return Refusal("quote-held", f"hold {quote.held_by}{name} reserves this quote", "/quote", "held")
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
            return _changed(f"{one.name}: {why}", "/quote")
    return None


def _sell(change: Change, rules: Rules, quote: Quote, purchase_id: str, day: str, terms: Terms) -> None:
    lines, (store, channel) = value.purchase_lines(quote.lines), from_json(quote.basket)[3:]
    paid = paid_with(quote)
    _use(change, value.discounts_of(quote.discounts), purchase_id)
    spending.spend(change, paid)
    sell(change, rules, lines, business_date=day, store=store, channel=channel, terms=terms, paid=paid)


def _open(program: Program, book: Book, quote_id: str, now: datetime | None) -> Quote | Refusal:
    """A quote that is neither booked nor expired at `now` (None: a hold reserves it)."""
    quote = book.quotes.get(quote_id)
    if quote is None or quote.program_id != program.id:
        return Refusal("not-found", "there is no such quote", "/quote")
    if quote.booked_by is not None:
        return Refusal("quote-expired", "the quote was booked by another purchase", "/quote", "booked")
    if now and quote.expires_at <= instant_text(now):
        return Refusal("quote-expired", "the quote has expired: ask for a new one", "/quote", "expired")
    return quote


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
        return _changed(fault, "/quote")
    gift_cards.pay(change, cards)
    if refusal := _first_gone(change, quote, discounts) if discounts else None:
        return refusal
    short = _first_without_supply(change, discounts)
    return _changed(f"{short.name}: {EXHAUSTED}", "/quote") if short else change


def _not_of_a_guest(command: AskQuote) -> list[Rejected]:
    return [Rejected("voucher", code, "a guest has no vouchers", "condition") for code in command.vouchers or ()]


def _for_guest(program: Program, book: Book, command: AskQuote, basket: Basket, now: datetime) -> Decision | Refusal:
    if command.points_to_spend or command.credit_to_spend:
        pointer = "/points_to_spend" if command.points_to_spend else "/credit_to_spend"
        return Refusal("insufficient-balance", "a guest has neither points nor credit", pointer, "insufficient")
    if program.rules.for_guests or command.codes:
        change = for_nobody(program, book, command.quote_id, now)
        priced = _priced(change, command, basket, command.occurred_at or now)
    else:
        priced = Priced(basket.lines, (), tuple(_not_of_a_guest(command)), exact=True)
    paid = spending.NOTHING
    if command.gift_cards:
        cards_of = for_nobody(program, book, command.quote_id, now)
        found = _with_cards(cards_of, command, paid, priced.total)
        if isinstance(found, Refusal):
            return found
        paid = found
    quote = _quote(program, command, None, priced=priced, paid=paid, entries=(), now=now)
    total = sum(line.share for line in basket.lines)
    answer = quote_document.document(
        program,
        quote,
        priced.rejected,
        exact=priced.exact,
        total_before=total,
        change=None,
        business_date=basket.business_date,
    )
    return _kept(quote, answer)


def _with_cards(change: Change, command: AskQuote, paid: Payment, total: int) -> Payment | Refusal:
    """Add what the gift cards would pay of a total."""
    if not command.gift_cards:
        return paid
    cards, refusals = gift_cards.payments(change, command.gift_cards, total - paid.points_worth - paid.credit)
    return refusals[0] if refusals else paid._replace(gift_cards=cards)


def _kept(quote: Quote, answer: bytes) -> Decision:
    quote = quote._replace(answer=answer.decode())
    return Decision(quote, quotes=[quote])


def _priced(change: Change, command: AskQuote, basket: Basket, occurred_at: datetime) -> Priced:
    settings = change.rules.checkout
    is_guest = command.member is None
    unknown, usable = (_not_of_a_guest(command), []) if is_guest else _vouchers(change, command)
    of_them, rejected = of_vouchers(change, basket, usable, named=command.vouchers is not None)
    typed = {typed_form(code): code for code in command.codes}
    moment = change.program.local_time(occurred_at, basket.store)
    of_all, without = of_campaigns(change, basket, moment, typed, is_guest=is_guest)
    candidates = [*([] if is_guest else of_level(change, basket)), *of_all, *of_them]
    without = [one for one in without if one.code]
    unknown += _unknown_codes(change, typed)
    if not candidates:
        return Priced(basket.lines, (), (*unknown, *rejected, *without), exact=True)
    total = sum(line.share for line in basket.lines)
    most = settings.most_off
    start = Remaining.of(basket.lines, total * most.amount // most.per if most else None)
    while True:
        found = combining.best(candidates, start, settings.most_vouchers)
        if any(one.candidate.deal for one in found.used):
            found = found._replace(used=shared_fairly(found.used, found.after))
        discounts = tuple(_discount(change.program, basket, applied) for applied in found.used)
        short = _first_without_supply(change, discounts)
        if short is None:
            break
        # No discount is quoted beyond a shared limit, whatever the search has found.
        candidates = [one for one in candidates if (one.kind, one.id) != (short.kind, short.id)]
        rejected.append(Rejected(short.kind, short.code or short.id, EXHAUSTED, "budget"))
    rejected += unused.unused(change.program, candidates, found, start, settings.most_vouchers)
    beside = tuple(one.candidate.stacking for one in found.used)
    return Priced(_sold(basket.lines, start, found), discounts, (*unknown, *rejected, *without), found.exact, beside)


def _unknown_codes(change: Change, typed: Mapping[str, str]) -> list[Rejected]:
    known = {one.code for one in change.rules.campaigns}
    single = [one for one in change.rules.campaigns if one.single_codes]
    why = "no campaign has this code"
    return [
        Rejected("code", code, why, "condition")
        for form, code in typed.items()
        if form not in known and not any(is_single_code(change, one, form) for one in single)
    ]


def _first_without_supply(change: Change, discounts: Iterable[Discount]) -> Discount | None:
    """Draw the discounts' needs on shared limits; if one is short, draw nothing and return its discount."""
    if not change.program.limited and not change.program.has_single_codes:
        return None
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


def _sold(lines: Sequence[Line], start: Remaining, found: Combination) -> tuple[Line, ...]:
    """The lines at their remaining prices; completely free units count as `freed`."""
    off: dict[int, int] = {}
    for applied in found.used:
        for place, amount in applied.parts.items():
            off[place] = off.get(place, 0) + amount
    sold = list(lines)
    before, after = start.units(), found.after.units()
    for place, amount in off.items():
        freed = 0 if lines[place].measured else before.get(place, 0) - after.get(place, 0)
        line = sold[place]
        left = line.share - amount
        if line.tax:
            # A discount lowers the taxable amount; points and credit pay for it with its tax.
            line = line._replace(tax=value.tax_of(line, value.Kept(line.quantity, left)))
        sold[place] = line._replace(share=left, freed=freed)
    return tuple(sold)


def _discount(program: Program, basket: Basket, applied: Applied) -> Discount:
    candidate = applied.candidate
    parts = [[place + 1, amount] for place, amount in sorted(applied.parts.items())]
    why = quote_document.discount_reason(program, basket, applied)
    return Discount(
        kind=candidate.kind,
        id=candidate.id,
        name=candidate.name,
        code=candidate.code,
        reward=candidate.reward,
        parts=parts,
        extra=applied.extra,
        why=why,
        typed=candidate.typed,
    )


def _use(change: Change, discounts: Iterable[Discount], purchase_id: str) -> None:
    debts = []
    for discount in discounts:
        found = change.book.voucher(change.program.id, discount.code) if discount.code else None
        if found:
            voucher = vouchers.known(change, found)
            if entitlements.use(change, voucher, purchase_id, discount.why):
                debts.append(voucher)
    entitlements.take_others_back(change, debts)


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
        quote_id=command.quote_id,
        program_id=program.id,
        member_id=member_id,
        created_at=instant_text(now),
        expires_at=instant_text(now + timedelta(minutes=program.rules.checkout.quote_minutes)),
        program_version=program.rules.version,
        basket=basket_text(command),
        lines=value.lines_text(priced.lines),
        discounts=to_json(priced.discounts).decode(),
        paid_with=to_json(paid).decode(),
        earns=to_json(earned(entries)).decode(),
        answer="",
        booked_by=None,
    )


def _other_payment(program: Program, book: Book, quote: Quote, command: RecordPurchase) -> Refusal | None:
    paid = paid_with(quote)
    if command.gift_cards and not _pays_as_quoted(program, book, quote, command):
        return _changed("other gift cards were quoted", "/gift_cards")
    if command.points_to_spend and command.points_to_spend != paid.points:
        return _changed("other points were quoted", "/points_to_spend")
    if command.credit_to_spend and command.credit_to_spend != paid.credit:
        return _changed("other credit was quoted", "/credit_to_spend")
    if command.vouchers and set(command.vouchers) != set(codes(quote)):
        return _changed("other vouchers were quoted", "/vouchers")
    return None


def _pays_as_quoted(program: Program, book: Book, quote: Quote, command: RecordPurchase) -> bool:
    """Whether the named gift cards pay what was quoted. Those named after nothing was left to pay, pay nothing."""
    paid = paid_with(quote)
    quoted = {one.card_id: one.amount for one in paid.gift_cards}
    total = sum(line.share for line in value.purchase_lines(quote.lines))
    left = total - paid.points_worth - paid.credit - spending.card_total(paid)
    named = {}
    for part in command.gift_cards:
        card = book.gift_card(program.id, part.card)
        if card is None or (card.card_id not in quoted and (part.amount or min(card.balance, left))):
            return False
        named[card.card_id] = part.amount
    return all(one in named and named[one] in (None, amount) for one, amount in quoted.items())


def _pairs(sums: Iterable[Sequence[object]]) -> Iterable[tuple[tuple[str, str, str], int]]:
    for unit, type_, rule, amount in sums:
        assert isinstance(amount, int)
        yield (str(unit), str(type_), str(rule)), amount


def _changed(detail: str, pointer: str) -> Refusal:
    return Refusal("quote-changed", f"{detail}: ask for a new quote", pointer, "changed")
