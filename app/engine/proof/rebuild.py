"""Makes a member's state anew from the tables alone, to prove the stored one: no old state, no `decide`.

Balances are folded from entries, measures from purchases and returns, vouchers from their rows.
"""

from collections.abc import Iterator

from pydantic_core import from_json

from app.engine.model import calendar
from app.engine.model.facts import Facts
from app.engine.model.instants import instant
from app.engine.model.ratio import Ratio, added
from app.engine.model.records import Member, Return
from app.engine.model.state import FIELDS, STALE, MemberState
from app.engine.model.value import everything, kept, nothing, purchase_lines, standing_parts
from app.engine.pricing.selling import basket_of, basket_without_receipt
from app.engine.program.terms import Program
from app.engine.proof import due_vouchers
from app.engine.proof.due_vouchers import KeptBasket
from app.engine.rules import campaigns, held_tier, points, ranks, rebates, tiers, vouchers
from app.engine.rules.change import value_of
from app.engine.rules.expiry import last_day_of
from app.engine.rules.redeemed import counted, is_one
from app.ledger import balances, lots
from app.ledger.entries import POINTS, Entry
from app.ledger.entries import rebate as rebate_unit

NOTHING = Ratio(0, 1)


def rebuild(program: Program, facts: Facts, joined_on: str | None, today: str) -> MemberState:
    """The state that these facts make, with its tier as of `today` (when it was reached is not always in the facts)."""
    state = MemberState(balances=balances.fold(facts.entries), joined_on=joined_on)
    carried: dict[str, Ratio] = {}
    spends: dict[str, dict[str, int]] = {}
    for one in kept_baskets(program, facts):
        for rule in one.basket.rules.earn:
            if rule.carry:
                value = value_of(one.basket.matching(rule.match), one.basket.earning(one.parts))
                raw = points.raw(rule, value, one.basket.multiplier)
                signed = Ratio(raw.amount * one.basket.sign, raw.per)
                carried[rule.id] = added(carried.get(rule.id, NOTHING), signed)
        _add_spends(program, spends, one)
    state.carried = {rule: list(sum_) for rule, sum_ in carried.items() if sum_.amount}
    state.rebates = _rebates(program, spends)
    for voucher in facts.vouchers:
        if voucher.source.startswith(("card:", vouchers.COUPON)) and vouchers.stands(voucher):
            card = vouchers.rule_of(voucher)
            state.completed[card] = state.completed.get(card, 0) + 1
    state.withheld = due_vouchers.withheld(kept_baskets(program, facts), facts.vouchers)
    state.redeemed = counted(facts.entries)
    active = (one for one in facts.holds if one.status == "active")
    state.holds = {one.hold_id: [one.expires_at, *from_json(one.content)] for one in active}
    state.given = given_then(program, facts, today)
    state.ladders = ranks.held(facts.tier_changes)
    state.window = program.measure_name
    recalculate(program, state, facts, today)
    return state


def given_then(program: Program, facts: Facts, today: str) -> list[str | None]:
    """What the newest row says that was given by hand, if it is not over (see `held.Given`)."""
    newest = max(facts.given, key=lambda one: one.given_id, default=None)
    if newest is None or newest.level is None or (newest.until and newest.until < today):
        return []
    changes = [one for one in facts.tier_changes if one.ladder is None]
    last = max(changes, key=lambda one: one.tier_change_id, default=None)
    given_on = program.business_date(instant(newest.recorded_at))
    since = last.effective_on if last and last.to_level == newest.level else given_on
    return [newest.given_id, newest.level, newest.until, newest.kind, newest.reason, since]


def recalculate(program: Program, state: MemberState, facts: Facts, today: str) -> None:
    """Make what counts towards the tier anew from all that the tables say, as another window or measure needs."""
    baskets = list(kept_baskets(program, facts))
    bought = [
        one.basket.business_date for one in baskets if one.basket.sign > 0 and any(part.quantity for part in one.parts)
    ]
    state.first_on = min(bought, default=None)
    state.active_on = None
    if program.counts_activity:
        redeemed = (program.business_date(instant(entry.recorded_at)) for entry in facts.entries if is_one(entry))
        state.active_on = max([*bought, *redeemed], default=None)
    state.bought = len(bought) if program.counts_purchases else 0
    state.campaign_uses = {}
    for one in baskets:
        campaigns.count(program, state, one.basket, nothing(one.basket.lines), one.parts)
    if program.knows_birthdays:
        state.birthday = facts.birthday
    ladder = program.rules.tiers
    measured: dict[str, int] = {}
    given_back: dict[str, int] = {}
    if ladder and ladder.measure == "points":
        _measure_points(baskets, facts.entries, measured, given_back)
    elif ladder:
        for one in baskets:
            day = one.basket.business_date
            nothing_kept = nothing(one.basket.lines)
            amount = tiers.counted(ladder, one.basket, one.parts, nothing_kept)
            measured[day] = measured.get(day, 0) + amount
            whole = nothing_kept if one.undone or one.basket.sign < 0 else everything(one.basket.lines)
            given_back[day] = given_back.get(day, 0) + tiers.counted(ladder, one.basket, whole, nothing_kept) - amount
    tiers.recalculate(state, ladder, measured, given_back, today)
    if program.reckoned_by and state.window != program.measure_name:
        _reckon_anew(program, state, baskets)
    state.window = program.measure_name


def _reckon_anew(program: Program, state: MemberState, baskets: "list[KeptBasket]") -> None:
    """Take the spends of rebates from what is kept; what is due on them is posted when the member is looked at."""
    spends: dict[str, dict[str, int]] = {}
    for one in baskets:
        _add_spends(program, spends, one)
    if _rebates(program, spends) == state.rebates:
        return
    for rebate_id, starts in spends.items():
        periods = state.rebates.setdefault(rebate_id, {})
        for start, spend in starts.items():
            was_due = periods[start][1] if start in periods else 0
            if spend or was_due:
                periods[start] = [spend, was_due]
        if not periods:
            del state.rebates[rebate_id]
    state.to_reckon = True


def _add_spends(program: Program, spends: dict[str, dict[str, int]], one: "KeptBasket") -> None:
    for rebate in program.rebates_of(one.basket.rules, one.basket.business_date):
        start = calendar.period_start(one.basket.business_date, rebate.period)
        places = one.basket.matching(program.rebate_terms(rebate, start).match)
        starts = spends.setdefault(rebate.id, {})
        starts[start] = starts.get(start, 0) + value_of(places, one.parts) * one.basket.sign


def _measure_points(
    baskets: list[KeptBasket], entries: list[Entry], measured: dict[str, int], given_back: dict[str, int]
) -> None:
    day_of = {cause: one.basket.business_date for one in baskets for cause in one.causes}
    for entry in entries:
        if entry.unit == POINTS and entry.type in ("earn", "reverse") and entry.cause_id in day_of:
            day = day_of[entry.cause_id]
            measured[day] = measured.get(day, 0) + entry.amount
            if entry.cause in ("return", "return_void"):
                given_back[day] = given_back.get(day, 0) - entry.amount


def _rebates(program: Program, spends: dict[str, dict[str, int]]) -> dict[str, dict[str, list[int]]]:
    made: dict[str, dict[str, list[int]]] = {}
    for rebate_id, starts in spends.items():
        rebate = next(found for rules in program.versions if (found := rules.rebate(rebate_id)))
        for start, spend in starts.items():
            year_before = starts.get(calendar.year_before(start), 0)
            due = rebates.due(program.rebate_terms(rebate, start), spend, year_before)
            if spend or due:
                made.setdefault(rebate_id, {})[start] = [spend, due]
    return made


def kept_baskets(program: Program, facts: Facts) -> Iterator[KeptBasket]:
    """Every basket; goods returned without receipt are baskets taken away, undone when the return was a mistake."""
    returns_of: dict[str, list[Return]] = {}
    for returned in facts.returns:
        if returned.purchase_id:
            returns_of.setdefault(returned.purchase_id, []).append(returned)
            continue
        lines = purchase_lines(returned.lines)
        undone = returned.status == "voided"
        basket = basket_without_receipt(program, returned, lines)
        yield KeptBasket(basket, (nothing if undone else everything)(lines), (returned.return_id,), undone)
    for purchase in facts.purchases:
        lines = purchase_lines(purchase.lines)
        returns = returns_of.get(purchase.purchase_id, [])
        causes = (purchase.purchase_id, *(one.return_id for one in returns))
        basket = basket_of(program, purchase, lines)
        yield KeptBasket(basket, kept(lines, standing_parts(returns)), causes, purchase.status == "voided")


def differences(program: Program, member: Member, facts: Facts, today: str) -> list[str]:
    """Where the stored state and the tables disagree, in words; empty when they agree."""
    made = rebuild(program, facts, member.joined_on, today)
    stored = member.state.copy()
    ladder = program.rules.tiers
    if stored.window == STALE:
        recalculate(program, stored, facts, today)
    elif ladder:
        tiers.requalify(stored, ladder, today)
    if ladder and ladder.keeps_on_return:
        # Which level a return left standing depends on when it came, which is not in the measures.
        made.tier = stored.tier
    if stored.to_reckon:
        # Nobody has looked at the member since the version that counts otherwise: what is due by it is not posted.
        stored.rebates, stored.to_reckon = made.rebates, False
        unaccounted: list[str] = []
    else:
        unaccounted = _unaccounted(made, facts)
        unaccounted += due_vouchers.faults(program, made, facts, kept_baskets(program, facts))
    # These say how far time has come and when to look again; no table can tell.
    made.day, made.tier_check_on, made.stood_recently = stored.day, stored.tier_check_on, stored.stood_recently
    if not program.knows_birthdays:
        # Nobody asked for the birthdays of those who were there before they were kept.
        made.birthday = stored.birthday
    made.tier_since = _held_since(program, made, facts, today) or stored.tier_since
    # What time has not ended yet is there still, and what waits to be announced follows from no row but the last.
    made.given = _held_as_stored(given_then(program, facts, stored.day or today), stored)
    made.notice = stored.notice
    if any(one.source == f"card:{coupon_id}" for coupon_id in made.withheld for one in facts.vouchers):
        # Of the first coupons no row says for which purchase one was withheld.
        made.withheld = stored.withheld
    found = [
        f"{name}: stored {getattr(stored, name)!r}, the tables make {getattr(made, name)!r}"
        for name in FIELDS
        if getattr(stored, name) != getattr(made, name)
    ]
    if member.points != balances.total(made.balances, "points"):
        found.append(f"the column points says {member.points}")
    # Who is to be measured anew may have been active less recently than the column says.
    is_known = member.state.window != STALE
    if is_known and member.points_expire_on != lots.first_end(
        made.balances.get(POINTS, {}), last_day_of(program, made)
    ):
        found.append(f"the column points_expire_on says {member.points_expire_on}")
    return found + unaccounted


def _held_as_stored(given: list[str | None], stored: MemberState) -> list[str | None]:
    """What was given, since when the stored state says: the level may have been held by the ladder before."""
    found = held_tier.given(stored)
    return [*given[:-1], found.since] if given and found and found.id == given[0] else given


def _held_since(program: Program, made: MemberState, facts: Facts, today: str) -> str | None:
    """Since when the tables say that the level is held; None where they do not say all that the stored day follows."""
    ladder = program.rules.tiers
    if (
        ladder is None
        or ladder.keeps_on_return
        or ladder.looks_back
        or any(rules.tiers != ladder for rules in program.versions)
    ):
        return None
    first = ladder.window.first_day(today, made.anchor)
    standing = (one for one in facts.returns if one.purchase_id is None and one.status != "voided")
    if any(one.business_date < first for one in standing):
        # Goods brought back without receipt lower days that a state forgets, and may be older than its first purchase.
        return None
    return tiers.held_since(made, ladder, today)


def sums_that_differ(program: Program, member: Member, facts: Facts, today: str) -> list[str]:
    """A quicker look: whether the stored balances are the fold of the entries."""
    made = balances.fold(facts.entries)
    return [] if made == member.state.balances else [f"balances: stored {member.state.balances}, entries make {made}"]


def _unaccounted(made: MemberState, facts: Facts) -> list[str]:
    accrued: dict[tuple[str, str], int] = {}
    for entry in facts.entries:
        if entry.type == "accrue":
            accrued[entry.unit, entry.lot] = accrued.get((entry.unit, entry.lot), 0) + entry.amount
    dues = {
        (rebate_unit(rebate_id), start): due
        for rebate_id, periods in made.rebates.items()
        for start, (_, due) in periods.items()
    }
    return [
        f"{unit} from {start}: {accrued.get((unit, start), 0)} accrued, {dues.get((unit, start), 0)} due"
        for unit, start in sorted(accrued.keys() | dues.keys())
        if accrued.get((unit, start), 0) != dues.get((unit, start), 0)
    ]
