"""Makes a member's state anew from the tables alone, to prove the stored one: no old state, no `decide`.

Balances are folded from entries, measures from purchases and returns, vouchers from their rows.
"""

from collections.abc import Iterator
from typing import NamedTuple

from app.engine import calendar, rebates, tiers
from app.engine.change import Basket, value_of
from app.engine.purchases import basket_of
from app.engine.records import Member, Purchase, Return, Voucher
from app.engine.returns import basket_without_receipt
from app.engine.rules import Program
from app.engine.state import MemberState
from app.engine.value import Kept, everything, kept, net, purchase_lines, standing_parts
from app.ledger import balances
from app.ledger.entries import Entry
from app.ledger.entries import rebate as rebate_unit


class Facts(NamedTuple):
    """Everything that the tables say of one member, besides the stored state."""

    entries: list[Entry]
    purchases: list[Purchase]
    returns: list[Return]
    vouchers: list[Voucher]


def rebuild(program: Program, facts: Facts, today: str) -> MemberState:
    """The state that these facts make, with its tier as of `today` (when it was reached is not in the facts)."""
    state = MemberState(balances=balances.fold(facts.entries))
    spends: dict[tuple[str, str], int] = {}
    for basket, parts in kept_baskets(program, facts.purchases, facts.returns):
        for rebate in basket.rules.rebates:
            start = calendar.period_start(basket.business_date, rebate.period)
            places = basket.matching(program.rebate_terms(rebate, start).match)
            spends[rebate.id, start] = spends.get((rebate.id, start), 0) + value_of(places, parts) * basket.sign
    for (rebate_id, start), spend in spends.items():
        rebate = next(found for rules in program.versions if (found := rules.rebate(rebate_id)))
        due = rebates.due(program.rebate_terms(rebate, start), spend)
        if spend or due:
            state.rebates.setdefault(rebate_id, {})[start] = [spend, due]
    for voucher in facts.vouchers:
        if voucher.card and voucher.status != "revoked":
            state.completed[voucher.card] = state.completed.get(voucher.card, 0) + 1
    requalify_anew(program, state, facts.purchases, facts.returns, today)
    return state


def requalify_anew(
    program: Program, state: MemberState, purchases: list[Purchase], returns: list[Return], today: str
) -> None:
    """Make what counts towards the tier anew from all purchases and returns, as another window needs."""
    spent_by_day: dict[str, int] = {}
    for basket, parts in kept_baskets(program, purchases, returns):
        day = basket.business_date
        spent_by_day[day] = spent_by_day.get(day, 0) + net(parts) * basket.sign
    tiers.rebucket(state, program.rules.tiers, spent_by_day, today)


def kept_baskets(
    program: Program, purchases: list[Purchase], returns: list[Return]
) -> Iterator[tuple[Basket, tuple[Kept, ...]]]:
    """Every basket with what is kept of it; goods returned without receipt as baskets taken away."""
    returns_of: dict[str, list[Return]] = {}
    for returned in returns:
        if returned.purchase_id:
            returns_of.setdefault(returned.purchase_id, []).append(returned)
        elif returned.status == "recorded":
            lines = purchase_lines(returned.lines)
            yield basket_without_receipt(program, returned, lines), everything(lines)
    for purchase in purchases:
        lines = purchase_lines(purchase.lines)
        parts = kept(lines, standing_parts(returns_of.get(purchase.purchase_id, [])))
        yield basket_of(program, purchase, lines), parts


def differences(program: Program, member: Member, facts: Facts, today: str) -> list[str]:
    """Where the stored state and the tables disagree, in words; empty when they agree."""
    made = rebuild(program, facts, today)
    stored = member.state.copy()
    if program.rules.tiers and stored.window == program.rules.tiers.window.name:
        tiers.requalify(stored, program.rules.tiers, today)
    else:
        made.window, made.spent, made.tier = stored.window, stored.spent, stored.tier
    made.tier_since = stored.tier_since
    found = [
        f"{name}: stored {getattr(stored, name)!r}, the tables make {getattr(made, name)!r}"
        for name in ("balances", "window", "spent", "tier", "rebates", "completed")
        if getattr(stored, name) != getattr(made, name)
    ]
    if member.points != balances.total(made.balances, "points"):
        found.append(f"the column points says {member.points}")
    return found + _unaccounted(made, facts)


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
