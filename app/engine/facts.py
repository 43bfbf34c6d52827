"""Everything that the tables say of one member, besides the stored state."""

from typing import NamedTuple

from app.engine.records import Purchase, Return, Voucher
from app.ledger.entries import Entry


class Facts(NamedTuple):
    """All entries, purchases, returns and vouchers of a member, and its birthday (month and day) if that is known."""

    entries: list[Entry]
    purchases: list[Purchase]
    returns: list[Return]
    vouchers: list[Voucher]
    birthday: str | None = None

    def with_those(self, other: "Facts") -> "Facts":
        """The facts of two members as if they had been one."""
        return Facts(
            self.entries + other.entries,
            self.purchases + other.purchases,
            self.returns + other.returns,
            self.vouchers + other.vouchers,
            self.birthday or other.birthday,
        )
