"""The quote document: discounts applied and rejected, with reasons, expected earnings, and rewards within reach."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from pydantic_core import to_json

from app.engine.model import quantities
from app.engine.model.instants import shown_instant
from app.engine.model.money import money_text
from app.engine.model.ratio import ONE, percent_text
from app.engine.model.records.checkout import Discount, Quote
from app.engine.model.records.sales import GivenBack, Payment
from app.engine.model.value import discounts_of, everything, payment_from, purchase_lines, tax_in_all
from app.engine.pricing.candidates import Rejected
from app.engine.pricing.pricing import Applied
from app.engine.program.versions import Program
from app.engine.rules.apply import after_text
from app.engine.rules.changes.change import Basket, Change
from app.engine.views import next_rewards
from app.ledger.entries import Entry

MOST_REJECTED: Final = 50


def document(
    program: Program,
    quote: Quote,
    rejected: Sequence[Rejected],
    exact: bool,
    total_before: int,
    change: Change | None,
    business_date: str,
) -> bytes:
    """The JSON text of a quote. `change` is the effect of buying it on the member, None for a guest."""
    discounts = discounts_of(quote.discounts)
    lines = purchase_lines(quote.lines)
    paid = payment_from(quote.paid_with)
    total = sum(line.share for line in lines)
    of_lines, on_top = _of_lines(discounts), program.rules.prices_with_tax is False
    tax = tax_in_all(lines, everything(lines))
    shown = {
        "id": quote.quote_id,
        "member": quote.member_id,
        "expires_at": shown_instant(quote.expires_at),
        "currency": program.currency,
        "program_version": quote.program_version,
        "lines": [
            {
                "line": place,
                "sku": line.sku,
                "category": line.category,
                "quantity": quantities.shown_quantity(line.quantity, line.measured),
                "unit_price": line.unit_price,
                "discount": line.discount,
                "discounts": of_lines.get(place, []),
                "net": line.share,
                "tax": line.tax,
            }
            for place, line in enumerate(lines, 1)
        ],
        "total_before": total_before,
        "total": total,
        "tax": tax,
        "paid_with": payment_document(paid),
        "to_pay": total
        + (tax or 0 if on_top else 0)
        - paid.points_worth
        - paid.credit
        - sum(one.amount for one in paid.gift_cards),
        "discounts": [_shown(one) for one in discounts],
        "vouchers_applied": [
            {
                "code": one.code,
                "reward": one.reward,
                "name": one.name,
                "amount": _amount(one),
                "extra": one.extra,
                "lines": [number for number, _ in one.parts],
                "why": one.why,
            }
            for one in discounts
            if one.code
        ],
        "rejected": [
            {
                "voucher": one.name if one.kind == "voucher" else None,
                "campaign": one.name if one.kind == "campaign" else None,
                "typed": one.name if one.kind == "code" else None,
                "code": one.code,
                "reason": one.reason,
            }
            for one in rejected[:MOST_REJECTED]
        ],
        "rejected_more": max(0, len(rejected) - MOST_REJECTED),
        "search": "exact" if exact else "stopped",
        "would_earn": [_entry(one) for one in change.entries] if change else [],
        "near": next_rewards.near(program, change, business_date, rejected) if change else [],
    }
    after = after_text(program, change.state, change.today, business_date) if change else "null"
    return b'%s,"after":%s}' % (to_json(shown)[:-1], after.encode())


def payment_document(paid: Payment | GivenBack) -> dict[str, Any]:
    """A payment other than money, or a refund; gift cards are left out where there are none, as in older answers."""
    shown = paid._asdict()
    cards = [{"id": one.card_id, "amount": one.amount} for one in shown.pop("gift_cards")]
    return {**shown, "gift_cards": cards} if cards else shown


def discount_documents(text: str) -> list[dict[str, Any]]:
    """The discounts in a stored text."""
    return [_shown(one) for one in discounts_of(text)]


def discount_reason(program: Program, basket: Basket, applied: Applied) -> str:
    """A discount with its arithmetic, in words."""
    candidate, currency = applied.candidate, program.currency
    amount = money_text(applied.amount, currency)
    most = f", at most {money_text(candidate.most, currency)}" if candidate.most is not None else ""
    if candidate.effect == "percent":
        return f"{candidate.name}: {percent_text(candidate.rate)}{most} = {amount}"
    if candidate.effect == "free_item":
        (place,) = applied.parts
        sku = basket.lines[place].sku
        return f"{candidate.name}: one of line {place + 1}{f' ({sku})' if sku else ''} free{most} = {amount}"
    if candidate.effect == "buy_get":
        bought, got = (_units(basket, units) for units in (applied.bought, applied.got))
        off = "free" if candidate.rate == ONE else f"{percent_text(candidate.rate)} off"
        return f"{candidate.name}: {got} {off} with {bought}{most} = {amount}"
    if candidate.effect == "extra":
        worth = money_text(applied.extra, currency)
        return f"{candidate.name}: {percent_text(candidate.rate)} more for the same price, worth {worth}"
    return candidate.name if candidate.effect == "gift" else f"{candidate.name}: {amount} off"


def _units(basket: Basket, units: Iterable[tuple[int, int]]) -> str:
    return " and ".join(
        f"{'' if basket.lines[place].measured else f'{number} of '}line {place + 1}"
        f"{f' ({sku})' if (sku := basket.lines[place].sku) else ''}"
        for place, number in units
    )


def _of_lines(discounts: Iterable[Discount]) -> dict[int, list[dict[str, Any]]]:
    """The discounts of each line, by line number, in the order of application."""
    found: dict[int, list[dict[str, Any]]] = {}
    for one in discounts:
        name = _name(one)
        for number, amount in one.parts:
            if amount:
                found.setdefault(number, []).append({**name, "amount": amount, "why": one.why})
    return found


def _shown(one: Discount) -> dict[str, Any]:
    return {**_name(one), "typed": one.typed, "name": one.name, "amount": _amount(one), "why": one.why}


def _amount(one: Discount) -> int:
    return sum([amount for _, amount in one.parts])


def _name(one: Discount) -> dict[str, Any]:
    named: dict[str, Any] = {"voucher": None, "campaign": None, "tier": None}
    named[one.kind] = one.code or one.id
    return named


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "unit": entry.unit,
        "type": entry.type,
        "amount": entry.amount,
        "rule": entry.rule,
        "why": entry.why,
    }
