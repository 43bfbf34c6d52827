"""Terms of punch cards, and of coupons as cards that one visit fills."""

from typing import NamedTuple

from app.engine.program.match import Match


class PunchCard(NamedTuple):
    """A card that is full after `punches`; each full card issues a voucher for `reward`.

    A coupon is a hidden card that one visit fills.
    """

    id: str
    name: str
    counts: str
    match: Match
    punches: int
    reward: str
    head_start: int = 0
    per: int = 0
    min_spend: int = 0
    max_per_purchase: int | None = None
    max_per_day: int | None = None
    expires_after_months: int | None = None
    is_coupon: bool = False

    @property
    def to_fill(self) -> int:
        """The punches that a customer has to collect for one voucher."""
        return self.punches - self.head_start
