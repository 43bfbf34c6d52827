"""The results of a programme for one member in a rehearsal, as whole numbers that add up over members.

Amounts are minor units. Credit counts as paid when it is issued, whenever it is spent.
"""

from collections.abc import Iterable
from typing import NamedTuple

from app.engine.model import value
from app.engine.model.ratio import Ratio, rounded
from app.engine.model.records.sales import Line, Purchase
from app.engine.model.records.vouchers import Voucher
from app.engine.program.terms.offers import Reward
from app.engine.program.terms.rules import Rules
from app.engine.rehearsal.way import Way
from app.engine.rules.balances import spending
from app.engine.rules.changes.held_tier import level_id
from app.engine.views.liability import EXPIRING, SPENDING
from app.ledger import balances, lots
from app.ledger.entries import CREDIT, POINTS
from app.ledger.entries import rebate as rebate_unit


class Figures(NamedTuple):
    """For one member or many: `sales` is the kept value of purchases, before the programme's discounts.

    Points: `issued - spent - expired = outstanding`, and `worth` is the worth of these. `discounts` are those of tiers,
    campaigns and vouchers on the kept goods. `cost_low` is the cost already final, `cost_high` includes everything
    outstanding. `refused` recorded events are not possible in this programme.
    """

    purchases: int = 0
    sales: int = 0
    issued: int = 0
    spent: int = 0
    expired: int = 0
    outstanding: int = 0
    worth: int = 0
    vouchers_issued: int = 0
    vouchers_used: int = 0
    vouchers_expired: int = 0
    vouchers_outstanding: int = 0
    vouchers_worth: int = 0
    rebates_due: int = 0
    rebates_paid: int = 0
    discounts: int = 0
    cost_low: int = 0
    cost_high: int = 0
    refused: int = 0


class Result(NamedTuple):
    """The result for one member: the figures, and the tier held in the end."""

    figures: Figures
    level: str | None


NOTHING = Figures()


def added(parts: Iterable[Figures]) -> Figures:
    """The sum of these figures."""
    rows = list(parts)
    return Figures(*map(sum, zip(*rows, strict=True))) if rows else NOTHING


def points_value(rules: Rules) -> Ratio | None:
    """The worth of points, in minor units per point: as payment, else by the reward with the best value."""
    if rules.worth:
        return Ratio(rules.worth.amount, rules.worth.points)
    known = [
        Ratio(worth, reward.points_price)
        for reward in rules.rewards.values()
        if reward.points_price and (worth := reward.amount or reward.max_amount)
    ]
    return max(known, key=lambda one: one.fraction, default=None)


def result_of(way: Way) -> Result:
    """The result of a member whose way has been walked."""
    if not way.history.events:
        return Result(NOTHING, None)
    return Result(_Reading(way).figures(), level_id(way.program.rules.tiers, way.member.state))


class _Reading:
    """Reads the figures off a way."""

    def __init__(self, way: Way) -> None:
        self._way = way
        self._rules = way.program.rules
        self._state = way.member.state
        self._points_value = points_value(self._rules)

    def figures(self) -> Figures:
        way = self._way
        bought = [one for one in way.book.purchases.values() if one.purchase_id not in way.warm_up]
        worths = [_Bought(way, one) for one in bought]
        sales = sum(one.before for one in worths) - self._without_receipt()
        discounts = sum(one.before - one.after + one.extra for one in worths)
        spent = -sum(one.amount for one in way.entries if one.unit == POINTS and one.type in SPENDING)
        expired = -sum(one.amount for one in way.entries if one.unit == POINTS and one.type == EXPIRING)
        held = self._state.balances.get(POINTS, {})
        outstanding = sum(amount for lot, amount in held.items() if lot != lots.DEBT)
        worth = self._worth(outstanding)
        by_status = {status: [one for one in way.vouchers if one.status == status] for status in _COUNTED}
        vouchers_worth = sum(map(self._largest_worth, by_status["usable"]))
        due, unpaid, unpaid_money, paid_money = self._rebates()
        low = discounts + sum(one.points_worth for one in worths) + paid_money + self._had_for_points()
        low += sum(self._handed_out(one) for one in by_status["used"])
        counts = {status: len(found) for status, found in by_status.items()}
        return Figures(
            purchases=sum(one.is_kept for one in worths),
            sales=sales,
            issued=outstanding + spent + expired,
            spent=spent,
            expired=expired,
            outstanding=outstanding,
            worth=worth,
            vouchers_issued=sum(counts.values()),
            vouchers_used=counts["used"],
            vouchers_expired=counts["expired"],
            vouchers_outstanding=counts["usable"],
            vouchers_worth=vouchers_worth,
            rebates_due=due,
            rebates_paid=due - unpaid,
            discounts=discounts,
            cost_low=low,
            cost_high=low + worth + vouchers_worth + unpaid_money,
            refused=sum(way.refused.values()),
        )

    def _worth(self, points: int) -> int:
        each = self._points_value
        return rounded(points * each.amount, each.per, "half_up") if each else 0

    def _without_receipt(self) -> int:
        first_on = self._way.plan.first_on
        found = self._way.book.returns.values()
        return sum(one.returned_net for one in found if one.purchase_id is None and one.business_date >= first_on)

    def _rebates(self) -> tuple[int, int, int, int]:
        """The amount due and its unpaid part, and, for rebates that pay money, the unpaid and the paid amounts."""
        due = unpaid = unpaid_money = paid_money = 0
        for rebate in self._rules.rebates:
            unit = rebate_unit(rebate.id)
            accrued = sum(one.amount for one in self._way.entries if one.unit == unit and one.type == "accrue")
            open_ = balances.total(self._state.balances, unit)
            due, unpaid = due + accrued, unpaid + open_
            unpaid_money += open_
            if rebate.pays_as in ("credit", "statement"):
                paid_money += accrued - open_
        return due, unpaid, unpaid_money, paid_money

    def _had_for_points(self) -> int:
        """Rewards granted immediately for points: credit and donations."""
        entries = self._way.entries
        credit = sum(one.amount for one in entries if one.unit == CREDIT and one.cause == "redemption")
        given = [one for one in entries if one.type == "donate"]
        worth = {reward.id: self._gift_worth(reward) for reward in self._rules.rewards.values()}
        gifts = {one.cause_id: worth.get(one.rule or "", 0) for one in given}
        return credit + sum(gifts.values())

    def _handed_out(self, voucher: Voucher) -> int:
        """The worth of a used voucher without a discount."""
        reward = self._rules.rewards.get(voucher.reward)
        return self._gift_worth(reward) if reward and reward.kind in _HANDED_OUT else 0

    def _gift_worth(self, reward: Reward) -> int:
        return reward.amount if reward.amount is not None else self._worth(reward.points_price or 0)

    def _largest_worth(self, voucher: Voucher) -> int:
        """The maximum discount of a voucher; without a limit, that on the member's most expensive purchase."""
        reward = self._rules.rewards.get(voucher.reward)
        if voucher.amount is not None or reward is None:
            return voucher.amount or 0
        if reward.kind in _HANDED_OUT:
            return self._gift_worth(reward)
        if reward.kind in ("amount_off", "store_credit"):
            return reward.amount or 0
        if reward.max_amount is not None:
            return reward.max_amount
        if reward.kind == "free_item":
            return max(map(_dearest_unit, self._matching(reward)), default=0)
        rate = reward.rate or Ratio(0, 1)
        baskets = [sum(line.share for line in lines) for lines in self._matching(reward)]
        return rounded(max(baskets, default=0) * rate.amount, rate.per, "half_up")

    def _matching(self, reward: Reward) -> list[list[Line]]:
        way = self._way
        found = []
        for purchase_id, lines in way.sold.items():
            purchase = way.book.purchases[purchase_id]
            if reward.match.takes_basket(purchase.store, purchase.channel):
                found.append([line for line in lines if reward.match.takes(line)])
        return found


_COUNTED = ("usable", "used", "expired")
_HANDED_OUT = ("gift", "donation")


class _Bought:
    """The kept value of a purchase: `before` and `after` the programme's discounts, and any extra value granted."""

    def __init__(self, way: Way, purchase: Purchase) -> None:
        parts = value.standing_parts(way.book.returns_of(purchase.purchase_id))
        sold = value.purchase_lines(purchase.lines)
        left = value.kept(sold, parts)
        self.is_kept = any(part.quantity for part in left)
        self.after = value.net(left)
        self.before = value.net(value.kept(way.sold[purchase.purchase_id], parts))
        self.extra = sum(one.extra for one in value.discounts_of(purchase.discounts)) if self.is_kept else 0
        paid = spending.payment_of(purchase)
        self.points_worth = spending.standing(paid, self.after).points_worth


def _dearest_unit(lines: Iterable[Line]) -> int:
    return max((-(-line.share // line.quantity) for line in lines if not line.measured), default=0)
