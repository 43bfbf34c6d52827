"""Into which lot points go, and how long each lot is good.

Most lots end on a day that is known when the points come. Where points live as long as their owner is active, a lot
is named by the month in which they were earned and says how long that is (`2026-03+6`, six months); the newest
activity makes a day of it.
"""

from functools import lru_cache

from app.engine.model import calendar
from app.engine.model.state import MemberState
from app.engine.program.terms import Expiry, Program, Rules
from app.ledger import lots


def lot_of(rules: Rules, business_date: str) -> str:
    """The lot into which points go that are given on a day, to be spent at once."""
    return lots.lot_name(None, _end(rules.expiry, business_date))


def earned_lot(rules: Rules, business_date: str, activated_on: str | None = None) -> str:
    """The lot into which the points of a purchase go: pending for as long as its rules say, or until activated."""
    available_on = None
    if rules.pending_days:
        available_on = calendar.days_after(business_date, rules.pending_days + 1)
        if activated_on:
            available_on = min(available_on, activated_on)
    return lots.lot_name(available_on, _end(rules.expiry, business_date))


def last_day_of(program: Program, state: MemberState) -> lots.LastDay:
    """How to tell a member's lots' last good days (empty: they never end)."""
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
    return f"{business_date[:7]}+{expiry.months}" if expiry.kind == "inactivity" else ""


@lru_cache(maxsize=4096)
def _idle_until(end: str, active_on: str | None) -> str:
    month, _, months = end.partition("+")
    # Who has bought nothing yet has points that somebody gave by hand, in that month.
    newest = active_on or calendar.period_end(f"{month}-01", "month")
    return calendar.last_good_day(newest, int(months), "day")
