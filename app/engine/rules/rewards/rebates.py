"""Rebates: money back on the spend of a period, always current.

The amount due is rounded once, on the period's whole spend, and never below zero; every purchase and return posts the
difference, so splitting a purchase changes nothing. A rebate that pays at once turns it into credit, points or a
voucher immediately; otherwise it accrues until the settlement of its period.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from app.engine.model import calendar
from app.engine.model.money import money_text
from app.engine.model.quantities import PARTS, sum_text
from app.engine.model.ratio import Ratio, percent_text, rounded
from app.engine.model.value import Kept, paid_thousandths
from app.engine.program.terms.rebates import Band, Rebate
from app.engine.rules.balances.point_moves import give_points, take_points
from app.engine.rules.changes.change import Basket, Change
from app.engine.rules.changes.expiry import lot_of
from app.engine.rules.rewards import vouchers
from app.ledger.entries import CREDIT, expected_unit
from app.ledger.entries import rebate as unit_of

Periods = dict[str, list[int]]


# What bands count: minor units, or units; a fraction only where measured goods leave part of a unit.
Count = int | Fraction


class PeriodSums(NamedTuple):
    """The sums of a period: matching spend and the amount due in minor units; for rebates by quantity, also units.

    `rest` is the part of a unit beyond the whole `units`, in thousandths (0 to 999).
    """

    spend: int = 0
    due: int = 0
    units: int = 0
    rest: int = 0

    def stored(self, rebate: Rebate) -> list[int]:
        """Their form in a member's state; empty if all are zero."""
        if not any(self):
            return []
        return list(self[:2] if not rebate.by_quantity else self if self.rest else self[:3])

    def counted(self, rebate: Rebate) -> Count:
        """What the bands of a rebate count."""
        if not rebate.by_quantity:
            return self.spend
        return self.units + Fraction(self.rest, PARTS) if self.rest else self.units

    @property
    def thousandths(self) -> int:
        """The quantity in thousandths of a unit."""
        return self.units * PARTS + self.rest

    def plus(self, spend: int, thousandths: int) -> "PeriodSums":
        """The sums with more spend and quantity, and the same amount due."""
        if not thousandths:
            return self._replace(spend=self.spend + spend)
        units, rest = divmod(self.thousandths + thousandths, PARTS)
        return PeriodSums(self.spend + spend, self.due, units, rest)


def sums_of(periods: Mapping[str, Sequence[int]], start: str) -> PeriodSums:
    """The sums of the period that starts on a day."""
    return PeriodSums(*periods.get(start, ()))


def period_sums(rebate: Rebate, basket: Basket, parts: tuple[Kept, ...]) -> PeriodSums:
    """The kept part of a basket as sums of its period, nothing due yet."""
    places = basket.matching(rebate.match)
    spend = basket.value(places, parts) * basket.sign
    if not rebate.by_quantity:
        return PeriodSums(spend)
    quantity = sum(paid_thousandths(basket.lines[place], parts[place]) for place in places)
    return PeriodSums().plus(spend, quantity * basket.sign)


def spend_of(periods: Periods, start: str) -> int:
    """The matching spend, in minor units, of the period that starts on a day."""
    return periods[start][0] if start in periods else 0


def band_of(rebate: Rebate, spend: Count, year_before: int = 0) -> Band | None:
    """The highest band that this spend (or these units) reaches, None below the first. Growth is measured against
    `year_before`.
    """
    if rebate.method == "growth":
        reached = [band for band in rebate.bands if _has_grown(band, spend, year_before)]
    else:
        reached = [band for band in rebate.bands if band.start <= spend]
    return reached[-1] if reached else None


def band_after(rebate: Rebate, spend: Count, year_before: int = 0) -> tuple[Band, int] | None:
    """The next band above this spend (or these units) and what reaches it; None if there is none."""
    if rebate.method == "per_multiple":
        needed = (max(0, spend) // rebate.per + 1) * rebate.per
        return Band(needed, Ratio(0, 1), None, rebate.amount), needed
    if rebate.method != "growth":
        return next(((band, band.start) for band in rebate.bands if band.start > spend), None)
    if year_before <= 0:
        return None
    return next(((band, needed) for band in rebate.bands if (needed := _grown(band, year_before)) > spend), None)


def due(rebate: Rebate, sums: PeriodSums, year_before: int = 0) -> int:
    """The amount due on a period's sums, in minor units, never below zero or above the cap."""
    amount = _uncapped(rebate, sums.spend, sums.counted(rebate), year_before)
    return amount if rebate.cap is None else min(amount, rebate.cap)


def _uncapped(rebate: Rebate, spend: int, reached: Count, year_before: int) -> int:
    """The amount due on a spend, by bands or multiples that count `reached`."""
    if rebate.method == "per_multiple":
        return max(0, reached) // rebate.per * rebate.amount
    band = band_of(rebate, reached, year_before)
    if band is None or reached <= 0:
        return 0
    if rebate.method == "lump_sum":
        return band.amount
    if rebate.method == "marginal":
        return _marginal(rebate, reached)
    if band.amount:
        return rounded(reached * band.amount, 1, "half_up")
    base = spend - year_before if rebate.on_growth else spend
    return max(0, rounded(base * band.rate.amount, band.rate.per, "half_up"))


def accrue(change: Change, basket: Basket, before: tuple[Kept, ...], after: tuple[Kept, ...]) -> None:
    """Post the difference in the amount due between keeping `before` and keeping `after`."""
    for rebate in change.program.rebates_of(basket.rules, basket.business_date):
        start = rebate.start_of(basket.business_date)
        terms = change.program.rebate_terms(rebate, start)
        more, less = period_sums(terms, basket, after), period_sums(terms, basket, before)
        if more != less:
            add_spend(
                change,
                basket.rules.version,
                terms,
                start,
                more.plus(-less.spend, -less.thousandths),
            )


def reckon(change: Change, version: int) -> None:
    """Post the differences between the recalculated amounts of all periods and those posted so far."""
    for rebate_id, periods in list(change.state.rebates.items()):
        rebate = next(found for rules in change.program.versions if (found := rules.rebate(rebate_id)))
        for start in sorted(periods):
            settle_due(change, version, change.program.rebate_terms(rebate, start), periods, start)
        if not periods:
            del change.state.rebates[rebate_id]


def add_spend(change: Change, version: int, terms: Rebate, start: str, difference: PeriodSums) -> None:
    """Add to a period's spend and units; post the difference in the amount due, also for the period whose growth is
    measured against it.
    """
    periods = change.state.rebates.setdefault(terms.id, {})
    periods[start] = list(sums_of(periods, start).plus(difference.spend, difference.thousandths))
    settle_due(change, version, terms, periods, start)
    year_after = calendar.year_after(start)
    if year_after in periods:
        later = change.program.rebate_terms(terms, year_after)
        if later.method == "growth":
            settle_due(change, version, later, periods, year_after)
    if not periods:
        del change.state.rebates[terms.id]


def settle_due(change: Change, version: int, terms: Rebate, periods: Periods, start: str) -> None:
    """Post the difference between a period's recalculated amount and that posted so far; pay it if the rebate pays at
    once.
    """
    sums = sums_of(periods, start)
    was_due, year_before = sums.due, spend_of(periods, calendar.year_before(start))
    now_due = due(terms, sums, year_before)
    sums = sums._replace(due=now_due)
    if any(sums):
        periods[start] = sums.stored(terms)
    else:
        del periods[start]
    if terms.expected_rate:
        _accrue_expected(change, version, terms, start, sums.spend)
    if now_due == was_due:
        return
    why = _why(change, terms, start, sums=sums, year_before=year_before, was_due=was_due)
    change.post(unit_of(terms.id), "accrue", now_due - was_due, why, version=version, rule=terms.id, lot=start)
    if not terms.pays_at_once:
        return
    difference = now_due - was_due
    if terms.pays_as == "credit":
        paid = f"{terms.name}: {'paid as' if difference > 0 else 'taken back from'} credit"
        pay_credit(change, version, terms, start=start, amount=difference, why=paid)
    elif terms.pays_as == "points":
        paid = f"{terms.name}: {money_text(now_due, change.program.currency)} due"
        pay_points(change, version, terms, start=start, was_due=was_due, now_due=now_due, why=paid)
    else:
        _pay_vouchers(change, version, terms, start, now_due)


def expected(rate: Ratio, spend: int) -> int:
    """The accrual of a period's spend at an expected rate, in minor units, never below zero."""
    return max(0, rounded(spend * rate.amount, rate.per, "half_up"))


def _accrue_expected(change: Change, version: int, terms: Rebate, start: str, spend: int) -> None:
    """Post the difference in the shop's accrual at the expected rate, which no member receives."""
    assert terms.expected_rate
    unit, rate = expected_unit(terms.id), terms.expected_rate
    difference = expected(rate, spend) - change.state.balances.get(unit, {}).get(start, 0)
    if difference:
        currency = change.program.currency
        why = f"{terms.name}: {percent_text(rate)} expected of {money_text(spend, currency)} spent from {start}"
        change.post(unit, "accrue", difference, why, version=version, rule=terms.id, lot=start)


def pay_credit(change: Change, version: int, terms: Rebate, start: str, amount: int, why: str) -> None:
    """Pay part of a period's rebate as credit, or take it back."""
    change.post(unit_of(terms.id), "settle", -amount, why, version=version, rule=terms.id, lot=start)
    change.post(CREDIT, "settle", amount, why, version=version, rule=terms.id)


def points_for(terms: Rebate, due: int) -> int:
    """A period's rebate in points, for a rebate that pays as points."""
    assert terms.worth
    return due * terms.worth.amount // terms.worth.per


def pay_points(change: Change, version: int, terms: Rebate, start: str, was_due: int, now_due: int, why: str) -> None:
    """Pay the change of a period's rebate as points, or take points back."""
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
    """Issue vouchers for the unpaid amount; when the amount due falls, take the newest unused ones back as far as they
    fit.

    The vouchers follow from the amount due alone: one for every multiple, or for every band.
    """
    source = f"rebate:{terms.id}/{start}"
    unpaid = change.state.balances.get(unit_of(terms.id), {}).get(start, 0)
    for voucher in vouchers.to_give_back(change, source) if unpaid > 0 else ():
        worth = voucher.amount or 0
        if worth <= unpaid:
            why = f"{terms.name}: a voucher for {money_text(worth, change.program.currency)} restored"
            change.post(unit_of(terms.id), "settle", -worth, why, version=version, rule=terms.id, lot=start)
            vouchers.restore(change, voucher, why)
            unpaid -= worth
    while unpaid > 0:
        worth = min(unpaid, _next_voucher(terms, now_due - unpaid))
        why = f"{terms.name}: a voucher for {money_text(worth, change.program.currency)}"
        change.post(unit_of(terms.id), "settle", -worth, why, version=version, rule=terms.id, lot=start)
        vouchers.issue(change, source, terms.id, version, why, amount=worth)
        unpaid -= worth
    take_vouchers_back(change, version, terms, start=start, source=source, unpaid=unpaid)


def take_vouchers_back(change: Change, version: int, terms: Rebate, start: str, source: str, unpaid: int) -> None:
    """Take the newest unused vouchers back for an amount no longer due (`unpaid` below zero).

    A voucher worth more than that is reduced instead, unless a hold reserves it.
    """
    currency = change.program.currency
    for voucher in vouchers.to_take_back(change, source) if unpaid < 0 else ():
        worth = voucher.amount or 0
        if worth > -unpaid and voucher.status == "held":
            continue
        taken = min(worth, -unpaid)
        left = money_text(worth - taken, currency)
        becomes = "revoked" if taken == worth else f"reduced to {left}"
        why = f"{terms.name}: a voucher for {money_text(worth, currency)} {becomes}"
        change.post(unit_of(terms.id), "settle", taken, why, version=version, rule=terms.id, lot=start)
        if taken == worth:
            vouchers.revoke(change, voucher, why)
        else:
            vouchers.reduce(change, voucher, worth - taken)
        unpaid += taken
        if not unpaid:
            break


def _next_voucher(terms: Rebate, standing: int) -> int:
    """The value of the next voucher for a member whose vouchers total `standing`."""
    if terms.method == "per_multiple":
        return terms.amount - standing % terms.amount
    return next(band.amount for band in terms.bands if band.amount > standing) - standing


def _has_grown(band: Band, spend: Count, year_before: int) -> bool:
    grown = year_before * (band.growth.per + band.growth.amount)
    return year_before > 0 and spend * band.growth.per >= grown


def _grown(band: Band, year_before: int) -> int:
    return rounded(year_before * (band.growth.per + band.growth.amount), band.growth.per, "ceil")


def _marginal(rebate: Rebate, reached: Count) -> int:
    numerator: Count = 0
    denominator = 1
    for band, above in zip(rebate.bands, [*rebate.bands[1:], None], strict=True):
        part = min(reached, above.start if above else reached) - band.start
        if part > 0 and band.amount:
            numerator += part * band.amount * denominator
        elif part > 0:
            numerator = numerator * band.rate.per + part * band.rate.amount * denominator
            denominator *= band.rate.per
    return rounded(numerator, denominator, "half_up")


def _why(change: Change, terms: Rebate, start: str, sums: PeriodSums, year_before: int, was_due: int) -> str:
    before = f", was {money_text(was_due, change.program.currency)}" if was_due else ""
    return f"{terms.name}: {arithmetic(change, terms, start, sums=sums, year_before=year_before)}{before}"


def arithmetic(change: Change, terms: Rebate, start: str, sums: PeriodSums, year_before: int) -> str:
    """The calculation of a period's amount due, in words."""
    currency = change.program.currency
    spent = f"{money_text(sums.spend, currency)} spent in the {terms.period.replace('_', '-')} from {start}"
    if terms.by_quantity:
        spent = f"{_units(sums.thousandths)}, {spent}"
    if terms.method == "growth":
        spent += f" against {money_text(year_before, currency)} the year before"
    most = ", the maximum" if terms.cap is not None and sums.due == terms.cap else ""
    return f"{_rate_and_band(terms, sums, year_before, currency)}{spent} = {money_text(sums.due, currency)}{most}"


def _rate_and_band(terms: Rebate, sums: PeriodSums, year_before: int, currency: str) -> str:
    reached = sums.counted(terms)

    def start_text(start: int) -> str:
        return _units(start * PARTS) if terms.by_quantity else money_text(start, currency)

    def rate_text(band: Band) -> str:
        return f"{money_text(band.amount, currency)} a unit" if band.amount else percent_text(band.rate)

    band = band_of(terms, reached, year_before)
    if terms.method == "per_multiple":
        return f"{money_text(terms.amount, currency)} for every full {start_text(terms.per)} of "
    if band is None or reached <= 0:
        return ""
    if terms.method == "lump_sum":
        return f"{money_text(band.amount, currency)} from {start_text(band.start)}, "
    if terms.method == "marginal":
        slices = [f"{rate_text(one)} from {start_text(one.start)}" for one in terms.bands]
        return f"{', '.join(slices[: terms.bands.index(band) + 1])}, of "
    return f"{rate_text(band)} of {'the growth, ' if terms.on_growth else ''}"


def _units(thousandths: int) -> str:
    return f"{sum_text(thousandths)} {'unit' if thousandths == PARTS else 'units'}"
