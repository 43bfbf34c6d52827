"""Recomputes the vouchers due from the tables alone, and so finds vouchers that are not due."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from app.engine.model.facts import Facts
from app.engine.model.records.vouchers import Voucher
from app.engine.model.state import MemberState
from app.engine.model.value import Kept
from app.engine.program.terms.punch_cards import PunchCard
from app.engine.program.versions import Program
from app.engine.rules.changes.change import Basket
from app.engine.rules.rewards import coupons, punch_cards, vouchers
from app.ledger import balances
from app.ledger.entries import punches
from app.ledger.entries import rebate as rebate_unit
from app.ledger.entries import voucher as voucher_unit


class KeptBasket(NamedTuple):
    """A basket with its kept part; `causes` are the ids of the purchase and its returns."""

    basket: Basket
    parts: tuple[Kept, ...]
    causes: tuple[str, ...]
    undone: bool


def withheld(baskets: Iterable[KeptBasket], known: Iterable[Voucher]) -> dict[str, list[list[str | int]]]:
    """For each coupon, the purchases that count but have no voucher, as in `MemberState.withheld`."""
    found: dict[str, list[list[str | int]]] = {}
    with_one = set(_issued_by_coupon(known))
    for coupon, basket in _counting(baskets):
        if (coupon.id, basket.purchase_id) not in with_one:
            found.setdefault(coupon.id, []).append([basket.purchase_id, basket.rules.version])
    return {coupon_id: sorted(waiting) for coupon_id, waiting in found.items()}


def faults(program: Program, made: MemberState, facts: Facts, baskets: Iterable[KeptBasket]) -> list[str]:
    """Vouchers that are not due, and balances that differ from the number of vouchers, in words."""
    return [
        *_not_counted(made, facts.vouchers),
        *_of_coupons(facts.vouchers, baskets),
        *_of_cards(program, made, facts.vouchers),
        *_of_rebates(program, made, facts.vouchers),
    ]


def _is_there(voucher: Voucher) -> bool:
    return voucher.status in ("usable", "held") and voucher.revoked_by is None


def _stands(voucher: Voucher, why: str) -> str:
    return f"voucher {voucher.voucher_id} is {voucher.status}, {why}"


def _not_counted(made: MemberState, known: Iterable[Voucher]) -> Iterator[str]:
    counts: dict[str, int] = {}
    for voucher in known:
        uses = len((voucher.used_by or "").split())
        left = int(voucher.status in ("usable", "held")) + (1 - uses if voucher.status == "used" else 0)
        counts[voucher_unit(voucher.reward)] = counts.get(voucher_unit(voucher.reward), 0) + left
    for unit, count in sorted(counts.items()):
        if (balance := balances.total(made.balances, unit)) != count:
            yield f"{unit}: the entries make {balance}, the vouchers {count}"


def _of_coupons(known: Iterable[Voucher], baskets: Iterable[KeptBasket]) -> Iterator[str]:
    brought = _issued_by_coupon(known)
    due = {(coupon.id, basket.purchase_id) for coupon, basket in _counting(baskets)}
    for key, voucher in brought.items():
        if voucher.source.startswith(vouchers.COUPON) and _is_there(voucher) and key not in due:
            yield _stands(voucher, "but its purchase does not qualify")


def _of_cards(program: Program, made: MemberState, known: list[Voucher]) -> Iterator[str]:
    for card in {card.id: card for rules in program.versions for card in rules.shown_cards}.values():
        own = [one for one in known if one.source == f"card:{card.id}"]
        due = punch_cards.due(card, balances.total(made.balances, punches(card.id)))
        there = [one for one in own if _is_there(one)]
        if there and sum(map(vouchers.stands, own)) > due:
            yield _stands(there[-1], f"but the punches of {card.id} make only {due} due")


def _of_rebates(program: Program, made: MemberState, known: list[Voucher]) -> Iterator[str]:
    rebates = {rebate.id: rebate for rules in program.versions for rebate in rules.rebates}
    for rebate in rebates.values():
        if rebate.pays_as != "voucher":
            continue
        open_ = made.balances.get(rebate_unit(rebate.id), {})
        own = [one for one in known if vouchers.rule_of(one) == rebate.id and one.source.startswith("rebate:")]
        for start in sorted({*made.rebates.get(rebate.id, {}), *open_, *(one.source.partition("/")[2] for one in own)}):
            of_period = [one for one in own if one.source.partition("/")[2] == start]
            due, unpaid = made.rebates.get(rebate.id, {}).get(start, [0, 0])[1], open_.get(start, 0)
            there = [one for one in of_period if _is_there(one) and (one.amount or 0) <= -unpaid]
            if rebate.pays_at_once and there:
                yield _stands(there[-1], f"but {rebate.id} from {start} has {due} due and is overpaid by {-unpaid}")


def _issued_by_coupon(known: Iterable[Voucher]) -> dict[tuple[str, str], Voucher]:
    """The vouchers of coupons, by the coupon and the purchase that issued them."""
    found = {}
    for voucher in known:
        coupon_id = vouchers.rule_of(voucher)
        purchase_id = coupons.brought_by(voucher, coupon_id)
        if purchase_id:
            found[coupon_id, purchase_id] = voucher
    return found


def _counting(baskets: Iterable[KeptBasket]) -> Iterator[tuple[PunchCard, Basket]]:
    """The coupons and baskets that qualify by their kept parts."""
    for one in baskets:
        basket, kept = one.basket, one.basket.earning(one.parts)
        for card in basket.rules.cards if basket.purchase_id and not basket.history else ():
            asks = card.is_coupon and card.id not in basket.brings_nothing
            if asks and punch_cards.punched(card, basket, basket.matching(card.match), kept):
                yield card, basket
