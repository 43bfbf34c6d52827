"""Merges two members: everything of one becomes the other's, as if it always had been.

Balances and measures are added; everything that depends on sums (rebates, full cards, carried fractions) is then
adjusted.
"""

from dataclasses import replace
from datetime import datetime

from app.engine.decisions.members import merging_tiers, profiles
from app.engine.model.birthdays import birthday_of
from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.commands.members import MergeMembers
from app.engine.model.entered import Records
from app.engine.model.ratio import Ratio, added, rounded
from app.engine.model.records.members import Identifier, Member
from app.engine.model.records.vouchers import Voucher
from app.engine.model.state import MemberState
from app.engine.program.terms.earning import EarnRule
from app.engine.program.terms.rebates import Rebate
from app.engine.program.terms.rules import Rules
from app.engine.program.versions import Program
from app.engine.proof import rebuild
from app.engine.rules import shared_limits, stays, tiers
from app.engine.rules.balances import bonuses
from app.engine.rules.balances.point_moves import give_points, pay_debt, take_points
from app.engine.rules.changes.change import Change
from app.engine.rules.changes.expiry import lot_of
from app.engine.rules.passing_time import begin
from app.engine.rules.rewards import punch_cards, rebates
from app.ledger import balances
from app.ledger.entries import Entry, punches


def merge(program: Program, book: Book, command: MergeMembers, now: datetime) -> Decision | Refusal:
    """Merge one member into another. A no-op if repeated."""
    member, merged = book.member(program.id, command.member), book.member(program.id, command.merged)
    if member is None:
        return Refusal("not-found", "there is no such member")
    if merged is None:
        return Refusal("not-found", "there is no such member", "/from")
    if member.member_id == merged.member_id:
        return Decision(member, replayed=True)
    change = begin(program, book, member, cause="merge", cause_id=merged.member_id, now=now)
    # Holds of both may end now and give back to the same gift card.
    seen = replace(book, gift_cards=Records("card_id", {**book.gift_cards, **change.gift_cards}))
    other = begin(program, seen, merged, cause="merge", cause_id=merged.member_id, now=now)
    change.owners = (member.member_id, merged.member_id)
    change.passed += other.passed
    change.vouchers += other.vouchers
    change.tier_changes += other.tier_changes
    change.withdrawn += other.withdrawn
    change.holds += other.holds
    change.gift_cards |= other.gift_cards
    change.card_entries += other.card_entries
    for (_, name), amount in other.supplies.items():
        shared_limits.add(change, name, amount)
    today, mine, theirs = change.today, change.state, other.state
    ended = {one.hold_id: one for one in change.holds}
    facts = book.facts[member.member_id].with_those(book.facts[merged.member_id])
    facts = facts._replace(
        entries=facts.entries + change.passed,
        vouchers=_brought_up_to_date(facts.vouchers, change.vouchers),
        holds=[ended.get(one.hold_id, one) for one in facts.holds],
    )
    joined_on = min((one.joined_on for one in (member, merged) if one.joined_on), default=None)
    own, others = (book.profiles.get(one.member_id) for one in (member, merged))
    said = [row for one in (member, merged) for row in book.consents.get(one.member_id, ())]
    profile = profiles.joined(member, own, others, said)
    change.state = rebuild.rebuild(program, facts, joined_on, today)
    earliest = min((state.tier_since for state in (mine, theirs) if state.tier_since), default=None)
    ladder = program.rules.tiers
    change.state.tier_since = (ladder and tiers.held_since(change.state, ladder, today)) or earliest
    change.state.day = today
    change.state.told = mine.told
    change.state.birthday = birthday_of(profile.birth_date) if profile else None
    given = merging_tiers.join_given(change, mine, theirs)
    merging_tiers.join_notices(change, merged, mine, theirs)
    _set_fractions_right(change, mine, theirs)
    _set_rebates_right(change, mine, theirs)
    punch_cards.join_days(change, mine, theirs)
    if program.has_bonuses:
        bonuses.join_members(change, *(_entries_of(book, change, one) for one in (member, merged)))
    for card_id in {card.id for rules in program.versions for card in rules.shown_cards}:
        rules, card = next((one, found) for one in reversed(program.versions) if (found := one.card(card_id)))
        count = balances.total(change.state.balances, punches(card.id))
        punch_cards.set_vouchers_right(change, card, rules, count)
    pay_debt(change, program.rules, rule=None)
    merging_tiers.join_ranks(change, facts, mine, theirs)
    stays_ended = stays.join(change, merged, facts.stays)
    changed = change.changed_member()
    merging_tiers.join_histories(change, facts)
    changed = changed._replace(joined_on=joined_on, external_id=member.external_id or merged.external_id)
    return Decision(
        changed,
        members=[changed],
        profiles=[profile] if profile else [],
        entries=change.entries,
        passed=change.passed,
        vouchers=change.vouchers,
        added=[*given],
        tier_changes=change.tier_changes,
        withdrawn=change.withdrawn,
        stays=stays_ended,
        holds=change.holds,
        supplies=change.supplies,
        gift_cards=list(change.gift_cards.values()),
        card_entries=change.card_entries,
        identifiers=[Identifier(program.id, "mem", merged.member_id, member.member_id)],
        merged=(merged.member_id, member.member_id),
    )


def _set_fractions_right(change: Change, mine: MemberState, theirs: MemberState) -> None:
    """Two sums rounded separately may differ by a point from their total rounded once."""
    for rule_id in mine.carried.keys() & theirs.carried.keys():
        rules, rule = _newest_with(change.program, rule_id)
        parts = [Ratio(*state.carried[rule_id]) for state in (mine, theirs)]
        difference = rounded(*added(*parts), rule.rounding) - sum(rounded(*part, rule.rounding) for part in parts)
        why = f"{rule_id}: fractions of both members combined"
        if difference > 0:
            give_points(change, rules, lot_of(rules, change.today), difference, why, type_="adjust", rule=rule_id)
        elif difference < 0:
            take_points(change, rules, None, -difference, why, type_="adjust", rule=rule_id)


def _set_rebates_right(change: Change, mine: MemberState, theirs: MemberState) -> None:
    for rebate_id in sorted(mine.rebates.keys() | theirs.rebates.keys()):
        periods = change.state.rebates.setdefault(rebate_id, {})
        parts = [state.rebates.get(rebate_id, {}) for state in (mine, theirs)]
        for start in {start for part in parts for start in part}:
            # A period in which the two cancel out is no longer among the sums.
            was_due = sum(rebates.sums_of(part, start).due for part in parts)
            periods[start] = list(rebates.sums_of(periods, start)._replace(due=was_due))
        rebate = next(found for rules in change.program.versions if (found := rules.rebate(rebate_id)))
        for start in sorted(periods):
            terms = change.program.rebate_terms(rebate, start)
            if terms.pays_at_once and terms.pays_as == "points":
                _set_rebate_points_right(change, terms, [rebates.sums_of(part, start).due for part in parts])
            rebates.settle_due(change, change.program.rules.version, terms, periods, start)
        if not periods:
            del change.state.rebates[rebate_id]


def _set_rebate_points_right(change: Change, terms: Rebate, dues: list[int]) -> None:
    missing = rebates.points_for(terms, sum(dues)) - sum(rebates.points_for(terms, due) for due in dues)
    if missing:
        why = f"{terms.name}: fractions of both members combined"
        lot = lot_of(change.program.rules, change.today)
        give_points(change, change.program.rules, lot, missing, why, type_="adjust", rule=terms.id)


def _entries_of(book: Book, change: Change, member: Member) -> list[Entry]:
    passed = [one for one in change.passed if one.member_id == member.member_id]
    return book.facts[member.member_id].entries + passed


def _newest_with(program: Program, rule_id: str) -> tuple[Rules, EarnRule]:
    found = ((rules, rule) for rules in reversed(program.versions) for rule in rules.earn if rule.id == rule_id)
    return next(found)


def _brought_up_to_date(vouchers: list[Voucher], changed: list[Voucher]) -> list[Voucher]:
    return list({one.voucher_id: one for one in (*vouchers, *changed)}.values())
