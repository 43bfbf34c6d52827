"""Terms of rebates."""

from typing import NamedTuple

from app.engine.model import calendar
from app.engine.model.ratio import Ratio
from app.engine.program.match import Match


class Band(NamedTuple):
    """A band of a rebate: from this spend or units, a rate or an amount; for `growth`, from this growth."""

    start: int
    rate: Ratio
    rate_text: str | None
    amount: int = 0
    growth: Ratio = Ratio(0, 1)


class Rebate(NamedTuple):
    """A rebate on the matching spend of a calendar period.

    Its years begin in the month `starts_month`. `worth` are the points per amount of money, for a rebate paid as
    points. `by_quantity`: bands and `per` count units. `cap` is the maximum due. `expected_rate` is that of the shop's
    accrual. `on_growth`: a growth rebate's rate applies
    to the growth only. A rebate paid at the end of the period is settled `grace_days` later.
    """

    id: str
    name: str
    period: calendar.PeriodUnit
    method: str
    match: Match
    bands: tuple[Band, ...] = ()
    per: int = 0
    amount: int = 0
    pays_at_once: bool = True
    pays_as: str = "credit"
    on_growth: bool = False
    grace_days: int = 0
    worth: Ratio | None = None
    starts_month: int = 1
    by_quantity: bool = False
    cap: int | None = None
    expected_rate: Ratio | None = None

    def start_of(self, day: str) -> str:
        """The first day of the period that contains a day."""
        return calendar.period_start(day, self.period, self.starts_month)
