"""The book: everything that the commands of a batch need, loaded and locked before the first is decided.

A decision says what changes; `Book.apply` enters it at once, so that the next command of the batch sees it,
and keeps account of what the store has to write in the end. Nothing is loaded while deciding.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeVar

from app.engine.model.facts import Facts
from app.engine.model.names import FORGOTTEN, forgotten_name
from app.engine.model.records import (
    Adjustment,
    Enrolment,
    Hold,
    IdempotencyRecord,
    Identifier,
    Member,
    PartnerCode,
    Profile,
    Purchase,
    Quote,
    Redemption,
    Return,
    TierChange,
    TierGrant,
    Transfer,
    Voucher,
)
from app.ledger.entries import Entry

Record = TypeVar("Record")
Name = tuple[str, str, str]
Lot = tuple[str, str, str]
LimitName = tuple[str, str]

ERASED: Final = "the member was erased; only the anonymous ledger is left"


class MemberErased(LookupError):
    """A command names a member by the id that is left of it after its personal data was erased.

    Its argument is that reference; a request that enrolled the member has none.
    """


class Refusal(NamedTuple):
    """A command understood and refused. `problem` is a type of the API contract; nothing has changed.

    `pointer` is the JSON pointer of the part of the request that is wrong, "" for the whole. `retry_seconds`: after so
    long it may be carried out after all. `differing`: fields in which an earlier request of this name said something
    else.
    """

    problem: str
    detail: str
    pointer: str = ""
    code: str = ""
    retry_seconds: int = 0
    differing: tuple[str, ...] = ()


LATE_SECONDS: Final = 10


def nothing_named(what: str, reference: str, pointer: str = "") -> Refusal:
    """The refusal of a reference to a purchase or return that is not there.

    One by the caller's own name may still be on its way, from a till that was offline: it is to be sent again.
    """
    retry_seconds = LATE_SECONDS if reference.startswith("ext:") else 0
    return Refusal("not-found", f"there is no such {what}", pointer, retry_seconds=retry_seconds)


@dataclass(slots=True)
class Decision:
    """What changes, by kind; and whether it only repeats what an earlier request of the same name did.

    `subject` is what the command made or found. `entries` are what it did, and `passed` what time had done before.
    `claimed` are a guest's purchase and returns as they stay behind when a member's own take their place. `removed` are
    names that are names no more. `supplies`: how much more (or, given back, less) is taken of what there is only so
    much of, by name. `partner_codes` are those that are handed out. `merged` is a member who is another one now (old
    id, new id), `erased` one whose personal data and names go. `after` is where the member stands now, as JSON text,
    where the subject says where it stood when it was first recorded. `tier_changes` are changes of level and
    `withdrawn` those (member id, id) that are not announced any more; `given` is what was given by hand.
    """

    subject: Purchase | Return | Member | Adjustment | Redemption | Enrolment | Quote | Hold | Voucher | Transfer
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
    given: list[TierGrant] = field(default_factory=list)
    tier_changes: list[TierChange] = field(default_factory=list)
    withdrawn: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Book:
    """What is known (by id or name), what was known to the database before, and what has been added since.

    `draw_id` gives a fresh id for a prefix ("ent" -> "ent_01…"), in rising order; `draw_code` a voucher's
    code; `draw_card_number` a card number. `entries` holds the entries of purchases and returns whose
    requests are repeated, and of returns that may be undone, by cause; `claimed` guests' purchases and returns
    that a member's own stand for now; `expired` how much has expired out of which lot (member, unit, lot) of the
    members of commands that need it;
    `supplies` how much was taken of what there is only so much of (programme, name), for commands that may take some;
    `partner_codes` the next codes of the pools (programme, reward) for commands that may hand some out;
    `facts` all that the tables say of a member, and `profiles` the personal data, for commands that need it. `new_*`
    are the records to insert; `changed_*` those to bring up to date.
    """

    draw_id: Callable[[str], str]
    draw_code: Callable[[], str]
    draw_card_number: Callable[[], str]
    members: dict[str, Member] = field(default_factory=dict)
    identifiers: dict[Name, str] = field(default_factory=dict)
    receipts: dict[Name, IdempotencyRecord] = field(default_factory=dict)
    purchases: dict[str, Purchase] = field(default_factory=dict)
    returns: dict[str, Return] = field(default_factory=dict)
    vouchers: dict[str, Voucher] = field(default_factory=dict)
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    claimed: dict[str, Purchase | Return] = field(default_factory=dict)
    facts: dict[str, Facts] = field(default_factory=dict)
    expired: dict[Lot, int] = field(default_factory=dict)
    profiles: dict[str, Profile] = field(default_factory=dict)
    new_members: dict[str, Member] = field(default_factory=dict)
    changed_members: dict[str, Member] = field(default_factory=dict)
    new_purchases: dict[str, Purchase] = field(default_factory=dict)
    changed_purchases: dict[str, Purchase] = field(default_factory=dict)
    new_returns: dict[str, Return] = field(default_factory=dict)
    changed_returns: dict[str, Return] = field(default_factory=dict)
    new_vouchers: dict[str, Voucher] = field(default_factory=dict)
    changed_vouchers: dict[str, Voucher] = field(default_factory=dict)
    new_entries: list[Entry] = field(default_factory=list)
    new_receipts: dict[Name, IdempotencyRecord] = field(default_factory=dict)
    new_identifiers: dict[Name, Identifier] = field(default_factory=dict)
    new_profiles: dict[str, Profile] = field(default_factory=dict)
    changed_profiles: dict[str, Profile] = field(default_factory=dict)
    removed_identifiers: dict[Name, Identifier] = field(default_factory=dict)
    holds: dict[str, Hold] = field(default_factory=dict)
    new_holds: dict[str, Hold] = field(default_factory=dict)
    changed_holds: dict[str, Hold] = field(default_factory=dict)
    quotes: dict[str, Quote] = field(default_factory=dict)
    new_quotes: dict[str, Quote] = field(default_factory=dict)
    changed_quotes: dict[str, Quote] = field(default_factory=dict)
    supplies: dict[LimitName, int] = field(default_factory=dict)
    taken_supplies: dict[LimitName, int] = field(default_factory=dict)
    partner_codes: dict[LimitName, list[PartnerCode]] = field(default_factory=dict)
    used_codes: list[PartnerCode] = field(default_factory=list)
    merges: list[tuple[str, str]] = field(default_factory=list)
    erasures: list[Member] = field(default_factory=list)
    new_given: list[TierGrant] = field(default_factory=list)
    new_tier_changes: dict[str, TierChange] = field(default_factory=dict)
    withdrawn_notices: list[tuple[str, str]] = field(default_factory=list)

    def member(self, program_id: str, reference: str) -> Member | None:
        """The member that a reference names, None when there is none in this programme. Raises MemberErased."""
        member = self.member_or_what_is_left(program_id, reference)
        if member and member.erased_at:
            raise MemberErased(reference)
        return member

    def member_or_what_is_left(self, program_id: str, reference: str) -> Member | None:
        """The member that a reference names, also one that was erased."""
        kind, colon, value = reference.partition(":")
        if not colon:
            kind, value = "mem", reference
        # A member who was merged into another is found there by the old id.
        member_id = self.identifiers.get((program_id, kind, value), "" if colon else reference)
        member = self.members.get(member_id) if member_id else None
        return member if member and member.program_id == program_id else None

    def purchase(self, program_id: str, reference: str) -> Purchase | None:
        """The purchase that a reference names, None when there is none in this programme."""
        purchase = self.purchases.get(self._object_id(program_id, "purchase", reference))
        return purchase if purchase and purchase.program_id == program_id else None

    def returned(self, program_id: str, reference: str) -> Return | None:
        """The return that a reference names, None when there is none in this programme."""
        found = self.returns.get(self._object_id(program_id, "return", reference))
        return found if found and found.program_id == program_id else None

    def returns_of(self, purchase_id: str) -> list[Return]:
        """All returns of a purchase, the void included, oldest first."""
        found = [one for one in self.returns.values() if one.purchase_id == purchase_id]
        return sorted(found, key=lambda one: one.return_id)

    def voucher(self, program_id: str, code: str) -> Voucher | None:
        """The voucher with this code, None when there is none in this programme."""
        found = (one for one in self.vouchers.values() if one.code == code and one.program_id == program_id)
        return next(found, None)

    def vouchers_from(self, member_id: str, source: str) -> list[Voucher]:
        """A member's vouchers from one source."""
        return [one for one in self.vouchers.values() if one.member_id == member_id and one.source == source]

    def usable_vouchers(self, member_id: str) -> list[Voucher]:
        """A member's usable vouchers, oldest first."""
        found = [one for one in self.vouchers.values() if one.member_id == member_id and one.status == "usable"]
        return sorted(found, key=lambda voucher: voucher.voucher_id)

    def kept_vouchers(self, hold_id: str) -> list[Voucher]:
        """The vouchers that a hold keeps; a purchase that is kept after all may have used one meanwhile."""
        return [one for one in self.vouchers.values() if one.held_by == hold_id and one.status in ("held", "used")]

    def apply(self, decision: Decision) -> None:
        """Enter a decision, so that the commands after it see its effects and the store can write them."""
        for record in decision.claimed:
            self._leave_behind(record)
        for member in decision.members:
            _enter(
                member,
                member.member_id,
                self.members,
                self.new_members,
                self.changed_members,
            )
        for purchase in decision.purchases:
            _enter(
                purchase,
                purchase.purchase_id,
                self.purchases,
                self.new_purchases,
                self.changed_purchases,
            )
        for returned in decision.returns:
            _enter(
                returned,
                returned.return_id,
                self.returns,
                self.new_returns,
                self.changed_returns,
            )
        for voucher in decision.vouchers:
            _enter(
                voucher,
                voucher.voucher_id,
                self.vouchers,
                self.new_vouchers,
                self.changed_vouchers,
            )
        for hold in decision.holds:
            _enter(
                hold,
                hold.hold_id,
                self.holds,
                self.new_holds,
                self.changed_holds,
            )
        for quote in decision.quotes:
            _enter(
                quote,
                quote.quote_id,
                self.quotes,
                self.new_quotes,
                self.changed_quotes,
            )
        for profile in decision.profiles:
            _enter(
                profile,
                profile.member_id,
                self.profiles,
                self.new_profiles,
                self.changed_profiles,
            )
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
        if decision.erased:
            self._erase(self.members[decision.erased])
        self.new_entries += decision.passed
        self.new_entries += decision.entries
        self.new_given += decision.given
        self._announce(decision)

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
        # What this batch has added need not be removed from the database.
        if self.new_identifiers.pop(name, None) is None:
            self.removed_identifiers[name] = identifier

    def _erase(self, member: Member) -> None:
        owner = member.member_id
        for profiles in (self.profiles, self.new_profiles, self.changed_profiles):
            profiles.pop(owner, None)
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
        # The member's own record takes its id, so what stays behind is kept under another name.
        key = f"{record.member_id}/{record[1]}"
        self.claimed[record[1]] = record
        if isinstance(record, Purchase):
            (self.new_purchases if record[1] in self.new_purchases else self.changed_purchases)[key] = record
            self.purchases.pop(record[1])
        else:
            (self.new_returns if record[1] in self.new_returns else self.changed_returns)[key] = record
            self.returns.pop(record[1])

    def _object_id(self, program_id: str, kind: str, reference: str) -> str:
        if not reference.startswith("ext:"):
            return reference
        receipt = self.receipts.get((program_id, kind, reference[4:]))
        return receipt.object_id if receipt else ""


def _enter(
    record: Record,
    key: str,
    known: dict[str, Record],
    new: dict[str, Record],
    changed: dict[str, Record],
) -> None:
    if key not in known or key in new:
        new[key] = record
    else:
        changed[key] = record
    known[key] = record
