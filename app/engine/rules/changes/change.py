"""Collects the changes of one command to one member: the new state, and the entries that explain it."""

from collections.abc import Sequence
from typing import NamedTuple

from app.engine.model.book import Added, Book, Decision, LimitName
from app.engine.model.gift_cards import GiftCard
from app.engine.model.instants import instant
from app.engine.model.ratio import ONE, Ratio
from app.engine.model.receipts import IdempotencyRecord
from app.engine.model.records.checkout import Hold, Quote
from app.engine.model.records.members import Identifier, Member
from app.engine.model.records.points import Adjustment, Redemption, Transfer
from app.engine.model.records.sales import Line, Purchase, Return
from app.engine.model.records.tiers import SegmentStay, TierChange
from app.engine.model.records.vouchers import PartnerCode, Voucher
from app.engine.model.value import Kept, paid_in_money, tax_of
from app.engine.program.match import EVERYTHING, Match
from app.engine.program.terms.rules import Rules
from app.engine.program.versions import Program
from app.engine.rules.changes import held_tier, tier_history
from app.engine.rules.changes.expiry import last_day_of
from app.engine.rules.changes.tier_history import Why
from app.ledger import balances, lots
from app.ledger.entries import POINTS, Entry


class Basket(NamedTuple):
    """The input of the rules: lines with their shares, and the terms fixed when they were recorded.

    `sign` is 1 for a purchase and -1 for a return without receipt, which counts as a negative purchase. `rewarded`:
    minor units paid with rewards, which earn nothing. `campaigns`: the ids of those that applied. `brings_nothing`:
    coupons that do not count this basket, because their reward had expired when it was recorded. `history`: it counts
    for tiers and windows, and gives nothing.
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
    history: bool = False

    def earning(self, parts: tuple[Kept, ...]) -> tuple[Kept, ...]:
        """The parts that earn points and punches."""
        return paid_in_money(parts, self.rewarded) if self.rewarded else parts

    def value(self, places: tuple[int, ...], parts: tuple[Kept, ...]) -> int:
        """The value kept of some lines as the programme counts it, with or without tax, in minor units."""
        value = sum([parts[place].value for place in places])
        if not self.rules.tax_counts:
            return value
        return value + self.rules.tax_counts * sum(tax_of(self.lines[place], parts[place]) for place in places)

    def matching(self, match: Match) -> tuple[int, ...]:
        """The positions of the lines that match."""
        if match is EVERYTHING:
            return tuple([place for place, line in enumerate(self.lines) if not line.gift_card])
        if not match.takes_basket(self.store, self.channel):
            return ()
        return tuple(place for place, line in enumerate(self.lines) if match.takes(line))


class Notice(NamedTuple):
    """A remark about a purchase for the caller: the subject, a code, and a sentence.

    `what` is a JSON pointer into the request, `coupon:<id>` or `punches:<card>`.
    """

    what: str
    code: str
    detail: str


class Moment(NamedTuple):
    """The cause and time that entries carry, the business date, and the version in force."""

    cause: str
    cause_id: str
    at: str
    today: str
    rules: Rules


class Change:
    """Collects the changes of one command to one member; `passed` holds the entries that time caused before it.

    `cause` of its `moment` is `purchase`, `return`, `claim`, `activation`, `redemption`, `gift`, `revocation`,
    `transfer`, `hold`, `adjustment`, `merge`, the undoing of one (`purchase_void`, `return_void`), or `time`.
    `points_earned` sums the posts of the earn rules, which is a measure for tiers. `owners` are the members whose
    vouchers can be revoked: two in a merge. While a return is undone, `to_give_back` holds the points it took and has
    not yet restored, by lot, and `forgiven` the points written off because the member did not have them. `decided_at`
    is the instant of the decision, also while time passes; `level` the tier last put on record. `notices` are remarks
    about a purchase. `gift_cards` are those changed or looked at, by id, and `card_entries` their entries.
    """

    __slots__ = (
        "book",
        "card_entries",
        "decided_at",
        "entries",
        "forgiven",
        "gift_cards",
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
        self.gift_cards: dict[str, GiftCard] = {}
        self.card_entries: list[Entry] = []

    @property
    def cause(self) -> str:
        """The kind of event behind the entries."""
        return self.moment.cause

    @property
    def cause_id(self) -> str:
        """The id of the event behind the entries."""
        return self.moment.cause_id

    @property
    def recorded_at(self) -> str:
        """The instant, in its stored form."""
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
        """The moment at which a day starts, caused by time."""
        at = self.program.midnight(day)
        return Moment("time", day, at, day, self.program.in_force(at))

    def instant(self, at: str) -> Moment:
        """The moment of an instant (text), caused by time."""
        day = self.program.business_date(instant(at))
        return Moment("time", day, at, day, self.program.in_force(at))

    def note(self, what: str, code: str, detail: str) -> None:
        """Add a remark about a purchase (see `Notice`), unless it is there already."""
        notice = Notice(what, code, detail)
        if notice not in self.notices:
            self.notices.append(notice)

    @property
    def held(self) -> lots.Lots:
        """The member's points by lot; read-only."""
        return self.state.balances.get(POINTS, {})

    @property
    def last_day(self) -> lots.LastDay:
        """The function that gives a lot's last valid day."""
        return last_day_of(self.program, self.state)

    def expired(self, unit: str, lot: str) -> int:
        """The expired amount of a lot that nobody has taken back yet, among the entries that this command loads."""
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
        """Change a balance and write its entry. Nothing else changes balances, so they are always a fold of the
        entries.
        """
        balances.move(self.state.balances, unit, lot, amount)
        moment = self.moment
        self.entries.append(
            Entry(
                member_id=self.member.member_id,
                entry_id=self.book.draw_id("ent"),
                program_id=self.program.id,
                unit=unit,
                type=type_,
                amount=amount,
                lot=lot,
                rule=rule,
                program_version=version,
                cause=moment.cause,
                cause_id=moment.cause_id,
                why=why,
                recorded_at=moment.at,
            )
        )

    def take_own(
        self, unit: str, lot: str, amount: int, why: str, *, type_: str, version: int, rule: str | None
    ) -> int:
        """Take up to `amount` (positive) out of one lot, and return the amount taken.

        The lot's balance goes first, then the part of it that has expired, as if that had not been there to expire.
        """
        there = min(amount, max(0, self.state.balances.get(unit, {}).get(lot, 0)))
        if there:
            self.post(unit, type_, -there, why, version=version, rule=rule, lot=lot)
        over = min(amount - there, self.expired(unit, lot))
        if over:
            self.post(unit, type_, -over, f"{why}; {over} of them had expired", version=version, rule=rule, lot=lot)
            self.post(unit, "expire", over, f"expiry of {over} reversed", version=version, rule=rule, lot=lot)
        return there + over

    def note_level(self, why: Why | None = None, reason: str | None = None) -> None:
        """Put a change of tier on record, if there is one. `why` defaults to the moment."""
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
                self.program,
                owner,
                self.state,
                levels=(before, after),
                why=why,
                now=self.decided_at,
                draw_id=draw_id,
                reason=reason,
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
        added: Sequence[Added] = (),
        stays: Sequence[SegmentStay] = (),
        after: str | None = None,
    ) -> Decision:
        """The decision that this change results in, with the records it concerns."""
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
            added=list(added),
            tier_changes=self.tier_changes,
            withdrawn=self.withdrawn,
            stays=list(stays),
            after=after,
            gift_cards=list(self.gift_cards.values()),
            card_entries=self.card_entries,
        )

    def changed_member(self) -> Member:
        """The member's new row."""
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
