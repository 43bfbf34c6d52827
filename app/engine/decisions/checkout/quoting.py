"""Quotes asked for, by members and guests: the best discounts of a basket, and what buying it would earn."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from pydantic_core import to_json

from app.engine.decisions.checkout.quoted_purchases import basket_text
from app.engine.decisions.checkout.quotes import earned, first_without_supply, use_vouchers
from app.engine.model import value
from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.commands.checkout import AskQuote
from app.engine.model.instants import instant_text
from app.engine.model.records.checkout import Discount, Quote
from app.engine.model.records.sales import Line, Payment
from app.engine.model.records.vouchers import Voucher
from app.engine.pricing import combining, tender
from app.engine.pricing.baskets import checked_lines, wrong_total
from app.engine.pricing.candidates import EXHAUSTED, Rejected, is_single_code, of_campaigns, of_level, of_vouchers
from app.engine.pricing.combination import Combination
from app.engine.pricing.pricing import Applied, Remaining, shared_fairly
from app.engine.pricing.selling import sell, terms_of
from app.engine.program.terms.offers import Stacking, typed_form
from app.engine.program.versions import Program
from app.engine.rules.balances import gift_cards, spending
from app.engine.rules.changes.change import Basket, Change
from app.engine.rules.changes.nobody import for_nobody
from app.engine.rules.passing_time import begin
from app.engine.views import quote_document, unused
from app.ledger.entries import Entry


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
    use_vouchers(change, priced.discounts, command.quote_id)
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
        short = first_without_supply(change, discounts)
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
