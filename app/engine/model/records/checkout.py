"""Records of the checkout: quotes with their discounts and terms, and holds."""

from collections.abc import Iterable
from typing import NamedTuple


class Discount(NamedTuple):
    """The discount of a tier, campaign or voucher (`kind`) on a quoted basket.

    `parts` are [line (from 1), minor units] for every line considered, including those with no discount. `extra` is the
    value, in minor units, of anything granted beyond the price. `code` is a voucher's, `typed` the one typed for a
    campaign.
    """

    kind: str
    id: str
    name: str
    code: str | None
    reward: str | None
    parts: list[list[int]]
    extra: int
    why: str
    typed: str | None = None


class Quote(NamedTuple):
    """A priced basket, stored until it expires. `booked_by` is the purchase made from it.

    Text fields other than ids and instants are JSON: `basket` is the request, `lines` (`Line`) and `discounts`
    (`Discount`) the terms of sale, `paid_with` a `Payment`, `earns` the sums it would earn by unit, type and rule,
    `answer` the whole answer, and `terms` (`Terms`) the basis of its points. `held_by` is the newest hold that reserves
    it, or did.
    """

    quote_id: str
    program_id: str
    member_id: str | None
    created_at: str
    expires_at: str
    program_version: int
    basket: str
    lines: str
    discounts: str
    paid_with: str
    earns: str
    answer: str
    booked_by: str | None
    terms: str | None = None
    held_by: str | None = None


class Terms(NamedTuple):
    """The terms on which a basket is sold, before any reward is used or spent.

    The points multiplier as a decimal text, the ids of the campaigns involved, and the instant (text) of the purchase.
    """

    multiplier: str
    campaigns: tuple[str, ...] = ()
    occurred_at: str = ""

    def with_discounts(self, discounts: Iterable[Discount]) -> "Terms":
        """The same terms, plus the campaigns among these discounts."""
        return self._replace(campaigns=(*self.campaigns, *(one.id for one in discounts if one.kind == "campaign")))


class Hold(NamedTuple):
    """Balances and vouchers reserved for a checkout until `expires_at`; only its end ever changes.

    `vouchers` is a JSON list of codes; `content` is JSON of the amounts held (unit -> lot -> amount), the draws on
    shared limits (name -> amount), and the campaigns of its quote. `after` is JSON text, as in a purchase.
    """

    member_id: str
    hold_id: str
    program_id: str
    external_id: str | None
    status: str
    created_at: str
    expires_at: str
    points: int
    credit: int
    vouchers: str
    quote_id: str | None
    content: str
    ended_at: str | None
    captured_by: str | None
    after: str
