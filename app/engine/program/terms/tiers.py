"""Terms of the tier ladder, and of rank ladders."""

from typing import NamedTuple
from zlib import crc32

from app.engine.model import calendar
from app.engine.model.ratio import ONE, Ratio
from app.engine.program.match import EVERYTHING, Match


class Tier(NamedTuple):
    """A tier of the tier ladder, held from `reached_at` of the measure."""

    id: str
    name: str
    reached_at: int
    multiplier: Ratio = ONE
    multiplier_text: str = "1"
    discount: str | None = None
    privileges: tuple[str, ...] = ()


class TierLadder(NamedTuple):
    """The tier ladder, lowest first, and the window of its measure.

    `keep`: `while_qualified`, `until_end_of_next_window`, or for `months` (`keep_months`), plus `grace_days`; a member
    who loses a tier falls to the one the window gives, or `one_down`. `looks_back`: a tier depends on its history, not
    only on the window today. `days_ahead`: some stores' days start before the programme's. `match`: only such lines
    count as spend, or make a visit.
    """

    window: calendar.Window
    levels: tuple[Tier, ...]
    measure: str = "spend"
    keeps_on_return: bool = False
    keep: str = "while_qualified"
    keep_months: int = 0
    one_down: bool = False
    grace_days: int = 0
    looks_back: bool = False
    days_ahead: bool = False
    notice_delay_minutes: int = 0
    match: Match = EVERYTHING

    @property
    def name(self) -> str:
        """A name that changes whenever the measure changes its meaning."""
        kept = ":kept" if self.keeps_on_return else ""
        matched = f":{crc32(self.match.text.encode()):08x}" if self.match != EVERYTHING else ""
        return f"{self.measure}:{self.window.name}{kept}{self._keeping()}{matched}"

    def bucket(self, day: str) -> str:
        """The bucket of a day."""
        return day if self.looks_back else self.window.bucket(day)

    def _keeping(self) -> str:
        if not self.looks_back:
            return ""
        levels = ",".join(f"{level.id}={level.reached_at}" for level in self.levels)
        return f":{self.keep}:{self.keep_months}:{self.one_down:d}:{self.grace_days}:{crc32(levels.encode()):08x}"

    def level_at(self, amount: int) -> Tier:
        """The highest tier for this amount of the measure; the first one needs none."""
        held = self.levels[0]
        for level in self.levels[1:]:
            if level.reached_at > amount:
                break
            held = level
        return held

    def level(self, level_id: str | None) -> Tier:
        """The tier with this id; the first one if the ladder no longer has it."""
        return next((level for level in self.levels if level.id == level_id), self.levels[0])

    def level_after(self, level: Tier) -> Tier | None:
        """The next higher tier, None at the top."""
        above = [other for other in self.levels if other.reached_at > level.reached_at]
        return above[0] if above else None


class RankLevel(NamedTuple):
    """A tier for the top `share` of all members, kept while within `stay`."""

    id: str
    name: str
    share: Ratio
    stay: Ratio
    privileges: tuple[str, ...] = ()


class RankLadder(NamedTuple):
    """A rank ladder, lowest tier first: by the spend of `months`, reviewed on the first day of each `unit`.

    Its years begin in the month `starts_month`. `match`: only such lines count as spend.
    """

    id: str
    name: str
    months: int
    unit: calendar.PeriodUnit
    levels: tuple[RankLevel, ...]
    match: Match = EVERYTHING
    starts_month: int = 1

    def start_of(self, day: str) -> str:
        """The first day of the period that contains a day."""
        return calendar.period_start(day, self.unit, self.starts_month)

    def height(self, level_id: str | None) -> int:
        """The position of a tier, from 0; -1 for none, and for one that the ladder no longer has."""
        return next((height for height, level in enumerate(self.levels) if level.id == level_id), -1)
