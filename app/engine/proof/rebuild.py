"""Rebuilds a member's state from the tables alone, to verify the stored one: uses neither the old state nor `decide`.

Balances are folded from entries, measures from purchases and returns, vouchers from their rows.
"""

from collections.abc import Iterator

from pydantic_core import from_json

from app.engine.model import calendar
from app.engine.model.facts import Facts
from app.engine.model.instants import instant
from app.engine.model.ratio import Ratio, added
from app.engine.model.records.members import Member
from app.engine.model.records.sales import Return
from app.engine.model.state import FIELDS, STALE, MemberState
from app.engine.model.value import everything, kept, nothing, purchase_lines, standing_parts
from app.engine.pricing.selling import basket_of, basket_without_receipt
from app.engine.program.terms.rebates import Rebate
from app.engine.program.versions import Program
from app.engine.proof import due_vouchers
from app.engine.proof.due_vouchers import KeptBasket
from app.engine.rules import campaigns, ranks, stays, tiers
from app.engine.rules.balances import bonuses, points
from app.engine.rules.changes import held_tier
from app.engine.rules.changes.expiry import last_day_of
from app.engine.rules.redeemed import counted, is_one
from app.engine.rules.rewards import punch_cards, rebates, vouchers
from app.ledger import balances, lots
from app.ledger.entries import POINTS, Entry, expected_unit
from app.ledger.entries import rebate as rebate_unit

NOTHING = Ratio(0, 1)

# The sums of a rebate by the first day of the period.
Spends = dict[str, rebates.PeriodSums]


def rebuild(program: Program, facts: Facts, joined_on: str | None, today: str) -> MemberState:
    """The state from these facts, with its tier as of `today` (its first day is not always in the facts)."""
    state = MemberState(balances=balances.fold(facts.entries), joined_on=joined_on)
    carried: dict[str, Ratio] = {}
    spends: dict[str, Spends] = {}
    for one in kept_baskets(program, facts):
        for rule in one.basket.rules.earn:
            if rule.carry and not one.basket.history:
                count = points.basis(rule, one.basket, one.basket.earning(one.parts))
                raw = points.raw(rule, count, one.basket.multiplier)
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
    state.bonuses = bonuses.given(program, facts.entries)
    active = (one for one in facts.holds if one.status == "active")
    state.holds = {one.hold_id: [one.expires_at, *from_json(one.content)] for one in active}
    state.given = given_then(program, facts, today)
    state.ladders = ranks.held(facts.tier_changes)
    state.segments = stays.held(facts.stays)
    state.window = program.measure_name
    recalculate(program, state, facts, today)
    return state


def given_then(program: Program, facts: Facts, today: str) -> list[str | None]:
    """The newest tier grant, unless it has ended (see `held_tier.Given`)."""
    newest = max(facts.given, key=lambda one: one.given_id, default=None)
    if newest is None or newest.level is None or (newest.until and newest.until < today):
        return []
    changes = [one for one in facts.tier_changes if one.ladder is None]
    last = max(changes, key=lambda one: one.tier_change_id, default=None)
    given_on = program.business_date(instant(newest.recorded_at))
    since = last.effective_on if last and last.to_level == newest.level else given_on
    return [newest.given_id, newest.level, newest.until, newest.kind, newest.reason, since]


def recalculate(program: Program, state: MemberState, facts: Facts, today: str) -> None:
    """Recalculate all measures from the facts, for another window or measure."""
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
    state.daily = {}
    for one in baskets:
        punch_cards.count_day(program, state, one.basket, one.parts)
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
    """Recalculate the spends of rebates from the kept parts; the next command posts the amounts due."""
    spends: dict[str, Spends] = {}
    for one in baskets:
        _add_spends(program, spends, one)
    if _rebates(program, spends) == state.rebates:
        return
    for rebate_id, starts in spends.items():
        periods = state.rebates.setdefault(rebate_id, {})
        for start, sums in starts.items():
            sums = sums._replace(due=rebates.sums_of(periods, start).due)
            if any(sums):
                periods[start] = sums.stored(_rebate(program, rebate_id))
        if not periods:
            del state.rebates[rebate_id]
    state.to_reckon = True


def _rebate(program: Program, rebate_id: str) -> Rebate:
    return next(found for rules in program.versions if (found := rules.rebate(rebate_id)))


def _add_spends(program: Program, spends: dict[str, Spends], one: "KeptBasket") -> None:
    if one.basket.history:
        return
    for rebate in program.rebates_of(one.basket.rules, one.basket.business_date):
        start = rebate.start_of(one.basket.business_date)
        more = rebates.period_sums(program.rebate_terms(rebate, start), one.basket, one.parts)
        starts = spends.setdefault(rebate.id, {})
        sums = starts.get(start, rebates.PeriodSums())
        starts[start] = sums.plus(more.spend, more.thousandths)


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
    for one in baskets:
        if one.basket.history:
            _measure_unposted_points(one, measured, given_back)


def _measure_unposted_points(one: KeptBasket, measured: dict[str, int], given_back: dict[str, int]) -> None:
    day, lines = one.basket.business_date, one.basket.lines
    amount = points.unposted(one.basket, nothing(lines), one.parts)
    measured[day] = measured.get(day, 0) + amount
    if one.basket.sign > 0 and not one.undone:
        whole = points.unposted(one.basket, nothing(lines), everything(lines))
        given_back[day] = given_back.get(day, 0) + whole - amount
    elif one.basket.sign < 0 and not one.undone:
        given_back[day] = given_back.get(day, 0) - amount


def _rebates(program: Program, spends: dict[str, Spends]) -> dict[str, dict[str, list[int]]]:
    made: dict[str, dict[str, list[int]]] = {}
    for rebate_id, starts in spends.items():
        rebate = _rebate(program, rebate_id)
        for start, sums in starts.items():
            year_before = starts.get(calendar.year_before(start), rebates.PeriodSums()).spend
            sums = sums._replace(due=rebates.due(program.rebate_terms(rebate, start), sums, year_before))
            if any(sums):
                made.setdefault(rebate_id, {})[start] = sums.stored(rebate)
    return made


def kept_baskets(program: Program, facts: Facts) -> Iterator[KeptBasket]:
    """Every basket; returns without receipt are negative baskets, and undone ones are empty."""
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
    """The differences between the stored state and the tables, in words; empty when they agree."""
    made = rebuild(program, facts, member.joined_on, today)
    stored = member.state.copy()
    ladder = program.rules.tiers
    if stored.window == STALE:
        recalculate(program, stored, facts, today)
    elif ladder:
        tiers.requalify(stored, ladder, today)
    if ladder and ladder.keeps_on_return:
        # The tier that a return left standing depends on its time, which is not in the measures.
        made.tier = stored.tier
    if stored.to_reckon:
        # No command has reached this member since the version that changed rebates: its amounts are not posted yet.
        stored.rebates, stored.to_reckon = made.rebates, False
        unaccounted: list[str] = []
    else:
        unaccounted = _unaccounted(program, made, facts)
        unaccounted += due_vouchers.faults(program, made, facts, kept_baskets(program, facts))
    # These only track progress and the next check; no table has them.
    made.told = stored.told
    made.day, made.tier_check_on, made.stood_recently = stored.day, stored.tier_check_on, stored.stood_recently
    if not program.knows_birthdays:
        # Members from before birthdays were stored may lack one in the state.
        made.birthday = stored.birthday
    made.tier_since = _held_since(program, made, facts, today) or stored.tier_since
    # Time may not have ended the tier grant yet, and the pending notice follows from the last row alone.
    made.given = _held_as_stored(given_then(program, facts, stored.day or today), stored)
    made.notice = stored.notice
    if any(one.source == f"card:{coupon_id}" for coupon_id in made.withheld for one in facts.vouchers):
        # For the first coupons no row names the purchase whose voucher was withheld.
        made.withheld = stored.withheld
    found = [
        f"{name}: stored {getattr(stored, name)!r}, rebuilt {getattr(made, name)!r}"
        for name in FIELDS
        if getattr(stored, name) != getattr(made, name)
    ]
    if member.points != balances.total(made.balances, "points"):
        found.append(f"the column points says {member.points}")
    # The activity of a member with stale measures may be older than the column says.
    is_known = member.state.window != STALE
    if is_known and member.points_expire_on != lots.first_end(
        made.balances.get(POINTS, {}), last_day_of(program, made)
    ):
        found.append(f"the column points_expire_on says {member.points_expire_on}")
    return found + unaccounted


def _held_as_stored(given: list[str | None], stored: MemberState) -> list[str | None]:
    """The tier grant, with the stored first day: the ladder may have given the tier before."""
    found = held_tier.given(stored)
    return [*given[:-1], found.since] if given and found and found.id == given[0] else given


def _held_since(program: Program, made: MemberState, facts: Facts, today: str) -> str | None:
    """The first day of the tier by the tables; None where they lack what the stored day depends on."""
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
        # Returns without receipt lower days that a state drops, and may be older than the first purchase.
        return None
    return tiers.held_since(made, ladder, today)


def sums_that_differ(program: Program, member: Member, facts: Facts, today: str) -> list[str]:
    """A quicker check: whether the stored balances are the fold of the entries."""
    made = balances.fold(facts.entries)
    return [] if made == member.state.balances else [f"balances: stored {member.state.balances}, rebuilt {made}"]


def _expected(program: Program, made: MemberState) -> dict[tuple[str, str], int]:
    """The accruals at the expected rate that the spends of periods come to."""
    found = {}
    for rebate_id, periods in made.rebates.items():
        for start, (spend, *_) in periods.items():
            rate = program.rebate_terms(_rebate(program, rebate_id), start).expected_rate
            if rate and (amount := rebates.expected(rate, spend)):
                found[expected_unit(rebate_id), start] = amount
    return found


def _unaccounted(program: Program, made: MemberState, facts: Facts) -> list[str]:
    accrued: dict[tuple[str, str], int] = {}
    for entry in facts.entries:
        if entry.type == "accrue":
            accrued[entry.unit, entry.lot] = accrued.get((entry.unit, entry.lot), 0) + entry.amount
    dues = {
        (rebate_unit(rebate_id), start): due
        for rebate_id, periods in made.rebates.items()
        for start, (_, due, *_) in periods.items()
    }
    dues |= _expected(program, made)
    return [
        f"{unit} from {start}: {accrued.get((unit, start), 0)} accrued, {dues.get((unit, start), 0)} due"
        for unit, start in sorted(accrued.keys() | dues.keys())
        if accrued.get((unit, start), 0) != dues.get((unit, start), 0)
    ]
