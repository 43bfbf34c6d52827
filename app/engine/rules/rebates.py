"""Rebates: cumulative discounts on the spend of a period, always current.

What is due is rounded once, on the period's whole spend, and never below zero; every purchase and return posts
the difference, so that splitting changes nothing. Paid at once, it becomes credit, points or a voucher as it
becomes due; otherwise it stays accrued until its period is settled.
"""

from app.engine.model import calendar
from app.engine.model.money import money_text
from app.engine.model.ratio import Ratio, percent_text, rounded
from app.engine.model.value import Kept
from app.engine.program.terms import Band, Rebate
from app.engine.rules import vouchers
from app.engine.rules.change import Basket, Change, value_of
from app.engine.rules.expiry import lot_of
from app.engine.rules.point_moves import give_points, take_points
from app.ledger.entries import CREDIT
from app.ledger.entries import rebate as unit_of

Periods = dict[str, list[int]]


def spend_of(periods: Periods, start: str) -> int:
    """The matching spend of the period that starts on a day, in minor units."""
    return periods[start][0] if start in periods else 0


def band_of(rebate: Rebate, spend: int, year_before: int = 0) -> Band | None:
    """The highest band that this spend reaches, None below the first. `year_before` is what growth is against."""
    if rebate.method == "growth":
        reached = [band for band in rebate.bands if _has_grown(band, spend, year_before)]
    else:
        reached = [band for band in rebate.bands if band.start <= spend]
    return reached[-1] if reached else None


def band_after(rebate: Rebate, spend: int, year_before: int = 0) -> tuple[Band, int] | None:
    """The next band above this spend and the spend that reaches it; None in the highest, or where none can be."""
    if rebate.method == "per_multiple":
        needed = (max(0, spend) // rebate.per + 1) * rebate.per
        return Band(needed, Ratio(0, 1), None, rebate.amount), needed
    if rebate.method != "growth":
        return next(((band, band.start) for band in rebate.bands if band.start > spend), None)
    if year_before <= 0:
        return None
    return next(((band, needed) for band in rebate.bands if (needed := _grown(band, year_before)) > spend), None)


def due(rebate: Rebate, spend: int, year_before: int = 0) -> int:
    """What is due on a period's spend, in minor units, never below zero."""
    if rebate.method == "per_multiple":
        return max(0, spend) // rebate.per * rebate.amount
    band = band_of(rebate, spend, year_before)
    if band is None or spend <= 0:
        return 0
    if rebate.method == "lump_sum":
        return band.amount
    if rebate.method == "marginal":
        return _marginal(rebate, spend)
    base = spend - year_before if rebate.on_growth else spend
    return max(0, rounded(base * band.rate.amount, band.rate.per, "half_up"))


def accrue(change: Change, basket: Basket, before: tuple[Kept, ...], after: tuple[Kept, ...]) -> None:
    """Post what becomes due, or is due no longer, now that `after` is kept instead of `before`."""
    for rebate in change.program.rebates_of(basket.rules, basket.business_date):
        start = calendar.period_start(basket.business_date, rebate.period)
        terms = change.program.rebate_terms(rebate, start)
        places = basket.matching(terms.match)
        difference = (value_of(places, after) - value_of(places, before)) * basket.sign
        if difference:
            add_spend(change, basket.rules.version, terms, start, difference)


def reckon(change: Change, version: int) -> None:
    """Post what the true figures of all periods differ by from what was due so far."""
    for rebate_id, periods in list(change.state.rebates.items()):
        rebate = next(found for rules in change.program.versions if (found := rules.rebate(rebate_id)))
        for start in sorted(periods):
            settle_due(change, version, change.program.rebate_terms(rebate, start), periods, start)
        if not periods:
            del change.state.rebates[rebate_id]


def add_spend(change: Change, version: int, terms: Rebate, start: str, difference: int) -> None:
    """Add to a period's spend, and post what that changes, in this period and in one that is measured against it."""
    periods = change.state.rebates.setdefault(terms.id, {})
    spend, was_due = periods.get(start, (0, 0))
    periods[start] = [spend + difference, was_due]
    settle_due(change, version, terms, periods, start)
    year_after = calendar.year_after(start)
    if year_after in periods:
        later = change.program.rebate_terms(terms, year_after)
        if later.method == "growth":
            settle_due(change, version, later, periods, year_after)
    if not periods:
        del change.state.rebates[terms.id]


def settle_due(change: Change, version: int, terms: Rebate, periods: Periods, start: str) -> None:
    """Post by how much the true figure of a period differs from what was due so far, and pay what is paid at once."""
    spend, was_due = periods[start]
    year_before = spend_of(periods, calendar.year_before(start))
    now_due = due(terms, spend, year_before)
    if spend or now_due:
        periods[start] = [spend, now_due]
    else:
        del periods[start]
    if now_due == was_due:
        return
    why = _why(change, terms, start, spend, year_before, now_due, was_due)
    change.post(unit_of(terms.id), "accrue", now_due - was_due, why, version=version, rule=terms.id, lot=start)
    if not terms.pays_at_once:
        return
    difference = now_due - was_due
    if terms.pays_as == "credit":
        paid = f"{terms.name}: {'paid' if difference > 0 else 'taken back'} as credit"
        pay_credit(change, version, terms, start, difference, paid)
    elif terms.pays_as == "points":
        paid = f"{terms.name}: {money_text(now_due, change.program.currency)} due"
        pay_points(change, version, terms, start, was_due, now_due, paid)
    else:
        _pay_vouchers(change, version, terms, start, now_due)


def pay_credit(change: Change, version: int, terms: Rebate, start: str, amount: int, why: str) -> None:
    """Pay an amount of a period's rebate as credit, or take it back."""
    change.post(unit_of(terms.id), "settle", -amount, why, version=version, rule=terms.id, lot=start)
    change.post(CREDIT, "settle", amount, why, version=version, rule=terms.id)


def points_for(terms: Rebate, due: int) -> int:
    """The points that a period's rebate comes to, for a rebate that pays as points."""
    assert terms.worth
    return due * terms.worth.amount // terms.worth.per


def pay_points(change: Change, version: int, terms: Rebate, start: str, was_due: int, now_due: int, why: str) -> None:
    """Pay a period's rebate as points now that it is due, or take points back."""
    points = points_for(terms, now_due) - points_for(terms, was_due)
    paid = f"{why}, {points:+d} points"
    change.post(unit_of(terms.id), "settle", was_due - now_due, paid, version=version, rule=terms.id, lot=start)
    if points > 0:
        lot = lot_of(change.rules, change.today)
        give_points(change, change.rules, lot, points, paid, type_="settle", rule=terms.id)
    elif points < 0:
        take_points(
            change, change.rules, lot_of(change.rules, change.today), -points, paid, type_="settle", rule=terms.id
        )


def _pay_vouchers(change: Change, version: int, terms: Rebate, start: str, now_due: int) -> None:
    """Vouchers over what is due and not yet there; when it falls, the newest unused ones go as far as they fit.

    Which vouchers there are follows from what is due alone: one for every multiple, or for every band.
    """
    source = f"rebate:{terms.id}/{start}"
    unpaid = change.state.balances.get(unit_of(terms.id), {}).get(start, 0)
    for voucher in vouchers.to_give_back(change, source) if unpaid > 0 else ():
        worth = voucher.amount or 0
        if worth <= unpaid:
            why = f"{terms.name}: a voucher over {money_text(worth, change.program.currency)} is given back"
            change.post(unit_of(terms.id), "settle", -worth, why, version=version, rule=terms.id, lot=start)
            vouchers.restore(change, voucher, why)
            unpaid -= worth
    while unpaid > 0:
        worth = min(unpaid, _next_voucher(terms, now_due - unpaid))
        why = f"{terms.name}: a voucher over {money_text(worth, change.program.currency)}"
        change.post(unit_of(terms.id), "settle", -worth, why, version=version, rule=terms.id, lot=start)
        vouchers.issue(change, source, terms.id, version, why, amount=worth)
        unpaid -= worth
    take_vouchers_back(change, version, terms, start, source, unpaid)


def take_vouchers_back(change: Change, version: int, terms: Rebate, start: str, source: str, unpaid: int) -> None:
    """Take the newest unused vouchers back for what is due no longer (`unpaid` below zero).

    One that is worth more than that stays, and is worth less from then on, unless a hold keeps it.
    """
    currency = change.program.currency
    for voucher in vouchers.to_take_back(change, source) if unpaid < 0 else ():
        worth = voucher.amount or 0
        if worth > -unpaid and voucher.status == "held":
            continue
        taken = min(worth, -unpaid)
        left = money_text(worth - taken, currency)
        becomes = "is taken back" if taken == worth else f"is worth {left} now"
        why = f"{terms.name}: a voucher over {money_text(worth, currency)} {becomes}"
        change.post(unit_of(terms.id), "settle", taken, why, version=version, rule=terms.id, lot=start)
        if taken == worth:
            vouchers.revoke(change, voucher, why)
        else:
            vouchers.reduce(change, voucher, worth - taken)
        unpaid += taken
        if not unpaid:
            break


def _next_voucher(terms: Rebate, standing: int) -> int:
    """What the next voucher is worth to a member who has vouchers over `standing`."""
    if terms.method == "per_multiple":
        return terms.amount - standing % terms.amount
    return next(band.amount for band in terms.bands if band.amount > standing) - standing


def _has_grown(band: Band, spend: int, year_before: int) -> bool:
    grown = year_before * (band.growth.per + band.growth.amount)
    return year_before > 0 and spend * band.growth.per >= grown


def _grown(band: Band, year_before: int) -> int:
    return rounded(year_before * (band.growth.per + band.growth.amount), band.growth.per, "ceil")


def _marginal(rebate: Rebate, spend: int) -> int:
    numerator, denominator = 0, 1
    for band, above in zip(rebate.bands, [*rebate.bands[1:], None], strict=True):
        part = min(spend, above.start if above else spend) - band.start
        if part > 0:
            numerator = numerator * band.rate.per + part * band.rate.amount * denominator
            denominator *= band.rate.per
    return rounded(numerator, denominator, "half_up")


def _why(change: Change, terms: Rebate, start: str, spend: int, year_before: int, now_due: int, was_due: int) -> str:
    before = f", was {money_text(was_due, change.program.currency)}" if was_due else ""
    return f"{terms.name}: {arithmetic(change, terms, start, spend, year_before, now_due)}{before}"


def arithmetic(change: Change, terms: Rebate, start: str, spend: int, year_before: int, now_due: int) -> str:
    """How a period comes to what is due, in words."""
    currency = change.program.currency
    spent = f"{money_text(spend, currency)} spent in the {terms.period.replace('_', '-')} from {start}"
    if terms.method == "growth":
        spent += f" against {money_text(year_before, currency)} the year before"
    return f"{_rate_and_band(terms, spend, year_before, currency)}{spent} = {money_text(now_due, currency)}"


def _rate_and_band(terms: Rebate, spend: int, year_before: int, currency: str) -> str:
    band = band_of(terms, spend, year_before)
    if terms.method == "per_multiple":
        return f"{money_text(terms.amount, currency)} for every full {money_text(terms.per, currency)} of "
    if band is None or spend <= 0:
        return ""
    if terms.method == "lump_sum":
        return f"{money_text(band.amount, currency)} from {money_text(band.start, currency)} on, "
    if terms.method == "marginal":
        slices = [f"{percent_text(one.rate)} from {money_text(one.start, currency)}" for one in terms.bands]
        return f"{', '.join(slices[: terms.bands.index(band) + 1])} on, of "
    return f"{percent_text(band.rate)} of {'the growth, ' if terms.on_growth else ''}"
