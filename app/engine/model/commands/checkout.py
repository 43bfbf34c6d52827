"""Commands of the checkout: quotes, holds, and points redeemed for a reward."""

from datetime import datetime
from typing import NamedTuple

from app.engine.model.commands.sales import BasketLine
from app.engine.model.gift_cards import GiftCardPart
from app.engine.model.receipts import RequestKey


class AskQuote(NamedTuple):
    """Price a basket for purchase at a moment (None: now).

    `vouchers` None considers all vouchers the member can use. `codes` are those typed for campaigns.
    """

    program_id: str
    quote_id: str
    member: str | None
    occurred_at: datetime | None
    currency: str
    lines: tuple[BasketLine, ...]
    discount: int = 0
    total: int | None = None
    store: str | None = None
    channel: str | None = None
    vouchers: tuple[str, ...] | None = None
    points_to_spend: int = 0
    credit_to_spend: int = 0
    codes: tuple[str, ...] = ()
    gift_cards: tuple[GiftCardPart, ...] = ()


class RedeemReward(NamedTuple):
    """Redeem a member's points for a reward."""

    program_id: str
    redemption_id: str
    request_key: RequestKey
    external_id: str | None
    member: str
    reward: str


class PlaceHold(NamedTuple):
    """Reserve the needs of a quote, or points, credit (minor units), vouchers (codes) and gift cards, for a while."""

    program_id: str
    hold_id: str
    request_key: RequestKey
    external_id: str | None
    member: str
    ttl_seconds: int
    quote: str | None = None
    points: int = 0
    credit: int = 0
    vouchers: tuple[str, ...] = ()
    gift_cards: tuple[GiftCardPart, ...] = ()


class ReleaseHold(NamedTuple):
    """Release a hold."""

    program_id: str
    hold: str
