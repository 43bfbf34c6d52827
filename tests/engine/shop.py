"""A shop without a database: one programme, one book, and what customers do, in words that read well.

Whatever is done here is proved at once: entries fold to the balances, the tables make the state, vouchers
are what the punches stand for, and a refusal changes nothing. So every test that uses it proves that too.
"""

import json
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import fields
from datetime import UTC, datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import reject

from app.engine.decide import TOO_MANY_VOUCHERS, decide
from app.engine.decisions.members.members import is_stale
from app.engine.model.birthdays import birthday_of
from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.commands.checkout import AskQuote, PlaceHold, RedeemReward, ReleaseHold
from app.engine.model.commands.command import Command
from app.engine.model.commands.members import EnrolMember, MergeMembers
from app.engine.model.commands.points import PassTime, TransferPoints
from app.engine.model.commands.sales import (
    ActivatePurchase,
    BasketLine,
    ClaimPurchase,
    LinePart,
    RecordPurchase,
    ReturnedGoods,
    TakeReturn,
    TakeReturnWithoutReceipt,
    VoidPurchase,
    VoidReturn,
)
from app.engine.model.commands.tiers import GrantTier, RevokeTierGrant
from app.engine.model.commands.vouchers import IssueVoucher, RevokeVoucher
from app.engine.model.instants import instant_text
from app.engine.model.receipts import RequestKey
from app.engine.model.records.checkout import Hold, Quote
from app.engine.model.records.members import Member
from app.engine.model.records.tiers import TierChange
from app.engine.model.records.vouchers import Voucher
from app.engine.model.value import kept, purchase_lines, standing_parts
from app.engine.program import faults
from app.engine.program.compile import compile_version
from app.engine.program.document import ProgramDocument
from app.engine.program.versions import Program
from app.engine.proof import rebuild
from app.engine.proof.state_hash import standing_text, state_hash
from app.engine.rules.changes.expiry import last_day_of
from app.engine.rules.rewards import punch_cards
from app.engine.views.status import status
from app.ledger import balances, lots
from app.ledger.entries import POINTS, Entry, punches
from app.ledger.entries import voucher as voucher_unit

NEVER_BOUGHT = state_hash([])
BY_HAND = ("adjustment", "merge", "time", "activation")
NOON = "2026-03-02T12:00:00+00:00"

Lines = BasketLine | Sequence[BasketLine]
Parts = LinePart | ReturnedGoods | Sequence[LinePart | ReturnedGoods] | None


def line(
    unit_price: int,
    quantity: int = 1,
    *,
    discount: int = 0,
    sku: str | None = None,
    category: str | None = None,
    gift_card: bool = False,
    measured: bool = False,
    tax: int | None = None,
) -> BasketLine:
    """A line of a basket; the quantity of goods by weight (`measured`) is in thousandths."""
    return BasketLine(quantity, unit_price, discount, sku, category, gift_card=gift_card, measured=measured, tax=tax)


def units(place: int, quantity: int) -> LinePart:
    """Units of a line, counted from 1, to take back."""
    return LinePart(place, quantity=quantity)


def amount(place: int, minor_units: int) -> LinePart:
    """Value of a line to take back without a unit."""
    return LinePart(place, amount=minor_units)


def at(instant: str | datetime) -> datetime:
    """The UTC instant of a text; a text without offset is UTC."""
    read = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    return read.replace(tzinfo=read.tzinfo or UTC).astimezone(UTC)


class Shop:
    """A programme and everything that happened under it. `now` is the programme's clock; it stands until moved."""

    def __init__(self, document: dict[str, Any] | None = None, *, now: str = NOON, **sections: Any):
        self._serial = count(1)
        self._names = count(1)
        self.documents: list[ProgramDocument] = []
        self.now = at(now)
        document = {"name": "Shop", "currency": "GBP", "time_zone": "UTC", **(document or {}), **sections}
        self.program = Program("prg_1", "shop", document["currency"], ZoneInfo(document["time_zone"]), ())
        self.publish(document, published_at="2000-01-01T00:00:00Z")
        self.book = Book(self._id, lambda: self._id("code"), lambda: self._id("card"))
        self.entries: list[Entry] = []

    # What the merchant does

    def publish(
        self, document: dict[str, Any] | None = None, *, published_at: str | None = None, **sections: Any
    ) -> None:
        """Publish the next version: another document, or the newest with other sections."""
        newest = self.documents[-1].model_dump(by_alias=True, exclude_none=True) if self.documents else {}
        checked = faults.check({**(document or newest), **sections}, self.documents)
        assert isinstance(checked, ProgramDocument), checked
        self.documents.append(checked)
        published = instant_text(at(published_at) if published_at else self.now)
        version = compile_version(checked, len(self.documents), published)
        self.program = Program(
            "prg_1", "shop", self.program.currency, self.program.zone, (*self.program.versions, version)
        )

    def wait_until(self, instant: str | datetime) -> None:
        """Move the clock, forward only."""
        assert at(instant) >= self.now
        self.now = at(instant)

    # What customers do: each gives the decision and proves that it was none of a refusal

    def buy(self, *lines: BasketLine, **details: Any) -> Decision:
        return self.accepted(self.purchase(lines, **details))

    def bring_back(self, purchase: str, *parts: LinePart | ReturnedGoods, **details: Any) -> Decision:
        """Return parts of a purchase, or all that is left of it."""
        return self.accepted(self.linked_return(purchase, parts or None, **details))

    def bring_back_without_receipt(self, *lines: BasketLine, **details: Any) -> Decision:
        return self.accepted(self.unlinked_return(lines, **details))

    def void(self, purchase: str) -> Decision:
        return self.accepted(VoidPurchase("prg_1", self._id("ret"), f"ext:{purchase}"))

    def void_return(self, returned: str) -> Decision:
        return self.accepted(VoidReturn("prg_1", f"ext:{returned}"))

    def enrol(self, customer: str, **details: Any) -> Decision:
        return self.accepted(self.enrolment(customer, **details))

    def claim(self, purchase: str, customer: str = "ann") -> Decision:
        return self.accepted(self.claiming(purchase, customer))

    def merge(self, merged: str, *, into: str = "ann") -> Decision:
        """Make all of one customer another's."""
        return self.accepted(self.merging(merged, into=into))

    def quote(self, *lines: BasketLine, **details: Any) -> dict[str, Any]:
        """What a basket would cost and bring, as it is answered."""
        subject = self.accepted(self.question(lines, **details)).subject
        assert isinstance(subject, Quote)
        return dict(json.loads(subject.answer))

    def hold(self, **details: Any) -> str:
        """Keep something for a checkout: the hold's id."""
        subject = self.accepted(self.holding(**details)).subject
        assert isinstance(subject, Hold)
        return subject.hold_id

    def release(self, hold: str) -> Decision:
        return self.accepted(self.releasing(hold))

    def redeem(self, reward: str, customer: str = "ann") -> Decision:
        return self.accepted(self.redemption(reward, customer))

    def give(
        self, level: str, until: str | None = None, *, kind: str = "gift", reason: str = "Sorry", customer: str = "ann"
    ) -> Decision:
        """Give a customer a level by hand."""
        return self.accepted(GrantTier("prg_1", self._id("giv"), f"ext:{customer}", level, until, kind, reason))

    def take_away(self, customer: str = "ann") -> Decision:
        """Take away what a customer was given."""
        return self.accepted(RevokeTierGrant("prg_1", self._id("giv"), f"ext:{customer}"))

    def give_voucher(self, reward: str, customer: str = "ann", **details: Any) -> Voucher:
        """Give a voucher by hand."""
        subject = self.accepted(self.gift(reward, customer, **details)).subject
        assert isinstance(subject, Voucher)
        return subject

    def revoke(self, voucher: Voucher) -> Decision:
        return self.accepted(self.revocation(voucher.code))

    def transfer(self, points: int, giver: str = "ann", taker: str = "bob") -> Decision:
        return self.accepted(self.handing_on(points, giver, taker))

    def activate(self, purchase: str) -> Decision:
        return self.accepted(self.activation(purchase))

    def sweep(self, until: str | datetime | None = None) -> None:
        """Let time have its effects on everybody, as if nobody else had looked."""
        if until:
            self.wait_until(until)
        for member_id in list(self.book.members):
            self.accepted(PassTime("prg_1", member_id))

    # The same as commands, for who wants to see them refused or repeated

    def purchase(
        self,
        lines: Iterable[BasketLine],
        *,
        name: str | None = None,
        customer: str | None = "ann",
        occurred_at: str | datetime | None = None,
        currency: str | None = None,
        enrol: bool = True,
        **details: Any,
    ) -> RecordPurchase:
        name = name or f"unnamed-{next(self._names)}"
        when = at(occurred_at) if occurred_at else self.now
        told = (tuple(lines), customer, when, currency, tuple(details.items()))
        return RecordPurchase(
            "prg_1",
            self._id("pur"),
            RequestKey("purchase", name, repr(told)),
            name,
            f"ext:{customer}" if customer else None,
            enrol,
            when,
            currency or self.program.currency,
            tuple(lines),
            **details,
        )

    def linked_return(
        self,
        purchase: str,
        parts: Sequence[LinePart | ReturnedGoods] | None = None,
        *,
        name: str | None = None,
        occurred_at: str | datetime | None = None,
    ) -> TakeReturn:
        name = name or f"unnamed-{next(self._names)}"
        when = at(occurred_at) if occurred_at else self.now
        reference = purchase if purchase.startswith("ret_") else f"ext:{purchase}"
        request_key = RequestKey("return", name, repr((purchase, parts, when)))
        taken: Any = tuple(parts) if parts is not None else None
        return TakeReturn("prg_1", self._id("ret"), request_key, name, reference, when, taken)

    def question(self, lines: Iterable[BasketLine], *, customer: str | None = "ann", **details: Any) -> AskQuote:
        return AskQuote(
            "prg_1",
            self._id("quo"),
            f"ext:{customer}" if customer else None,
            details.pop("occurred_at", self.now),
            self.program.currency,
            tuple(lines),
            **details,
        )

    def holding(
        self, *, name: str | None = None, customer: str = "ann", ttl_seconds: int = 900, **details: Any
    ) -> PlaceHold:
        name = name or f"unnamed-{next(self._names)}"
        request_key = RequestKey("hold", name, repr(details))
        return PlaceHold("prg_1", self._id("hld"), request_key, name, f"ext:{customer}", ttl_seconds, **details)

    def releasing(self, hold: str) -> ReleaseHold:
        return ReleaseHold("prg_1", hold)

    def redemption(self, reward: str, customer: str = "ann", name: str | None = None) -> RedeemReward:
        name = name or f"unnamed-{next(self._names)}"
        request_key = RequestKey("redemption", name, reward)
        return RedeemReward("prg_1", self._id("red"), request_key, name, f"ext:{customer}", reward)

    def gift(
        self, reward: str, customer: str = "ann", *, valid_until: str | None = None, name: str | None = None
    ) -> IssueVoucher:
        request_key = RequestKey("gift", name or f"unnamed-{next(self._names)}", repr((reward, customer, valid_until)))
        return IssueVoucher("prg_1", self._id("gif"), request_key, f"ext:{customer}", reward, valid_until, "sorry")

    def revocation(self, code: str) -> RevokeVoucher:
        return RevokeVoucher("prg_1", self._id("rev"), code, "a mistake")

    def handing_on(
        self, points: int, giver: str = "ann", taker: str = "bob", name: str | None = None
    ) -> TransferPoints:
        name = name or f"unnamed-{next(self._names)}"
        request_key = RequestKey("transfer", name, repr((points, giver, taker)))
        return TransferPoints("prg_1", self._id("trf"), request_key, name, f"ext:{giver}", f"ext:{taker}", points, None)

    def unlinked_return(
        self,
        lines: Iterable[BasketLine],
        *,
        name: str | None = None,
        customer: str = "ann",
        occurred_at: str | datetime | None = None,
        currency: str | None = None,
        enrol: bool = True,
        **details: Any,
    ) -> TakeReturnWithoutReceipt:
        name = name or f"unnamed-{next(self._names)}"
        when = at(occurred_at) if occurred_at else self.now
        told = (tuple(lines), customer, when, tuple(details.items()))
        return TakeReturnWithoutReceipt(
            "prg_1",
            self._id("ret"),
            RequestKey("return", name, repr(told)),
            name,
            f"ext:{customer}",
            enrol,
            when,
            currency or self.program.currency,
            tuple(lines),
            **details,
        )

    def enrolment(self, customer: str, **details: Any) -> EnrolMember:
        told = {"external_id": customer, "card_number": None, "joined_on": None, **details}
        return EnrolMember("prg_1", self._id("mem"), RequestKey("member", customer, repr(told)), **told)

    def claiming(self, purchase: str, customer: str = "ann") -> ClaimPurchase:
        return ClaimPurchase("prg_1", f"ext:{purchase}", f"ext:{customer}")

    def activation(self, purchase: str) -> ActivatePurchase:
        return ActivatePurchase("prg_1", f"ext:{purchase}")

    def merging(self, merged: str, *, into: str = "ann") -> MergeMembers:
        gone, owner = self.member(merged), self.member(into)
        # The store loads all that the tables say of both.
        self.book.facts = {member.member_id: self.facts(member) for member in (gone, owner)}
        return MergeMembers("prg_1", f"ext:{into}", f"ext:{merged}")

    def draw_id(self, prefix: str) -> str:
        """An id that nothing else has."""
        return self._id(prefix)

    # Deciding

    def accepted(self, command: Command) -> Decision:
        """Decide, apply, prove."""
        self._count_anew()
        decision = decide(self.program, self.book, command, self.now)
        if isinstance(decision, Refusal) and decision.detail == TOO_MANY_VOUCHERS:
            # Drawn stories may come to this; a told one fails.
            reject()
        assert not isinstance(decision, Refusal), decision
        if not decision.replayed:
            self.book.apply(decision)
            self.entries += [*decision.passed, *decision.entries]
            if decision.merged:
                self._hand_over(*decision.merged)
            self.prove(decision)
        return decision

    def refused(self, command: Command) -> Refusal:
        """Decide, and prove that nothing has changed."""
        self._count_anew()
        before = self._everything_known()
        refusal = decide(self.program, self.book, command, self.now)
        assert isinstance(refusal, Refusal), "it was accepted"
        assert self._everything_known() == before, "a refusal changed something"
        return refusal

    def prove(self, decision: Decision) -> None:
        """What must be true after every step."""
        assert all(entry.cause == "time" for entry in decision.passed)
        for entry in (*decision.passed, *decision.entries):
            assert entry.why, entry
            assert entry.rule or entry.cause in BY_HAND, entry
            assert self.program.version(entry.program_version), entry
            assert entry.amount != 0, entry
        for member in decision.members:
            found = self.differences(member)
            assert not found, found
            self._prove_lots(member)
            self._prove_vouchers(member)
            self._prove_history(member)

    def differences(self, member: Member) -> list[str]:
        """Where the member's state and the tables disagree."""
        found = rebuild.differences(self.program, member, self.facts(member), self.today)
        if balances.fold(self.facts(member).entries) != member.state.balances:
            found.append("the entries do not fold to the balances")
        return found

    # What is so now

    @property
    def today(self) -> str:
        return self.program.business_date(self.now)

    def member(self, customer: str = "ann") -> Member:
        found = self.book.member("prg_1", f"ext:{customer}")
        assert found, f"nobody knows {customer}"
        return found

    def lots(self, customer: str = "ann") -> dict[str, int]:
        """A customer's points by lot."""
        return dict(self.member(customer).state.balances.get(POINTS, {}))

    def points(self, customer: str = "ann") -> int:
        return balances.total(self.member(customer).state.balances, POINTS)

    def vouchers(self, reward: str | None = None, *, customer: str = "ann", state: str = "usable") -> list[Voucher]:
        """A customer's vouchers, oldest first."""
        owner = self.member(customer).member_id
        found = [one for one in self.book.vouchers.values() if one.member_id == owner and one.status == state]
        return sorted((one for one in found if reward in (None, one.reward)), key=lambda one: one.voucher_id)

    def status(self, customer: str = "ann") -> dict[str, Any]:
        self._count_anew()
        return status(self.program, self.member(customer), self.vouchers(customer=customer), self.now)

    def tier_changes(self, member: Member | None = None) -> list[TierChange]:
        """All changes of a member's levels (ann's, if not said), oldest first."""
        owner = (member or self.member()).member_id
        found = [one for one in self.book.new_tier_changes.values() if one.member_id == owner]
        return sorted(found, key=lambda one: one.tier_change_id)

    def returned_net(self, purchase: str) -> int:
        """What has come back of a purchase, in minor units."""
        found = self.book.purchase("prg_1", f"ext:{purchase}")
        assert found
        lines = purchase_lines(found.lines)
        left = kept(lines, standing_parts(self.book.returns_of(found.purchase_id)))
        return found.net - sum(part.value for part in left)

    def facts(self, member: Member) -> rebuild.Facts:
        """All that the tables say of a member."""
        owner = member.member_id
        return rebuild.Facts(
            [one for one in self.entries if one.member_id == owner],
            [one for one in self.book.purchases.values() if one.member_id == owner],
            [one for one in self.book.returns.values() if one.member_id == owner],
            [one for one in self.book.vouchers.values() if one.member_id == owner],
            [one for one in self.book.holds.values() if one.member_id == owner],
            birthday_of(profile.birth_date if (profile := self.book.profiles.get(owner)) else None),
            [one for one in self.book.added if getattr(one, "member_id", None) == owner],
            self.tier_changes(member),
            [one for one in self.book.stays.values() if one.member_id == owner],
        )

    def standings(self) -> list[str]:
        """What everybody has, as the state hash sees it."""
        self._count_anew()
        texts = [
            standing_text(self.program, member, self.facts(member).vouchers, self.now)
            for member in self.book.members.values()
        ]
        return sorted(text for text in texts if text)

    def hash(self) -> str:
        return state_hash(self.standings())

    # Inside

    def _id(self, prefix: str) -> str:
        return f"{prefix}_{next(self._serial):08}"

    def _hand_over(self, old_id: str, new_id: str) -> None:
        # The store gives the rows of a merged member to the other one.
        for table in (self.book.purchases, self.book.returns, self.book.vouchers, self.book.holds, self.book.stays):
            table |= {key: row._replace(member_id=new_id) for key, row in table.items() if row.member_id == old_id}
        changes, given = self.book.new_tier_changes, self.book.added
        changes |= {key: row._replace(member_id=new_id) for key, row in changes.items() if row.member_id == old_id}
        self.book.added = [
            row._replace(member_id=new_id) if getattr(row, "member_id", None) == old_id else row for row in given
        ]
        self.entries = [one._replace(member_id=new_id) if one.member_id == old_id else one for one in self.entries]

    def _count_anew(self) -> None:
        # The store does this when it loads a member whose tier window is not the programme's any more.
        for member in self.book.members.values():
            if is_stale(self.program, member):
                facts = self.facts(member)
                rebuild.recalculate(self.program, member.state, facts, self.today)

    def _everything_known(self) -> dict[str, Any]:
        known = {
            part.name: deepcopy(getattr(self.book, part.name))
            for part in fields(Book)
            if not part.name.startswith("draw_")
        }
        return {**known, "all entries": list(self.entries)}

    def _prove_lots(self, member: Member) -> None:
        held = member.state.balances.get(POINTS, {})
        assert all(left < 0 if lot == lots.DEBT else left > 0 for lot, left in held.items()), held
        # Where points live by activity, a return may show that they are over: they go at the next midnight.
        assert self.program.counts_activity or not lots.ended(
            held, self.today, last_day_of(self.program, member.state)
        ), held
        standing = lots.standing(held, self.today)
        assert not (standing.debt and standing.available), "debt is paid before anything can be spent"

    def _prove_history(self, member: Member) -> None:
        changes = [one for one in self.tier_changes(member) if one.ladder is None]
        assert all(one.from_level != one.to_level for one in changes), changes
        if changes:
            assert changes[-1].to_level == member.tier or {changes[-1].to_level, member.tier} <= self._everybodys()
        else:
            assert member.tier in self._everybodys()

    def _everybodys(self) -> set[str | None]:
        """The first level of the tiers, and none."""
        return {None, *(rules.tiers.levels[0].id for rules in self.program.versions if rules.tiers)}

    def _prove_vouchers(self, member: Member) -> None:
        vouchers = self.facts(member).vouchers
        for reward in {one.reward for one in vouchers}:
            standing = sum(one.status in ("usable", "held") for one in vouchers if one.reward == reward)
            twice = sum(max(0, len((one.used_by or "").split()) - 1) for one in vouchers if one.reward == reward)
            assert balances.total(member.state.balances, voucher_unit(reward)) == standing - twice
        for card in {card.id: card for rules in self.program.versions for card in rules.shown_cards}.values():
            if any(rules.rewards[card.reward].valid_until for rules in self.program.versions if rules.card(card.id)):
                continue
            collected = balances.total(member.state.balances, punches(card.id))
            used = sum(one.status == "used" and one.source == f"card:{card.id}" for one in vouchers)
            standing = max(punch_cards.due(card, collected), used)
            assert member.state.completed.get(card.id, 0) == standing
