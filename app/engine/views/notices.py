"""What ends or comes soon for a member, announced a number of days before.

A notice belongs to one day. A round that is late announces all whose day has passed since the last round, unless what
they announce has ended; of several for the same day, only the nearest.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from app.engine.model import calendar
from app.engine.model.birthdays import days_until
from app.engine.model.records.members import Member
from app.engine.model.records.vouchers import Voucher
from app.engine.program.versions import Program
from app.engine.rules.changes import held_tier
from app.engine.rules.passing_time import advanced
from app.engine.views.status import expiring, keep_tier


class Days(NamedTuple):
    """The days of the notices of a round: after one, up to today."""

    after: str
    today: str

    def told(self, on: str, before: Iterable[int]) -> int | None:
        """How many days before a day its notice is due in this round; None if none is."""
        due = (days for days in before if self.after < calendar.days_after(on, -days) <= self.today <= on)
        return min(due, default=None)


class Upcoming(NamedTuple):
    """A notice: the type of its event, the day and the object it is about, and its facts."""

    type: str
    on: str
    object_id: str | None
    facts: dict[str, Any]


def upcoming(
    program: Program, member: Member, vouchers: Iterable[Voucher], now: datetime, days: Days
) -> Iterator[Upcoming]:
    """The notices of a member that are due in a round at the programme's `now`. `vouchers`: the usable ones."""
    terms, ladder = program.rules.notices, program.rules.tiers
    state = advanced(program, member, now).state
    for on, points in expiring(program, state, days.today).items():
        if (left := days.told(on, terms.points_expiring_days)) is not None:
            yield Upcoming("points.expiring", on, None, {"points": points, "expires_on": on, "days": left})
    for voucher in vouchers:
        on = voucher.expires_on or ""
        if on and (left := days.told(on, terms.voucher_expiring_days)) is not None:
            yield Upcoming("voucher.expiring", on, voucher.voucher_id, {"days": left})
    if ladder and terms.tier_ending_days is not None:
        kept = keep_tier(ladder, state, days.today)
        if kept and kept["by"] and kept["needs"] and days.told(kept["by"], [terms.tier_ending_days]) is not None:
            facts = {"tier": held_tier.level(ladder, state).id, "needs": kept["needs"], "by": kept["by"]}
            yield Upcoming("tier.ending", kept["by"], None, facts)
    if state.birthday and terms.birthday_days is not None:
        left = days_until(state.birthday, days.today)
        on = calendar.days_after(days.today, left)
        if days.told(on, [terms.birthday_days]) is not None:
            yield Upcoming("member.birthday", on, None, {"birthday_on": on, "days": left})
