"""Payment with points and credit, and refunds of both when goods are returned.

Points are spent in whole units of the programme's rate, earliest expiry first. Refunds go to money first, then to gift
cards (the one named last first), then to credit, then to points: each stays spent as long as the kept value covers it.
"""

from collections.abc import Iterable
from typing import Final

from pydantic_core import to_json

from app.engine.model.book import Refusal
from app.engine.model.money import money_text
from app.engine.model.records.sales import CardPayment, GivenBack, Payment, Purchase
from app.engine.model.value import Kept, net, payment_from
from app.engine.program.terms.rules import Rules
from app.engine.rules.balances import gift_cards, point_moves
from app.engine.rules.changes.change import Basket, Change
from app.engine.rules.changes.expiry import lot_of
from app.ledger import lots
from app.ledger.entries import CREDIT, POINTS, Entry

# The rule named by ledger entries of payments with points and credit.
RULE: Final = "worth"
NOTHING: Final = Payment()


def payment(rules: Rules, points: int, credit: int, total: int) -> Payment | Refusal:
    """The payment of a basket of `total` minor units with these points and this credit; part units are not spent."""
    worth = rules.worth
    if points and worth is None:
        return Refusal(
            "validation", "this programme does not accept points as payment", "/points_to_spend", "not-possible"
        )
    units = points // worth.points if worth else 0
    if points and worth and not units:
        detail = f"points can only be spent in multiples of {worth.points}"
        return Refusal("validation", detail, "/points_to_spend", "out-of-range")
    paid = Payment(units * worth.points, units * worth.amount, credit) if worth else Payment(credit=credit)
    if paid.points_worth > total:
        return Refusal("validation", "the points are worth more than the basket", "/points_to_spend", "too-large")
    if paid.points_worth + paid.credit > total:
        return Refusal(
            "validation", "points and credit exceed the total of the basket", "/credit_to_spend", "too-large"
        )
    return paid


def most_of(rules: Rules, points: int, credit: int, total: int) -> Payment:
    """The part of these points and this credit that can pay a basket of `total` minor units."""
    worth = rules.worth
    units = min(points // worth.points, total // worth.amount) if worth else 0
    paid = Payment(units * worth.points, units * worth.amount) if worth else NOTHING
    return paid._replace(credit=min(credit, total - paid.points_worth))


def out_of_bounds(basket: Basket, paid: Payment) -> Refusal | None:
    """The refusal of a payment with fewer or more points than the programme allows for this basket, else None."""
    worth = basket.rules.worth
    if worth is None or not paid.points:
        return None
    if paid.points < worth.min_points:
        detail = f"at least {worth.min_points} points can be spent at a time"
        return Refusal("validation", detail, "/points_to_spend", "out-of-range")
    is_matched = worth.match.takes_basket(basket.store, basket.channel)
    payable = sum(line.share for line in basket.lines if worth.match.takes(line)) if is_matched else 0
    most = payable * worth.max_share.amount // worth.max_share.per
    if paid.points_worth <= most:
        return None
    points = most // worth.amount * worth.points
    detail = f"at most {points} points can be spent on this basket"
    return Refusal("validation", detail, "/points_to_spend", "too-large")


def lacking(change: Change, points: int, credit: int) -> list[Refusal]:
    """Refusals for the points and credit that the member does not have."""
    found = []
    if points > max(0, lots.standing(change.held, change.today).balance):
        detail = "the member does not have enough available points"
        found.append(Refusal("insufficient-balance", detail, "/points_to_spend", "insufficient"))
    if credit > max(0, lots.free(change.state.balances.get(CREDIT, {}))):
        found.append(
            Refusal(
                "insufficient-balance", "the member does not have enough credit", "/credit_to_spend", "insufficient"
            )
        )
    return found


def spend(change: Change, paid: Payment) -> None:
    """Take the points, credit and gift cards of a payment; any shortfall of the former two becomes debt."""
    version, currency = change.rules.version, change.program.currency
    if paid.points:
        why = f"{paid.points} points spent, worth {money_text(paid.points_worth, currency)}"
        point_moves.take_points(change, change.rules, None, paid.points, why, type_="redeem", rule=RULE)
    if paid.credit:
        why = f"{money_text(paid.credit, currency)} of credit spent"
        change.post(CREDIT, "redeem", -paid.credit, why, version=version, rule=RULE)
    gift_cards.pay(change, paid.gift_cards)


def standing(paid: Payment, kept: int) -> Payment:
    """The part of a payment that stands while `kept` minor units of a purchase are kept.

    Gift cards are refunded before credit, and credit before points. It depends on `kept` alone, so the order and split
    of returns make no difference.
    """
    worth = min(paid.points_worth, kept)
    points = paid.points * worth // paid.points_worth if paid.points_worth else 0
    credit = min(paid.credit, kept - worth)
    return Payment(points, worth, credit, _standing_cards(paid.gift_cards, kept - worth - credit))


def _standing_cards(paid: tuple[CardPayment, ...], kept: int) -> tuple[CardPayment, ...]:
    found = []
    for one in paid:
        amount = min(one.amount, kept)
        kept -= amount
        found += [CardPayment(one.card_id, amount)] if amount else []
    return tuple(found)


def card_total(paid: Payment) -> int:
    """What gift cards paid, in minor units."""
    return sum([one.amount for one in paid.gift_cards])


def given_back(purchase: Purchase, before: tuple[Kept, ...], after: tuple[Kept, ...]) -> GivenBack:
    """The customer's refund when `after` is kept of a purchase instead of `before`; `after` is part of `before`."""
    paid, worth = payment_of(purchase), net(before) - net(after)
    was, becomes = standing(paid, net(before)), standing(paid, net(after))
    points_worth, credit = was.points_worth - becomes.points_worth, was.credit - becomes.credit
    to_cards = _less(was.gift_cards, becomes.gift_cards)
    money = worth - points_worth - credit - sum([one.amount for one in to_cards])
    return GivenBack(money, was.points - becomes.points, points_worth, credit, to_cards)


def _less(was: tuple[CardPayment, ...], becomes: tuple[CardPayment, ...]) -> tuple[CardPayment, ...]:
    left = {one.card_id: one.amount for one in becomes}
    parts = (CardPayment(one.card_id, one.amount - left.get(one.card_id, 0)) for one in was)
    return tuple([one for one in parts if one.amount])


def follow(change: Change, purchase: Purchase, before: tuple[Kept, ...], after: tuple[Kept, ...]) -> None:
    """Refund payments with rewards for returned goods, or charge them again when a return is undone."""
    paid = payment_of(purchase)
    was, becomes = standing(paid, net(before)), standing(paid, net(after))
    if was.points > becomes.points:
        _give_back(change, purchase, was.points - becomes.points)
    elif was.points < becomes.points:
        _take_again(change, purchase, becomes.points - was.points)
    if was.credit != becomes.credit:
        back = was.credit - becomes.credit
        amount = money_text(abs(back), change.program.currency)
        why = f"{amount} of credit refunded" if back > 0 else f"{amount} of credit spent again"
        change.post(CREDIT, "redeem", back, why, version=change.rules.version, rule=RULE)
    gift_cards.follow(change, was.gift_cards, becomes.gift_cards)


def payment_of(purchase: Purchase) -> Payment:
    """The part of a purchase not paid in money."""
    return payment_from(purchase.paid_with) if purchase.paid_with else NOTHING


def payment_text(paid: Payment) -> str | None:
    """A payment in its stored form, None where all was money."""
    return to_json(paid).decode() if paid != NOTHING else None


def is_spending(entry: Entry) -> bool:
    """Whether an entry spends points on a purchase, or refunds them."""
    return (entry.unit, entry.type, entry.rule) == (POINTS, "redeem", RULE)


def give_back(change: Change, entries: Iterable[Entry], points: int, why: str, rule: str | None) -> None:
    """Refund spent points to the lots they came from, with their expiry; `entries` are those of the spending.

    The last to expire are refunded first, as if fewer had been spent. Points of an expired lot expire again.
    """
    version = change.rules.version
    taken: lots.Lots = {}
    for entry in entries:
        taken[entry.lot] = taken.get(entry.lot, 0) - entry.amount
    last_day = change.last_day
    order = sorted(taken, key=lambda lot: (last_day(lot) or lots.NEVER, lot), reverse=True)
    for lot, part in lots.give_back(change.held, {lot: taken[lot] for lot in order if taken[lot] > 0}, points):
        change.post(POINTS, "redeem", part, why, version=version, rule=rule, lot=lot)
        points -= part
    if points:
        # The rest had been owed, and other points have paid it since.
        lot = lot_of(change.rules, change.today)
        change.post(POINTS, "redeem", points, why, version=version, rule=rule, lot=lot)
    point_moves.expire_points(change, change.rules, rule=rule)
    point_moves.pay_debt(change, change.rules, rule=rule)


def _give_back(change: Change, purchase: Purchase, points: int) -> None:
    worth = f"{points} {'point' if points == 1 else 'points'} refunded"
    give_back(change, _spent(change, purchase), points, worth, RULE)


def _take_again(change: Change, purchase: Purchase, points: int) -> None:
    why = f"{points} {'point' if points == 1 else 'points'} spent again: the return was undone"
    given: lots.Lots = {}
    for entry in _spent(change, purchase):
        if entry.amount > 0:
            given[entry.lot] = given.get(entry.lot, 0) + entry.amount
    for lot in [lot for lot in lots.in_spending_order(change.held, change.today, change.last_day) if lot in given]:
        part = min(points, given[lot], change.held[lot])
        if part:
            change.post(POINTS, "redeem", -part, why, version=change.rules.version, rule=RULE, lot=lot)
            points -= part
    if points:
        point_moves.take_points(change, change.rules, None, points, why, type_="redeem", rule=RULE)


def _spent(change: Change, purchase: Purchase) -> list[Entry]:
    causes = [purchase.purchase_id, *(one.return_id for one in change.book.returns_of(purchase.purchase_id))]
    return [one for cause in causes for one in change.book.entries.get(cause, ()) if is_spending(one)]
