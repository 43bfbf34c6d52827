"""The terms of insights, compiled."""

from typing import NamedTuple

from app.engine.model.calendar import PeriodUnit
from app.engine.model.ratio import Ratio
from app.engine.program.match import EVERYTHING, Match


class Grade(NamedTuple):
    """A grade. `share` is that of all customers with purchases, including the grades above; None for the last two."""

    id: str
    share: Ratio | None


class Margin(NamedTuple):
    """The margin of lines with unknown cost, as a share of their price."""

    match: Match
    rate: Ratio


class Deviation(NamedTuple):
    """The terms for spend that differs from the expected one; see `DeviationPart`."""

    unit: PeriodUnit
    base_periods: int
    min_periods: int
    grades: frozenset[str]
    below: Ratio
    above: Ratio
    list_chance: Ratio
    tell_chance: Ratio
    min_amount: int


class Rhythm(NamedTuple):
    """The terms for members who are late, at risk or lapsed: multiples of the usual gap."""

    min_purchases: int
    at_risk: Ratio
    lapsed: Ratio
    horizon_days: int
    win_back_days: int
    tell_grades: frozenset[str]


class Reorder(NamedTuple):
    """The terms for re-orders: items, the minimum number of purchases, and the part of re-orders within the interval.

    `depth` is the number of category levels; 0 for items by sku.
    """

    depth: int
    min_purchases: int
    within: Ratio
    match: Match = EVERYTHING


class Insights(NamedTuple):
    """The terms of reviews of one version of a programme; grades best first, the last for members without purchases.

    Reviews are on the first day of each `unit` of years that begin in the month `starts_month`.
    """

    measure: str
    months: int
    unit: PeriodUnit
    grades: tuple[Grade, ...]
    stay: Ratio
    golden: frozenset[str]
    margins: tuple[Margin, ...]
    deviation: Deviation
    rhythm: Rhythm
    reorder: Reorder
    task_control: Ratio
    starts_month: int = 1

    def height(self, grade_id: str | None) -> int | None:
        """The position of a grade among the grades, 0 for the best; None for an unknown one."""
        return next((place for place, grade in enumerate(self.grades) if grade.id == grade_id), None)
