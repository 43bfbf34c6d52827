"""Commands that issue a voucher to a member, or revoke it."""

from typing import NamedTuple

from app.engine.model.receipts import RequestKey


class IssueVoucher(NamedTuple):
    """Issue a voucher manually. `valid_until` None: as long as the reward says.

    `batch`: the id of the voucher batch that it belongs to.
    """

    program_id: str
    gift_id: str
    request_key: RequestKey
    member: str
    reward: str
    valid_until: str | None
    reason: str
    batch: str | None = None


class RevokeVoucher(NamedTuple):
    """Revoke a voucher manually, and refund the points that were paid for it."""

    program_id: str
    revocation_id: str
    code: str
    reason: str
