"""Uses vouchers and gives them back, and adjusts the card, coupon or rebate that issued them.

A used voucher counts as standing even if it was revoked before; it is then a debt of the card, coupon or rebate. An
unused one that comes back is revoked if it is no longer due.
"""

from collections.abc import Iterable

from app.engine.model.records.vouchers import Voucher
from app.engine.program import limit_names
from app.engine.program.terms.punch_cards import PunchCard
from app.engine.program.terms.rebates import Rebate
from app.engine.program.terms.rules import Rules
from app.engine.rules import shared_limits
from app.engine.rules.changes.change import Change
from app.engine.rules.rewards import coupons, punch_cards, rebates, vouchers
from app.ledger import balances
from app.ledger.entries import punches
from app.ledger.entries import rebate as rebate_unit


def use(change: Change, voucher: Voucher, purchase_id: str, why: str) -> bool:
    """Mark a voucher used, and count it as standing again if it did not.

    True if it is a debt now. After the last voucher of the purchase, `take_others_back` settles the debts: one by one,
    they would revoke vouchers that the same purchase uses next.
    """
    vouchers.use(change, voucher, purchase_id, why)
    if vouchers.stands(voucher):
        return False
    rules, card = _card_of(change, voucher)
    if card:
        coupons.stand(change, card, 1)
    elif rebate := _rebate_of(change, voucher):
        terms, start = rebate
        unit, version, worth = rebate_unit(terms.id), change.rules.version, voucher.amount or 0
        change.post(unit, "settle", -worth, f"{terms.name}: {why}", version=version, rule=terms.id, lot=start)
    elif voucher.status == "revoked":
        reward = rules.rewards.get(voucher.reward)
        if reward and reward.stock is not None:
            shared_limits.add(change, limit_names.stock(reward.id), 1)
    return True


def take_others_back(change: Change, debts: Iterable[Voucher]) -> None:
    """Revoke what is no longer due beside these used vouchers, which were not due themselves."""
    for voucher in debts:
        rules, card = _card_of(change, voucher)
        if card and not card.is_coupon:
            _set_card_right(change, rules, card)
        elif not card and (rebate := _rebate_of(change, voucher)):
            _set_rebate_right(change, *rebate, voucher.source)


def give_back(change: Change, voucher: Voucher, purchase_id: str, why: str) -> None:
    """Undo a purchase's use of a voucher, and revoke the voucher if it is no longer due."""
    given = vouchers.give_back(change, voucher, purchase_id, why)
    if given.status == "used":
        return
    rules, card = _card_of(change, voucher)
    if card and card.is_coupon:
        if given.revoked_by:
            vouchers.revoke(change, given, f"{card.name}: its purchase no longer qualifies")
            coupons.stand(change, card, -1)
            coupons.issue_withheld(change, card)
    elif card:
        _set_card_right(change, rules, card)
    elif rebate := _rebate_of(change, voucher):
        _set_rebate_right(change, *rebate, voucher.source)


def _card_of(change: Change, voucher: Voucher) -> tuple[Rules, PunchCard | None]:
    kind = voucher.source.partition(":")[0]
    rules = change.program.version(voucher.program_version)
    return rules, rules.card(vouchers.rule_of(voucher)) if kind in ("card", "coupon") else None


def _set_card_right(change: Change, rules: Rules, card: PunchCard) -> None:
    count = balances.total(change.state.balances, punches(card.id))
    punch_cards.set_vouchers_right(change, card, rules, count)


def _rebate_of(change: Change, voucher: Voucher) -> tuple[Rebate, str] | None:
    kind, _, rest = voucher.source.partition(":")
    if kind != "rebate":
        return None
    rebate_id, _, start = rest.partition("/")
    known = next(found for rules in change.program.versions if (found := rules.rebate(rebate_id)))
    return change.program.rebate_terms(known, start), start


def _set_rebate_right(change: Change, terms: Rebate, start: str, source: str) -> None:
    unpaid = change.state.balances.get(rebate_unit(terms.id), {}).get(start, 0)
    if terms.pays_at_once:
        rebates.take_vouchers_back(change, change.rules.version, terms, start=start, source=source, unpaid=unpaid)
