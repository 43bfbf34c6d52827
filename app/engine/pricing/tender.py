"""What a till hands over besides money: vouchers that were used, points and credit that pay for a part.

A purchase without a quote is what was paid: nothing of this changes a price. What cannot be had is refused; of a sale
that was paid already it is taken all the same, and told.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple

from app.engine.model.book import Refusal
from app.engine.model.commands import RecordPurchase
from app.engine.model.instants import instant
from app.engine.model.records import Line, Payment, Voucher
from app.engine.pricing.selling import stacking_of
from app.engine.program.match import EVERYTHING
from app.engine.program.offers import Stacking
from app.engine.rules import entitlements, spending, vouchers
from app.engine.rules.change import Change

Shortfall = dict[str, str]

TAKING_OFF: Final = ("amount_off", "percent_off", "free_item", "store_credit")


class Tender(NamedTuple):
    """What was handed over, and what of it could not be had."""

    paid: Payment = spending.NOTHING
    shortfalls: tuple[Shortfall, ...] = ()


def take(change: Change, command: RecordPurchase, lines: tuple[Line, ...], *, is_held: bool) -> Tender | Refusal:
    """Use the vouchers that a purchase names, and spend what pays for a part of it.

    What a hold has kept for the purchase, `is_held`, is spent whatever the member owes.
    """
    shortfalls = _use_vouchers(change, command, lines)
    if isinstance(shortfalls, Refusal):
        return shortfalls
    paid = _pay(change, command, sum(line.share for line in lines), shortfalls, is_held=is_held)
    return paid if isinstance(paid, Refusal) else Tender(paid, tuple(shortfalls))


def of_guest(command: RecordPurchase) -> list[Shortfall] | Refusal:
    """What a guest named and cannot have."""
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
    """Mark the units that the vouchers used here made free: of a line they are good for, with the price taken off."""
    marked = list(lines)
    for voucher in change.vouchers:
        reward = change.program.version(voucher.program_version).rewards.get(voucher.reward)
        if reward is None or reward.kind != "free_item" or voucher.status != "used":
            continue
        for place, line in enumerate(marked):
            next_freed = line.freed + 1
            if reward.match.takes(line) and 0 < next_freed * line.unit_price <= line.discount:
                marked[place] = line._replace(freed=next_freed)
                break
    return tuple(marked)


def named(change: Change, codes: Iterable[str]) -> list[Stacking]:
    """With what else those vouchers may be used that a purchase without a quote names."""
    vouchers = (change.book.voucher(change.program.id, code) for code in codes)
    return [stacking_of(change, one) for one in vouchers if one and unusable(change, one) is None]


def unusable(change: Change, voucher: Voucher | None) -> str | None:
    """Why the member cannot use a voucher, in words."""
    if voucher is None or voucher.member_id != change.member.member_id:
        return "the member has no such voucher"
    status = vouchers.known(change, voucher).status
    if status != "usable":
        return f"the voucher was {status} already" if status == "used" else f"the voucher is {status}"
    if voucher.expires_on and voucher.expires_on < change.today and voucher.held_by is None:
        return "the voucher has expired"
    return None


def _use_vouchers(change: Change, command: RecordPurchase, lines: tuple[Line, ...]) -> list[Shortfall] | Refusal:
    shortfalls: list[Shortfall] = []
    for place, code in enumerate(command.vouchers):
        found = change.book.voucher(change.program.id, code)
        fault = unusable(change, found)
        voucher = vouchers.known(change, found) if found and found.member_id == change.member.member_id else None
        if voucher and (fault is None or (command.already_paid and _was_good(change, voucher, command.occurred_at))):
            entitlements.use(change, voucher, command.purchase_id, "used with a purchase")
            if not _is_cheaper(change, voucher, command, lines):
                detail = f"{voucher.reward}: nothing was taken off what it is for"
                change.note(f"/vouchers/{place}", "price-not-reduced", detail)
            continue
        if not command.already_paid:
            return Refusal("voucher-not-usable", fault or "", f"/vouchers/{place}", "not-usable")
        shortfalls.append(_shortfall(f"/vouchers/{place}", "voucher-not-usable"))
        if voucher and voucher.status == "used":
            why = "used once more, by a sale that was paid already"
            entitlements.use(change, voucher, command.purchase_id, why)
    return shortfalls


def _is_cheaper(change: Change, voucher: Voucher, command: RecordPurchase, lines: tuple[Line, ...]) -> bool:
    """Whether the till has taken something off what a voucher is for, if it is one that takes something off."""
    reward = change.program.version(voucher.program_version).rewards.get(voucher.reward)
    if command.discount or (reward and reward.kind not in TAKING_OFF):
        return True
    good_for = reward.match if reward else EVERYTHING
    is_for_basket = good_for.takes_basket(command.store, command.channel)
    return is_for_basket and any(line.discount and good_for.takes(line) for line in lines)


def _was_good(change: Change, voucher: Voucher, occurred_at: datetime) -> bool:
    """Whether a voucher that is over could be used when a sale happened that is recorded only now."""
    day, issued_on = change.program.business_date(occurred_at), change.program.business_date(instant(voucher.issued_at))
    is_over = voucher.status in ("usable", "expired") and voucher.expires_on is not None
    return is_over and issued_on <= day <= (voucher.expires_on or "")


def _pay(
    change: Change, command: RecordPurchase, net: int, shortfalls: list[Shortfall], *, is_held: bool
) -> Payment | Refusal:
    points, credit = command.points_to_spend, command.credit_to_spend
    if not points and not credit:
        return spending.NOTHING
    paid = spending.payment(change.rules, points, credit, net)
    if isinstance(paid, Refusal):
        if not command.already_paid:
            return paid
        # A till that was offline took what it took: all of it counts as paid, as far as there was something to pay.
        shortfalls.append(_shortfall(paid.pointer, "validation"))
        paid = Payment(points, 0, credit)
    missing = [] if is_held else spending.lacking(change, paid.points, paid.credit)
    if missing and not command.already_paid:
        return missing[0]
    shortfalls += [_shortfall(one.pointer, one.problem) for one in missing]
    spending.spend(change, paid)
    return paid


def _shortfall(what: str, code: str) -> Shortfall:
    return {"what": what, "code": code}
