"""Issues a single voucher to a member manually, for example as an apology."""

from datetime import datetime

from pydantic_core import to_json

from app.engine.decisions import first_requests
from app.engine.model import idempotency
from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.commands.vouchers import IssueVoucher
from app.engine.program import limit_names
from app.engine.program.reward_kinds import KINDS
from app.engine.program.terms.offers import Reward
from app.engine.program.versions import Program
from app.engine.rules import shared_limits
from app.engine.rules.changes.change import Change
from app.engine.rules.passing_time import begin
from app.engine.rules.rewards import partner_codes, vouchers


def give(program: Program, book: Book, command: IssueVoucher, now: datetime) -> Decision | Refusal:
    """Issue a voucher to a member, within the reward's stock."""
    repeat = first_requests.repeated(book, command)
    if repeat:
        return repeat
    member = book.member(program.id, command.member)
    if member is None:
        return Refusal("not-found", "there is no such member", "/member")
    reward = program.rules.rewards.get(command.reward)
    if reward is None:
        return Refusal("not-found", "the programme has no such reward", "/reward")
    if refusal := not_to_be_given(reward, command.valid_until, program.business_date(now)):
        return refusal
    change = begin(program, book, member, cause="gift", cause_id=command.gift_id, now=now)
    if reward.stock is not None and not shared_limits.draw(change, limit_names.stock(reward.id), 1, reward.stock):
        return Refusal("reward-not-available", "out of stock", "/reward", "not-available")
    if reward.has_partner_codes and partner_codes.next_code(change, reward) is None:
        return Refusal("reward-not-available", "the partner's codes are used up", "/reward", "not-available")
    return _given(change, reward, command)


def not_to_be_given(reward: Reward, valid_until: str | None, today: str) -> Refusal | None:
    """The reason why no voucher for a reward can be issued today that is valid through a day; None if it can."""
    if KINDS[reward.kind].immediate:
        detail = f"a reward of kind {reward.kind} is granted immediately and has no vouchers"
        return Refusal("reward-not-available", detail, "/reward", "not-available")
    if reward.valid_until and reward.valid_until < today:
        return Refusal(
            "reward-not-available", f"this reward was valid through {reward.valid_until}", "/reward", "not-available"
        )
    if valid_until and valid_until < today:
        return Refusal("validation", "must not be in the past", "/valid_until", "in-past")
    return None


def _given(change: Change, reward: Reward, command: IssueVoucher) -> Decision:
    ends = [day for day in (command.valid_until, reward.valid_until) if day]
    voucher = vouchers.issue(
        change,
        f"gift:{reward.id}",
        reward.id,
        change.rules.version,
        f"{reward.name} given: {command.reason}",
        # A last day in the command replaces the reward's own number of days.
        valid_days=None if command.valid_until else reward.valid_days,
        valid_until=min(ends, default=None),
        partner_code=partner_codes.next_code(change, reward) if reward.has_partner_codes else None,
    )
    owner, answer = change.member.member_id, to_json(voucher).decode()
    receipt = idempotency.receipt(change.program.id, command.request_key, owner, command.gift_id, answer)
    return change.decision(voucher, receipts=[receipt])
