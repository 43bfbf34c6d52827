"""Transfers points between members: from the sender's lots to the recipient's, with the same expiry."""

from datetime import datetime

from pydantic_core import to_json

from app.engine.decisions import first_requests
from app.engine.model import idempotency
from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.commands.points import TransferPoints
from app.engine.model.records.points import Transfer
from app.engine.program.versions import Program
from app.engine.rules.apply import after_text
from app.engine.rules.balances import point_moves
from app.engine.rules.changes.change import Change
from app.engine.rules.passing_time import begin
from app.ledger import lots
from app.ledger.entries import POINTS, Entry

# The rule named by ledger entries of transfers.
RULE = "transfer"


def transfer(program: Program, book: Book, command: TransferPoints, now: datetime) -> Decision | Refusal:
    """Transfer points, earliest expiry first, and never more than are available."""
    repeat = first_requests.repeated(book, command)
    if repeat:
        return repeat
    members = [book.member(program.id, one) for one in (command.giver, command.taker)]
    giver, taker = members
    if giver is None or taker is None:
        return Refusal("not-found", "there is no such member", "/from" if giver is None else "/to")
    if giver.member_id == taker.member_id:
        return Refusal("validation", "must differ from `from`", "/to", "not-possible")
    fewest = program.rules.fewest_transferred
    if fewest is None:
        return Refusal("validation", "this programme does not allow transfers of points", "", "not-possible")
    if command.points < fewest:
        return Refusal("validation", f"must be at least {fewest}", "/points", "out-of-range")
    giving, taking = (
        begin(program, book, one, cause="transfer", cause_id=command.transfer_id, now=now) for one in (giver, taker)
    )
    return _moved(giving, taking, command)


def is_given(entry: Entry) -> bool:
    """Whether an entry is on the sender's side."""
    return entry.type == "transfer" and entry.amount < 0


def _moved(giving: Change, taking: Change, command: TransferPoints) -> Decision | Refusal:
    if lots.standing(giving.held, giving.today).balance < command.points:
        return Refusal(
            "insufficient-balance", ("the member does not have enough available points"), "/points", "insufficient"
        )
    parts = lots.take(giving.held, command.points, giving.today, giving.last_day)
    if any((end := taking.last_day(lot)) and end < taking.today for lot, _ in parts):
        # Where expiry depends on activity, the points may already have expired for the recipient.
        detail = "the points would expire at once, because the recipient has been inactive for too long"
        return Refusal("validation", detail, "/to", "not-possible")
    told = f": {command.reason}" if command.reason else ""
    version = giving.rules.version
    for lot, part in parts:
        counted = f"{part} {'point' if part == 1 else 'points'}"
        giving.post(
            POINTS, RULE, -part, f"{counted} transferred to a member{told}", version=version, rule=RULE, lot=lot
        )
        taking.post(
            POINTS, RULE, part, f"{counted} transferred from a member{told}", version=version, rule=RULE, lot=lot
        )
    point_moves.pay_debt(taking, taking.rules, rule=RULE)
    made = Transfer(
        transfer_id=command.transfer_id,
        external_id=command.external_id,
        member_id=giving.member.member_id,
        taker_id=taking.member.member_id,
        points=command.points,
        reason=command.reason,
        recorded_at=giving.recorded_at,
        after=after_text(giving.program, giving.state, giving.today, giving.today),
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
