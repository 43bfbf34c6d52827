"""Commands about gift cards."""

from typing import Literal, NamedTuple

from app.engine.model.receipts import RequestKey


class IssueGiftCard(NamedTuple):
    """Issue a gift card with a balance in minor units, to nobody in particular or to a member."""

    program_id: str
    card_id: str
    request_key: RequestKey
    external_id: str | None
    amount: int
    member: str | None = None
    reason: str | None = None


class TopUpGiftCard(NamedTuple):
    """Add an amount in minor units to a gift card."""

    program_id: str
    top_up_id: str
    request_key: RequestKey
    card: str
    amount: int
    reason: str | None = None


class ReplaceGiftCard(NamedTuple):
    """Give a lost card's balance to a new card, `card_id`."""

    program_id: str
    card_id: str
    request_key: RequestKey
    external_id: str | None
    card: str
    reason: str


class ChangeGiftCard(NamedTuple):
    """Block a gift card, unblock it, void its issue, or end an expired one."""

    program_id: str
    change_id: str
    card: str
    act: Literal["block", "unblock", "void", "expire"]
    reason: str = ""
