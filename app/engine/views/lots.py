"""The part of a balance that an entry changed, as it is now."""

from datetime import datetime
from typing import NamedTuple

from app.engine.model.records.members import Member
from app.engine.program.versions import Program
from app.engine.rules.changes.expiry import last_day_of
from app.engine.rules.passing_time import advanced
from app.ledger import lots
from app.ledger.entries import POINTS, Entry, punches


class LotNow(NamedTuple):
    """A lot at the programme's present time. `left`: its balance, in the unit of the entry.

    `available_on`: the first day of points that were pending; `expires_on`: the last valid day. Both are ISO days, None
    if there is no such day.
    """

    left: int
    available_on: str | None
    expires_on: str | None


def lot_now(program: Program, member: Member, entry: Entry, now: datetime) -> LotNow:
    """The lot of one of the member's entries."""
    state = advanced(program, member, now).state
    left = state.balances.get(entry.unit, {}).get(entry.lot, 0)
    if entry.unit == POINTS and lots.is_free(entry.lot):
        return LotNow(left, lots.available_on(entry.lot) or None, last_day_of(program, state)(entry.lot) or None)
    # Punches that expire are held by their last valid day.
    is_day = entry.unit.startswith(punches("")) and entry.lot[:1].isdigit()
    return LotNow(left, None, entry.lot if is_day else None)
