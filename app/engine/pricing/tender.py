"""Payment other than money: vouchers, and points, credit and gift cards for part of a basket.

A purchase without a quote is already paid: nothing here changes a price. Unavailable parts are refused, or, for a sale
already paid, taken all the same and reported.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from app.engine.model.book import Refusal
from app.engine.model.commands.sales import RecordPurchase
from app.engine.model.instants import instant
from app.engine.model.records.sales import Line, Payment
from app.engine.model.records.vouchers import Voucher
from app.engine.pricing.selling import stacking_of
from app.engine.program.match import EVERYTHING
from app.engine.program.reward_kinds import KINDS
from app.engine.program.terms.offers import Stacking
from app.engine.rules.balances import gift_cards, spending
from app.engine.rules.changes.change import Basket, Change
from app.engine.rules.rewards import entitlements, vouchers

Shortfall = dict[str, str]


class Tender(NamedTuple):
    """The payment, and the parts that could not be granted."""

    paid: Payment = spending.NOTHING
    shortfalls: tuple[Shortfall, ...] = ()


def take(change: Change, command: RecordPurchase, lines: tuple[Line, ...], *, is_held: bool) -> Tender | Refusal:
    """Use the vouchers of a purchase, and spend its points and credit.

    Items reserved by a hold for the purchase, `is_held`, are spent whatever the member owes.
    """
    shortfalls = _use_vouchers(change, command, lines)
    if isinstance(shortfalls, Refusal):
        return shortfalls
    paid = _pay(change, command, lines, shortfalls, is_held=is_held)
    return paid if isinstance(paid, Refusal) else Tender(paid, tuple(shortfalls))


def of_guest(command: RecordPurchase) -> list[Shortfall] | Refusal:
    """The parts that a guest named but cannot have."""
    named = {"points_to_spend": command.points_to_spend, "credit_to_spend": command.credit_to_spend}
    spent = [f"/{name}" for name, amount in named.items() if amount]
    if not command.already_paid:
        if command.vouchers:
            return Refusal("voucher-not-usable", "a guest has no vouchers", "/vouchers/0", "not-usable")
        if spent:
            return Refusal("insufficient-balance", "a guest has neither points nor credit", spent[0], "insufficient")
    missed = [_shortfall(f"/vouchers/{place}", "voucher-not-usable") for place in range(len(command.vouchers))]
    return [*missed, *(_shortfall(pointer, "insufficient-balance") for pointer in spent)]


def with_freed_units(change: Change, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Mark the units freed by vouchers used here: on an eligible line with a lower price."""
    marked = list(lines)
    for voucher in change.vouchers:
        reward = change.program.version(voucher.program_version).rewards.get(voucher.reward)
        if reward is None or reward.kind != "free_item" or voucher.status != "used":
            continue
        for place, line in enumerate(marked):
            next_freed = line.freed + 1
            if not line.measured and reward.match.takes(line) and 0 < next_freed * line.unit_price <= line.discount:
                marked[place] = line._replace(freed=next_freed)
                break
    return tuple(marked)


def named(change: Change, codes: Iterable[str]) -> list[Stacking]:
    """The stacking rules of the vouchers named by a purchase without a quote."""
    vouchers = (change.book.voucher(change.program.id, code) for code in codes)
    return [stacking_of(change, one) for one in vouchers if one and unusable(change, one) is None]


def unusable(change: Change, voucher: Voucher | None) -> str | None:
    """The reason why the member cannot use a voucher, in words; None if the member can."""
    if voucher is None or voucher.member_id != change.member.member_id:
        return "the member does not have this voucher"
    status = vouchers.known(change, voucher).status
    if status != "usable":
        return f"the voucher was already {status}" if status == "used" else f"the voucher is {status}"
    if voucher.expires_on and voucher.expires_on < change.today and voucher.held_by is None:
        return "the voucher has expired"
    return None


def _use_vouchers(change: Change, command: RecordPurchase, lines: tuple[Line, ...]) -> list[Shortfall] | Refusal:
    shortfalls: list[Shortfall] = []
    debts = []
    for place, code in enumerate(command.vouchers):
        found = change.book.voucher(change.program.id, code)
        fault = unusable(change, found)
        voucher = vouchers.known(change, found) if found and found.member_id == change.member.member_id else None
        if voucher and (fault is None or (command.already_paid and _was_good(change, voucher, command.occurred_at))):
            if entitlements.use(change, voucher, command.purchase_id, "used with a purchase"):
                debts.append(voucher)
            if not _is_cheaper(change, voucher, command, lines):
                detail = f"{voucher.reward}: neither the basket nor any of its eligible lines has a discount"
                change.note(f"/vouchers/{place}", "price-not-reduced", detail)
            continue
        if not command.already_paid:
            return Refusal("voucher-not-usable", fault or "", f"/vouchers/{place}", "not-usable")
        shortfalls.append(_shortfall(f"/vouchers/{place}", "voucher-not-usable"))
        if voucher and voucher.status == "used":
            why = "used once more, by a sale already paid"
            if entitlements.use(change, voucher, command.purchase_id, why):
                debts.append(voucher)
    entitlements.take_others_back(change, debts)
    return shortfalls


def _is_cheaper(change: Change, voucher: Voucher, command: RecordPurchase, lines: tuple[Line, ...]) -> bool:
    """Whether a discount may be a voucher's, if it reduces prices: one on the basket or on its eligible lines.

    Several vouchers may share it: a till reports what it took off, not for which voucher.
    """
    reward = change.program.version(voucher.program_version).rewards.get(voucher.reward)
    if command.discount or (reward and not KINDS[reward.kind].lowers_price):
        return True
    good_for = reward.match if reward else EVERYTHING
    is_for_basket = good_for.takes_basket(command.store, command.channel)
    return is_for_basket and any(line.discount and good_for.takes(line) for line in lines)


def _was_good(change: Change, voucher: Voucher, occurred_at: datetime) -> bool:
    """Whether an expired voucher was valid at the time of a late sale."""
    day, issued_on = change.program.business_date(occurred_at), change.program.business_date(instant(voucher.issued_at))
    is_over = voucher.status in ("usable", "expired") and voucher.expires_on is not None
    return is_over and issued_on <= day <= (voucher.expires_on or "")


def _pay(
    change: Change, command: RecordPurchase, lines: tuple[Line, ...], shortfalls: list[Shortfall], *, is_held: bool
) -> Payment | Refusal:
    points, credit = command.points_to_spend, command.credit_to_spend
    if not points and not credit:
        return _pay_with_cards(change, command, spending.NOTHING, lines, shortfalls, is_held=is_held)
    total = sum(line.share for line in lines)
    paid = spending.payment(change.rules, points, credit, total)
    if isinstance(paid, Refusal):
        if not command.already_paid:
            return paid
        # What pays nothing stays the customer's: taken, it could not be refunded with the goods.
        pointer = paid.pointer
        paid = spending.most_of(change.rules, points, credit, total)
        shortfalls.append(_shortfall(pointer, "validation"))
        if paid.credit < credit and pointer != "/credit_to_spend":
            shortfalls.append(_shortfall("/credit_to_spend", "validation"))
    basket = Basket(change.rules, change.today, lines, command.store, command.channel)
    if refusal := spending.out_of_bounds(basket, paid):
        if not command.already_paid:
            return refusal
        shortfalls.append(_shortfall(refusal.pointer, "validation"))
    missing = [] if is_held else spending.lacking(change, paid.points, paid.credit)
    if missing and not command.already_paid:
        return missing[0]
    shortfalls += [_shortfall(one.pointer, one.problem) for one in missing]
    return _pay_with_cards(change, command, paid, lines, shortfalls, is_held=is_held)


def _pay_with_cards(
    change: Change,
    command: RecordPurchase,
    paid: Payment,
    lines: tuple[Line, ...],
    shortfalls: list[Shortfall],
    *,
    is_held: bool,
) -> Payment | Refusal:
    """Add the payment with gift cards, and take all of it. A card pays no more than it has."""
    if command.gift_cards:
        to_pay = sum(line.share for line in lines) - paid.points_worth - paid.credit
        cards, refusals = gift_cards.payments(change, command.gift_cards, to_pay, is_held=is_held)
        if refusals and not command.already_paid:
            return refusals[0]
        shortfalls += [_shortfall(one.pointer, one.problem) for one in refusals]
        paid = paid._replace(gift_cards=cards)
    spending.spend(change, paid)
    return paid


def pay_of_guest(change: Change, command: RecordPurchase, lines: tuple[Line, ...]) -> Tender | Refusal:
    """Pay a guest's purchase with gift cards, which everybody can use."""
    shortfalls: list[Shortfall] = []
    paid = _pay_with_cards(change, command, spending.NOTHING, lines, shortfalls, is_held=False)
    return paid if isinstance(paid, Refusal) else Tender(paid, tuple(shortfalls))


def _shortfall(what: str, code: str) -> Shortfall:
    return {"what": what, "code": code}
