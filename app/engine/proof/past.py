"""A member as known at a past moment: rebuilt from everything recorded by then.

Rows of purchases, returns and vouchers have their present status; the entries tell when it changed. A change without
entries has no known time, and counts as if it had applied from the start.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

from app.engine.model.facts import Facts
from app.engine.model.instants import instant_text
from app.engine.model.records.members import Member
from app.engine.model.records.sales import Return
from app.engine.model.records.vouchers import Voucher
from app.engine.model.state import MemberState
from app.engine.model.value import vouchers_taken
from app.engine.program.versions import Program
from app.engine.proof.rebuild import rebuild
from app.engine.rules import tiers
from app.engine.rules.changes import held_tier
from app.engine.rules.passing_time import next_due_at

_CLAIM: Final = "claim"
_UNDOING: Final = "return_void"


def program_at(program: Program, at: datetime) -> Program:
    """The programme with the versions published by then; before the first one, with the first."""
    return replace(program, versions=program.published_by(instant_text(at)), _terms={})


def facts_at(facts: Facts, at: datetime) -> Facts:
    """The facts about a member at a moment."""
    until = instant_text(at)
    first: dict[tuple[str, str], str] = {}
    for entry in facts.entries:
        for name in {(entry.cause, entry.cause_id), ("", entry.cause_id)}:
            first[name] = min(first.get(name, entry.recorded_at), entry.recorded_at)
    entries = [one for one in facts.entries if one.recorded_at <= until]
    claimed_later = {name for (cause, name), when in first.items() if cause == _CLAIM and when > until}
    purchases = [one for one in facts.purchases if one.recorded_at <= until and one.purchase_id not in claimed_later]
    returns = [
        one._replace(status="recorded") if first.get((_UNDOING, one.return_id), "") > until else one
        for one in facts.returns
        if one.recorded_at <= until and one.purchase_id not in claimed_later
    ]
    voided = {one.purchase_id for one in returns if one.kind == "void" and one.status == "recorded"}
    return Facts(
        entries=entries,
        purchases=[one._replace(status="voided" if one.purchase_id in voided else "recorded") for one in purchases],
        returns=returns,
        vouchers=_vouchers_at(facts.vouchers, {one.purchase_id for one in purchases}, returns, first, until),
        holds=[
            one._replace(status="active" if one.ended_at is None or one.ended_at > until else one.status)
            for one in facts.holds
            if one.created_at <= until
        ],
        birthday=facts.birthday,
        given=[one for one in facts.given if one.recorded_at <= until],
        tier_changes=[one for one in facts.tier_changes if one.recorded_at <= until],
        stays=[
            one._replace(left_on=None) if one.left_at is not None and one.left_at > until else one
            for one in facts.stays
            if one.entered_at <= until
        ],
    )


def member_at(program: Program, member: Member, facts: Facts, at: datetime) -> Member:
    """A member rebuilt from those facts; `program` as it was. Effects of time may still be due."""
    day = program.business_date(at)
    state = rebuild(program, facts, member.joined_on, day)
    ladder = program.rules.tiers
    state.tier_since = (ladder and tiers.held_since(state, ladder, day)) or _held_on_since(member, state, day)
    # Entries show all effects of time up to the day through which they have been applied since.
    state.day = min(member.state.day or day, day)
    level = held_tier.level_id(ladder, state)
    return member._replace(state=state, tier=level, next_due_at=next_due_at(program, state))


def _held_on_since(member: Member, state: MemberState, day: str) -> str | None:
    """The first day of a tier that is still held; None for a tier lost since then, because no table has it."""
    since = member.state.tier_since
    return since if since and since <= day and state.tier == member.state.tier else None


def _vouchers_at(
    vouchers: list[Voucher],
    purchases: set[str],
    returns: list[Return],
    first: dict[tuple[str, str], str],
    until: str,
) -> list[Voucher]:
    # Vouchers that a mistaken return had revoked were gone until the return was undone.
    taken = {voucher for one in returns if one.status == "recorded" for voucher in vouchers_taken(one)}
    known = []
    for one in vouchers:
        if one.issued_at > until:
            continue
        is_due_no_more = one.revoked_by is not None and first.get(("", one.revoked_by), "") <= until
        is_revoked = one.voucher_id in taken if one.status != "revoked" else is_due_no_more
        is_used = not purchases.isdisjoint((one.used_by or "").split())
        status = "used" if is_used and one.status == "used" else "revoked" if is_revoked else None
        status = status or ("used" if is_used else "usable")
        known.append(one._replace(status=status, revoked_by=one.revoked_by if is_due_no_more else None))
    return known
