"""Placing holds for a checkout under way, capturing them with its purchase, and letting go of them."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from pydantic_core import from_json, to_json

from app.engine.decisions import quotes
from app.engine.model import idempotency
from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.commands import PlaceHold, RecordPurchase, ReleaseHold
from app.engine.model.instants import instant_text
from app.engine.model.records import Hold, Quote, Voucher
from app.engine.pricing import tender
from app.engine.program.terms import Program
from app.engine.rules import hold_lots, shared_limits, vouchers
from app.engine.rules.apply import after_text
from app.engine.rules.change import Change
from app.engine.rules.passing_time import begin
from app.engine.rules.spending import lacking
from app.ledger import lots
from app.ledger.entries import CREDIT, POINTS
from app.ledger.entries import voucher as voucher_unit

MOST_ACTIVE: Final = 20


class Wanted(NamedTuple):
    """What is to be held."""

    points: int
    credit: int
    codes: tuple[str, ...]


class Used(NamedTuple):
    """What booking a quote uses: how much of what there is only so much of, by name, and the ids of campaigns."""

    supplies: dict[str, int]
    campaigns: tuple[str, ...]


def place(program: Program, book: Book, command: PlaceHold, now: datetime) -> Decision | Refusal:
    """Hold what a quote needs, or what the command names."""
    repeat = idempotency.repeated(book, program.id, command.request_key)
    if repeat:
        return repeat
    member = book.member(program.id, command.member)
    if member is None:
        return Refusal("not-found", "there is no such member", "/member")
    change = begin(program, book, member, "hold", command.hold_id, now)
    quote = quotes.of_member(change, command.quote, now) if command.quote else None
    if isinstance(quote, Refusal):
        return quote
    wanted = _wanted(command, quote)
    until = instant_text(now + timedelta(seconds=command.ttl_seconds))
    refusal = _keep(change, command, wanted, quote, until, now)
    if refusal:
        return refusal
    content = to_json(change.state.holds[command.hold_id][1:]).decode()
    hold = Hold(
        member.member_id,
        command.hold_id,
        program.id,
        command.external_id,
        "active",
        change.recorded_at,
        until,
        wanted.points,
        wanted.credit,
        to_json(wanted.codes).decode(),
        command.quote,
        content,
        None,
        None,
        after_text(program, change.state, change.today, change.today),
    )
    receipt = idempotency.receipt(program.id, command.request_key, member.member_id, hold.hold_id)
    kept = [quote._replace(held_by=hold.hold_id)] if quote else []
    return change.decision(hold, holds=[hold], receipts=[receipt], quotes=kept)


def let_go(program: Program, book: Book, command: ReleaseHold, now: datetime) -> Decision | Refusal:
    """Release a hold; saying it again changes nothing, but what was captured is gone."""
    hold = book.holds.get(command.hold)
    if hold is None or hold.program_id != program.id:
        return Refusal("not-found", "there is no such hold")
    if hold.status == "captured":
        return Refusal("hold-not-active", "a purchase has captured it")
    if hold.status != "active":
        return Decision(hold, replayed=True)
    change = begin(program, book, book.members[hold.member_id], "hold", hold.hold_id, now)
    if hold.hold_id not in change.state.holds:
        return _over(change, hold)
    hold_lots.release(change, hold.hold_id, "the hold was released")
    hold_lots.end(change)
    released = hold._replace(status="released", ended_at=change.recorded_at)
    return change.decision(released, holds=[released])


def capture(change: Change | None, command: RecordPurchase) -> RecordPurchase | Refusal:
    """Let a purchase have what was held for it: the purchase, as it names all of that."""
    if change is None:
        return Refusal("hold-not-active", "a guest has no holds", "/hold", "not-active")
    hold = change.book.holds.get(command.hold or "")
    if hold is None or hold.program_id != change.program.id:
        return Refusal("not-found", "there is no such hold", "/hold")
    if hold.member_id != change.member.member_id:
        return Refusal("hold-not-active", "the hold is another member's", "/hold", "not-active")
    if hold.hold_id not in change.state.holds:
        why = {"captured": "another purchase has captured it", "released": "it was released"}
        return Refusal("hold-not-active", why.get(hold.status, "its time is over"), "/hold", "not-active")
    for name, held in (("points_to_spend", hold.points), ("credit_to_spend", hold.credit)):
        if held < getattr(command, name):
            return Refusal("insufficient-balance", "the hold keeps less", f"/{name}", "insufficient")
    hold_lots.release(change, hold.hold_id, "held for this purchase")
    change.holds.append(hold._replace(status="captured", ended_at=change.recorded_at, captured_by=command.purchase_id))
    codes = tuple(from_json(hold.vouchers))
    return command._replace(
        # What was paid already was paid, whatever its quote has shown.
        quote=command.quote or (None if command.already_paid else hold.quote_id),
        points_to_spend=command.points_to_spend or hold.points,
        credit_to_spend=command.credit_to_spend or hold.credit,
        vouchers=command.vouchers or codes,
    )


def _wanted(command: PlaceHold, quote: Quote | None) -> Wanted:
    if quote is None:
        return Wanted(command.points, command.credit, command.vouchers)
    paid = quotes.paid_with(quote)
    return Wanted(paid.points, paid.credit, tuple(quotes.codes(quote)))


def _keep(
    change: Change, command: PlaceHold, wanted: Wanted, quote: Quote | None, until: str, now: datetime
) -> Refusal | None:
    if not any(wanted) and not command.quote:
        return Refusal("validation", "say what to hold: a quote, points, credit or vouchers", "", "required")
    if len(change.state.holds) >= MOST_ACTIVE:
        return Refusal("validation", f"a member has at most {MOST_ACTIVE} holds at a time", "/member", "too-many")
    if command.quote and (command.points or command.credit or command.vouchers):
        detail = "a quote says itself what it needs: name it alone"
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
    why = "held for a checkout"
    for lot, part in lots.take(change.held, wanted.points, change.today, change.last_day):
        content.setdefault(POINTS, {})[lot] = part
        hold_lots.move(change, POINTS, lot, part, why)
    if wanted.credit:
        content[CREDIT] = {"": wanted.credit}
        hold_lots.move(change, CREDIT, "", wanted.credit, why)
    for place, code in enumerate(wanted.codes):
        found = change.book.voucher(change.program.id, code)
        fault = tender.unusable(change, found)
        if fault or found is None:
            pointer = "/quote" if command.quote else f"/vouchers/{place}"
            return Refusal("voucher-not-usable", fault or "", pointer, "not-usable")
        _hold_voucher(change, found, command.hold_id, content, why)
    return None


def _used_by(change: Change, quote: Quote, now: datetime) -> Used | Refusal:
    """What booking a quote now would use, besides what is the member's own: it is tried, and thrown away."""
    trial = begin(change.program, change.book, change.member, "purchase", quote.quote_id, now)
    before = dict(trial.supplies)
    sold = quotes.sell_again(trial, quote, quote.quote_id, trial.today, now)
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
    """Time has ended it, a moment ago."""
    ended = next((one for one in change.holds if one.hold_id == hold.hold_id), hold)
    return change.decision(ended)
