"""Points that one member gives to another: out of the one's lots into the other's, with their old ends."""

from datetime import datetime

from pydantic_core import to_json

from app.engine.model import idempotency
from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.commands import TransferPoints
from app.engine.model.records import Transfer
from app.engine.program.terms import Program
from app.engine.rules import point_moves
from app.engine.rules.apply import after_text
from app.engine.rules.change import Change
from app.engine.rules.passing_time import begin
from app.ledger import lots
from app.ledger.entries import POINTS, Entry

# What the ledger calls the rule by which points are given.
RULE = "transfer"


def transfer(program: Program, book: Book, command: TransferPoints, now: datetime) -> Decision | Refusal:
    """Give points, those that expire first first, and never more than there are."""
    repeat = idempotency.repeated(book, program.id, command.request_key)
    if repeat:
        return repeat
    members = [book.member(program.id, one) for one in (command.giver, command.taker)]
    giver, taker = members
    if giver is None or taker is None:
        return Refusal("not-found", "there is no such member", "/from" if giver is None else "/to")
    if giver.member_id == taker.member_id:
        return Refusal("validation", "must be another member than from", "/to", "not-possible")
    fewest = program.rules.fewest_transferred
    if fewest is None:
        return Refusal("validation", "in this programme members do not give points to each other", "", "not-possible")
    if command.points < fewest:
        return Refusal("validation", f"must be at least {fewest}", "/points", "out-of-range")
    giving, taking = (begin(program, book, one, "transfer", command.transfer_id, now) for one in (giver, taker))
    return _moved(giving, taking, command)


def is_given(entry: Entry) -> bool:
    """Whether an entry is on the giver's side."""
    return entry.type == "transfer" and entry.amount < 0


def _moved(giving: Change, taking: Change, command: TransferPoints) -> Decision | Refusal:
    if lots.standing(giving.held, giving.today).balance < command.points:
        return Refusal("insufficient-balance", "the member has fewer points to give", "/points", "insufficient")
    parts = lots.take(giving.held, command.points, giving.today, giving.last_day)
    if any((end := taking.last_day(lot)) and end < taking.today for lot, _ in parts):
        # Where points live as long as their owner is active, they may be over with another owner.
        detail = "points would be over with the member who gets them, who has not been active for so long"
        return Refusal("validation", detail, "/to", "not-possible")
    told = f": {command.reason}" if command.reason else ""
    version = giving.rules.version
    for lot, part in parts:
        counted = f"{part} {'point' if part == 1 else 'points'}"
        giving.post(POINTS, RULE, -part, f"{counted} given to a member{told}", version=version, rule=RULE, lot=lot)
        taking.post(POINTS, RULE, part, f"{counted} given by a member{told}", version=version, rule=RULE, lot=lot)
    point_moves.pay_debt(taking, taking.rules, rule=RULE)
    made = Transfer(
        command.transfer_id,
        command.external_id,
        giving.member.member_id,
        taking.member.member_id,
        command.points,
        command.reason,
        giving.recorded_at,
        after_text(giving.program, giving.state, giving.today, giving.today),
    )
    answer = to_json(made).decode()
    receipt = idempotency.receipt(giving.program.id, command.request_key, made.member_id, made.transfer_id, answer)
    return _of_both(giving.decision(made, receipts=[receipt]), taking)


def _of_both(decision: Decision, other: Change) -> Decision:
    decision.members.append(other.changed_member())
    decision.entries += other.entries
    decision.passed += other.passed
    decision.vouchers += other.vouchers
    decision.holds += other.holds
    decision.tier_changes += other.tier_changes
    decision.withdrawn += other.withdrawn
    return decision
