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
from app.engine.model.commands import AskQuote, RecordPurchase
from app.engine.model.instants import instant_text
from app.engine.model.records import Discount, Line, Payment, Quote, Voucher
from app.engine.pricing import combining, tender
from app.engine.pricing.baskets import checked_lines, wrong_total
from app.engine.pricing.candidates import EXHAUSTED, Rejected, of_campaigns, of_level, of_vouchers
from app.engine.pricing.pricing import Left, Taken
from app.engine.pricing.selling import sell, terms_of
from app.engine.program.terms import Program
from app.engine.rules import spending, supplies, vouchers
from app.engine.rules.change import Basket, Change
from app.engine.rules.time import begin
from app.engine.views import quote_text
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
    terms = terms_of(change, priced.lines, command.store, command.channel, command.occurred_at or now)
    terms = terms.with_discounts(priced.discounts)
    _use(change, priced.discounts, command.quote_id)
    spending.spend(change, paid)
    sell(change, priced.lines, day, command.store, command.channel, terms, paid)
    quote = _quote(program, command, member.member_id, priced, paid, change.entries, now)
    answer = quote_text.document(program, quote, priced.rejected, priced.exact, total_before, change, day)
    return _kept(quote, answer)


def booked(program: Program, book: Book, command: RecordPurchase, now: datetime) -> Quote | Refusal:
    """The quote that a purchase names, if it can be booked."""
    if command.already_paid:
        detail = "what was paid already is told as it was paid, without a quote"
        return Refusal("validation", detail, "/quote", "not-possible")
    hold = book.holds.get(command.hold) if command.hold else None
    is_kept = hold is not None and hold.quote_id == command.quote
    quote = _open(program, book, command.quote or "", None if is_kept else now)
    if isinstance(quote, Refusal):
        return quote
    if quote.program_version != program.rules.version:
        return _changed("the programme has a new version", "/quote")
    member = book.member(program.id, command.member) if command.member else None
    if (member.member_id if member else None) != quote.member_id:
        return _changed("the quote was for another customer", "/member")
    asked = basket_text(command)
    for name, was, becomes in zip(QUOTED, from_json(quote.basket), from_json(asked), strict=True):
        if was != becomes:
            return _changed(f"the {name} {'are' if name == 'lines' else 'is'} not what was quoted", f"/{name}")
    return _other_payment(quote, command) or quote


def of_member(program: Program, book: Book, quote_id: str, member_id: str, now: datetime) -> Quote | Refusal:
    """A member's quote that can still be booked."""
    quote = _open(program, book, quote_id, now)
    if isinstance(quote, Refusal) or quote.member_id == member_id:
        return quote
    return _changed("the quote was for another customer", "/quote")


def paid_with(quote: Quote) -> Payment:
    """What points and credit pay of a quote."""
    return Payment(*from_json(quote.paid_with))


def supplies_of(change: Change, quote: Quote) -> dict[str, int] | Refusal:
    """Take what a quote needs of what there is only so much of, and say how much of what."""
    discounts = value.discounts_of(quote.discounts)
    short = _first_without_supply(change, discounts)
    if short:
        return _changed(f"{short.name}: {EXHAUSTED}", "/quote")
    taken: dict[str, int] = {}
    for share in (share for one in discounts for share in supplies.shares(change.rules, one)):
        taken[share.name] = taken.get(share.name, 0) + share.amount
    return taken


def take(change: Change, quote: Quote, purchase_id: str) -> tender.Tender | Refusal:
    """Use and spend what a quote has shown."""
    discounts = value.discounts_of(quote.discounts)
    for discount in discounts:
        found = change.book.voucher(change.program.id, discount.code) if discount.code else None
        fault = tender.unusable(change, found) if discount.code else None
        if fault:
            return _changed(f"{discount.name}: {fault}", "/quote")
    short = _first_without_supply(change, discounts)
    if short:
        return _changed(f"{short.name}: {EXHAUSTED}", "/quote")
    paid = paid_with(quote)
    if spending.lacking(change, paid.points, paid.credit):
        return _changed("the member has fewer points or less credit to spend", "/quote")
    _use(change, discounts, purchase_id)
    spending.spend(change, paid)
    return tender.Tender(paid)


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
    rejected = [Rejected("voucher", code, "a guest has no vouchers") for code in command.vouchers or ()]
    priced = Priced(basket.lines, (), tuple(rejected), exact=True)
    quote = _quote(program, command, None, priced, spending.NOTHING, (), now)
    total = sum(line.share for line in basket.lines)
    answer = quote_text.document(program, quote, priced.rejected, priced.exact, total, None, basket.business_date)
    return _kept(quote, answer)


def _kept(quote: Quote, answer: bytes) -> Decision:
    quote = quote._replace(answer=answer.decode())
    return Decision(quote, quotes=[quote])


def _priced(change: Change, command: AskQuote, basket: Basket, occurred_at: datetime) -> Priced:
    settings = change.rules.checkout
    unknown, usable = _vouchers(change, command)
    of_them, rejected = of_vouchers(change, basket, usable, named=command.vouchers is not None)
    of_all, without = of_campaigns(change, basket, change.program.local_time(occurred_at))
    handed_out = [Taken(one, {}) for one in of_them if one.effect == "nothing"]
    candidates = of_level(change, basket) + of_all + [one for one in of_them if one.effect != "nothing"]
    total = sum(line.share for line in basket.lines)
    most = settings.most_off
    left = Left.of(basket.lines, total * most.amount // most.per if most else None)
    while True:
        found = combining.best(candidates, left, settings.most_vouchers)
        used = [*found.used, *handed_out]
        discounts = tuple(_discount(change.program, basket, taken) for taken in used)
        short = _first_without_supply(change, discounts)
        if short is None:
            break
        # Others of the same budget have taken what was left of it.
        candidates = [one for one in candidates if one.id != short.id]
        rejected.append(Rejected(short.kind, short.code or short.id, EXHAUSTED))
    chosen = [one.candidate for one in used]
    rejected += [
        Rejected(one.kind, one.code or one.id, quote_text.unused(one, chosen, found, left))
        for one in candidates
        if one not in chosen and one.kind != "tier"
    ]
    return Priced(_sold(basket.lines, used), discounts, (*unknown, *rejected, *without), found.exact)


def _first_without_supply(change: Change, discounts: Iterable[Discount]) -> Discount | None:
    """Take what the discounts need of what there is only so much of; the first for which less is left, and nothing."""
    before = dict(change.supplies)
    for discount in discounts:
        if not supplies.take_all(change, supplies.shares(change.rules, discount)):
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
            rejected.append(Rejected("voucher", code, fault or ""))
        else:
            usable.append(found)
    return rejected, usable


def _sold(lines: Sequence[Line], used: Iterable[Taken]) -> tuple[Line, ...]:
    sold = list(lines)
    for taken in used:
        for place, amount in taken.parts.items():
            freed = sold[place].freed + (place == taken.freed)
            sold[place] = sold[place]._replace(share=sold[place].share - amount, freed=freed)
    return tuple(sold)


def _discount(program: Program, basket: Basket, taken: Taken) -> Discount:
    candidate = taken.candidate
    parts = [[place + 1, amount] for place, amount in sorted(taken.parts.items())]
    why = quote_text.why(program, basket, taken)
    return Discount(
        candidate.kind, candidate.id, candidate.name, candidate.code, candidate.reward, parts, taken.extra, why
    )


def _use(change: Change, discounts: Iterable[Discount], purchase_id: str) -> None:
    for discount in discounts:
        voucher = change.book.voucher(change.program.id, discount.code) if discount.code else None
        if voucher:
            vouchers.use(change, vouchers.known(change, voucher), purchase_id, discount.why)


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
