"""Redeems points for a reward: a voucher, or an immediate one (credit, donation)."""

from datetime import datetime

from pydantic_core import to_json

from app.engine.decisions import first_requests
from app.engine.model import idempotency
from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.commands.checkout import RedeemReward
from app.engine.model.money import money_text
from app.engine.model.records.points import Redemption
from app.engine.program import limit_names
from app.engine.program.terms.offers import Reward
from app.engine.program.versions import Program
from app.engine.rules import shared_limits
from app.engine.rules.apply import after_text
from app.engine.rules.balances import point_moves
from app.engine.rules.changes.change import Change
from app.engine.rules.passing_time import begin
from app.engine.rules.rewards import partner_codes, vouchers
from app.ledger import lots
from app.ledger.entries import CREDIT


def redeem(program: Program, book: Book, command: RedeemReward, now: datetime) -> Decision | Refusal:
    """Take the price of a reward in points, and grant the reward."""
    repeat = first_requests.repeated(book, command)
    if repeat:
        return repeat
    member = book.member(program.id, command.member)
    if member is None:
        return Refusal("not-found", "there is no such member", "/member")
    reward = program.rules.rewards.get(command.reward)
    if reward is None:
        return Refusal("not-found", "the programme has no such reward", "/reward")
    change = begin(program, book, member, cause="redemption", cause_id=command.redemption_id, now=now)
    refusal = _unavailable(change, reward)
    if refusal:
        return refusal
    voucher_id = _give(change, reward)
    made = Redemption(
        redemption_id=command.redemption_id,
        external_id=command.external_id,
        member_id=member.member_id,
        reward=reward.id,
        points=reward.points_price or 0,
        recorded_at=change.recorded_at,
        voucher_id=voucher_id,
        after=after_text(program, change.state, change.today, change.today),
    )
    receipt = idempotency.receipt(
        program.id, command.request_key, member.member_id, made.redemption_id, to_json(made).decode()
    )
    return change.decision(made, receipts=[receipt])


def _unavailable(change: Change, reward: Reward) -> Refusal | None:
    price = reward.points_price
    if price is None:
        return _refusal("this reward is not sold for points")
    if reward.valid_until and reward.valid_until < change.today:
        return _refusal(f"this reward was valid through {reward.valid_until}")
    if reward.limit_per_member is not None and change.state.redeemed.get(reward.id, 0) >= reward.limit_per_member:
        return _refusal(f"limit of {reward.limit_per_member} per member reached")
    if lots.standing(change.held, change.today).balance < price:
        return Refusal(
            "insufficient-balance", f"the reward costs {price} points; the member has fewer available", "/reward"
        )
    if reward.stock is not None and not shared_limits.draw(change, limit_names.stock(reward.id), 1, reward.stock):
        return _refusal("out of stock")
    if reward.has_partner_codes and partner_codes.next_code(change, reward) is None:
        return _refusal("the partner's codes are used up")
    return None


def _give(change: Change, reward: Reward) -> str | None:
    price, version, state = reward.points_price or 0, change.rules.version, change.state
    gives = reward.kind == "donation"
    why = f"{price} points {'donated to' if gives else 'for'} {reward.told or reward.name}"
    type_ = "donate" if gives else "redeem"
    point_moves.take_points(change, change.rules, None, price, why, type_=type_, rule=reward.id)
    state.redeemed[reward.id] = state.redeemed.get(reward.id, 0) + 1
    if change.program.counts_activity:
        state.active_on = max(state.active_on or change.today, change.today)
    if gives:
        return None
    if reward.kind == "store_credit":
        amount = reward.amount or 0
        why = f"{money_text(amount, change.program.currency)} of credit for {price} points"
        change.post(CREDIT, "redeem", amount, why, version=version, rule=reward.id)
        return None
    voucher = vouchers.issue(
        change,
        f"points:{reward.id}",
        reward.id,
        version,
        f"{reward.name} for {price} points",
        valid_days=reward.valid_days,
        valid_until=reward.valid_until,
        partner_code=partner_codes.next_code(change, reward) if reward.has_partner_codes else None,
    )
    return voucher.voucher_id


def _refusal(detail: str) -> Refusal:
    return Refusal("reward-not-available", detail, "/reward", "not-available")
