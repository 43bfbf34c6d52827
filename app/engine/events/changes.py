"""The events of a decision: what it changed, as other systems learn of it.

An event keeps only what no other row keeps: a purchase's is a row without facts, made here within microseconds.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from app.engine.events.balance_changes import changes_of_state
from app.engine.events.gift_card_changes import of_gift_cards
from app.engine.events.happened import Happened as Happened
from app.engine.model.book import Book, Decision
from app.engine.model.commands.command import Command, parts_of
from app.engine.model.commands.members import (
    AddCard,
    ChangeMember,
    EraseMember,
    LinkMember,
    MergeMembers,
    RemoveCard,
    UnlinkMember,
)
from app.engine.model.commands.sales import (
    ActivatePurchase,
    ClaimPurchase,
    Exchange,
    RecordPurchase,
    TakeReturn,
    TakeReturnWithoutReceipt,
    VoidPurchase,
    VoidReturn,
)
from app.engine.model.commands.tiers import DecideSegments
from app.engine.model.consents import allows
from app.engine.model.gift_cards import GiftCard
from app.engine.model.records.checkout import Hold
from app.engine.model.records.members import Consent, Enrolment, Member
from app.engine.model.records.points import Adjustment, Redemption, Transfer
from app.engine.model.records.sales import Purchase, Return
from app.engine.model.records.vouchers import Voucher
from app.engine.model.state import MemberState
from app.engine.program.versions import Program
from app.engine.rules.apply import after_text
from app.engine.rules.balances import bonuses
from app.ledger.entries import CREDIT, POINTS

_PURCHASES: Final = {
    RecordPurchase: ("purchase.recorded", "purchase"),
    VoidPurchase: ("purchase.voided", "purchase_void"),
    ClaimPurchase: ("purchase.claimed", "claim"),
    ActivatePurchase: ("purchase.activated", "activation"),
}
_RETURNS: Final = {
    TakeReturn: ("return.recorded", "return"),
    TakeReturnWithoutReceipt: ("return.recorded", "return"),
    VoidReturn: ("return.voided", "return_void"),
}
_OF_VOUCHERS: Final = {"used": "voucher.used", "revoked": "voucher.revoked", "expired": "voucher.expired"}
_OF_HOLDS: Final = {"active": "placed", "captured": "captured", "released": "released", "expired": "expired"}


MOST_LOTS: Final = 10
WITHOUT_BALANCES: Final = ("member.changed", "member.linked", "segment.entered", "segment.left", "consent.changed")


def events_of(program: Program, book: Book, command: Command, decision: Decision) -> list[Happened]:
    """What a decision, which the book does not know yet, means to others."""
    kind = type(command)
    if kind is RecordPurchase and is_plain(decision):
        return [_of_purchase(command, decision), *_of_states(program, book, decision, None)]
    found = [*_of_time(decision)]
    found += _enrolments(book, decision, command)
    head = list(_head(book, command, decision))
    found += head
    found += _of_bonuses(decision)
    cause = (head[0].cause, head[0].cause_id) if head else _cause_of(decision)
    found += _of_vouchers(book, decision, cause)
    found += _of_holds(decision, cause)
    found += of_gift_cards(book, decision, cause) if decision.gift_cards else []
    found += _of_tiers(decision)
    found += _of_consents(program, decision)
    found += _of_states(program, book, decision, cause)
    if isinstance(command, DecideSegments):
        found += _of_segments(decision, command)
    return [_with_balances(program, decision, one) for one in found]


def is_plain(decision: Decision) -> bool:
    """Whether a purchase changed nothing but balances."""
    return not (
        decision.passed
        or decision.vouchers
        or decision.holds
        or decision.tier_changes
        or decision.identifiers
        or decision.gift_cards
    )


def _of_purchase(command: Command, decision: Decision) -> Happened:
    purchase = decision.subject
    assert isinstance(purchase, Purchase)
    type_, cause = _PURCHASES[type(command)]
    cause_id = command.return_id if isinstance(command, VoidPurchase) else purchase.purchase_id
    owner = None if purchase.guest else purchase.member_id
    return Happened(type_, owner, cause, cause_id, object_id=purchase.purchase_id, store=purchase.store)


def _head(book: Book, command: Command, decision: Decision) -> Iterator[Happened]:
    subject = decision.subject
    if isinstance(command, Exchange):
        for part, decided in zip(parts_of(command), decision.parts, strict=True):
            yield from () if decided.replayed else _head(book, part, decided)
    elif isinstance(subject, Purchase):
        yield _of_purchase(command, decision)
    elif isinstance(subject, Return):
        type_, cause = _RETURNS[type(command)]
        owner = subject.member_id if decision.members else None
        yield Happened(type_, owner, cause, subject.return_id, object_id=subject.return_id, store=subject.store)
    elif isinstance(subject, Adjustment):
        type_ = {POINTS: "points.adjusted", CREDIT: "credit.adjusted"}.get(subject.unit, "balance.adjusted")
        facts = {"unit": subject.unit, "amount": subject.amount}
        yield Happened(type_, subject.member_id, "adjustment", subject.adjustment_id, facts=facts)
    elif isinstance(subject, Transfer):
        for owner, points, other in (
            (subject.member_id, -subject.points, subject.taker_id),
            (subject.taker_id, subject.points, subject.member_id),
        ):
            facts = {"points": points, "other": other}
            yield Happened("points.transferred", owner, "transfer", subject.transfer_id, facts=facts)
    elif isinstance(subject, Redemption):
        gives = any(entry.type == "donate" for entry in decision.entries)
        facts = {"reward": subject.reward, "points": subject.points}
        type_ = "donation.made" if gives else "reward.redeemed"
        yield Happened(type_, subject.member_id, "redemption", subject.redemption_id, facts=facts)
    elif isinstance(subject, Member):
        yield from _of_member(book, command, decision, subject)


def _of_member(book: Book, command: Command, decision: Decision, member: Member) -> Iterator[Happened]:
    owner = member.member_id
    if isinstance(command, ChangeMember):
        fields = sorted({*command.told, *(("consents",) if command.consents is not None else ())})
        fields += ["metadata"] if command.metadata is not None else []
        yield Happened("member.changed", owner, "member", owner, facts={"fields": fields})
    elif isinstance(command, (AddCard, RemoveCard)):
        yield Happened("member.changed", owner, "member", owner, facts={"fields": ["cards"]})
    elif isinstance(command, LinkMember):
        # The customer's id would outlive an erasure here.
        yield Happened("member.linked", owner, "member", owner, facts={"connector": command.link.partition("/")[0]})
    elif isinstance(command, UnlinkMember):
        yield Happened("member.changed", owner, "member", owner, facts={"fields": ["links"]})
    elif isinstance(command, EraseMember):
        yield Happened("member.erased", owner, "member", owner)
    elif isinstance(command, MergeMembers) and decision.merged:
        yield Happened("member.merged", owner, "merge", decision.merged[0], facts={"from": decision.merged[0]})


def _enrolments(book: Book, decision: Decision, command: Command) -> Iterator[Happened]:
    for member in decision.members:
        if member.member_id not in book.members and not isinstance(command, MergeMembers):
            how = "enrolment" if isinstance(decision.subject, (Member, Enrolment)) else "purchase"
            yield Happened("member.enrolled", member.member_id, "member", member.member_id, facts={"how": how})


def _of_time(decision: Decision) -> Iterator[Happened]:
    """What time did before the command: points that ended, rebates that were settled."""
    expired: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for entry in decision.passed:
        if entry.type == "expire" and entry.unit == POINTS and entry.amount < 0:
            available_on, _, ends = entry.lot.partition("/")
            lot = {"available_on": available_on or None, "expires_on": ends or None, "points": -entry.amount}
            expired.setdefault((entry.member_id, entry.cause_id), []).append(lot)
        elif entry.type == "settle" and entry.unit.startswith("rebate:"):
            rebate = {"id": entry.rule, "period": entry.lot, "paid": -entry.amount}
            yield Happened("rebate.settled", entry.member_id, "time", entry.cause_id, facts={"rebate": rebate})
    for (owner, day), lots in expired.items():
        facts = {"points": sum(lot["points"] for lot in lots), "lots": lots[:MOST_LOTS]}
        yield Happened("points.expired", owner, "time", day, facts=facts)


def _of_bonuses(decision: Decision) -> Iterator[Happened]:
    for entry in (*decision.passed, *decision.entries):
        if bonuses.is_one(entry):
            facts = {"bonus": {"id": entry.rule, "points": entry.amount}}
            yield Happened("bonus.given", entry.member_id, entry.cause, entry.cause_id, facts=facts)


def _of_vouchers(book: Book, decision: Decision, cause: tuple[str, str]) -> Iterator[Happened]:
    # The same voucher may change several times in one decision: only its last status matters.
    for voucher in {one.voucher_id: one for one in decision.vouchers}.values():
        known = book.vouchers.get(voucher.voucher_id)
        type_ = _OF_VOUCHERS.get(voucher.status)
        if known is None and voucher.status in ("usable", "held"):
            type_ = "voucher.issued"
        elif known and known.status == voucher.status:
            type_ = None
        if type_:
            yield Happened(type_, voucher.member_id, *cause, voucher.voucher_id)


def _of_holds(decision: Decision, cause: tuple[str, str]) -> Iterator[Happened]:
    for hold in decision.holds:
        why = ("time", hold.ended_at or hold.expires_at) if hold.status == "expired" else cause
        if hold.status == "active":
            why = ("hold", hold.hold_id)
        yield Happened(f"hold.{_OF_HOLDS[hold.status]}", hold.member_id, *why, hold.hold_id, facts=_of_hold(hold))


def _of_hold(hold: Hold) -> dict[str, Any]:
    return {"points": hold.points, "credit": hold.credit, "expires_at": hold.expires_at}


def _of_tiers(decision: Decision) -> Iterator[Happened]:
    withdrawn = {change_id for _, change_id in decision.withdrawn}
    for change in decision.tier_changes:
        is_due = change.notice_at is not None and change.notice_at <= change.recorded_at
        if is_due and change.tier_change_id not in withdrawn:
            yield Happened("tier.changed", change.member_id, change.cause, change.cause_id, change.tier_change_id)


def _of_consents(program: Program, decision: Decision) -> Iterator[Happened]:
    if decision.merged:
        return
    for row in decision.added:
        if isinstance(row, Consent):
            # Said for all channels, so no single address matters.
            may = allows(row, needed_for(program, row.purpose), {}, row.purpose)
            yield consent_changed(row, may=may)


def needed_for(program: Program, purpose: str) -> frozenset[str]:
    """The bases of which a purpose needs one."""
    return program.rules.contacts.needs.get(purpose, frozenset({"consent"}))


def consent_changed(row: Consent, *, may: bool) -> Happened:
    """The event of something that a member allowed or withdrew. `may`: whether contact is allowed after it."""
    facts = {"purpose": row.purpose, "channel": row.channel, "may": may}
    return Happened("consent.changed", row.member_id, "consent", row.consent_id, facts=facts)


def _of_states(program: Program, book: Book, decision: Decision, cause: tuple[str, str] | None) -> Iterable[Happened]:
    """What the sums of a member's state show: full cards, debts, bands of rebates."""
    found = []
    for member in decision.members:
        known = book.members.get(member.member_id)
        before = known.state if known else MemberState()
        if before is not member.state:
            purchase = decision.subject
            if cause is None:
                assert isinstance(purchase, Purchase)
                cause = ("purchase", purchase.purchase_id)
            for type_, facts in changes_of_state(program, before, member.state):
                found.append(Happened(type_, member.member_id, *cause, facts=facts))
    return found


def _of_segments(decision: Decision, command: DecideSegments) -> Iterator[Happened]:
    for stay in decision.stays:
        entered = stay.left_on is None
        facts = {"segment": stay.segment}
        type_ = "segment.entered" if entered else "segment.left"
        yield Happened(type_, stay.member_id, "review", command.decided_on, facts=facts)


def _cause_of(decision: Decision) -> tuple[str, str]:
    if isinstance(decision.subject, Hold):
        return ("hold", decision.subject.hold_id)
    if isinstance(decision.subject, Voucher):
        entry = next(iter(decision.entries), None)
        return (entry.cause, entry.cause_id) if entry else ("revocation", decision.subject.voucher_id)
    if isinstance(decision.subject, GiftCard):
        return ("gift_card", decision.subject.card_id)
    entry = next(iter([*decision.entries, *decision.passed]), None)
    return (entry.cause, entry.cause_id) if entry else ("time", "")


def _with_balances(program: Program, decision: Decision, one: Happened) -> Happened:
    """The event with the member's balances after it, unless its purchase or return keeps them."""
    if one.cause in ("purchase", "return", "purchase_void", "return_void", "claim") or one.type == "member.erased":
        return one
    member = next((known for known in decision.members if known.member_id == one.member_id), None)
    if member is None or one.type in WITHOUT_BALANCES:
        return one
    today = member.state.day
    facts = {**(one.facts or {}), "after": after_text(program, member.state, today, today)}
    return one._replace(facts=facts)
