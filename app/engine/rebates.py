"""Rebates: cumulative discounts on the spend of a period, always current.

What is due is rounded once, on the period's whole spend, and never below zero; every purchase and return posts
the difference, so that splitting changes nothing. Paid at once, it becomes credit as it becomes due.
"""

from app.engine import calendar
from app.engine.change import Basket, Change, value_of
from app.engine.money import money_text
from app.engine.ratio import percent_text, rounded
from app.engine.rules import Band, Rebate
from app.engine.value import Kept
from app.ledger.entries import CREDIT
from app.ledger.entries import rebate as unit_of


def band_of(rebate: Rebate, spend: int) -> Band | None:
    """The highest band that this spend reaches, None below the first."""
    reached = [band for band in rebate.bands if band.start <= spend]
    return reached[-1] if reached else None


def band_after(rebate: Rebate, spend: int) -> Band | None:
    """The next band above this spend, None in the highest."""
    return next((band for band in rebate.bands if band.start > spend), None)


def due(rebate: Rebate, spend: int) -> int:
    """What is due on a period's spend, in minor units, never below zero."""
    if rebate.method == "per_multiple":
        return max(0, spend) // rebate.per * rebate.amount
    band = band_of(rebate, spend)
    if band is None or spend <= 0:
        return 0
    if rebate.method == "lump_sum":
        return band.amount
    if rebate.method == "marginal":
        return _marginal(rebate, spend)
    return rounded(spend * band.rate.amount, band.rate.per, "half_up")


def _marginal(rebate: Rebate, spend: int) -> int:
    numerator, denominator = 0, 1
    for band, above in zip(rebate.bands, [*rebate.bands[1:], None], strict=True):
        part = min(spend, above.start if above else spend) - band.start
        if part > 0:
            numerator = numerator * band.rate.per + part * band.rate.amount * denominator
            denominator *= band.rate.per
    return rounded(numerator, denominator, "half_up")


def accrue(change: Change, basket: Basket, before: tuple[Kept, ...], after: tuple[Kept, ...]) -> None:
    """Post what becomes due, or is due no longer, now that `after` is kept instead of `before`."""
    for rebate in basket.rules.rebates:
        start = calendar.period_start(basket.business_date, rebate.period)
        terms = change.program.rebate_terms(rebate, start)
        places = basket.matching(terms.match)
        difference = (value_of(places, after) - value_of(places, before)) * basket.sign
        if difference:
            _add(change, basket.rules.version, terms, start, difference)


def _add(change: Change, version: int, terms: Rebate, start: str, difference: int) -> None:
    periods = change.state.rebates.setdefault(terms.id, {})
    spend, was_due = periods.get(start, (0, 0))
    spend += difference
    now_due = due(terms, spend)
    if spend or now_due:
        periods[start] = [spend, now_due]
    else:
        periods.pop(start, None)
        if not periods:
            del change.state.rebates[terms.id]
    if now_due != was_due:
        _post(change, version, terms, start, now_due - was_due, _why(change, terms, start, spend, now_due, was_due))


def _post(change: Change, version: int, terms: Rebate, start: str, amount: int, why: str) -> None:
    change.post(unit_of(terms.id), "accrue", amount, why, version=version, rule=terms.id, lot=start)
    paid = f"{terms.name}: {'paid' if amount > 0 else 'taken back'} as credit"
    change.post(unit_of(terms.id), "settle", -amount, paid, version=version, rule=terms.id, lot=start)
    change.post(CREDIT, "settle", amount, paid, version=version, rule=terms.id)


def _why(change: Change, terms: Rebate, start: str, spend: int, now_due: int, was_due: int) -> str:
    currency = change.program.currency
    period = f"in the {terms.period.replace('_', '-')} from {start}"
    band = band_of(terms, spend)
    rate = percent_text(band.rate) + " of " if band and terms.method == "retroactive" else ""
    before = f", was {money_text(was_due, currency)}" if was_due else ""
    return f"{terms.name}: {rate}{money_text(spend, currency)} spent {period} = {money_text(now_due, currency)}{before}"
