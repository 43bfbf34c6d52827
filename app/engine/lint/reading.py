"""Findings by reading a document: what each part gives, against the least that it takes."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Final

from app.engine.lint.findings import Example, Finding, Severity, Subject, goods_line, least_price, matches_in
from app.engine.model.money import money_text
from app.engine.model.ratio import Ratio
from app.engine.program.match import with_those_above
from app.engine.program.terms.earning import EarnRule
from app.engine.program.terms.offers import Reward
from app.engine.program.terms.punch_cards import PunchCard
from app.engine.program.terms.rebates import Rebate
from app.engine.rules.campaigns import multiplying

Reader = Callable[[Subject], Iterator[Finding]]


def read(subject: Subject) -> Iterator[Finding]:
    """All findings by reading."""
    for reader in READERS:
        yield from reader(subject)


def _cards(subject: Subject) -> Iterator[Finding]:
    """A card worth more than the least that fills it."""
    places = {one.id: f"/punch_cards/{index}" for index, one in enumerate(subject.document.punch_cards)}
    for card in subject.rules.cards:
        worth = subject.worth_of(card.reward)
        if card.is_coupon or worth is None:
            continue
        times, each = card.to_fill, _least_for_a_punch(subject, card)
        if worth <= times * each:
            continue
        # Goods may have any price, so a card for items is only suspected while no price is known.
        is_known = card.counts != "items" or subject.goods.cheapest(card.match) is not None
        severity: Severity = "error" if is_known else "note"
        what = f"a full card takes {_money(subject, times * each)} at least, and its reward is worth more"
        if not is_known:
            what = (
                f"its reward is worth more than a full card if goods cost less than {_money(subject, worth // times)}"
            )
        action = f"buy {times} items for {each}" if card.counts == "items" else f"spend {each}, {times} times"
        yield Finding(
            "card-worth-more", severity, places[card.id], what, Example((action,), paid=times * each, got=worth)
        )


def _least_for_a_punch(subject: Subject, card: PunchCard) -> int:
    if card.counts == "spend":
        return card.per
    least = least_price(subject, card.match)
    return max(card.min_spend, least) if card.counts == "visits" else least


def _coupons(subject: Subject) -> Iterator[Finding]:
    """A coupon worth more than the purchase that brings it, or whose own use brings the next for nothing."""
    for index, coupon in enumerate(subject.document.coupons):
        worth, pointer = subject.worth_of(coupon.reward), f"/coupons/{index}"
        card = next(one for one in subject.rules.cards if one.is_coupon and one.id == coupon.id)
        least = max(coupon.min_spend, least_price(subject, card.match))
        if worth is not None and worth > least:
            what = f"a purchase of {_money(subject, least)} brings a voucher worth more"
            yield Finding("coupon-worth-more", "error", pointer, what, Example((f"spend {least}",), least, worth))
        if coupon.min_spend == 0 and worth is not None and _pays_all(subject.rules.rewards[coupon.reward]):
            actions = f"spend {least}", f"buy goods for {worth} with the voucher", "use the next voucher"
            what = "a purchase paid by its voucher alone brings the next voucher"
            yield Finding("coupon-brings-itself", "error", pointer, what, Example(actions, least, 2 * worth))


def _pays_all(reward: Reward) -> bool:
    return reward.kind in ("amount_off", "free_item") and reward.min_spend <= (reward.amount or reward.max_amount or 0)


def _deals(subject: Subject) -> Iterator[Finding]:
    """Buy X get Y that gives more than the goods that have to be bought."""
    rules = subject.rules
    found = [(f"/campaigns/{index}", one.buy_get, one.max_amount) for index, one in enumerate(rules.campaigns)]
    found += [(f"/rewards/{index}", one.buy_get, one.max_amount) for index, one in enumerate(rules.rewards.values())]
    for pointer, terms, most in found:
        if terms is None:
            continue
        prices = subject.goods.price(terms.buy), subject.goods.price(terms.get)
        cheap, dear = (prices[0].lowest if prices[0] else 0), (prices[1].highest if prices[1] else 0)
        if terms.get == terms.buy:
            # The units got cost no more than those bought, unless the dearest are got.
            dear = dear if terms.dearest and dear else cheap or 100
            cheap = cheap or dear
        paid = terms.amount or terms.quantity * cheap
        worth = int(terms.units * dear * terms.rate.fraction)
        got = worth if most is None else min(worth, most)
        if paid and got > paid:
            buy = f"buy goods for {paid}" if terms.amount else f"buy {terms.quantity} for {cheap} each"
            what = f"goods for {_money(subject, paid)} bring {_money(subject, got)} off"
            actions = buy, f"get {terms.units} at {dear} for less"
            yield Finding("deal-gives-more", "error", pointer, what, Example(actions, paid, got))


def _points_per_amount(subject: Subject) -> Fraction:
    """The most points for one minor unit, with the best goods, tier and campaigns."""
    rules = subject.rules
    most = Fraction(0)
    for sku, category in subject.kinds_of_goods:
        line = goods_line(sku, category, 1)
        rates = [_rate(subject, rule) for rule in rules.earn if rule.match.takes(line)]
        most = max(most, sum(rates, Fraction(0)))
    levels = rules.tiers.levels if rules.tiers else ()
    best = max((level.multiplier.fraction for level in levels), default=Fraction(1))
    for campaign in multiplying(rules.campaigns):
        best *= Fraction(campaign.multiplier or "1")
    return most * best


def _rate(subject: Subject, rule: EarnRule) -> Fraction:
    """The most points of a rule for one minor unit; 0 for goods without a known price."""
    if rule.counts == "spend":
        return Fraction(rule.points, rule.per)
    least = max(rule.min_spend, subject.goods.cheapest(rule.match) or 0)
    return Fraction(rule.points, rule.per * least) if least else Fraction(0)


def _points(subject: Subject) -> Iterator[Finding]:
    """Points worth more than the purchase that earns them."""
    rate, worth = _points_per_amount(subject), subject.rules.worth
    if rate and worth and rate * worth.amount / worth.points > 1:
        spend = 100 * worth.points
        got = int(spend * rate * worth.amount / worth.points)
        what = f"with all multipliers, {_money(subject, spend)} earn points worth more"
        yield Finding("points-above-price", "error", "/points", what, Example((f"spend {spend}",), spend, got))


def _rewards(subject: Subject) -> Iterator[Finding]:
    """A reward worth more than the spend that earns its price in points."""
    rate = _points_per_amount(subject)
    for index, reward in enumerate(subject.document.rewards):
        worth = subject.worth_of(reward.id)
        if not rate or worth is None or reward.points_price is None:
            continue
        spend = -(-Fraction(reward.points_price) // rate)
        if worth > spend:
            what = f"{reward.points_price} points take a spend of {_money(subject, spend)}, and it is worth more"
            actions = f"spend {spend}", f"redeem {reward.id}"
            yield Finding("reward-worth-more", "error", f"/rewards/{index}", what, Example(actions, spend, worth))


def _credit(subject: Subject) -> Iterator[Finding]:
    """Credit and points that earn again when they pay."""
    points = subject.document.points
    gives = [one.kind == "store_credit" for one in subject.document.rewards] + [bool(points.worth)]
    gives += [one.as_ == "credit" for one in subject.document.rebates]
    if points.earn_on_rewards and points.earn and any(gives):
        spend = 100
        what = "amounts paid with credit or points earn points again"
        actions = f"pay {spend} with credit or points", "earn points on it"
        yield Finding("credit-earns-credit", "warning", "/points/earn_on_rewards", what, Example(actions, 0, spend))


def _rebates(subject: Subject) -> Iterator[Finding]:
    """A rebate of more than the spend, and bands at which spending 1 more brings more than 1."""
    for index, rebate in enumerate(subject.rules.rebates):
        place = f"/rebates/{index}"
        if rebate.by_quantity:
            # Units may have any price.
            continue
        if rebate.per and rebate.amount > rebate.per:
            what = f"every {_money(subject, rebate.per)} bring {_money(subject, rebate.amount)}"
            example = Example((f"spend {rebate.per}",), rebate.per, rebate.amount)
            yield Finding("rebate-worth-more", "error", place, what, example)
        for number, band in enumerate(rebate.bands):
            due = _due(rebate, band.start, number)
            more = due - _due(rebate, band.start - 1, number - 1)
            example = Example((f"spend {band.start}", "instead of 1 less"), band.start, int(due))
            if rebate.method == "lump_sum" and due > max(band.start, 1):
                what = f"a spend of {_money(subject, max(band.start, 1))} brings more than that"
                yield Finding("rebate-worth-more", "error", f"{place}/bands/{number}", what, example)
            elif band.start and more > 1:
                what = f"spending 1 more brings {_money(subject, int(more))}"
                yield Finding("cliff", "note", f"{place}/bands/{number}", what, example)


def _due(rebate: Rebate, spend: int, number: int) -> Fraction:
    """The amount due for a spend in the band with this number; 0 before the first, and for methods without cliffs."""
    if number < 0:
        return Fraction(0)
    band = rebate.bands[number]
    return Fraction(band.amount) if rebate.method == "lump_sum" else _whole(rebate, spend, band.rate)


def _whole(rebate: Rebate, spend: int, rate: Ratio) -> Fraction:
    return spend * rate.fraction if rebate.method == "retroactive" else Fraction(0)


def _matches(subject: Subject) -> Iterator[Finding]:
    """A match that excludes everything it includes."""
    for place, match in matches_in(subject.document):
        excluded = set(match.exclude_categories or ())
        categories = match.categories and all(
            not excluded.isdisjoint(with_those_above(one)) for one in match.categories
        )
        skus = match.skus and set(match.skus) <= set(match.exclude_skus or ())
        if categories or skus:
            what = "everything that it includes is excluded too, so no line can match"
            yield Finding("never-matches", "warning", place, what, Example(("buy anything",), 0, 0))


def _rounding(subject: Subject) -> Iterator[Finding]:
    """Rounding up that a split multiplies."""
    for index, rule in enumerate(subject.rules.earn):
        if rule.counts != "spend" or rule.rounding != "ceil" or rule.carry:
            continue
        what = "every purchase is rounded up, so splitting one earns more; `carry` prevents that"
        example = Example((f"spend {rule.per} in parts of 1",), rule.per, rule.per * rule.points)
        yield Finding("rounding-up-splits", "warning", f"/points/earn/{index}/rounding", what, example)


def _money(subject: Subject, amount: int) -> str:
    return money_text(amount, subject.program.currency)


def _tax(subject: Subject) -> Iterator[Finding]:
    """Goods whose tax is unknown, where rules count the price with its tax changed."""
    goods = subject.goods
    if subject.rules.tax_counts and goods.untaxed:
        what = f"{goods.untaxed} of {goods.lines} lines sold lately state no tax, so they count at their price"
        example = Example(("buy goods without `tax` on the line",), 0, 0)
        yield Finding("tax-unknown", "warning", "/tax/counts", what, example)


READERS: Final[tuple[Reader, ...]] = (
    _cards,
    _coupons,
    _deals,
    _points,
    _rewards,
    _credit,
    _rebates,
    _matches,
    _rounding,
    _tax,
)
