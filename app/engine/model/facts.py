"""Everything that the tables say of one member, besides the stored state."""

from collections.abc import Sequence
from typing import NamedTuple

from app.engine.model.records import Hold, Purchase, Return, TierChange, TierGrant, Voucher
from app.ledger.entries import Entry


class Facts(NamedTuple):
    """All entries, purchases, returns, vouchers and holds of a member, what was given by hand, and changes of level;
    and its birthday ("05-31") if that is known.
    """

    entries: list[Entry]
    purchases: list[Purchase]
    returns: list[Return]
    vouchers: list[Voucher]
    holds: Sequence[Hold] = ()
    birthday: str | None = None
    given: Sequence[TierGrant] = ()
    tier_changes: Sequence[TierChange] = ()

    def with_those(self, other: "Facts") -> "Facts":
        """The facts of two members as if they had been one."""
        return Facts(
            self.entries + other.entries,
            self.purchases + other.purchases,
            self.returns + other.returns,
            self.vouchers + other.vouchers,
            [*self.holds, *other.holds],
            self.birthday or other.birthday,
            [*self.given, *other.given],
            [*self.tier_changes, *other.tier_changes],
        )
