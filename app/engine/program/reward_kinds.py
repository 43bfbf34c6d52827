"""The kinds of rewards: the fields that each needs, the effect of its vouchers, and how it is granted."""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

RewardKindName = Literal[
    "amount_off", "percent_off", "free_item", "bonus_quantity", "store_credit", "donation", "gift", "buy_get"
]
# The effect of a voucher on a basket (`app.engine.pricing.pricing`).
RewardEffect = Literal["buy_get", "percent", "free_item", "amount", "extra", "gift"]


class RewardKind(NamedTuple):
    """Of the fields that not all kinds have, `needs` are required, `allows` are optional, and others are refused.

    `effect` is None for a kind without an effect on baskets. `immediate`: granted at once, without a voucher.
    `lowers_price`: a till that uses the voucher without a quote charges less, so that this can be checked.
    """

    needs: tuple[str, ...] = ()
    allows: tuple[str, ...] = ()
    effect: RewardEffect | None = None
    immediate: bool = False
    lowers_price: bool = False


KINDS: Final[Mapping[str, RewardKind]] = {
    "amount_off": RewardKind(needs=("amount",), effect="amount", lowers_price=True),
    "percent_off": RewardKind(needs=("percent",), effect="percent", lowers_price=True),
    "free_item": RewardKind(effect="free_item", lowers_price=True),
    "bonus_quantity": RewardKind(needs=("extra",), effect="extra"),
    "store_credit": RewardKind(needs=("amount",), effect="amount", immediate=True, lowers_price=True),
    "donation": RewardKind(needs=("cause",), allows=("amount",), immediate=True),
    "gift": RewardKind(allows=("text",), effect="gift"),
    "buy_get": RewardKind(needs=("buy", "get"), allows=("times",), effect="buy_get", lowers_price=True),
}
OF_SOME_KINDS: Final = ("amount", "percent", "extra", "cause", "text", "buy", "get", "times")
