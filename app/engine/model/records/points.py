"""Records of changes of a balance otherwise than by a sale."""

from typing import NamedTuple


class Adjustment(NamedTuple):
    """A manual change of a balance, with its reason. `after` is JSON text, as in a purchase."""

    adjustment_id: str
    member_id: str
    unit: str
    amount: int
    reason: str
    recorded_at: str
    after: str


class Redemption(NamedTuple):
    """Points redeemed for a reward. `voucher_id` None: granted immediately. `after` is JSON text, as in a purchase."""

    redemption_id: str
    external_id: str | None
    member_id: str
    reward: str
    points: int
    recorded_at: str
    voucher_id: str | None
    after: str


class Transfer(NamedTuple):
    """Points transferred between members. `after` are the sender's balances as JSON text, as in a purchase."""

    transfer_id: str
    external_id: str | None
    member_id: str
    taker_id: str
    points: int
    reason: str | None
    recorded_at: str
    after: str
