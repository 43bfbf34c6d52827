"""Adjusts a balance manually, with a reason: points, credit, or the punches of a card."""

from datetime import datetime

from pydantic_core import to_json

from app.engine.decisions import first_requests
from app.engine.model import idempotency
from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.commands.points import AdjustBalance
from app.engine.model.records.points import Adjustment
from app.engine.program.versions import Program
from app.engine.rules.apply import after_text
from app.engine.rules.balances.point_moves import give_points, take_points
from app.engine.rules.changes.change import Change
from app.engine.rules.changes.expiry import lot_of
from app.engine.rules.passing_time import begin
from app.engine.rules.rewards import punch_cards
from app.ledger import lots
from app.ledger.entries import CREDIT, POINTS, punches


def adjust(program: Program, book: Book, command: AdjustBalance, now: datetime) -> Decision | Refusal:
    """Adjust one balance; refuse to take it below zero, unless the command allows it."""
    repeat = first_requests.repeated(book, command)
    if repeat:
        return repeat
    member = book.member(program.id, command.member)
    if member is None:
        return Refusal("not-found", "there is no such member")
    change = begin(program, book, member, cause="adjustment", cause_id=command.adjustment_id, now=now)
    refusal = _adjust(change, command)
    if refusal:
        return refusal
    made = Adjustment(
        adjustment_id=command.adjustment_id,
        member_id=member.member_id,
        unit=command.unit,
        amount=command.amount,
        reason=command.reason,
        recorded_at=change.recorded_at,
        after=after_text(program, change.state, change.today, change.today),
    )
    receipt = idempotency.receipt(
        program.id, command.request_key, member.member_id, made.adjustment_id, to_json(made).decode()
    )
    return change.decision(made, receipts=[receipt])


def _adjust(change: Change, command: AdjustBalance) -> Refusal | None:
    rules = change.program.rules
    if command.unit == POINTS:
        return _adjust_points(change, command)
    card_id = command.unit.partition(":")[2] if command.unit.startswith(punches("")) else None
    card = next((one for one in rules.shown_cards if one.id == card_id), None)
    if command.unit != CREDIT and card is None:
        return Refusal("validation", "the programme has no such balance to adjust", "/unit", "unknown-unit")
    held = change.state.balances.get(command.unit, {})
    count = (lots.free(held) if command.unit == CREDIT else sum(held.values())) + command.amount
    if command.amount < 0 and count < 0 and not command.allow_negative:
        return _too_little()
    if card is None:
        change.post(command.unit, "adjust", command.amount, command.reason, version=rules.version, rule=None)
        return None
    reason, version = command.reason, rules.version
    punch_cards.move(change, card, None, command.amount, reason, type_="adjust", version=version, rule=None)
    filled = punch_cards.due(card, count) - punch_cards.due(card, count - command.amount)
    punch_cards.set_vouchers_right(change, card, rules, count, filled)
    return None


def _adjust_points(change: Change, command: AdjustBalance) -> Refusal | None:
    rules = change.program.rules
    if command.amount > 0:
        give_points(
            change, rules, lot_of(rules, change.today), command.amount, command.reason, type_="adjust", rule=None
        )
        return None
    balance = lots.standing(change.state.balances.get(POINTS, {}), change.today).balance
    if balance + command.amount < 0 and not command.allow_negative:
        return _too_little()
    take_points(change, rules, None, -command.amount, command.reason, type_="adjust", rule=None)
    return None


def _too_little() -> Refusal:
    return Refusal("insufficient-balance", "the balance would fall below zero", "/amount", "insufficient")
