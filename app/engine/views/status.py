"""A member's status, as tills, checkouts and e-mail read it: computed from the state, never stored."""

from datetime import datetime
from itertools import islice
from math import ceil
from typing import Any, Final

from app.engine.model import calendar, quantities
from app.engine.model.instants import instant_text, shown_instant
from app.engine.model.records.members import Member
from app.engine.model.records.vouchers import Voucher
from app.engine.model.state import MemberState
from app.engine.program.terms.punch_cards import PunchCard
from app.engine.program.terms.rebates import Rebate
from app.engine.program.terms.tiers import Tier, TierLadder
from app.engine.program.versions import Program
from app.engine.rules import ranks, tiers
from app.engine.rules.changes import held_tier
from app.engine.rules.changes.expiry import last_day_of
from app.engine.rules.contacts import group_in
from app.engine.rules.passing_time import advanced
from app.engine.rules.rewards import punch_cards, rebates
from app.engine.rules.rewards.settlements import settled_on
from app.ledger import balances, lots
from app.ledger.entries import CREDIT, POINTS, punches
from app.ledger.entries import rebate as rebate_unit

SHOWN_VOUCHERS: Final = 50


def status(
    program: Program, member: Member, vouchers: list[Voucher], now: datetime, vouchers_total: int | None = None
) -> dict[str, Any]:
    """The status document of the API contract, at the programme's `now`.

    `vouchers` are the usable and held ones. If the list is truncated, `vouchers_total` is their number.
    """
    present = advanced(program, member, now)
    state, today = present.state, present.today
    usable = [one for one in vouchers if _can_be_used(one, state, today)]
    rules = program.rules
    ladder = rules.tiers
    return {
        "member": member.member_id,
        "as_of": shown_instant(instant_text(now)),
        "currency": program.currency,
        "program_version": rules.version,
        "tier": _tier(ladder, state) if ladder else None,
        "next_tier": _next_tier(ladder, state, today) if ladder else None,
        "keep_tier": keep_tier(ladder, state, today) if ladder else None,
        "qualifying": _qualifying(ladder, state, today) if ladder else None,
        "points": _points(program, state, today),
        "credit": _credit(state),
        "punch_cards": [_card(card, state) for card in rules.shown_cards],
        "rebates": [rebate_period(program, rebate, state, current_start(rebate, today)) for rebate in rules.rebates],
        "vouchers": [_voucher(program, one) for one in usable[:SHOWN_VOUCHERS]],
        "vouchers_total": len(usable) if vouchers_total is None else vouchers_total,
        "ladders": [ranks.shown(one, state, today) for one in rules.ladders],
        "group": group_in(rules, state),
    }


def current_start(rebate: Rebate, today: str) -> str:
    """The first day of the rebate's period that contains `today`."""
    return rebate.start_of(today)


def rebate_period(program: Program, rebate: Rebate, state: MemberState, start: str) -> dict[str, Any]:
    """One period of a rebate: spend, amounts due and paid, and the next band."""
    terms = program.rebate_terms(rebate, start)
    sums = rebates.sums_of(state.rebates.get(rebate.id, {}), start)
    reached = sums.counted(terms)
    unpaid = state.balances.get(rebate_unit(rebate.id), {}).get(start, 0)
    year_before = rebates.spend_of(state.rebates.get(rebate.id, {}), calendar.year_before(start))
    band = rebates.band_of(terms, reached, year_before)
    return {
        "id": rebate.id,
        "name": rebate.name,
        "period": {"from": start, "to": calendar.period_end(start, rebate.period)},
        "spend": sums.spend,
        "quantity": quantities.sum_shown(sums.thousandths) if terms.by_quantity else None,
        "rate": band.rate_text if band else None,
        "due": sums.due,
        "paid": sums.due - unpaid,
        "next_band": _next_band(terms, sums, year_before),
    }


def rebate_periods(
    program: Program, member: Member, now: datetime, limit: int | None = None, after: tuple[str, str] | None = None
) -> list[dict[str, Any]]:
    """All periods from the member's first purchase to now, and any other with spend or an open amount, in order.

    Rebate by rebate, oldest period first: up to `limit`, after a rebate's id and the first day of one of its periods.
    """
    present = advanced(program, member, now)
    state, today = present.state, present.today
    known = {rebate.id: rebate for rules in program.versions for rebate in rules.rebates}
    places = {rebate_id: place for place, rebate_id in enumerate(known)}
    behind = (places.get(after[0], len(places)), after[1]) if after else (-1, "")
    wanted = (
        (rebate, start)
        for rebate in known.values()
        if places[rebate.id] >= behind[0]
        for start in _starts(program, rebate, state, today)
        if (places[rebate.id], start) > behind
    )
    return [_whole_period(program, rebate, state, start, now) for rebate, start in islice(wanted, limit)]


def _whole_period(program: Program, rebate: Rebate, state: MemberState, start: str, now: datetime) -> dict[str, Any]:
    period = rebate_period(program, rebate, state, start)
    del period["next_band"]
    settled_at = _settled_at(program, program.rebate_terms(rebate, start), start, now) if period["paid"] else None
    return {**period, "currency": program.currency, "settled_at": settled_at}


def _settled_at(program: Program, terms: Rebate, start: str, now: datetime) -> str | None:
    if terms.pays_at_once:
        return None
    at = program.midnight(settled_on(terms, start))
    return shown_instant(at) if at <= instant_text(now) else None


def _starts(program: Program, rebate: Rebate, state: MemberState, today: str) -> list[str]:
    starts = state.rebates.get(rebate.id, {}).keys() | state.balances.get(rebate_unit(rebate.id), {}).keys()
    if program.rules.rebate(rebate.id) and state.first_on:
        start = rebate.start_of(state.first_on)
        while start <= today:
            starts.add(start)
            start = calendar.day_after(calendar.period_end(start, rebate.period))
    return sorted(starts)


def _tier(ladder: TierLadder, state: MemberState) -> dict[str, Any]:
    level = held_tier.level(ladder, state)
    return {
        "id": level.id,
        "name": level.name,
        "since": held_tier.since(ladder, state),
        "until": held_tier.until(ladder, state),
        "points_multiplier": level.multiplier_text,
        "discount": level.discount,
        "privileges": list(level.privileges),
        "given": _given(ladder, state),
    }


def _given(ladder: TierLadder, state: MemberState) -> dict[str, Any] | None:
    found = held_tier.given(state) if held_tier.given_level(ladder, state) else None
    return {"level": found.level, "kind": found.kind, "reason": found.reason, "until": found.until} if found else None


def _next_tier(ladder: TierLadder, state: MemberState, today: str) -> dict[str, Any] | None:
    above = ladder.level_after(held_tier.level(ladder, state))
    if above is None:
        return None
    needs = above.reached_at - tiers.measure(ladder, state, today)
    by = ladder.window.last_day(today, state.anchor)
    return {"id": above.id, "name": above.name, "needs": needs, "measure": ladder.measure, "by": by}


def keep_tier(ladder: TierLadder, state: MemberState, today: str) -> dict[str, Any] | None:
    """What a member needs to keep the tier, and by which day."""
    level, lent = held_tier.level(ladder, state), held_tier.lent(ladder, state)
    lost_on = tiers.lost_on(ladder, state, today)
    if lent and (lent.level != state.tier or (lost_on and held_tier.later(lent.until, lost_on) != lost_on)):
        return _keep_given(ladder, state, level, lent.until)
    if lost_on is None:
        return {"needs": 0, "by": None}
    checked_on = state.tier_until or calendar.days_after(lost_on, -ladder.grace_days)
    left = tiers.measure(ladder, state, checked_on)
    return {"needs": max(0, level.reached_at - left), "by": calendar.day_before(lost_on)}


def _keep_given(ladder: TierLadder, state: MemberState, level: Tier, until: str | None) -> dict[str, Any]:
    """For a tier kept longer than the ladder gives it: what is missing to hold it by the ladder on the last day."""
    needs = max(0, level.reached_at - tiers.measure(ladder, state, until)) if until else 0
    return {"needs": needs, "by": until}


def _qualifying(ladder: TierLadder, state: MemberState, today: str) -> dict[str, Any]:
    first = ladder.window.first_day(today, state.anchor)
    return {
        "measure": ladder.measure,
        "amount": tiers.measure(ladder, state, today),
        "from": None if first == calendar.FOREVER else first,
        "to": today,
    }


def _points(program: Program, state: MemberState, today: str) -> dict[str, Any]:
    held = state.balances.get(POINTS, {})
    standing = lots.standing(held, today)
    return {
        "balance": standing.balance,
        "pending": standing.pending,
        "held": standing.held,
        "debt": standing.debt,
        "expiring": [{"points": points, "on": day} for day, points in expiring(program, state, today).items()],
    }


def expiring(program: Program, state: MemberState, today: str) -> dict[str, int]:
    """The available points that expire, by their last day, first to expire first."""
    held = state.balances.get(POINTS, {})
    last_day = last_day_of(program, state)
    found: dict[str, int] = {}
    for lot in lots.in_spending_order(held, today, last_day):
        if day := last_day(lot):
            found[day] = found.get(day, 0) + held[lot]
    return found


def _credit(state: MemberState) -> dict[str, Any]:
    balance = lots.free(state.balances.get(CREDIT, {}))
    return {"balance": balance, "held": balances.total(state.balances, CREDIT) - balance}


def _card(card: PunchCard, state: MemberState) -> dict[str, Any]:
    count = balances.total(state.balances, punches(card.id))
    return {
        "id": card.id,
        "name": card.name,
        "punches": punch_cards.shown(card, count),
        "of": card.punches,
        "completed": state.completed.get(card.id, 0),
        "expiring": [{"punches": punches, "on": day} for day, punches in punch_cards.expiring(card, state)],
    }


def _next_band(terms: Rebate, sums: rebates.PeriodSums, year_before: int) -> dict[str, Any] | None:
    reached = sums.counted(terms)
    above = rebates.band_after(terms, reached, year_before)
    if above is None or (terms.cap is not None and sums.due == terms.cap):
        return None
    band, needed = above
    then = sums._replace(units=needed, rest=0) if terms.by_quantity else sums._replace(spend=needed)
    due_then = rebates.due(terms, then, year_before)
    return {"from": needed, "rate": band.rate_text, "needs": ceil(needed - reached), "due_then": due_then}


def _can_be_used(voucher: Voucher, state: MemberState, today: str) -> bool:
    # A hold may have expired without a stored change yet.
    is_held = voucher.status == "held" and voucher.held_by in state.holds
    return not is_held and (voucher.expires_on is None or today <= voucher.expires_on)


def _voucher(program: Program, voucher: Voucher) -> dict[str, Any]:
    return {
        "id": voucher.voucher_id,
        "code": voucher.code,
        "reward": voucher.reward,
        "name": voucher_name(program, voucher),
        "amount": voucher.amount,
        "expires_on": voucher.expires_on,
    }


def voucher_name(program: Program, voucher: Voucher) -> str:
    """The name of a voucher, as in the version that issued it."""
    rules = program.version(voucher.program_version)
    reward = rules.rewards.get(voucher.reward) or rules.rebate(voucher.reward)
    return reward.name if reward else voucher.reward
