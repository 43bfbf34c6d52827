"""Revokes vouchers manually: refunds the points paid for one, and returns it to its shared limits."""

from datetime import datetime

from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.commands.vouchers import RevokeVoucher
from app.engine.model.records.vouchers import Voucher
from app.engine.program import limit_names
from app.engine.program.versions import Program
from app.engine.rules import redeemed, shared_limits
from app.engine.rules.balances import spending
from app.engine.rules.changes.change import Change
from app.engine.rules.passing_time import begin
from app.engine.rules.rewards import vouchers

# Vouchers of cards, coupons and rebates follow from purchases.
REVOCABLE = ("points:", "gift:")
_NOT_USABLE = {"used": "the voucher has been used", "held": "the voucher is reserved by a checkout"}


def revoke(program: Program, book: Book, command: RevokeVoucher, now: datetime) -> Decision | Refusal:
    """Revoke an unused voucher. A no-op if repeated."""
    voucher = book.voucher(program.id, command.code)
    if voucher is None:
        return Refusal("not-found", "there is no such voucher")
    if voucher.status == "revoked":
        return Decision(voucher, replayed=True)
    if not voucher.source.startswith(REVOCABLE):
        detail = (
            "this voucher follows from punches, spend or a purchase: return or void its purchase, or adjust "
            "the punches, and it is revoked automatically"
        )
        return Refusal("validation", detail, "", "not-possible")
    change = begin(
        program, book, book.members[voucher.member_id], cause="revocation", cause_id=command.revocation_id, now=now
    )
    voucher = vouchers.known(change, voucher)
    if voucher.status in _NOT_USABLE:
        return Refusal("voucher-not-usable", _NOT_USABLE[voucher.status], "", "not-usable")
    vouchers.revoke(change, voucher, f"revoked: {command.reason}")
    _give_stock_back(change, voucher)
    if voucher.source.startswith("points:"):
        _give_points_back(change, voucher, command.reason)
    return change.decision(vouchers.known(change, voucher))


def _give_stock_back(change: Change, voucher: Voucher) -> None:
    reward = change.program.version(voucher.program_version).rewards.get(voucher.reward)
    if reward and reward.stock is not None:
        shared_limits.add(change, limit_names.stock(reward.id), -1)


def _give_points_back(change: Change, voucher: Voucher, reason: str) -> None:
    """Undo the redemption: refund the points to their lots, and no longer count it."""
    state, reward = change.state, voucher.reward
    given = [one for one in change.book.entries.get(voucher.issued_by, ()) if redeemed.is_one(one)]
    points = -sum(one.amount for one in given)
    why = f"{points} {'point' if points == 1 else 'points'} refunded, the voucher was revoked: {reason}"
    spending.give_back(change, given, points, why, reward)
    left = state.redeemed.get(reward, 0) - 1
    state.redeemed = {name: count for name, count in {**state.redeemed, reward: left}.items() if count > 0}
