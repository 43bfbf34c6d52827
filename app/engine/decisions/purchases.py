"""Recording a purchase, and voiding one."""

from collections.abc import Sequence
from datetime import datetime

from pydantic_core import to_json

from app.engine.decisions import holds, members, quotes
from app.engine.model import idempotency, value
from app.engine.model.book import ERASED, Book, Decision, MemberErased, Refusal, nothing_named
from app.engine.model.commands import RecordPurchase, VoidPurchase
from app.engine.model.instants import instant_text
from app.engine.model.records import (
    GivenBack,
    Identifier,
    Line,
    Member,
    Outcome,
    Payment,
    Purchase,
    Quote,
    Return,
    ReturnedLine,
)
from app.engine.pricing import tender
from app.engine.pricing.baskets import checked_lines, wrong_total
from app.engine.pricing.selling import basket_of, sell, terms_of
from app.engine.program.terms import Program
from app.engine.rules import campaigns, hold_lots, shared_limits, spending
from app.engine.rules.apply import after_text, post_difference, rewards_follow
from app.engine.rules.change import Change
from app.engine.rules.passing_time import advanced, begin


def record(program: Program, book: Book, command: RecordPurchase, now: datetime) -> Decision | Refusal:
    """Record what was paid, and for a member all that it earns."""
    repeat = idempotency.repeated(book, program.id, command.request_key)
    if isinstance(repeat, Refusal):
        return idempotency.told_apart(repeat, _differing(program, book, command))
    if repeat:
        return repeat
    lines = checked_lines(program, command, now)
    if isinstance(lines, Refusal):
        return lines
    customer = _customer(program, book, command, now)
    if isinstance(customer, Refusal) and not command.already_paid:
        return customer
    member, identifiers = (None, []) if isinstance(customer, Refusal) else customer
    change = begin(program, book, member, "purchase", command.purchase_id, now) if member else None
    missed = [_shortfall(customer)] if isinstance(customer, Refusal) else []
    is_captured = False
    if command.hold:
        captured = holds.capture(change, command)
        if isinstance(captured, RecordPurchase):
            command, is_captured = captured, True
        elif not command.already_paid:
            return captured
        else:
            missed.append(_shortfall(captured))
    quote = quotes.named(program, book, command, change, now) if command.quote else None
    if isinstance(quote, Refusal):
        return quote
    if quote:
        lines = value.purchase_lines(quote.lines)
    net = sum(line.share for line in lines)
    if refusal := wrong_total(program, command.total, net):
        return refusal
    day = program.business_date(command.occurred_at)
    if member is None or change is None:
        return _of_guest(program, book, command, lines, quote, missed, now)

    rules = program.rules
    shortfalls = missed
    if quote:
        is_kept = quotes.keeps(book, command)
        rules = program.version(quote.program_version)
        sell_quote = quotes.sell_held if is_kept else quotes.sell_again
        sold = sell_quote(change, quote, command.purchase_id, day, command.occurred_at)
        if isinstance(sold, Refusal):
            return sold
        paid, terms = sold
    else:
        beside = tender.named(change, command.vouchers)
        terms = terms_of(change, lines, command.store, command.channel, command.occurred_at, beside)
        shared_limits.use(change, terms.campaigns)
        handed_over = tender.take(change, command, lines, is_held=is_captured)
        if isinstance(handed_over, Refusal):
            return handed_over
        paid, shortfalls = handed_over.paid, [*missed, *handed_over.shortfalls]
        lines = tender.with_freed_units(change, lines)
        sell(change, rules, lines, day, command.store, command.channel, terms, paid)
    if command.hold:
        hold_lots.end(change)
    after = after_text(program, change.state, change.today, day)
    purchase = _purchase(
        program,
        command,
        change.recorded_at,
        day,
        member.member_id,
        lines,
        net,
        shortfalls=shortfalls,
        multiplier=terms.multiplier,
        after=after,
        paid=paid,
        quote=quote,
        applied=campaigns.text_of(rules, terms.campaigns) if terms.campaigns else campaigns.NONE,
    )
    if change.notices:
        purchase = purchase._replace(notices=to_json(change.notices).decode())
    receipt = idempotency.receipt(program.id, command.request_key, purchase.member_id, purchase.purchase_id)
    return change.decision(
        purchase,
        purchases=[purchase],
        receipts=[receipt],
        identifiers=identifiers,
        quotes=_booked(quote, command),
    )


def _of_guest(
    program: Program,
    book: Book,
    command: RecordPurchase,
    lines: tuple[Line, ...],
    quote: Quote | None,
    missed: list[dict[str, str]],
    now: datetime,
) -> Decision | Refusal:
    """Record what nobody earns anything by, until somebody claims it."""
    unpaid = tender.of_guest(command)
    if isinstance(unpaid, Refusal):
        return unpaid
    at, day, nobody = instant_text(now), program.business_date(command.occurred_at), book.draw_id("gst")
    net, shortfalls = sum(line.share for line in lines), [*missed, *unpaid]
    purchase = _purchase(program, command, at, day, nobody, lines, net, guest=1, shortfalls=shortfalls, quote=quote)
    receipt = idempotency.receipt(program.id, command.request_key, purchase.member_id, purchase.purchase_id)
    return Decision(purchase, purchases=[purchase], receipts=[receipt], quotes=_booked(quote, command))


def _shortfall(refusal: Refusal) -> dict[str, str]:
    return {"what": refusal.pointer, "code": refusal.problem}


def _booked(quote: Quote | None, command: RecordPurchase) -> list[Quote]:
    return [quote._replace(booked_by=command.purchase_id)] if quote else []


def _differing(program: Program, book: Book, command: RecordPurchase) -> list[str]:
    """The fields in which a purchase is another one than that which was recorded under its name."""
    receipt = book.receipts.get((program.id, command.request_key.kind, command.request_key.name))
    made = receipt.object_id if receipt else ""
    first = book.purchases.get(made) or book.claimed.get(made)
    if not isinstance(first, Purchase):
        return []
    member = book.member_or_what_is_left(program.id, command.member) if command.member else None
    said = [(line.sku, line.category, line.quantity, line.unit_price, line.discount) for line in command.lines]
    was = [tuple(line)[:5] for line in value.purchase_lines(first.lines)]
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


def void(program: Program, book: Book, command: VoidPurchase, now: datetime) -> Decision | Refusal:
    """Take everything back that is left of a purchase. Saying it again changes nothing."""
    purchase = book.purchase(program.id, command.purchase)
    if purchase is None:
        return nothing_named("purchase", command.purchase)
    if refusal := of_another_store(purchase.store, command.store):
        return refusal
    if purchase.status == "voided":
        return Decision(purchase, replayed=True, after=after_now(program, book, purchase, now))
    lines = value.purchase_lines(purchase.lines)
    before = value.kept(lines, value.standing_parts(book.returns_of(purchase.purchase_id)))
    voided = purchase._replace(status="voided")
    returned = _void_of(program, purchase, before, command.return_id, now)
    given_back = spending.given_back(purchase, before, value.nothing(lines))
    if purchase.guest:
        returned = returned._replace(outcome=outcome_text(given_back))
        return Decision(voided, purchases=[voided], returns=[returned])
    owner = book.members[purchase.member_id]
    change = begin(program, book, owner, "purchase_void", command.return_id, now)
    post_difference(change, basket_of(program, purchase, lines), before, value.nothing(lines))
    rewards_follow(change, purchase, before, value.nothing(lines))
    stands = after_text(program, change.state, change.today, purchase.business_date)
    returned = returned._replace(after=stands, outcome=outcome_text(given_back, change))
    return change.decision(voided, purchases=[voided], returns=[returned], after=returned.after)


def outcome_text(given_back: GivenBack, change: Change | None = None) -> str:
    """What a return comes to, as it is stored: what is given back, and the vouchers that its change takes back."""
    latest = {one.voucher_id: one for one in change.vouchers} if change else {}
    revoked = [one.voucher_id for one in latest.values() if change and one.revoked_by == change.cause_id]
    gone = [one for one in revoked if latest[one].status in ("revoked", "held")]
    return value.outcome_text(Outcome(given_back, sorted(gone)))


def of_another_store(store: str | None, own: str | None) -> Refusal | None:
    """Refuse what another store than the caller's `own` recorded; None is no store, or every one."""
    if own is None or store in (None, own):
        return None
    return Refusal("store-not-allowed", f"it is another store's, and this key acts for {own} alone")


def after_now(program: Program, book: Book, purchase: Purchase, now: datetime) -> str | None:
    """Where the purchase's member stands now; None for a guest."""
    if purchase.guest:
        return None
    present = advanced(program, book.members[purchase.member_id], now)
    return after_text(program, present.state, present.today, purchase.business_date)


def _void_of(
    program: Program, purchase: Purchase, left: tuple[value.Kept, ...], return_id: str, now: datetime
) -> Return:
    at = instant_text(now)
    parts = [ReturnedLine(place, part.quantity, 0) for place, part in enumerate(left, 1) if part.quantity]
    return Return(
        member_id=purchase.member_id,
        return_id=return_id,
        program_id=program.id,
        external_id=None,
        kind="void",
        purchase_id=purchase.purchase_id,
        status="recorded",
        occurred_at=at,
        recorded_at=at,
        business_date=program.business_date(now),
        store=purchase.store,
        returned_net=value.net(left),
        program_version=purchase.program_version,
        lines=value.lines_text(parts),
        metadata="{}",
        after="null",
    )


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
    enrolled = members.enrol_by_reference(program, book, command.member, now) if command.enrol else None
    return enrolled or Refusal("not-found", "there is no such member", "/member")


def _purchase(
    program: Program,
    command: RecordPurchase,
    at: str,
    day: str,
    member_id: str,
    lines: tuple[Line, ...],
    net: int,
    *,
    shortfalls: Sequence[dict[str, str]],
    guest: int = 0,
    multiplier: str = "1",
    after: str = "null",
    paid: Payment = spending.NOTHING,
    quote: Quote | None = None,
    applied: str = campaigns.NONE,
) -> Purchase:
    codes = quotes.codes(quote) if quote else command.vouchers
    return Purchase(
        member_id=member_id,
        purchase_id=command.purchase_id,
        program_id=program.id,
        external_id=command.external_id,
        guest=guest,
        status="recorded",
        occurred_at=instant_text(command.occurred_at),
        recorded_at=at,
        business_date=day,
        store=command.store,
        channel=command.channel,
        net=net,
        discount=command.discount,
        program_version=quote.program_version if quote else program.rules.version,
        multiplier=multiplier,
        lines=value.lines_text(lines),
        vouchers=to_json(codes).decode() if codes else "[]",
        shortfalls=to_json(shortfalls).decode() if shortfalls else "[]",
        metadata=command.metadata,
        after=after,
        paid_with=spending.payment_text(paid),
        discounts=quote.discounts if quote else None,
        campaigns=applied,
    )
