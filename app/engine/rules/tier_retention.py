"""Tier retention: how long a tier is kept after the window no longer reaches it. Walks from day to day.

The walk visits the days on which a purchase counted, left the window, or a guarantee ended, as if all purchases had
arrived on time. It starts from a stored state on a day before all that can still change.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import date
from itertools import accumulate
from typing import Final, NamedTuple

from app.engine.model import calendar
from app.engine.program.terms.tiers import Tier, TierLadder

FARTHEST_STEPS: Final = 1000


class TierState(NamedTuple):
    """The tier at the end of a day.

    `until`: the last day through which the tier is guaranteed; None where it is held while the window reaches it.
    `started_on`: the day from which its months are counted. `lapsed_on`: the first day on which the window no longer
    reached it, where that matters.
    """

    day: str
    level: Tier
    since: str | None = None
    until: str | None = None
    started_on: str | None = None
    lapsed_on: str | None = None


class Sums:
    """Sums of a measure over ranges of days."""

    def __init__(self, amounts: Mapping[str, int]) -> None:
        self.days = sorted(amounts)
        in_order = [amounts[day] for day in self.days]
        self._sums = [0, *accumulate(in_order)]
        self.can_rise = min(in_order, default=0) < 0

    def after(self, place: int) -> int:
        """The sum of all days after the one at a position."""
        return self._sums[-1] - self._sums[place + 1]

    def between(self, first: str, last: str) -> int:
        """The sum from the first day through the last."""
        return self._sums[bisect_right(self.days, last)] - self._sums[bisect_left(self.days, first)]


class TierTimeline:
    """A walk over one member's days under one ladder.

    `measured` counts for reaching a tier; `holding` (the same, or with returns added back) for keeping one.
    """

    def __init__(
        self, tiers: TierLadder, measured: Mapping[str, int], holding: Mapping[str, int], anchor: str | None
    ) -> None:
        self._tiers = tiers
        self._anchor = anchor
        self._measured = Sums(measured)
        self._holding = self._measured if holding is measured else Sums(holding)
        self._days = self._measured.days if holding is measured else sorted({*measured, *holding})
        self._leave = tiers.window.kind != "lifetime"

    def to(self, held: TierState, today: str) -> TierState:
        """The state on `today`, given the state `held` on an earlier day."""
        while (day := self._next_day(held)) and day <= today:
            held = self._step(held, day)
        return held._replace(day=today)

    def lost_on(self, held: TierState) -> str | None:
        """The day on which the tier is lost without further purchases; None when it never is."""
        next_day = self._next_decisive_day if self._only_falls_after(held.day) else self._next_day
        later = held
        for _ in range(FARTHEST_STEPS):
            if later.level == self._tiers.levels[0] or not (day := next_day(later)):
                break
            later = self._step(later, day)
            if later.level != held.level:
                return day
        return None

    def _next_day(self, held: TierState) -> str | None:
        """The next day on which a purchase counts, leaves the window, or a guarantee ends."""
        days = self._promised_days(held)
        place = bisect_right(self._days, held.day)
        if place < len(self._days):
            days.append(self._days[place])
        if self._leave:
            place = bisect_right(self._days, held.day, key=self._leaves_on)
            if place < len(self._days):
                days.append(self._leaves_on(self._days[place]))
        return min((day for day in days if day > held.day), default=None)

    def _only_falls_after(self, day: str) -> bool:
        """Whether the measure can only fall after a day, so that few days matter."""
        counts_later = bool(self._days) and self._days[-1] > day
        return not (counts_later or self._measured.can_rise or self._holding.can_rise)

    def _next_decisive_day(self, held: TierState) -> str | None:
        """The next day on which the tier can be lost, for a measure that only falls, by one binary search."""
        days = self._promised_days(held)
        if self._tiers.keep == "while_qualified" and not held.lapsed_on and self._leave:
            enough, holding = held.level.reached_at, self._holding
            place = bisect_left(range(len(holding.days)), True, key=lambda at: holding.after(at) < enough)
            if place < len(holding.days):
                days.append(self._leaves_on(holding.days[place]))
        return min((day for day in days if day > held.day), default=None)

    def _promised_days(self, held: TierState) -> list[str]:
        """The days on which a guarantee ends."""
        if held.until:
            return [held.until, self._falls_on(held.until)]
        return [calendar.days_after(held.lapsed_on, self._tiers.grace_days)] if held.lapsed_on else []

    def _leaves_on(self, day: str) -> str:
        leaves_on = self._tiers.window.leaves_on(day, self._anchor)
        assert leaves_on, "only a lifetime has no end"
        return leaves_on

    def _step(self, held: TierState, day: str) -> TierState:
        held = held._replace(day=day)
        window, levels = self._tiers.window, self._tiers
        first = window.first_day(day, self._anchor)
        reached = levels.level_at(self._measured.between(first, day))
        if reached.reached_at > held.level.reached_at:
            return TierState(day, reached, day, self._end(day), day)
        says = levels.level_at(self._holding.between(first, day))
        if says.reached_at >= held.level.reached_at:
            return self._confirmed(held, day)
        if self._tiers.keep == "while_qualified":
            lapsed_on = held.lapsed_on or day
            held = held._replace(lapsed_on=lapsed_on)
            is_over = day >= calendar.days_after(lapsed_on, self._tiers.grace_days)
        else:
            is_over = held.until is not None and day >= self._falls_on(held.until)
        return self._fallen(held, says, day) if is_over else held

    def _confirmed(self, held: TierState, day: str) -> TierState:
        """Extend a tier that the window still reaches."""
        if held.until is None or self._tiers.keep == "while_qualified":
            return held._replace(lapsed_on=None)
        if self._tiers.keep == "until_end_of_next_window":
            return held._replace(until=max(held.until, self._end(day) or ""))
        if day > held.until:
            return held._replace(until=self._end(day), started_on=day)
        return held._replace(until=self._renewed(held)) if day == held.until else held

    def _fallen(self, held: TierState, says: Tier, day: str) -> TierState:
        window = self._tiers.window
        target = says
        if self._tiers.keep == "until_end_of_next_window":
            last = calendar.day_before(window.first_day(day, self._anchor))
            before = self._tiers.level_at(self._holding.between(window.first_day(last, self._anchor), last))
            target = max(says, before, key=_height)
        if self._tiers.one_down:
            below = [level for level in self._tiers.levels if _height(level) < _height(held.level)]
            target = max(target, below[-1], key=_height)
        fallen = TierState(day, target, day)
        if target == self._tiers.levels[0]:
            return fallen
        if self._tiers.keep == "while_qualified":
            # If the window reaches no higher, the next step down is another day and another grace period away.
            return fallen if target == says else fallen._replace(lapsed_on=calendar.day_after(day))
        if self._tiers.keep == "months" or target == says:
            return fallen._replace(until=self._end(day), started_on=day)
        return fallen._replace(until=window.last_day(day, self._anchor))

    def _end(self, day: str) -> str | None:
        """The last day through which a tier reached on a day is guaranteed."""
        if self._tiers.keep == "months":
            return _last_of_months(day, self._tiers.keep_months)
        if self._tiers.keep == "while_qualified":
            return None
        window = self._tiers.window
        last = window.last_day(day, self._anchor)
        assert last, "this kind of retention needs windows that end"
        return window.last_day(calendar.day_after(last), self._anchor)

    def _renewed(self, held: TierState) -> str:
        assert held.started_on
        assert held.until
        months = self._tiers.keep_months
        # Counted from the first day; otherwise the 31st would become the 28th for good.
        while (end := _last_of_months(held.started_on, months)) <= held.until:
            months += self._tiers.keep_months
        return end

    def _falls_on(self, until: str) -> str:
        return calendar.days_after(until, 1 + self._tiers.grace_days)


def _last_of_months(day: str, months: int) -> str:
    return calendar.day_before(calendar.add_months(date.fromisoformat(day), months).isoformat())


def _height(level: Tier) -> int:
    return level.reached_at
