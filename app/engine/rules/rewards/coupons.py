"""Coupons: a purchase issues a voucher for a later purchase, and the voucher belongs to that purchase.

If a return leaves less of the purchase than the coupon requires, its own voucher is revoked, and no other. If that
voucher was used, it is a debt: the next voucher that falls due is not issued, and `withheld` in the state remembers its
purchase.
"""

from collections.abc import Iterable
from typing import Any

from app.engine.model.records.vouchers import Voucher
from app.engine.program.terms.punch_cards import PunchCard
from app.engine.program.terms.rules import Rules
from app.engine.program.versions import Program
from app.engine.rules.changes.change import Basket, Change
from app.engine.rules.rewards import vouchers
from app.ledger import balances
from app.ledger.entries import punches


def source_of(coupon_id: str, purchase_id: str) -> str:
    """The source of a coupon's voucher."""
    return f"{vouchers.COUPON}{coupon_id}/{purchase_id}"


def sources(program: Program, purchase_ids: Iterable[str]) -> set[str]:
    """The sources of all vouchers that these purchases can have issued."""
    coupons = {card.id for rules in program.versions for card in rules.cards if card.is_coupon}
    return {source_of(coupon_id, purchase_id) for purchase_id in purchase_ids for coupon_id in coupons}


def brought_by(voucher: Voucher, coupon_id: str) -> str | None:
    """The purchase to which a coupon's voucher belongs; None if it is not this coupon's voucher."""
    if voucher.source == f"card:{coupon_id}":
        # The form that the first versions wrote.
        return voucher.issued_by
    coupon, _, purchase_id = voucher.source.removeprefix(vouchers.COUPON).partition("/")
    return purchase_id if voucher.source.startswith(vouchers.COUPON) and coupon == coupon_id else None


def over(rules: Rules, today: str) -> tuple[str, ...]:
    """The coupons that no longer issue vouchers, because their reward has expired."""
    return tuple(
        card.id
        for card in rules.cards
        if card.is_coupon and not vouchers.can_be_issued(rules.rewards[card.reward], today)
    )


def follow(change: Change, basket: Basket, coupon: PunchCard, gained: bool) -> None:
    """Adjust the vouchers when a basket starts or stops counting for a coupon."""
    own = _own(change, basket, coupon) if basket.purchase_id else None
    if own and gained:
        _give_back(change, coupon, own)
    elif own:
        _take_back(change, coupon, own)
    elif basket.purchase_id and gained and owed(change, coupon) >= 0:
        waiting = [*_withheld(change, coupon), [basket.purchase_id, basket.rules.version]]
        change.state.withheld[coupon.id] = sorted(waiting)
    elif basket.purchase_id and gained:
        _issue(change, basket.purchase_id, basket.rules, coupon)
    elif basket.purchase_id:
        waiting = _withheld(change, coupon)
        change.state.withheld[coupon.id] = [one for one in waiting if one[0] != basket.purchase_id]
    issue_withheld(change, coupon)


def owed(change: Change, coupon: PunchCard) -> int:
    """The number of standing vouchers beyond those due."""
    due = balances.total(change.state.balances, punches(coupon.id))
    return change.state.completed.get(coupon.id, 0) - due


def issue_withheld(change: Change, coupon: PunchCard) -> None:
    """Issue vouchers that were withheld for a debt, once it is settled, oldest first."""
    waiting = _withheld(change, coupon)
    while waiting and owed(change, coupon) < 0:
        purchase_id, version = waiting[0]
        rules = change.program.version(version)
        own = rules.card(coupon.id)
        if own is None or not _issue(change, purchase_id, rules, own):
            break
        waiting.pop(0)
    if not waiting:
        change.state.withheld.pop(coupon.id, None)


def stand(change: Change, card: PunchCard, more: int) -> None:
    """Add to the count of a card's or coupon's standing vouchers; `more` may be negative."""
    standing = change.state.completed.get(card.id, 0) + more
    if standing:
        change.state.completed[card.id] = standing
    else:
        change.state.completed.pop(card.id, None)


def _own(change: Change, basket: Basket, coupon: PunchCard) -> Voucher | None:
    if change.cause in ("purchase", "claim"):
        return None
    found = vouchers.from_source(change, source_of(coupon.id, basket.purchase_id))
    if not found:
        first = vouchers.from_source(change, f"card:{coupon.id}")
        found = [one for one in first if one.issued_by == basket.purchase_id]
    return found[-1] if found else None


def _give_back(change: Change, coupon: PunchCard, own: Voucher) -> None:
    if not vouchers.stands(own):
        stand(change, coupon, 1)
    vouchers.restore(change, own, f"{coupon.name}: its purchase qualifies again")


def _take_back(change: Change, coupon: PunchCard, own: Voucher) -> None:
    if not vouchers.stands(own) or (own.status == "used" and own.revoked_by):
        return
    if own.status in ("used", "expired"):
        # There is nothing to revoke, but the record shows that the voucher is no longer due.
        change.vouchers.append(own._replace(revoked_by=change.cause_id))
    else:
        vouchers.revoke(change, own, f"{coupon.name}: its purchase no longer qualifies")
    if own.status != "used":
        stand(change, coupon, -1)


def _issue(change: Change, purchase_id: str, rules: Rules, coupon: PunchCard) -> bool:
    reward = rules.rewards[coupon.reward]
    if not vouchers.can_be_issued(reward, change.today):
        return False
    vouchers.issue(
        change,
        source_of(coupon.id, purchase_id),
        reward.id,
        rules.version,
        f"{coupon.name}: {reward.name}",
        valid_days=reward.valid_days,
        valid_until=reward.valid_until,
    )
    stand(change, coupon, 1)
    return True


def _withheld(change: Change, coupon: PunchCard) -> list[list[Any]]:
    return change.state.withheld.setdefault(coupon.id, [])
