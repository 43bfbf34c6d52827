"""Vouchers that the shop gives by hand, one to one member: for what went wrong, or to please somebody."""

from datetime import datetime

from pydantic_core import to_json

from app.engine.model import idempotency
from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.commands import IssueVoucher
from app.engine.program import limit_names
from app.engine.program.offers import Reward
from app.engine.program.terms import Program
from app.engine.rules import partner_codes, shared_limits, vouchers
from app.engine.rules.change import Change
from app.engine.rules.passing_time import begin

# What is had at once leaves nothing that could be used later.
HAD_AT_ONCE = ("store_credit", "donation")


def give(program: Program, book: Book, command: IssueVoucher, now: datetime) -> Decision | Refusal:
    """Give a member a voucher, which takes of the reward's stock if there is only so much of it."""
    repeat = idempotency.repeated(book, program.id, command.request_key)
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
    change = begin(program, book, member, "gift", command.gift_id, now)
    if reward.stock is not None and not shared_limits.draw(change, limit_names.stock(reward.id), 1, reward.stock):
        return Refusal("reward-not-available", "none is left of it", "/reward", "not-available")
    if reward.has_partner_codes and partner_codes.next_code(change, reward) is None:
        return Refusal("reward-not-available", "no code of the partner's is left", "/reward", "not-available")
    return _given(change, reward, command)


def not_to_be_given(reward: Reward, valid_until: str | None, today: str) -> Refusal | None:
    """Why nobody can be given a voucher for a reward today, to be good through a day; None if that is possible."""
    if reward.kind in HAD_AT_ONCE:
        detail = f"a reward of kind {reward.kind} is had at once, so there are no vouchers for it to give"
        return Refusal("reward-not-available", detail, "/reward", "not-available")
    if reward.valid_until and reward.valid_until < today:
        return Refusal("reward-not-available", f"it was good through {reward.valid_until}", "/reward", "not-available")
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
        # The day that somebody has chosen stands for the days that the reward would give.
        valid_days=None if command.valid_until else reward.valid_days,
        valid_until=min(ends, default=None),
        partner_code=partner_codes.next_code(change, reward) if reward.has_partner_codes else None,
    )
    owner, answer = change.member.member_id, to_json(voucher).decode()
    receipt = idempotency.receipt(change.program.id, command.request_key, owner, command.gift_id, answer)
    return change.decision(voucher, receipts=[receipt])
