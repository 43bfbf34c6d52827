"""Records purchases."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from pydantic_core import to_json

from app.engine.decisions.checkout import holds, quote_sales, quoted_purchases, quotes
from app.engine.decisions.members import members
from app.engine.decisions.sales.taken_back import of_guest
from app.engine.model import idempotency, value
from app.engine.model.book import ERASED, Book, Decision, MemberErased, Refusal
from app.engine.model.commands.sales import RecordPurchase
from app.engine.model.instants import instant_text
from app.engine.model.records.checkout import Quote, Terms
from app.engine.model.records.members import Identifier, Member
from app.engine.model.records.sales import Line, Payment, Purchase
from app.engine.model.refusals import Refused, accepted
from app.engine.pricing import tender
from app.engine.pricing.baskets import checked_lines, wrong_total
from app.engine.pricing.selling import sell, terms_of
from app.engine.program.terms.rules import Rules
from app.engine.program.versions import Program
from app.engine.rules import campaigns, hold_lots, shared_limits
from app.engine.rules.apply import after_text
from app.engine.rules.balances import bonuses, spending
from app.engine.rules.changes.change import Change, Notice
from app.engine.rules.changes.nobody import for_nobody
from app.engine.rules.passing_time import begin

_OF_HISTORY: Final = to_json(
    [Notice("", "history", "a past sale: it counts for tiers and statistics, and gives nothing")]
).decode()


class _Sale(NamedTuple):
    """A purchase with its customer, its hold captured. `change` is the member's, None for a guest.

    `missed`: the unavailable parts of a sale that was paid already.
    """

    program: Program
    book: Book
    command: RecordPurchase
    day: str
    change: Change | None
    identifiers: Sequence[Identifier]
    missed: Sequence[dict[str, str]] = ()
    is_captured: bool = False


class _Sold(NamedTuple):
    """The result of selling to a member: under `rules`, the lines, the payment with rewards, and the terms."""

    rules: Rules
    lines: tuple[Line, ...]
    paid: Payment
    terms: Terms
    shortfalls: Sequence[dict[str, str]] = ()
    quote: Quote | None = None


def record(program: Program, book: Book, command: RecordPurchase, now: datetime) -> Decision | Refusal:
    """Record a purchase, and everything that a member earns by it."""
    repeat = idempotency.repeated(book, program.id, command.request_key)
    if isinstance(repeat, Refusal):
        return idempotency.told_apart(repeat, _differing(program, book, command))
    if repeat:
        return repeat
    lines = accepted(checked_lines(program, command, now))
    begin_sale = _begin_paid_already if command.already_paid else _begin
    sale = begin_sale(program, book, command, now)
    return _record_quoted(sale, now) if sale.command.quote else _record_plain(sale, lines, now)


def _begin(program: Program, book: Book, command: RecordPurchase, now: datetime) -> _Sale:
    sale = _with_customer(program, book, command, accepted(_customer(program, book, command, now)), now)
    if not command.hold:
        return sale
    return sale._replace(command=accepted(holds.capture(sale.change, command)), is_captured=True)


def _begin_paid_already(program: Program, book: Book, command: RecordPurchase, now: datetime) -> _Sale:
    """The same, but unavailable parts are listed, and an unknown customer becomes a guest."""
    customer = _customer(program, book, command, now)
    known = (None, []) if isinstance(customer, Refusal) else customer
    missed = [_shortfall(customer)] if isinstance(customer, Refusal) else []
    sale = _with_customer(program, book, command, known, now)._replace(missed=missed)
    if not command.hold:
        return sale
    captured = holds.capture(sale.change, command)
    if isinstance(captured, Refusal):
        return sale._replace(missed=[*missed, _shortfall(captured)])
    return sale._replace(command=captured, is_captured=True)


def _with_customer(
    program: Program,
    book: Book,
    command: RecordPurchase,
    customer: tuple[Member | None, Sequence[Identifier]],
    now: datetime,
) -> _Sale:
    member, identifiers = customer
    change = begin(program, book, member, cause="purchase", cause_id=command.purchase_id, now=now) if member else None
    day = program.business_date(command.occurred_at, command.store)
    if change and identifiers and not command.history:
        bonuses.join(change, day)
    return _Sale(program, book, command, day, change, identifiers=identifiers)


def _record_plain(sale: _Sale, lines: tuple[Line, ...], now: datetime) -> Decision:
    """Record a purchase at the prices that it names."""
    change, command = sale.change, sale.command
    _require_total(sale, lines)
    if change is None:
        return _of_guest(sale, lines, now)
    if command.history:
        terms = Terms("1", (), instant_text(command.occurred_at))
    else:
        terms = terms_of(
            change,
            lines,
            command.store,
            channel=command.channel,
            occurred_at=command.occurred_at,
            beside=tender.named(change, command.vouchers),
        )
    shared_limits.use(change, terms.campaigns)
    handed_over = accepted(tender.take(change, command, lines, is_held=sale.is_captured))
    lines, paid = tender.with_freed_units(change, lines), handed_over.paid
    sell(
        change,
        sale.program.rules,
        lines,
        business_date=sale.day,
        store=command.store,
        channel=command.channel,
        terms=terms,
        paid=paid,
        history=command.history,
    )
    return _finish(sale, change, _Sold(sale.program.rules, lines, paid, terms, handed_over.shortfalls))


def _record_quoted(sale: _Sale, now: datetime) -> Decision:
    """Book a quote exactly as it was shown, or as its hold reserves it."""
    change, command = sale.change, sale.command
    quote = accepted(quoted_purchases.named(sale.program, sale.book, command, change, now))
    quoted = value.purchase_lines(quote.lines)
    lines = tuple(one._replace(unit_cost=sold.unit_cost) for one, sold in zip(quoted, command.lines, strict=True))
    _require_total(sale, lines)
    if change is None:
        return _of_guest(sale, lines, now, quote)
    sell_quote = quote_sales.sell_held if quotes.keeps(sale.book, command) else quote_sales.sell_again
    paid, terms = accepted(sell_quote(change, quote, command.purchase_id, sale.day, command.occurred_at))
    rules = sale.program.version(quote.program_version)
    return _finish(sale, change, _Sold(rules, lines, paid, terms, quote=quote))


def _finish(sale: _Sale, change: Change, sold: _Sold) -> Decision:
    """Record a sale to a member."""
    program, command, applied = sale.program, sale.command, sold.terms.campaigns
    if command.hold:
        hold_lots.end(change)
    purchase = _purchase(
        sale,
        change.recorded_at,
        sold.lines,
        member_id=change.member.member_id,
        shortfalls=[*sale.missed, *sold.shortfalls],
        multiplier=sold.terms.multiplier,
        after=after_text(program, change.state, change.today, sale.day),
        paid=sold.paid,
        quote=sold.quote,
        applied=campaigns.text_of(sold.rules, applied) if applied else campaigns.NONE,
    )
    if change.notices:
        purchase = purchase._replace(notices=to_json(change.notices).decode())
    receipt = idempotency.receipt(program.id, command.request_key, purchase.member_id, purchase.purchase_id)
    return change.decision(
        purchase,
        purchases=[purchase],
        receipts=[receipt],
        identifiers=sale.identifiers,
        quotes=_booked(sold.quote, command),
    )


def _of_guest(sale: _Sale, lines: tuple[Line, ...], now: datetime, quote: Quote | None = None) -> Decision:
    """Record a purchase that earns nothing until a member claims it."""
    program, command = sale.program, sale.command
    unpaid = accepted(tender.of_guest(command))
    change, paid = None, spending.NOTHING
    if quote:
        paid = quotes.paid_with(quote)
        change = accepted(quote_sales.sell_to_guest(program, sale.book, quote, command.purchase_id, now))
    elif command.gift_cards:
        change = for_nobody(program, sale.book, command.purchase_id, now)
        handed_over = accepted(tender.pay_of_guest(change, command, lines))
        paid, unpaid = handed_over.paid, [*unpaid, *handed_over.shortfalls]
    purchase = _purchase(
        sale,
        instant_text(now),
        lines,
        member_id=sale.book.draw_id("gst"),
        guest=1,
        shortfalls=[*sale.missed, *unpaid],
        paid=paid,
        quote=quote,
    )
    receipt = idempotency.receipt(program.id, command.request_key, purchase.member_id, purchase.purchase_id)
    booked = Decision(purchase, purchases=[purchase], receipts=[receipt], quotes=_booked(quote, command))
    return of_guest(booked, change)


def _require_total(sale: _Sale, lines: tuple[Line, ...]) -> None:
    if refusal := wrong_total(sale.program, sale.command.total, _net(lines)):
        raise Refused(refusal)


def _net(lines: tuple[Line, ...]) -> int:
    return sum(line.share for line in lines)


def _shortfall(refusal: Refusal) -> dict[str, str]:
    return {"what": refusal.pointer, "code": refusal.problem}


def _booked(quote: Quote | None, command: RecordPurchase) -> list[Quote]:
    return [quote._replace(booked_by=command.purchase_id)] if quote else []


def _differing(program: Program, book: Book, command: RecordPurchase) -> list[str]:
    """The fields in which a purchase differs from the one recorded under its name."""
    receipt = book.receipts.get((program.id, command.request_key.kind, command.request_key.name))
    made = receipt.object_id if receipt else ""
    first = book.purchases.get(made) or book.claimed.get(made)
    if not isinstance(first, Purchase):
        return []
    member = book.member_or_what_is_left(program.id, command.member) if command.member else None
    said, was = value.as_sent(command.lines), value.as_sent(value.purchase_lines(first.lines))
    fields = {
        "member": (member.member_id if member else None, None if first.guest else first.member_id),
        "occurred_at": (instant_text(command.occurred_at), first.occurred_at),
        "store": (command.store, first.store),
        "channel": (command.channel, first.channel),
        "lines": (said, was),
        "discount": (command.discount, first.discount),
        "metadata": (command.metadata, first.metadata),
    }
    return [name for name, (now, before) in fields.items() if now != before]


def _customer(
    program: Program, book: Book, command: RecordPurchase, now: datetime
) -> tuple[Member | None, list[Identifier]] | Refusal:
    if command.member is None:
        return None, []
    try:
        member = book.member(program.id, command.member)
    except MemberErased:
        return Refusal("member-erased", ERASED, "/member")
    if member:
        return member, []
    if command.enrol:
        return members.enrol_by_reference(program, book, command.member, now)
    return Refusal("not-found", "there is no such member", "/member")


def _purchase(
    sale: _Sale,
    at: str,
    lines: tuple[Line, ...],
    *,
    member_id: str,
    shortfalls: Sequence[dict[str, str]],
    guest: int = 0,
    multiplier: str = "1",
    after: str = "null",
    paid: Payment = spending.NOTHING,
    quote: Quote | None = None,
    applied: str = campaigns.NONE,
) -> Purchase:
    command = sale.command
    codes = quotes.codes(quote) if quote else command.vouchers
    return Purchase(
        member_id=member_id,
        purchase_id=command.purchase_id,
        program_id=sale.program.id,
        external_id=command.external_id,
        guest=guest,
        status="recorded",
        occurred_at=instant_text(command.occurred_at),
        recorded_at=at,
        business_date=sale.day,
        store=command.store,
        channel=command.channel,
        net=_net(lines),
        discount=command.discount,
        program_version=quote.program_version if quote else sale.program.rules.version,
        multiplier=multiplier,
        lines=value.lines_text(lines),
        vouchers=to_json(codes).decode() if codes else "[]",
        shortfalls=to_json(shortfalls).decode() if shortfalls else "[]",
        metadata=command.metadata,
        after=after,
        paid_with=spending.payment_text(paid),
        discounts=quote.discounts if quote else None,
        campaigns=applied,
        history=int(command.history),
        notices=_OF_HISTORY if command.history else None,
    )
