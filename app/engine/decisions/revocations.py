"""Vouchers that the shop takes back by hand: what was given for one goes back, and what it was one of has one more."""

from datetime import datetime

from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.commands import RevokeVoucher
from app.engine.model.records import Voucher
from app.engine.program import limit_names
from app.engine.program.terms import Program
from app.engine.rules import redeemed, shared_limits, spending, vouchers
from app.engine.rules.change import Change
from app.engine.rules.passing_time import begin

# Those of cards, rebates and campaigns follow from what was bought.
REVOCABLE = ("points:", "gift:")
_NOT_USABLE = {"used": "it has been used", "held": "a checkout under way holds it"}


def revoke(program: Program, book: Book, command: RevokeVoucher, now: datetime) -> Decision | Refusal:
    """Take back a voucher that was not used. Saying it again changes nothing."""
    voucher = book.voucher(program.id, command.code)
    if voucher is None:
        return Refusal("not-found", "there is no such voucher")
    if voucher.status == "revoked":
        return Decision(voucher, replayed=True)
    if not voucher.source.startswith(REVOCABLE):
        detail = (
            "it follows from punches, spend or a purchase: return or void what brought it, or adjust the punches, and "
            "it is taken back by itself"
        )
        return Refusal("validation", detail, "", "not-possible")
    change = begin(program, book, book.members[voucher.member_id], "revocation", command.revocation_id, now)
    voucher = vouchers.known(change, voucher)
    if voucher.status in _NOT_USABLE:
        return Refusal("voucher-not-usable", _NOT_USABLE[voucher.status], "", "not-usable")
    vouchers.revoke(change, voucher, f"taken back: {command.reason}")
    _give_stock_back(change, voucher)
    if voucher.source.startswith("points:"):
        _give_points_back(change, voucher, command.reason)
    return change.decision(vouchers.known(change, voucher))


def _give_stock_back(change: Change, voucher: Voucher) -> None:
    reward = change.program.version(voucher.program_version).rewards.get(voucher.reward)
    if reward and reward.stock is not None:
        shared_limits.add(change, limit_names.stock(reward.id), -1)


def _give_points_back(change: Change, voucher: Voucher, reason: str) -> None:
    """Undo the redemption: the points go where they came from, and it does not count any more."""
    state, reward = change.state, voucher.reward
    given = [one for one in change.book.entries.get(voucher.issued_by, ()) if redeemed.is_one(one)]
    points = -sum(one.amount for one in given)
    why = f"{points} {'point' if points == 1 else 'points'} given back, the voucher was taken back: {reason}"
    spending.give_back(change, given, points, why, reward)
    left = state.redeemed.get(reward, 0) - 1
    state.redeemed = {name: count for name, count in {**state.redeemed, reward: left}.items() if count > 0}
