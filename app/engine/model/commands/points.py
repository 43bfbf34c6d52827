"""Commands that change a balance otherwise than by a sale, and the passing of time."""

from typing import NamedTuple

from app.engine.model.receipts import RequestKey


class PassTime(NamedTuple):
    """Apply the effects of time to a member."""

    program_id: str
    member: str


class AdjustBalance(NamedTuple):
    """Adjust a balance manually: points, minor units of credit, or punches of a card, signed."""

    program_id: str
    adjustment_id: str
    request_key: RequestKey
    member: str
    unit: str
    amount: int
    reason: str
    allow_negative: bool = False


class TransferPoints(NamedTuple):
    """Transfer points from one member to another."""

    program_id: str
    transfer_id: str
    request_key: RequestKey
    external_id: str | None
    giver: str
    taker: str
    points: int
    reason: str | None
