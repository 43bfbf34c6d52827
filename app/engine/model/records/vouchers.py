"""Records of vouchers, and of codes bought from a partner."""

from typing import NamedTuple


class Voucher(NamedTuple):
    """A reward issued to a member, with a code.

    `issued_by` and `revoked_by` are ids of causes, `used_by` those of the purchases that used it (several only for
    sales that were paid already).

    `source` is its origin: `card:<id>`, `coupon:<id>/<purchase>`, `rebate:<id>/<first day of the period>`,
    `points:<reward>`, or `gift:<reward>` for a manual one. `amount` is its value in minor units where the reward does
    not set it. `revoked_by` is set on a revoked voucher, and on one that is no longer due but held, used or expired.
    """

    member_id: str
    voucher_id: str
    program_id: str
    code: str
    reward: str
    source: str
    amount: int | None
    status: str
    program_version: int
    issued_by: str
    issued_at: str
    expires_on: str | None
    revoked_by: str | None
    used_by: str | None
    held_by: str | None = None


class PartnerCode(NamedTuple):
    """A partner's code for a reward. `voucher_id`: the voucher that it was assigned to.

    `expires_on` is its last valid day, 9999-12-31 if it never expires.
    """

    program_id: str
    code: str
    reward: str
    expires_on: str
    imported_at: str
    voucher_id: str | None
