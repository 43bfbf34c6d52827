"""Chooses the lot of new points, and computes how long a lot is valid.

Most lots end on a day that is known when the points arrive. Where points expire after inactivity, a lot is named by the
month of earning and its lifetime (`2026-03+6`: six months), and its last day follows from the newest activity; a limit
of life is a day after that (`2026-03+6~2028-03-31`).
"""

from functools import lru_cache

from app.engine.model import calendar
from app.engine.model.state import MemberState
from app.engine.program.terms.earning import Expiry
from app.engine.program.terms.rules import Rules
from app.engine.program.versions import Program
from app.ledger import lots


def lot_of(rules: Rules, business_date: str) -> str:
    """The lot for points given on a day, available at once."""
    return lots.lot_name(None, _end(rules.expiry, business_date))


def earned_lot(rules: Rules, business_date: str, activated_on: str | None = None) -> str:
    """The lot for the points of a purchase: pending for the days its rules set, or until activated."""
    available_on = None
    if rules.pending_days:
        available_on = calendar.days_after(business_date, rules.pending_days + 1)
        if activated_on:
            available_on = min(available_on, activated_on)
    return lots.lot_name(available_on, _end(rules.expiry, business_date))


def last_day_of(program: Program, state: MemberState) -> lots.LastDay:
    """The function that gives the last valid day of a member's lots (empty: they never expire)."""
    if not program.counts_activity:
        return lots.end_of

    def last_day(lot: str) -> str:
        end = lots.end_of(lot)
        return _idle_until(end, state.active_on) if "+" in end else end

    return last_day


@lru_cache(maxsize=4096)
def _end(expiry: Expiry, business_date: str) -> str:
    if expiry.kind == "after":
        return calendar.last_good_day(business_date, expiry.months, expiry.round_up_to)
    if expiry.kind == "yearly":
        return calendar.yearly_day(business_date, expiry.months, expiry.month, expiry.day)
    if expiry.kind != "inactivity":
        return ""
    idle = f"{business_date[:7]}+{expiry.months}"
    if not expiry.max_months:
        return idle
    return f"{idle}~{calendar.last_good_day(business_date, expiry.max_months, expiry.round_up_to)}"


@lru_cache(maxsize=4096)
def _idle_until(end: str, active_on: str | None) -> str:
    month, _, lifetime = end.partition("+")
    months, _, limit = lifetime.partition("~")
    # Without any purchase, the points were given manually in that month.
    newest = active_on or calendar.period_end(f"{month}-01", "month")
    idle = calendar.last_good_day(newest, int(months), "day")
    return min(idle, limit) if limit else idle
