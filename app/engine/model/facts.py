"""Everything in the tables about one member, besides the stored state."""

from collections.abc import Sequence
from typing import NamedTuple

from app.engine.model.records.checkout import Hold
from app.engine.model.records.sales import Purchase, Return
from app.engine.model.records.tiers import SegmentStay, TierChange, TierGrant
from app.engine.model.records.vouchers import Voucher
from app.ledger.entries import Entry


class Facts(NamedTuple):
    """All records of a member, and the birthday ("05-31") if it is known."""

    entries: list[Entry]
    purchases: list[Purchase]
    returns: list[Return]
    vouchers: list[Voucher]
    holds: Sequence[Hold] = ()
    birthday: str | None = None
    given: Sequence[TierGrant] = ()
    tier_changes: Sequence[TierChange] = ()
    stays: Sequence[SegmentStay] = ()

    def with_those(self, other: "Facts") -> "Facts":
        """The facts of two members combined, as for one member."""
        return Facts(
            entries=self.entries + other.entries,
            purchases=self.purchases + other.purchases,
            returns=self.returns + other.returns,
            vouchers=self.vouchers + other.vouchers,
            holds=[*self.holds, *other.holds],
            birthday=self.birthday or other.birthday,
            given=[*self.given, *other.given],
            tier_changes=[*self.tier_changes, *other.tier_changes],
            stays=[*self.stays, *other.stays],
        )
