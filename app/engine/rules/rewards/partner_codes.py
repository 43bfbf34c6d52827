"""Partner codes: a pool of codes from a partner; each voucher for the partner's reward carries the next one.

A batch of commands locks the counter of a pool before it loads the next codes, so each code goes to one voucher.
"""

from datetime import datetime
from typing import Final

from app.engine.model.commands.checkout import RedeemReward
from app.engine.model.commands.command import Command
from app.engine.model.commands.vouchers import IssueVoucher
from app.engine.model.records.vouchers import PartnerCode, Voucher
from app.engine.program import limit_names
from app.engine.program.terms.offers import Reward
from app.engine.program.versions import Program
from app.engine.rules import shared_limits
from app.engine.rules.changes.change import Change

# The last valid day of codes that never expire.
NEVER: Final = "9999-12-31"


def wanted(program: Program, command: Command, now: datetime) -> tuple[str, str] | None:
    """The reward whose next code a command may need, and the day on which the code must be valid."""
    reward = program.rules.rewards.get(command.reward) if isinstance(command, RedeemReward | IssueVoucher) else None
    return (reward.id, program.business_date(now)) if reward and reward.has_partner_codes else None


def next_code(change: Change, reward: Reward) -> PartnerCode | None:
    """The next unused code of a reward, earliest expiry first; None when there is none."""
    pool = change.book.partner_codes.get((change.program.id, reward.id), [])
    return next((one for one in pool if one.expires_on >= change.today), None)


def end_of(code: PartnerCode | None) -> str | None:
    """The last valid day of a code; None when it never expires, or there is none."""
    return code.expires_on if code and code.expires_on != NEVER else None


def assign(change: Change, code: PartnerCode, voucher: Voucher) -> None:
    """Assign a code to a voucher for good: it may have been seen, so it is never reused, whatever becomes of the
    voucher.
    """
    change.partner_codes.append(code._replace(voucher_id=voucher.voucher_id))
    shared_limits.add(change, limit_names.codes(code.reward), 1)
