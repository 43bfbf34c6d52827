"""The book: everything that the commands of a batch need, loaded and locked before the first is decided.

A decision lists its changes. `Book.apply` enters them at once, so that the batch's next command sees them, and tracks
what the store has to write in the end. Nothing is loaded while deciding.
"""

from collections.abc import Callable, Set
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final, NamedTuple, TypeVar

from app.engine.model.entered import Records
from app.engine.model.facts import Facts
from app.engine.model.gift_cards import PREFIX, GiftCard
from app.engine.model.names import FORGOTTEN, GUEST, forgotten_name
from app.engine.model.receipts import IdempotencyRecord
from app.engine.model.records.checkout import Hold, Quote
from app.engine.model.records.members import Consent, Enrolment, Identifier, Member, Profile
from app.engine.model.records.points import Adjustment, Redemption, Transfer
from app.engine.model.records.sales import Purchase, Return
from app.engine.model.records.tiers import SegmentStay, TierChange
from app.engine.model.records.vouchers import PartnerCode, Voucher
from app.engine.model.sales import SalesCorrection
from app.ledger.entries import Entry

Owned = TypeVar("Owned", Member, Purchase, Return, Voucher, Hold, Quote)
Subject = (
    Purchase | Return | Member | Adjustment | Redemption | Enrolment | Quote | Hold | Voucher | Transfer | GiftCard
)
Name = tuple[str, str, str]
Lot = tuple[str, str, str]
Added = tuple[Any, ...]
LimitName = tuple[str, str]
ERASED: Final = "the member was erased; only the anonymous ledger is left"


class MemberErased(LookupError):
    """A command refers to a member by id, and that member has been erased.

    Its argument is the reference; a request that enrolled the member has none.
    """


class Refusal(NamedTuple):
    """A valid command that is refused. `problem` is a problem type of the API contract; nothing has changed.

    `pointer` is the JSON pointer of the faulty part of the request, "" for the whole. `retry_seconds`: the delay after
    which a retry may succeed. `differing`: the fields whose content differs from the earlier request of the same name.
    """

    problem: str
    detail: str
    pointer: str = ""
    code: str = ""
    retry_seconds: int = 0
    differing: tuple[str, ...] = ()


@dataclass(slots=True)
class Decision:
    """The changes of one command, by kind; `replayed` if it only repeats an earlier request.

    * `subject` is the record that the command made or found.
    * `entries` are the command's own; `passed` those that time caused before it.
    * `claimed` are a guest's purchase and returns, which remain beside the member's own.
    * `removed` are identifiers no longer in use.
    * `supplies` are draws on shared limits by name; negative ones are releases.
    * `partner_codes` are those now assigned.
    * `merged` is a member who was merged into another (old id, new id); `erased` a member whose personal data and names
      go.
    * `after` are the member's current balances as JSON text, where the subject holds those of its first recording.
    * `tier_changes` are new changes of tier; `withdrawn` those (member id, id) no longer to be announced.
    * `added` are records of other kinds, which are never changed later, such as tier grants.
    * `gift_cards` are new and changed ones, `card_entries` their entries.
    * `parts` are the decisions on an exchange's return and its purchase, whose changes it combines.
    """

    subject: Subject
    replayed: bool = False
    members: list[Member] = field(default_factory=list)
    purchases: list[Purchase] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    vouchers: list[Voucher] = field(default_factory=list)
    receipts: list[IdempotencyRecord] = field(default_factory=list)
    identifiers: list[Identifier] = field(default_factory=list)
    profiles: list[Profile] = field(default_factory=list)
    passed: list[Entry] = field(default_factory=list)
    claimed: list[Purchase | Return] = field(default_factory=list)
    removed: list[Identifier] = field(default_factory=list)
    supplies: dict[LimitName, int] = field(default_factory=dict)
    partner_codes: list[PartnerCode] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    merged: tuple[str, str] | None = None
    after: str | None = None
    erased: str | None = None
    added: list[Added] = field(default_factory=list)
    tier_changes: list[TierChange] = field(default_factory=list)
    withdrawn: list[tuple[str, str]] = field(default_factory=list)
    stays: list[SegmentStay] = field(default_factory=list)
    gift_cards: list[GiftCard] = field(default_factory=list)
    card_entries: list[Entry] = field(default_factory=list)
    parts: "tuple[Decision, ...]" = ()


@dataclass(slots=True)
class Book:
    """Records by id or name: those loaded, those known to the database, and those added or changed since.

    * `draw_id` gives a fresh id for a prefix ("ent" -> "ent_01…"), in rising order; `draw_code` a voucher's code;
      `draw_card_number` a card number.
    * `entries`, by cause, are those of replayed purchases and returns, and of returns that may be undone.
    * `claimed` are guests' purchases and returns that now belong to a member.
    * `expired` are expired amounts by lot (member, unit, lot), for commands that need them.
    * `supplies` are the units drawn on shared limits (programme, name), for commands that may draw.
    * `partner_codes` are the next codes of each pool (programme, reward), for commands that may assign some.
    * `facts` (everything in the tables about a member) and `profiles` (personal data) are for commands that need them.
    * `code_secrets` are the secrets of the codes of campaigns, by programme, for commands that name such codes.
    * `gift_cards` are those that commands name, and those that paid for purchases, quotes or holds of commands.
    * `card_entries` are the entries of gift cards, by card, for commands that need them.
    * `consents` are what members allowed, for commands that need them; `pepper` is the secret of marks of addresses.
    * `new_*` and `added` are records to insert. Of the kinds in `Records` these know which to insert or update.
    """

    draw_id: Callable[[str], str]
    draw_code: Callable[[], str]
    draw_card_number: Callable[[], str]
    members: Records[Member] = field(default_factory=lambda: Records("member_id"))
    identifiers: dict[Name, str] = field(default_factory=dict)
    receipts: dict[Name, IdempotencyRecord] = field(default_factory=dict)
    purchases: Records[Purchase] = field(default_factory=lambda: Records("purchase_id"))
    returns: Records[Return] = field(default_factory=lambda: Records("return_id"))
    vouchers: Records[Voucher] = field(default_factory=lambda: Records("voucher_id"))
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    claimed: dict[str, Purchase | Return] = field(default_factory=dict)
    facts: dict[str, Facts] = field(default_factory=dict)
    expired: dict[Lot, int] = field(default_factory=dict)
    profiles: Records[Profile] = field(default_factory=lambda: Records("member_id"))
    holds: Records[Hold] = field(default_factory=lambda: Records("hold_id"))
    quotes: Records[Quote] = field(default_factory=lambda: Records("quote_id"))
    new_entries: list[Entry] = field(default_factory=list)
    new_receipts: dict[Name, IdempotencyRecord] = field(default_factory=dict)
    new_identifiers: dict[Name, Identifier] = field(default_factory=dict)
    removed_identifiers: dict[Name, Identifier] = field(default_factory=dict)
    supplies: dict[LimitName, int] = field(default_factory=dict)
    taken_supplies: dict[LimitName, int] = field(default_factory=dict)
    partner_codes: dict[LimitName, list[PartnerCode]] = field(default_factory=dict)
    used_codes: list[PartnerCode] = field(default_factory=list)
    merges: list[tuple[str, str]] = field(default_factory=list)
    erasures: list[Member] = field(default_factory=list)
    added: list[Added] = field(default_factory=list)
    new_tier_changes: dict[str, TierChange] = field(default_factory=dict)
    withdrawn_notices: list[tuple[str, str]] = field(default_factory=list)
    stays: Records[SegmentStay] = field(default_factory=lambda: Records("stay_id"))
    consents: dict[str, list[Consent]] = field(default_factory=dict)
    pepper: bytes = b""
    gift_cards: Records[GiftCard] = field(default_factory=lambda: Records("card_id"))
    code_secrets: dict[str, bytes] = field(default_factory=dict)
    card_entries: dict[str, list[Entry]] = field(default_factory=dict)

    def member(self, program_id: str, reference: str) -> Member | None:
        """The member of this programme that a reference names, else None. Raises MemberErased."""
        member = self.member_or_what_is_left(program_id, reference)
        if member and member.erased_at:
            raise MemberErased(reference)
        return member

    def member_or_what_is_left(self, program_id: str, reference: str) -> Member | None:
        """The member that a reference names, including an erased one."""
        kind, colon, value = reference.partition(":")
        if not colon:
            kind, value = "mem", reference
        # A merged member is found under the old id.
        member_id = self.identifiers.get((program_id, kind, value), "" if colon else reference)
        member = self.members.get(member_id) if member_id else None
        return member if member and member.program_id == program_id else None

    def purchase(self, program_id: str, reference: str) -> Purchase | None:
        """The purchase of this programme that a reference names, else None."""
        purchase = self.purchases.get(self._object_id(program_id, "purchase", reference))
        return purchase if purchase and purchase.program_id == program_id else None

    def returned(self, program_id: str, reference: str) -> Return | None:
        """The return of this programme that a reference names, else None."""
        found = self.returns.get(self._object_id(program_id, "return", reference))
        return found if found and found.program_id == program_id else None

    def returns_of(self, purchase_id: str) -> list[Return]:
        """All returns of a purchase, the void included, oldest first."""
        found = [one for one in self.returns.values() if one.purchase_id == purchase_id]
        return sorted(found, key=lambda one: one.return_id)

    def voucher(self, program_id: str, code: str) -> Voucher | None:
        """The voucher of this programme with this code, else None."""
        found = (one for one in self.vouchers.values() if one.code == code and one.program_id == program_id)
        return next(found, None)

    def gift_card(self, program_id: str, named: str) -> GiftCard | None:
        """The gift card of this programme with this id or code, else None."""
        found = self.gift_cards.get(named) or next((one for one in self.gift_cards.values() if one.code == named), None)
        return found if found and found.program_id == program_id else None

    def entries_of_card(self, card_id: str) -> list[Entry]:
        """The entries of a gift card, and of the cards that it has replaced."""
        found = [*self.card_entries.get(card_id, ()), *(one for one in self.new_entries if one.member_id == card_id)]
        for one in self.gift_cards.values():
            if one.replaced_by == card_id:
                found += self.entries_of_card(one.card_id)
        return found

    def vouchers_from(self, member_id: str, source: str) -> list[Voucher]:
        """A member's vouchers from one source."""
        return [one for one in self.vouchers.values() if one.member_id == member_id and one.source == source]

    def usable_vouchers(self, member_id: str) -> list[Voucher]:
        """A member's usable vouchers, oldest first."""
        found = [one for one in self.vouchers.values() if one.member_id == member_id and one.status == "usable"]
        return sorted(found, key=lambda voucher: voucher.voucher_id)

    def open_stays(self, member_id: str) -> dict[str, SegmentStay]:
        """A member's open stays, by segment."""
        return {one.segment: one for one in self.stays.values() if one.member_id == member_id and one.left_on is None}

    def kept_vouchers(self, hold_id: str) -> list[Voucher]:
        """The vouchers that a hold reserves; a purchase may have used one of them meanwhile."""
        return [one for one in self.vouchers.values() if one.held_by == hold_id and one.status in ("held", "used")]

    def copy(self) -> "Book":
        """A copy to which a decision can be applied, to decide the next one, without changing this book."""
        found = replace(self, entries={cause: list(entries) for cause, entries in self.entries.items()})
        for one in fields(self):
            value = getattr(found, one.name)
            if isinstance(value, dict | list):
                setattr(found, one.name, value.copy())
        return found

    def with_only(self, known: Set[str]) -> "Book":
        """The book for a caller that knows only these members, by id. For deciding only; nothing is applied to it.

        All names remain taken, whoever has them; a record that another caller made under a request's name counts as a
        conflict.
        """
        return replace(
            self,
            members=_with_only(known, self.members),
            purchases=_with_only(known, self.purchases),
            returns=_with_only(known, self.returns),
            vouchers=_with_only(known, self.vouchers),
            holds=_with_only(known, self.holds),
            quotes=_with_only(known, self.quotes),
            receipts={
                name: one if _is_of(known, one.member_id) else one._replace(object_id="something else", fingerprint="")
                for name, one in self.receipts.items()
            },
        )

    def owners(self) -> set[str]:
        """The ids of all members with records in the book."""
        records = (self.members, self.purchases, self.returns, self.vouchers, self.holds, self.quotes, self.receipts)
        found = {one.member_id for kind in records for one in kind.values()}
        return {one for one in found if one is not None and not one.startswith(GUEST)}

    def apply(self, decision: Decision) -> None:
        """Enter a decision, so that later commands see its effects and the store can write them."""
        self._correct_sales(decision)
        for record in decision.claimed:
            self._leave_behind(record)
        self.members.enter(decision.members)
        self.purchases.enter(decision.purchases)
        self.returns.enter(decision.returns)
        self.vouchers.enter(decision.vouchers)
        self.holds.enter(decision.holds)
        self.quotes.enter(decision.quotes)
        self.profiles.enter(decision.profiles)
        self.stays.enter(decision.stays)
        self.gift_cards.enter(decision.gift_cards)
        for receipt in decision.receipts:
            self.receipts[receipt[:3]] = self.new_receipts[receipt[:3]] = receipt
        for identifier in decision.removed:
            self._remove(identifier)
        for identifier in decision.identifiers:
            self.identifiers[identifier[:3]] = identifier.member_id
            self.new_identifiers[identifier[:3]] = identifier
        for entry in decision.passed:
            self._count_expired(entry)
        for entry in decision.entries:
            self._count_expired(entry)
            self.entries.setdefault(entry.cause_id, []).append(entry)
        for code in decision.partner_codes:
            pool = self.partner_codes[code.program_id, code.reward]
            self.partner_codes[code.program_id, code.reward] = [one for one in pool if one.code != code.code]
            self.used_codes.append(code)
        for supply, more in decision.supplies.items():
            self.supplies[supply] = self.supplies.get(supply, 0) + more
            self.taken_supplies[supply] = self.taken_supplies.get(supply, 0) + more
        if decision.merged:
            old_id, new_id = decision.merged
            self.members.pop(old_id, None)
            self.identifiers |= {name: new_id for name, owner in self.identifiers.items() if owner == old_id}
            self.merges.append(decision.merged)
            self.consents.setdefault(new_id, []).extend(self.consents.pop(old_id, ()))
        if decision.erased:
            self._erase(self.members[decision.erased])
        self.new_entries += decision.passed
        self.new_entries += decision.entries
        self.new_entries += decision.card_entries
        self.added += decision.added
        for one in decision.added:
            if isinstance(one, Consent):
                self.consents.setdefault(one.member_id, []).append(one)
        self._announce(decision)

    def _correct_sales(self, decision: Decision) -> None:
        """Note what changes sales that may be summed already, for the report of sales."""
        for record in decision.claimed:
            if isinstance(record, Purchase):
                self.added.append(self._correction(record, member_sales=1, member_net=record.net))
        for returned in decision.returns:
            before = self.returns.get(returned.return_id)
            if returned.status == "voided" and before and before.status == "recorded":
                self.added.append(self._correction(returned, returned=-returned.returned_net))

    def _correction(self, of: Purchase | Return, **sums: int) -> SalesCorrection:
        return SalesCorrection(
            correction_id=self.draw_id("cor"),
            program_id=of.program_id,
            occurred_at=of.occurred_at,
            business_date=of.business_date,
            store=of.store,
            **sums,
        )

    def _announce(self, decision: Decision) -> None:
        self.new_tier_changes |= {change.tier_change_id: change for change in decision.tier_changes}
        for owner, change_id in decision.withdrawn:
            waiting = self.new_tier_changes.get(change_id)
            if waiting:
                self.new_tier_changes[change_id] = waiting._replace(notice_at=None)
            else:
                self.withdrawn_notices.append((owner, change_id))

    def _count_expired(self, entry: Entry) -> None:
        if entry.type == "expire":
            lot = (entry.member_id, entry.unit, entry.lot)
            self.expired[lot] = self.expired.get(lot, 0) - entry.amount

    def _remove(self, identifier: Identifier) -> None:
        name = identifier[:3]
        self.identifiers.pop(name, None)
        # A record added by this batch is not in the database yet, so it need not be deleted there.
        if self.new_identifiers.pop(name, None) is None:
            self.removed_identifiers[name] = identifier

    def _erase(self, member: Member) -> None:
        owner = member.member_id
        self.profiles.forget(owner)
        for stay_id in [stay_id for stay_id, stay in self.stays.items() if stay.member_id == owner]:
            self.stays.forget(stay_id)
        for name in [name for name, known in self.identifiers.items() if known == owner and name[1] != "mem"]:
            self.identifiers.pop(name)
            self.new_identifiers.pop(name, None)
        for name in [name for name, receipt in self.receipts.items() if receipt.object_id == owner]:
            known = self.receipts.pop(name)
            kept = known._replace(
                kind=FORGOTTEN, name=forgotten_name(known.kind, known.name, known.fingerprint), answer=None
            )
            self.receipts[kept[:3]] = kept
            if self.new_receipts.pop(name, None):
                self.new_receipts[kept[:3]] = kept
        self.erasures.append(member)

    def _leave_behind(self, record: Purchase | Return) -> None:
        # The member's own record takes over its id, so the guest's record gets another name.
        key = f"{record.member_id}/{record[1]}"
        self.claimed[record[1]] = record
        if isinstance(record, Purchase):
            self.purchases.leave_behind(record, key)
        else:
            self.returns.leave_behind(record, key)

    def _object_id(self, program_id: str, kind: str, reference: str) -> str:
        if not reference.startswith("ext:"):
            return reference
        receipt = self.receipts.get((program_id, kind, reference[4:]))
        return receipt.object_id if receipt else ""


def _is_of(known: Set[str], member_id: str | None) -> bool:
    """Whether a record belongs to one of these members, to a guest, or to a gift card."""
    return member_id is None or member_id in known or member_id.startswith((GUEST, PREFIX))


def _with_only(known: Set[str], records: Records[Owned]) -> Records[Owned]:
    return Records(records.key, {key: one for key, one in records.items() if _is_of(known, one.member_id)})
