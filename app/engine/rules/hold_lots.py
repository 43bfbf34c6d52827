"""Points, credit and vouchers reserved by holds, in lots of their own, and their release.

Reserved items stay the member's until a purchase captures them, somebody releases them, or the hold expires. They do
not expire while they are reserved.
"""

from app.engine.model.state import MemberState
from app.engine.rules import shared_limits
from app.engine.rules.balances import gift_cards, point_moves
from app.engine.rules.changes.change import Change
from app.engine.rules.rewards import vouchers
from app.ledger import lots
from app.ledger.entries import GIFT_CARD

RULE = "hold"


def release(change: Change, hold_id: str, why: str) -> None:
    """Return everything a hold reserves to where it was."""
    _, content, taken, *_ = change.state.holds.pop(hold_id)
    for name, amount in taken.items():
        shared_limits.add(change, name, -amount)
    for unit, held in content.items():
        for lot, amount in held.items():
            if unit == GIFT_CARD:
                gift_cards.release(change, lot, amount, why)
            else:
                move(change, unit, lot, -amount, why)
    for voucher in change.book.kept_vouchers(hold_id):
        vouchers.let_go(change, voucher, why)


def next_end(state: MemberState) -> tuple[str, str] | None:
    """The expiry of the next hold (instant as text), and its id; None without holds."""
    return (
        min(((until, hold_id) for hold_id, (until, *_) in state.holds.items()), default=None) if state.holds else None
    )


def expire(change: Change, hold_id: str) -> None:
    """Expire a hold."""
    release(change, hold_id, "the hold has expired")
    end(change)
    hold = change.book.holds.get(hold_id)
    if hold:
        change.holds.append(hold._replace(status="expired", ended_at=change.recorded_at))


def move(change: Change, unit: str, lot: str, amount: int, why: str) -> None:
    """Move an amount of a lot into its reserved lot, or (below zero) back."""
    version = change.rules.version
    change.post(unit, "settle", -amount, why, version=version, rule=RULE, lot=lot)
    change.post(unit, "settle", amount, why, version=version, rule=RULE, lot=lots.HELD + lot)


def end(change: Change) -> None:
    """Expire and revoke everything that expired or ceased to be due while it was reserved."""
    vouchers.settle_released(change)
    point_moves.expire_points(change, change.rules, rule=RULE)
    vouchers.expire(change)
    point_moves.pay_debt(change, change.rules, rule=RULE)
    gift_cards.settle_released(change)
