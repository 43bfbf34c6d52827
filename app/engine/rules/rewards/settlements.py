"""Settles rebates that are paid at the end of their period: at local midnight, after the grace days.

Each period is paid as a line of its own. A difference that arises after the settlement of a period stays open on that
period, and is paid or taken back at the rebate's next settlement.
"""

from app.engine.model import calendar
from app.engine.model.money import money_text
from app.engine.model.state import MemberState
from app.engine.program.terms.rebates import Rebate
from app.engine.program.versions import Program
from app.engine.rules.changes.change import Change
from app.engine.rules.rewards import vouchers
from app.engine.rules.rewards.rebates import arithmetic, pay_credit, pay_points, spend_of, sums_of, take_vouchers_back
from app.ledger.entries import rebate as unit_of


def settled_on(terms: Rebate, start: str) -> str:
    """The day at whose start the period that begins on `start` is settled."""
    return calendar.days_after(calendar.period_end(start, terms.period), 1 + terms.grace_days)


def next_day(program: Program, state: MemberState) -> str | None:
    """The next day on which an open amount is settled; None when nothing is open."""
    days = [
        _next_settlement(program, rebate, start, state.day)
        for rebate in program.settled_rebates
        for start in state.balances.get(unit_of(rebate.id), ())
    ]
    return min(days, default=None)


def settle(change: Change) -> None:
    """Pay, or take back, all open amounts whose settlement is today."""
    for rebate in change.program.settled_rebates:
        # While a day passes, `state.day` is still the day before.
        opened = [
            (start, unpaid)
            for start, unpaid in sorted(change.state.balances.get(unit_of(rebate.id), {}).items())
            if _next_settlement(change.program, rebate, start, change.state.day) == change.today
        ]
        if rebate.pays_as == "voucher":
            # Collect amounts owed before issuing a voucher; otherwise they reduce that voucher.
            opened.sort(key=lambda one: one[1] > 0)
        for start, unpaid in opened:
            terms = change.program.rebate_terms(rebate, start)
            _pay(change, terms, start, unpaid, late=settled_on(terms, start) < change.today)


def _pay(change: Change, terms: Rebate, start: str, unpaid: int, *, late: bool) -> None:
    version = change.rules.version
    periods = change.state.rebates.get(terms.id, {})
    sums, year_before = sums_of(periods, start), spend_of(periods, calendar.year_before(start))
    due = sums.due
    why = f"{terms.name}, {start} to {calendar.period_end(start, terms.period)}"
    if late:
        why = f"{why}, adjustment"
    why = f"{why}: {arithmetic(change, terms, start, sums=sums, year_before=year_before)}"
    if due != unpaid:
        why = f"{why}, {money_text(due - unpaid, change.program.currency)} already settled"
    if terms.pays_as == "credit":
        pay_credit(change, version, terms, start=start, amount=unpaid, why=why)
    elif terms.pays_as == "points":
        pay_points(change, version, terms, start=start, was_due=due - unpaid, now_due=due, why=why)
    elif terms.pays_as == "voucher":
        _pay_voucher(change, version, terms, start=start, unpaid=unpaid, why=why)
    else:
        change.post(unit_of(terms.id), "settle", -unpaid, why, version=version, rule=terms.id, lot=start)


def _pay_voucher(change: Change, version: int, terms: Rebate, start: str, unpaid: int, why: str) -> None:
    source = f"rebate:{terms.id}/{start}"
    if unpaid < 0:
        take_vouchers_back(change, version, terms, start=start, source=source, unpaid=unpaid)
        return
    owed = {lot: -open_ for lot, open_ in change.state.balances[unit_of(terms.id)].items() if open_ < 0}
    for lot in sorted(owed):
        part = min(unpaid, owed[lot])
        if part:
            offset = f"{terms.name}: {money_text(part, change.program.currency)} offset"
            change.post(unit_of(terms.id), "settle", -part, offset, version=version, rule=terms.id, lot=start)
            change.post(unit_of(terms.id), "settle", part, offset, version=version, rule=terms.id, lot=lot)
            unpaid -= part
    if unpaid:
        change.post(unit_of(terms.id), "settle", -unpaid, why, version=version, rule=terms.id, lot=start)
        vouchers.issue(change, source, terms.id, version, why, amount=unpaid)


def _next_settlement(program: Program, rebate: Rebate, start: str, after: str) -> str:
    """The first settlement of a period, or of a later one, that comes after a day."""
    period = start
    while (day := settled_on(program.rebate_terms(rebate, period), period)) <= after:
        period = calendar.day_after(calendar.period_end(period, rebate.period))
    return day
