"""Points: the earnings of a purchase, rule by rule, and how points are given and taken back.

Each earn rule rounds once per purchase, on the matching value kept; every change posts the difference, so a return
leaves exactly the points that buying only the rest would have earned.
"""

from collections.abc import Iterator

from app.engine.model.money import money_text
from app.engine.model.ratio import ONE, Ratio, added, rounded
from app.engine.model.value import Kept, is_discounted, paid_units
from app.engine.program.terms.earning import EarnRule
from app.engine.rules.balances.point_moves import give_points, take_points
from app.engine.rules.changes.change import Basket, Change
from app.engine.rules.changes.expiry import earned_lot, lot_of


def basis(rule: EarnRule, basket: Basket, parts: tuple[Kept, ...]) -> int:
    """What a rule counts of the kept parts of a basket: minor units of matching spend, units, or 1 for the purchase."""
    places = basket.matching(rule.match)
    if rule.not_with_discount:
        places = tuple(place for place in places if not is_discounted(basket.lines[place]))
    value = basket.value(places, parts)
    if value < rule.min_spend:
        return 0
    if rule.counts == "items":
        return sum(paid_units(basket.lines[place], parts[place]) for place in places)
    if rule.counts == "purchase":
        return int(any(parts[place].quantity for place in places))
    return value


def raw(rule: EarnRule, count: int, multiplier: Ratio) -> Ratio:
    """The exact points for what a rule counts, before rounding."""
    if rule.steps:
        return Ratio(count // rule.per * rule.points * multiplier.amount, multiplier.per)
    return Ratio(count * rule.points * multiplier.amount, rule.per * multiplier.per)


def earned(rule: EarnRule, count: int, multiplier: Ratio) -> int:
    """Points for what a rule counts."""
    return rounded(*raw(rule, count, multiplier), rule.rounding)


def unposted(basket: Basket, before: tuple[Kept, ...], after: tuple[Kept, ...]) -> int:
    """The difference in points that history would have earned: it counts for tiers, and is never posted."""
    return basket.sign * sum(
        earned(rule, basis(rule, basket, after), basket.multiplier)
        - earned(rule, basis(rule, basket, before), basket.multiplier)
        for rule in basket.rules.earn
    )


def _rules_of(basket: Basket) -> Iterator[tuple[EarnRule, Basket]]:
    """The earn rules of a basket and the bonuses of its campaigns, each with the multiplier that it counts with."""
    for rule in basket.rules.earn:
        yield rule, basket
    for campaign_id in basket.campaigns:
        campaign = basket.rules.campaign(campaign_id)
        if campaign and campaign.bonus_points:
            bonus = EarnRule(
                id=campaign.id,
                points=campaign.bonus_points,
                per=1,
                match=campaign.match,
                counts="purchase",
                min_spend=campaign.min_spend,
            )
            yield bonus, basket._replace(multiplier=ONE, multiplier_text="1")


def earn(change: Change, basket: Basket, before: tuple[Kept, ...], after: tuple[Kept, ...]) -> None:
    """Post the difference in each rule's points between keeping `before` and keeping `after`."""
    for rule, counted in _rules_of(basket) if basket.campaigns else ((rule, basket) for rule in basket.rules.earn):
        was, becomes = basis(rule, counted, before), basis(rule, counted, after)
        if was == becomes:
            continue
        had, has = (_carried if rule.carry else _earned)(change, counted, rule, was, becomes)
        difference = (has - had) * basket.sign
        change.points_earned += difference
        if difference > 0:
            give(change, counted, rule, difference, _why(change, counted, rule, (was, had), (becomes, has)))
        elif difference < 0:
            take_back(change, counted, rule, -difference, _why(change, counted, rule, (was, had), (becomes, has)))


def _earned(change: Change, basket: Basket, rule: EarnRule, was: int, becomes: int) -> tuple[int, int]:
    return earned(rule, was, basket.multiplier), earned(rule, becomes, basket.multiplier)


def _carried(change: Change, basket: Basket, rule: EarnRule, was: int, becomes: int) -> tuple[int, int]:
    """The rounded sum of the member's raw points before and after, so that no fraction is ever lost."""
    before = Ratio(*change.state.carried.get(rule.id, (0, 1)))
    more, less = raw(rule, becomes, basket.multiplier), raw(rule, was, basket.multiplier)
    after = added(before, Ratio(more.amount * basket.sign, more.per), Ratio(-less.amount * basket.sign, less.per))
    if after.amount:
        change.state.carried[rule.id] = list(after)
    else:
        change.state.carried.pop(rule.id, None)
    # The caller applies the basket's sign, which these sums already contain.
    had, has = rounded(*before, rule.rounding), rounded(*after, rule.rounding)
    return had * basket.sign, has * basket.sign


def give(change: Change, basket: Basket, rule: EarnRule, points: int, why: str) -> None:
    """Add points to the purchase's lot, and pay any debt from them first."""
    lot = own_lot(basket) if basket.sign > 0 else lot_of(basket.rules, basket.business_date)
    give_points(change, basket.rules, lot, points, why, type_="earn", rule=rule.id)


def own_lot(basket: Basket) -> str:
    """The lot of a purchase's points."""
    return earned_lot(basket.rules, basket.business_date, basket.activated_on)


def take_back(change: Change, basket: Basket, rule: EarnRule, points: int, why: str) -> None:
    """Take points out of the purchase's own lot, then out of others; the remainder becomes debt."""
    own = own_lot(basket) if basket.sign > 0 else None
    take_points(change, basket.rules, own, points, why, type_="reverse", rule=rule.id)


def _why(change: Change, basket: Basket, rule: EarnRule, was: tuple[int, int], becomes: tuple[int, int]) -> str:
    currency = change.program.currency
    if rule.counts != "spend":
        return _why_counted(basket, rule, was, becomes)
    unit = "point" if rule.points == 1 else "points"
    full = "full " if rule.steps else ""
    times = f" x {basket.multiplier_text}" if basket.multiplier_text != "1" else ""
    if rule.steps:
        # Full steps are counted before the multiplication: 3.90 has one step of 2.00, although 3.90 x 1.1 would have
        # two.
        unit, times = f"{unit}{times}", ""
    terms = f"{rule.points} {unit} per {full}{money_text(rule.per, currency)}"
    if rule.carry:
        gained = f"{abs(becomes[1] - was[1])} {'more' if (becomes[1] > was[1]) == (basket.sign > 0) else 'less'}"
        return f"{terms} on {_amount(abs(becomes[0] - was[0]), currency)}{times}, fractions carried over = {gained}"
    if basket.sign < 0:
        if becomes[0] > was[0]:
            return f"{terms} on {_amount(becomes[0], currency)} returned without receipt = {becomes[1]}"
        return f"{terms} on {_amount(was[0], currency)}, return without receipt undone = {was[1]}"
    if not was[0]:
        return f"{terms} on {_amount(becomes[0], currency)}{times} = {becomes[1]}"
    more_or_less = f"{becomes[1]} instead of {was[1]}"
    if rule.min_spend and not becomes[0]:
        return f"{terms}: less than {money_text(rule.min_spend, currency)} kept: {more_or_less}"
    if becomes[0] > was[0]:
        again = f"on {_amount(becomes[0], currency)}{times} kept again instead of {_amount(was[0], currency)}"
        return f"{terms} {again}: {more_or_less}"
    return (
        f"{terms} on the {_amount(becomes[0], currency)}{times} now kept of {_amount(was[0], currency)}: {more_or_less}"
    )


def _why_counted(basket: Basket, rule: EarnRule, was: tuple[int, int], becomes: tuple[int, int]) -> str:
    unit = "point" if rule.points == 1 else "points"
    times = f" x {basket.multiplier_text}" if basket.multiplier_text != "1" else ""
    terms = f"{rule.points} {unit} per {rule.counts.removesuffix('s')}{times}"
    if rule.counts == "items":
        terms = f"{terms} on {becomes[0]} kept of {was[0]}" if was[0] > 0 else f"{terms} on {becomes[0]}"
    result = f"{becomes[1]} instead of {was[1]}" if was[1] else str(becomes[1])
    return f"{terms} returned without receipt = {result}" if basket.sign < 0 else f"{terms} = {result}"


def _amount(value: int, currency: str) -> str:
    return money_text(value, currency).rpartition(" ")[0]
