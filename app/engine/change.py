"""One change of one member while it is being decided: the state as it becomes, and the entries that say so."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from app.engine.book import Book, Decision
from app.engine.match import EVERYTHING, Match
from app.engine.ratio import ONE, Ratio
from app.engine.records import Adjustment, Identifier, Line, Member, Purchase, Receipt, Return, Voucher
from app.engine.rules import Program, Rules
from app.engine.value import Kept
from app.ledger import balances, lots
from app.ledger.entries import POINTS, Entry
from app.ledger.entries import voucher as voucher_unit

MOST_VOUCHERS = 10_000


class TooManyVouchers(ArithmeticError):
    """One command would issue more vouchers than anybody could want."""


class Basket(NamedTuple):
    """What the rules look at: lines with their shares, and what was fixed when they were recorded.

    `sign` is 1 for a purchase and -1 for a return without receipt, which counts as a purchase taken away.
    """

    rules: Rules
    business_date: str
    lines: tuple[Line, ...]
    store: str | None
    channel: str | None
    multiplier: Ratio = ONE
    multiplier_text: str = "1"
    sign: int = 1

    def matching(self, match: Match) -> tuple[int, ...]:
        """The positions of the lines that count."""
        if match is EVERYTHING:
            return tuple(range(len(self.lines)))
        if not match.takes_basket(self.store, self.channel):
            return ()
        return tuple(place for place, line in enumerate(self.lines) if match.takes(line))


def value_of(places: tuple[int, ...], parts: tuple[Kept, ...]) -> int:
    """The value kept of some lines, in minor units."""
    return sum(parts[place].value for place in places)


class Change:
    """Collects what one command does to one member.

    `cause` is what the entries follow from: `purchase`, `return`, `claim`, `adjustment`, or the undoing of one,
    `purchase_void` and `return_void`. `today` is the member's business date now. `points_earned` sums what the earn
    rules posted, which is a measure for tiers. `owners` are those whose vouchers can be taken back: two in a merge.
    Where a return is undone, `to_give_back` is what it took from which lot of points and has not got back yet, and
    `forgiven` what was written off because it was not there to take.
    """

    __slots__ = (
        "book",
        "cause",
        "cause_id",
        "entries",
        "forgiven",
        "member",
        "owners",
        "points_earned",
        "program",
        "recorded_at",
        "state",
        "to_give_back",
        "today",
        "vouchers",
    )

    def __init__(
        self, program: Program, book: Book, member: Member, cause: str, cause_id: str, recorded_at: str, today: str
    ):
        self.program = program
        self.book = book
        self.member = member
        self.owners: tuple[str, ...] = (member.member_id,)
        self.state = member.state.copy()
        self.cause = cause
        self.cause_id = cause_id
        self.recorded_at = recorded_at
        self.today = today
        self.points_earned = 0
        self.to_give_back: lots.Lots = {}
        self.forgiven = 0
        self.entries: list[Entry] = []
        self.vouchers: list[Voucher] = []

    def post(
        self, unit: str, type_: str, amount: int, why: str, *, version: int, rule: str | None, lot: str = ""
    ) -> None:
        """Move a balance and enter why: balances are a fold of entries because nothing else moves them."""
        balances.move(self.state.balances, unit, lot, amount)
        self.entries.append(
            Entry(
                self.member.member_id,
                self.book.draw_id("ent"),
                self.program.id,
                unit,
                type_,
                amount,
                lot,
                rule,
                version,
                self.cause,
                self.cause_id,
                why,
                self.recorded_at,
            )
        )

    def issue(
        self,
        source: str,
        reward: str,
        version: int,
        why: str,
        *,
        valid_days: int | None = None,
        amount: int | None = None,
    ) -> None:
        """Issue a voucher, usable from now on and through its last day. Raises TooManyVouchers."""
        if len(self.vouchers) >= MOST_VOUCHERS:
            raise TooManyVouchers
        expires_on = None
        if valid_days is not None:
            expires_on = (date.fromisoformat(self.today) + timedelta(days=valid_days)).isoformat()
        voucher = Voucher(
            self.member.member_id,
            self.book.draw_id("vou"),
            self.program.id,
            self.book.draw_code(),
            reward,
            source,
            amount,
            "usable",
            version,
            self.cause_id,
            self.recorded_at,
            expires_on,
            None,
            None,
        )
        self.vouchers.append(voucher)
        self.post(voucher_unit(reward), "earn", 1, why, version=version, rule=_rule_of(source))

    def usable(self, source: str) -> list[Voucher]:
        """The member's usable vouchers from one source, newest first, as they stand after this change so far."""
        held = [voucher for owner in self.owners for voucher in self.book.usable_vouchers(owner, source)]
        known = {voucher.voucher_id: voucher for voucher in held}
        known |= {voucher.voucher_id: voucher for voucher in self.vouchers if voucher.source == source}
        found = [voucher for voucher in known.values() if voucher.status == "usable"]
        return sorted(found, key=lambda voucher: voucher.voucher_id, reverse=True)

    def revoke(self, voucher: Voucher, why: str) -> None:
        """Take a usable voucher back."""
        self.vouchers.append(voucher._replace(status="revoked", revoked_by=self.cause_id))
        version, rule = voucher.program_version, _rule_of(voucher.source)
        self.post(voucher_unit(voucher.reward), "reverse", -1, why, version=version, rule=rule)

    def use(self, voucher: Voucher, purchase_id: str, why: str) -> None:
        """Mark a voucher used by a purchase; a second use counts against it too."""
        users = [*(voucher.used_by or "").split(), purchase_id]
        self.vouchers.append(voucher._replace(status="used", used_by=" ".join(users)))
        version, rule = voucher.program_version, _rule_of(voucher.source)
        self.post(voucher_unit(voucher.reward), "redeem", -1, why, version=version, rule=rule)

    def give_back(self, voucher: Voucher, purchase_id: str, why: str) -> None:
        """Undo a purchase's use of a voucher: it is usable again unless another purchase has used it too."""
        users = [user for user in (voucher.used_by or "").split() if user != purchase_id]
        self.vouchers.append(voucher._replace(status="used" if users else "usable", used_by=" ".join(users) or None))
        version, rule = voucher.program_version, _rule_of(voucher.source)
        self.post(voucher_unit(voucher.reward), "reverse", 1, why, version=version, rule=rule)

    def decision(
        self,
        subject: Purchase | Return | Adjustment,
        *,
        purchases: Sequence[Purchase] = (),
        returns: Sequence[Return] = (),
        receipts: Sequence[Receipt] = (),
        identifiers: Sequence[Identifier] = (),
        claimed: Sequence[Purchase | Return] = (),
        after: str | None = None,
    ) -> Decision:
        """The decision that this change comes to, with the records that it is about."""
        return Decision(
            subject,
            members=[self.changed_member()],
            purchases=list(purchases),
            returns=list(returns),
            entries=self.entries,
            vouchers=self.vouchers,
            receipts=list(receipts),
            identifiers=list(identifiers),
            claimed=list(claimed),
            after=after,
        )

    def changed_member(self) -> Member:
        """The member's row as it becomes."""
        state = self.state
        return self.member._replace(
            version=self.member.version + 1,
            changed_at=self.recorded_at,
            tier=state.tier,
            points=balances.total(state.balances, POINTS),
            points_expire_on=lots.first_end(state.balances.get(POINTS, {})),
            state=state,
        )


def _rule_of(source: str) -> str:
    return source.partition(":")[2].partition("/")[0]
