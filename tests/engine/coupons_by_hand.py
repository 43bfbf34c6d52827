"""What becomes of the vouchers of a coupon, told a second time: from the contract, sentence by sentence.

Nothing is taken from the engine. One coupon, which asks for so much of a purchase to be kept.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass
class Voucher:
    """A voucher of a purchase; `keepers` are holds, `users` the purchases that used it."""

    amount: int
    end: date
    is_due: bool = True
    is_revoked: bool = False
    is_expired: bool = False
    keeper: str | None = None
    users: list[str] = field(default_factory=list)

    @property
    def status(self) -> str:
        if self.users:
            return "used"
        if self.is_revoked:
            return "revoked"
        if self.keeper:
            return "held" if self.is_due else "to be revoked"
        return "expired" if self.is_expired else "usable"


@dataclass
class Offer:
    """What a version of the programme says of the coupon's reward."""

    amount: int
    days: int
    until: date | None = None


@dataclass
class Coupons:
    """All purchases of one customer with what they brought."""

    vouchers: dict[str, Voucher] = field(default_factory=dict)
    waiting: dict[str, Offer] = field(default_factory=dict)

    def brings(self, purchase: str, offer: Offer, today: date) -> None:
        """A purchase counts that is new."""
        if offer.until and offer.until < today:
            return
        if self._debts() > len(self.waiting):
            self.waiting[purchase] = offer
        else:
            self._issue(purchase, offer, today)

    def counts_no_more(self, purchase: str) -> None:
        """So much of a purchase came back that it does not count."""
        self.waiting.pop(purchase, None)
        voucher = self.vouchers.get(purchase)
        if voucher:
            voucher.is_due = False
            voucher.is_revoked = voucher.is_revoked or voucher.status == "usable"

    def counts_again(self, purchase: str, offer: Offer, today: date) -> None:
        """A return of a purchase was a mistake."""
        voucher = self.vouchers.get(purchase)
        if voucher:
            was_revoked = voucher.is_revoked
            voucher.is_due, voucher.is_revoked = True, False
            voucher.is_expired = voucher.is_expired or (was_revoked and voucher.end < today)
            self._catch_up(today)
        else:
            self.brings(purchase, offer, today)

    def use(self, owner: str, user: str, today: date) -> None:
        voucher = self.vouchers[owner]
        # Who holds it goes on holding it, unless the user is that very checkout.
        voucher.users.append(user)
        voucher.is_revoked = voucher.is_expired = False
        self._catch_up(today)

    def unuse(self, owner: str, user: str, today: date) -> None:
        voucher = self.vouchers[owner]
        voucher.users.remove(user)
        voucher.is_expired = not voucher.users and not voucher.keeper and voucher.end < today
        if not voucher.users and not voucher.is_due and not voucher.keeper:
            voucher.is_revoked = True
        self._catch_up(today)

    def hold(self, owner: str, hold: str) -> None:
        self.vouchers[owner].keeper = hold

    def let_go(self, hold: str, today: date) -> None:
        for voucher in self.vouchers.values():
            if voucher.keeper == hold:
                voucher.keeper = None
                if not voucher.users and not voucher.is_due:
                    voucher.is_revoked = True
                if not voucher.users and not voucher.is_revoked and voucher.end < today:
                    voucher.is_expired = True

    def midnight(self, today: date) -> None:
        for voucher in self.vouchers.values():
            if voucher.status == "usable" and voucher.end < today:
                voucher.is_expired = True

    def _debts(self) -> int:
        return sum(bool(one.users) and not one.is_due for one in self.vouchers.values())

    def _catch_up(self, today: date) -> None:
        while self.waiting and len(self.waiting) > self._debts():
            purchase = min(self.waiting)
            self._issue(purchase, self.waiting.pop(purchase), today)

    def _issue(self, purchase: str, offer: Offer, today: date) -> None:
        ends = [today + timedelta(days=offer.days), *([offer.until] if offer.until else [])]
        self.vouchers[purchase] = Voucher(offer.amount, min(ends))
