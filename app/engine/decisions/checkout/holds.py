"""Places holds for a checkout, captures them with its purchase, and releases them."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from pydantic_core import from_json, to_json

from app.engine.decisions import first_requests
from app.engine.decisions.checkout import quote_sales, quotes
from app.engine.model import idempotency
from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.commands.checkout import PlaceHold, ReleaseHold
from app.engine.model.commands.sales import RecordPurchase
from app.engine.model.gift_cards import GiftCardPart
from app.engine.model.instants import instant_text
from app.engine.model.records.checkout import Hold, Quote
from app.engine.model.records.sales import CardPayment
from app.engine.model.records.vouchers import Voucher
from app.engine.model.value import LARGEST_NET
from app.engine.pricing import tender
from app.engine.program.versions import Program
from app.engine.rules import hold_lots, shared_limits
from app.engine.rules.apply import after_text
from app.engine.rules.balances import gift_cards
from app.engine.rules.balances.spending import lacking
from app.engine.rules.changes.change import Change
from app.engine.rules.passing_time import begin
from app.engine.rules.rewards import vouchers
from app.ledger import lots
from app.ledger.entries import CREDIT, GIFT_CARD, POINTS
from app.ledger.entries import voucher as voucher_unit

MOST_ACTIVE: Final = 20


class Wanted(NamedTuple):
    """The amounts and vouchers to reserve."""

    points: int
    credit: int
    codes: tuple[str, ...]
    gift_cards: tuple[CardPayment, ...] = ()


class Used(NamedTuple):
    """The needs of a quote: draws on shared limits, by name, and the ids of campaigns."""

    supplies: dict[str, int]
    campaigns: tuple[str, ...]


def place(program: Program, book: Book, command: PlaceHold, now: datetime) -> Decision | Refusal:
    """Reserve the needs of a quote, or the amounts and vouchers in the command."""
    repeat = first_requests.repeated(book, command)
    if repeat:
        return repeat
    member = book.member(program.id, command.member)
    if member is None:
        return Refusal("not-found", "there is no such member", "/member")
    change = begin(program, book, member, cause="hold", cause_id=command.hold_id, now=now)
    quote = quotes.of_member(change, command.quote, now) if command.quote else None
    if isinstance(quote, Refusal):
        return quote
    wanted = _wanted(change, command, quote)
    if isinstance(wanted, Refusal):
        return wanted
    until = instant_text(now + timedelta(seconds=command.ttl_seconds))
    refusal = _keep(change, command, wanted, quote=quote, until=until, now=now)
    if refusal:
        return refusal
    content = to_json(change.state.holds[command.hold_id][1:]).decode()
    hold = Hold(
        member_id=member.member_id,
        hold_id=command.hold_id,
        program_id=program.id,
        external_id=command.external_id,
        status="active",
        created_at=change.recorded_at,
        expires_at=until,
        points=wanted.points,
        credit=wanted.credit,
        vouchers=to_json(wanted.codes).decode(),
        quote_id=command.quote,
        content=content,
        ended_at=None,
        captured_by=None,
        after=after_text(program, change.state, change.today, change.today),
    )
    receipt = idempotency.receipt(program.id, command.request_key, member.member_id, hold.hold_id)
    kept = [quote._replace(held_by=hold.hold_id)] if quote else []
    return change.decision(hold, holds=[hold], receipts=[receipt], quotes=kept)


def let_go(program: Program, book: Book, command: ReleaseHold, now: datetime) -> Decision | Refusal:
    """Release a hold; a no-op if repeated. Refuse it if the hold was captured."""
    hold = book.holds.get(command.hold)
    if hold is None or hold.program_id != program.id:
        return Refusal("not-found", "there is no such hold")
    if hold.status == "captured":
        return Refusal("hold-not-active", "the hold was captured by a purchase")
    if hold.status != "active":
        return Decision(hold, replayed=True)
    change = begin(program, book, book.members[hold.member_id], cause="hold", cause_id=hold.hold_id, now=now)
    if hold.hold_id not in change.state.holds:
        return _over(change, hold)
    hold_lots.release(change, hold.hold_id, "the hold was released")
    hold_lots.end(change)
    released = hold._replace(status="released", ended_at=change.recorded_at)
    return change.decision(released, holds=[released])


def capture(change: Change | None, command: RecordPurchase) -> RecordPurchase | Refusal:
    """Capture a hold: release it, and return the purchase with everything the hold reserved."""
    if change is None:
        return Refusal("hold-not-active", "a guest has no holds", "/hold", "not-active")
    hold = change.book.holds.get(command.hold or "")
    if hold is None or hold.program_id != change.program.id:
        return Refusal("not-found", "there is no such hold", "/hold")
    if hold.member_id != change.member.member_id:
        return Refusal("hold-not-active", "the hold belongs to another member", "/hold", "not-active")
    if hold.hold_id not in change.state.holds:
        why = {"captured": "another purchase has captured the hold", "released": "the hold was released"}
        return Refusal("hold-not-active", why.get(hold.status, "the hold has expired"), "/hold", "not-active")
    for name, held in (("points_to_spend", hold.points), ("credit_to_spend", hold.credit)):
        if held < getattr(command, name):
            return Refusal("insufficient-balance", "the hold reserves less", f"/{name}", "insufficient")
    kept_cards = kept_of_cards(hold)
    is_quoted = bool(hold.quote_id) and not command.already_paid
    named_cards = _named_cards(change, command, kept_cards, is_quoted=is_quoted)
    if isinstance(named_cards, Refusal):
        return named_cards
    hold_lots.release(change, hold.hold_id, "reserved for this purchase")
    change.holds.append(hold._replace(status="captured", ended_at=change.recorded_at, captured_by=command.purchase_id))
    codes = tuple(from_json(hold.vouchers))
    return command._replace(
        # For a sale that is already paid, the hold's quote does not matter.
        quote=command.quote or (None if command.already_paid else hold.quote_id),
        points_to_spend=command.points_to_spend or hold.points,
        credit_to_spend=command.credit_to_spend or hold.credit,
        vouchers=command.vouchers or codes,
        gift_cards=named_cards or tuple([GiftCardPart(*one) for one in kept_cards.items()]),
    )


def kept_of_cards(hold: Hold) -> dict[str, int]:
    """What a hold reserves of gift cards, by id."""
    found: dict[str, int] = from_json(hold.content)[0].get(GIFT_CARD, {})
    return found


def _named_cards(
    change: Change, command: RecordPurchase, kept_cards: dict[str, int], *, is_quoted: bool
) -> tuple[GiftCardPart, ...] | Refusal:
    found = []
    for place, part in enumerate(command.gift_cards):
        card = change.book.gift_card(change.program.id, part.card)
        held = kept_cards.get(card.card_id, 0) if card else 0
        if card and not held and part.amount is None and is_quoted:
            # The quote says whether there was anything left for it to pay.
            found.append(part)
            continue
        if card is None or held < (part.amount or 1):
            return Refusal("insufficient-balance", "the hold reserves less", f"/gift_cards/{place}", "insufficient")
        found.append(GiftCardPart(card.card_id, part.amount or held))
    return tuple(found)


def _wanted(change: Change, command: PlaceHold, quote: Quote | None) -> Wanted | Refusal:
    if quote is None:
        cards, refusals = gift_cards.payments(change, command.gift_cards, LARGEST_NET)
        return refusals[0] if refusals else Wanted(command.points, command.credit, command.vouchers, cards)
    paid = quotes.paid_with(quote)
    if fault := gift_cards.lacking(change, paid.gift_cards):
        return Refusal("gift-card-not-usable", fault, "/quote", "not-usable")
    return Wanted(paid.points, paid.credit, tuple(quotes.codes(quote)), paid.gift_cards)


def _keep(
    change: Change, command: PlaceHold, wanted: Wanted, quote: Quote | None, until: str, now: datetime
) -> Refusal | None:
    if not any(wanted) and not command.quote:
        return Refusal("validation", "hold a quote, points, credit, vouchers or gift cards", "", "required")
    if len(change.state.holds) >= MOST_ACTIVE:
        return Refusal("validation", f"a member can have at most {MOST_ACTIVE} active holds", "/member", "too-many")
    if command.quote and (command.points or command.credit or command.vouchers or command.gift_cards):
        detail = "a quote excludes points, credit, vouchers and gift cards: its own needs are reserved"
        return Refusal("validation", detail, "/quote", "not-possible")
    if missing := lacking(change, wanted.points, wanted.credit):
        pointer = missing[0].pointer.removesuffix("_to_spend")
        return missing[0]._replace(pointer="/quote" if command.quote else pointer)
    used = _used_by(change, quote, now) if quote else Used({}, ())
    if isinstance(used, Refusal):
        return used
    for name, amount in used.supplies.items():
        shared_limits.add(change, name, amount)
    content: dict[str, dict[str, int]] = {}
    change.state.holds[command.hold_id] = [until, content, used.supplies, list(used.campaigns)]
    why = "reserved for a checkout"
    for lot, part in lots.take(change.held, wanted.points, change.today, change.last_day):
        content.setdefault(POINTS, {})[lot] = part
        hold_lots.move(change, POINTS, lot, part, why)
    if wanted.credit:
        content[CREDIT] = {"": wanted.credit}
        hold_lots.move(change, CREDIT, "", wanted.credit, why)
    if wanted.gift_cards:
        content[GIFT_CARD] = {one.card_id: one.amount for one in wanted.gift_cards}
        gift_cards.hold(change, wanted.gift_cards, why)
    for place, code in enumerate(wanted.codes):
        found = change.book.voucher(change.program.id, code)
        fault = tender.unusable(change, found)
        if fault or found is None:
            pointer = "/quote" if command.quote else f"/vouchers/{place}"
            return Refusal("voucher-not-usable", fault or "", pointer, "not-usable")
        _hold_voucher(change, found, command.hold_id, content, why)
    return None


def _used_by(change: Change, quote: Quote, now: datetime) -> Used | Refusal:
    """The draws and campaigns of booking a quote now, found by a trial that is discarded."""
    trial = begin(change.program, change.book, change.member, cause="purchase", cause_id=quote.quote_id, now=now)
    before = dict(trial.supplies)
    sold = quote_sales.sell_again(trial, quote, quote.quote_id, trial.today, now)
    if isinstance(sold, Refusal):
        return sold
    taken = {name: amount - before.get((owner, name), 0) for (owner, name), amount in trial.supplies.items()}
    return Used({name: amount for name, amount in taken.items() if amount}, sold[1].campaigns)


def _hold_voucher(change: Change, voucher: Voucher, hold_id: str, content: dict[str, dict[str, int]], why: str) -> None:
    unit, lot = voucher_unit(voucher.reward), vouchers.lot_of(voucher)
    held = content.setdefault(unit, {})
    held[lot] = held.get(lot, 0) + 1
    change.vouchers.append(voucher._replace(status="held", held_by=hold_id))
    hold_lots.move(change, unit, lot, 1, why)


def _over(change: Change, hold: Hold) -> Decision:
    """The hold has just expired."""
    ended = next((one for one in change.holds if one.hold_id == hold.hold_id), hold)
    return change.decision(ended)
