"""Applies all families of rules when a member keeps more or less of a basket than before."""

from typing import Any

from pydantic_core import from_json, to_json

from app.engine.model.records.sales import Purchase
from app.engine.model.state import STALE, MemberState
from app.engine.model.value import Kept, discounts_of
from app.engine.program import limit_names
from app.engine.program.versions import Program
from app.engine.rules import campaigns, shared_limits, tiers
from app.engine.rules.balances import points, spending
from app.engine.rules.changes import held_tier
from app.engine.rules.changes.change import Basket, Change
from app.engine.rules.rewards import entitlements, punch_cards, rebates, vouchers
from app.ledger import balances, lots
from app.ledger.entries import CREDIT, POINTS, punches

# Earning counts only the value paid with money; the other families count the whole value.
EARNING = (points.earn, punch_cards.punch)
COUNTING = (rebates.accrue, tiers.qualify)


def post_difference(change: Change, basket: Basket, before: tuple[Kept, ...], after: tuple[Kept, ...]) -> None:
    """Post the difference between keeping `before` and keeping `after`.

    Recording, returning, voiding and undoing a mistaken return all use this one function, so buying and then returning
    everything leaves nothing behind.
    """
    state, kept_anything = change.state, any(part.quantity for part in after)
    if change.program.counts_activity and basket.sign > 0 and kept_anything:
        state.active_on = max(state.active_on or basket.business_date, basket.business_date)
    paid_before, paid_after = basket.earning(before), basket.earning(after)
    if basket.history:
        change.points_earned += points.unposted(basket, paid_before, paid_after)
        tiers.qualify(change, basket, before, after)
    else:
        for family in EARNING:
            family(change, basket, paid_before, paid_after)
        for family in COUNTING:
            family(change, basket, before, after)
    if basket.campaigns:
        campaigns.count(change.program, state, basket, before, after)
    if change.program.counts_purchases and basket.sign > 0:
        state.bought += kept_anything - any(part.quantity for part in before)
    if basket.sign > 0 and not kept_anything and basket.business_date in (state.first_on, state.active_on):
        # The state does not hold the new first (or newest) purchase; the next recalculation finds it.
        state.window = STALE


def rewards_follow(change: Change, purchase: Purchase, before: tuple[Kept, ...], after: tuple[Kept, ...]) -> None:
    """Refund a purchase's rewards and payments for returned goods; charge them again if the return is undone."""
    _vouchers_follow(change, purchase, before, after)
    limits_follow(change, purchase, before, after)
    if purchase.paid_with:
        spending.follow(change, purchase, before, after)


def _vouchers_follow(change: Change, purchase: Purchase, before: tuple[Kept, ...], after: tuple[Kept, ...]) -> None:
    """Keep a voucher used while any of its goods are kept; return it to the member with the last of them."""
    debts = []
    for code, places in _used_for(purchase, len(before)):
        was, becomes = (any(parts[place].quantity for place in places) for parts in (before, after))
        voucher = change.book.voucher(change.program.id, code)
        if was == becomes or voucher is None or voucher.member_id != purchase.member_id:
            continue
        is_used = purchase.purchase_id in (voucher.used_by or "").split()
        voucher = vouchers.known(change, voucher)
        if was and is_used:
            entitlements.give_back(change, voucher, purchase.purchase_id, "the goods it was used for were returned")
        elif becomes and not is_used:
            why = "the return of the goods it was used for was undone"
            if entitlements.use(change, voucher, purchase.purchase_id, why):
                debts.append(voucher)
    entitlements.take_others_back(change, debts)


def limits_follow(change: Change, purchase: Purchase, before: tuple[Kept, ...], after: tuple[Kept, ...]) -> None:
    """Release draws on shared limits when the last of their lines is returned; draw again when one is kept again."""
    rules = change.program.version(purchase.program_version)
    if not change.program.limited and not change.program.has_single_codes:
        return
    more = _keeps(after) - _keeps(before)
    for campaign_id in campaigns.ids_of(purchase) if more else ():
        campaign = rules.campaign(campaign_id)
        if campaign and not campaign.takes_off and limit_names.uses(campaign_id) in change.program.limited:
            shared_limits.add(change, limit_names.uses(campaign_id), more)
    for discount in discounts_of(purchase.discounts):
        places = [line - 1 for line, _ in discount.parts] or None
        more = _keeps(after, places) - _keeps(before, places)
        for share in shared_limits.draws(change.program, rules, discount) if more else ():
            shared_limits.add(change, share.name, share.amount * more)


def _keeps(parts: tuple[Kept, ...], places: list[int] | None = None) -> int:
    return int(any(part.quantity for part in (parts if places is None else [parts[place] for place in places])))


def _used_for(purchase: Purchase, lines: int) -> list[tuple[str, list[int]]]:
    """The codes that a purchase used, each with its lines; without a quote, all lines."""
    everything = list(range(lines))
    touched = {one.code: [line - 1 for line, _ in one.parts] for one in discounts_of(purchase.discounts) if one.code}
    return [(code, touched.get(code) or everything) for code in from_json(purchase.vouchers)]


def after_text(program: Program, state: MemberState, today: str, business_date: str) -> str:
    """The member's balances as the JSON text that a till prints; rebates are those of the basket's own period."""
    rules = program.rules
    standing = lots.standing(state.balances.get(POINTS, {}), today)
    after: dict[str, Any] = {
        "points": standing.balance,
        "pending": standing.pending,
        "credit": lots.free(state.balances.get(CREDIT, {})),
        "tier": held_tier.level_id(rules.tiers, state),
        "punches": {
            card.id: punch_cards.shown(card, balances.total(state.balances, punches(card.id)))
            for card in rules.shown_cards
        },
        "rebates": {rebate.id: _sums(state, rebate.id, rebate.start_of(business_date)) for rebate in rules.rebates},
    }
    return to_json(after).decode()


def _sums(state: MemberState, rebate_id: str, start: str) -> dict[str, int]:
    sums = rebates.sums_of(state.rebates.get(rebate_id, {}), start)
    return {"spend": sums.spend, "due": sums.due}
