"""One change of one member while it is being decided: the state as it becomes, and the entries that say so."""

from collections.abc import Sequence
from typing import NamedTuple

from app.engine.model.book import Book, Decision, LimitName
from app.engine.model.instants import instant
from app.engine.model.ratio import ONE, Ratio
from app.engine.model.records import (
    Adjustment,
    Hold,
    IdempotencyRecord,
    Identifier,
    Line,
    Member,
    PartnerCode,
    Purchase,
    Quote,
    Redemption,
    Return,
    TierChange,
    TierGrant,
    Transfer,
    Voucher,
)
from app.engine.model.value import Kept, paid_in_money
from app.engine.program.match import EVERYTHING, Match
from app.engine.program.terms import Program, Rules
from app.engine.rules import held_tier, tier_history
from app.engine.rules.expiry import last_day_of
from app.engine.rules.tier_history import Why
from app.ledger import balances, lots
from app.ledger.entries import POINTS, Entry


class Basket(NamedTuple):
    """What the rules look at: lines with their shares, and what was fixed when they were recorded.

    `sign` is 1 for a purchase and -1 for a return without receipt, which counts as a purchase taken away. `rewarded`:
    minor units that were paid with rewards and earn nothing. `campaigns`: the ids of those that applied.
    `brings_nothing`: the coupons that it does not count for, since their reward was over when it was recorded.
    """

    rules: Rules
    business_date: str
    lines: tuple[Line, ...]
    store: str | None
    channel: str | None
    multiplier: Ratio = ONE
    multiplier_text: str = "1"
    sign: int = 1
    activated_on: str | None = None
    rewarded: int = 0
    campaigns: tuple[str, ...] = ()
    purchase_id: str = ""
    brings_nothing: tuple[str, ...] = ()

    def earning(self, parts: tuple[Kept, ...]) -> tuple[Kept, ...]:
        """What of the parts earns points and punches."""
        return paid_in_money(parts, self.rewarded) if self.rewarded else parts

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


class Notice(NamedTuple):
    """Something that a caller should know of a purchase: what it is about, a code, and a sentence.

    `what` is a JSON pointer into the request, `coupon:<id>` or `punches:<card>`.
    """

    what: str
    code: str
    detail: str


class Moment(NamedTuple):
    """When and why something happens: what entries say of it, the business date, and the version in force."""

    cause: str
    cause_id: str
    at: str
    today: str
    rules: Rules


class Change:
    """Collects what one command does to one member, `passed` being what time had done before.

    Its `moment` says what the entries follow from, `cause`: `purchase`, `return`, `claim`, `activation`, `redemption`,
    `gift`, `revocation`, `transfer`, `hold`, `adjustment`, `merge`, the undoing of one, `purchase_void` and
    `return_void`, or `time`. `points_earned` sums what the earn rules
    posted, which is a measure for tiers. `owners` are those whose vouchers can be taken back: two in a merge.
    Where a return is undone, `to_give_back` is what it took from which lot of points and has not got back yet, and
    `forgiven` what was written off because it was not there to take. `decided_at` is the instant of deciding, also
    while time passes; `level` the level that was last put on record. `notices` are what a purchase tells besides.
    """

    __slots__ = (
        "book",
        "decided_at",
        "entries",
        "forgiven",
        "holds",
        "level",
        "member",
        "moment",
        "notices",
        "owners",
        "partner_codes",
        "passed",
        "points_earned",
        "program",
        "state",
        "supplies",
        "tier_changes",
        "to_give_back",
        "vouchers",
        "withdrawn",
    )

    def __init__(
        self, program: Program, book: Book, member: Member, cause: str, cause_id: str, recorded_at: str, today: str
    ):
        self.program = program
        self.book = book
        self.member = member
        self.owners: tuple[str, ...] = (member.member_id,)
        self.state = member.state.copy()
        self.moment = Moment(cause, cause_id, recorded_at, today, program.rules)
        self.decided_at = recorded_at
        self.level = member.tier
        self.points_earned = 0
        self.to_give_back: lots.Lots = {}
        self.forgiven = 0
        self.entries: list[Entry] = []
        self.passed: list[Entry] = []
        self.vouchers: list[Voucher] = []
        self.holds: list[Hold] = []
        self.supplies: dict[LimitName, int] = {}
        self.partner_codes: list[PartnerCode] = []
        self.tier_changes: list[TierChange] = []
        self.withdrawn: list[tuple[str, str]] = []
        self.notices: list[Notice] = []

    @property
    def cause(self) -> str:
        """What the entries follow from."""
        return self.moment.cause

    @property
    def cause_id(self) -> str:
        """The id of what they follow from."""
        return self.moment.cause_id

    @property
    def recorded_at(self) -> str:
        """The instant, as it is kept."""
        return self.moment.at

    @property
    def today(self) -> str:
        """The member's business date."""
        return self.moment.today

    @property
    def rules(self) -> Rules:
        """The version in force."""
        return self.moment.rules

    def midnight(self, day: str) -> Moment:
        """The moment at which a day starts, of which time alone is the cause."""
        at = self.program.midnight(day)
        return Moment("time", day, at, day, self.program.in_force(at))

    def instant(self, at: str) -> Moment:
        """The moment of an instant (text), of which time alone is the cause."""
        day = self.program.business_date(instant(at))
        return Moment("time", day, at, day, self.program.in_force(at))

    def note(self, what: str, code: str, detail: str) -> None:
        """Say something of a purchase (see `Notice`), once."""
        notice = Notice(what, code, detail)
        if notice not in self.notices:
            self.notices.append(notice)

    @property
    def held(self) -> lots.Lots:
        """The points that the member has, by lot; not to be written to."""
        return self.state.balances.get(POINTS, {})

    @property
    def last_day(self) -> lots.LastDay:
        """How to tell the lots' last good days."""
        return last_day_of(self.program, self.state)

    def expired(self, unit: str, lot: str) -> int:
        """How much of a lot has expired and was not taken back since, as far as the command needs to know."""
        known = self.book.expired.get((self.member.member_id, unit, lot), 0)
        return known - sum(
            entry.amount
            for entries in (self.passed, self.entries)
            for entry in entries
            if (entry.type, entry.unit, entry.lot) == ("expire", unit, lot)
        )

    def post(
        self, unit: str, type_: str, amount: int, why: str, *, version: int, rule: str | None, lot: str = ""
    ) -> None:
        """Move a balance and enter why: balances are a fold of entries because nothing else moves them."""
        balances.move(self.state.balances, unit, lot, amount)
        moment = self.moment
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
                moment.cause,
                moment.cause_id,
                why,
                moment.at,
            )
        )

    def take_own(
        self, unit: str, lot: str, amount: int, why: str, *, type_: str, version: int, rule: str | None
    ) -> int:
        """Take up to `amount` (positive) out of one lot, and say how much that was.

        What it has goes first, then what expired out of it, as if that had never been there to expire.
        """
        there = min(amount, max(0, self.state.balances.get(unit, {}).get(lot, 0)))
        if there:
            self.post(unit, type_, -there, why, version=version, rule=rule, lot=lot)
        over = min(amount - there, self.expired(unit, lot))
        if over:
            had_expired = f"{over} of them had expired"
            self.post(unit, type_, -over, f"{why}; {had_expired}", version=version, rule=rule, lot=lot)
            self.post(unit, "expire", over, f"{had_expired} already", version=version, rule=rule, lot=lot)
        return there + over

    def note_level(self, why: Why | None = None, reason: str | None = None) -> None:
        """Put on record that another level is held than before, if so. `why`, if not the moment."""
        before, after = self.level, held_tier.level_id(self.program.rules.tiers, self.state)
        if before == after:
            return
        self.level = after
        why = why or Why(*self.moment[:4])
        lent = held_tier.given(self.state)
        if lent and lent.level == after != self.state.tier:
            self.state.given = [*lent[:-1], why.today]
        if tier_history.is_change(self.program, before, after):
            owner, draw_id = self.member.member_id, self.book.draw_id
            change, withdrawn = tier_history.recorded(
                self.program, owner, self.state, (before, after), why, self.decided_at, draw_id, reason
            )
            self.tier_changes.append(change)
            self.withdrawn += [(owner, withdrawn)] if withdrawn else []

    def decision(
        self,
        subject: Purchase | Return | Adjustment | Redemption | Hold | Member | Voucher | Transfer,
        *,
        purchases: Sequence[Purchase] = (),
        returns: Sequence[Return] = (),
        receipts: Sequence[IdempotencyRecord] = (),
        identifiers: Sequence[Identifier] = (),
        claimed: Sequence[Purchase | Return] = (),
        quotes: Sequence[Quote] = (),
        holds: Sequence[Hold] = (),
        given: Sequence[TierGrant] = (),
        after: str | None = None,
    ) -> Decision:
        """The decision that this change comes to, with the records that it is about."""
        changed = self.changed_member()
        return Decision(
            subject,
            members=[changed],
            purchases=list(purchases),
            returns=list(returns),
            entries=self.entries,
            passed=self.passed,
            vouchers=self.vouchers,
            receipts=list(receipts),
            identifiers=list(identifiers),
            claimed=list(claimed),
            supplies=self.supplies,
            partner_codes=self.partner_codes,
            quotes=list(quotes),
            holds=[*self.holds, *holds],
            given=list(given),
            tier_changes=self.tier_changes,
            withdrawn=self.withdrawn,
            after=after,
        )

    def changed_member(self) -> Member:
        """The member's row as it becomes."""
        state = self.state
        if state.given or self.level != state.tier:
            self.note_level()
        return self.member._replace(
            version=self.member.version + 1,
            changed_at=self.recorded_at,
            tier=self.level,
            points=balances.total(state.balances, POINTS),
            points_expire_on=lots.first_end(self.held, self.last_day),
            state=state,
        )
