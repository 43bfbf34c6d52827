"""What holds keep of a member's, and its way back: points, credit and vouchers in lots of their own.

What is held stays the member's until a purchase captures it, somebody lets go of it, or its time is over. It does not
expire while it is held.
"""

from app.engine.model.state import MemberState
from app.engine.rules import point_moves, shared_limits, vouchers
from app.engine.rules.change import Change
from app.ledger import lots

RULE = "hold"


def release(change: Change, hold_id: str, why: str) -> None:
    """Put what is held back to where it was."""
    _, content, taken, *_ = change.state.holds.pop(hold_id)
    for name, amount in taken.items():
        shared_limits.add(change, name, -amount)
    for unit, held in content.items():
        for lot, amount in held.items():
            move(change, unit, lot, -amount, why)
    for voucher in change.book.kept_vouchers(hold_id):
        vouchers.let_go(change, voucher, why)


def next_end(state: MemberState) -> tuple[str, str] | None:
    """When the next hold is over (instant as text), and its id; None without holds."""
    return (
        min(((until, hold_id) for hold_id, (until, *_) in state.holds.items()), default=None) if state.holds else None
    )


def expire(change: Change, hold_id: str) -> None:
    """Let time end a hold."""
    release(change, hold_id, "the hold was over")
    end(change)
    hold = change.book.holds.get(hold_id)
    if hold:
        change.holds.append(hold._replace(status="expired", ended_at=change.recorded_at))


def move(change: Change, unit: str, lot: str, amount: int, why: str) -> None:
    """Move so much of a lot to where it is held, or (below zero) back."""
    version = change.rules.version
    change.post(unit, "settle", -amount, why, version=version, rule=RULE, lot=lot)
    change.post(unit, "settle", amount, why, version=version, rule=RULE, lot=lots.HELD + lot)


def end(change: Change) -> None:
    """What was over already, or no longer due, while it was held is over now."""
    vouchers.settle_released(change)
    point_moves.expire_points(change, change.rules, rule=RULE)
    vouchers.expire(change)
    point_moves.pay_debt(change, change.rules, rule=RULE)
