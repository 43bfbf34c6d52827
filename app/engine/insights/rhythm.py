"""Rhythm: members who stay away longer than usual, and members who return.

A member's usual gap is the mean of the member's own gaps and two of the shop's, so that a few visits have little
weight. A silence is measured in usual gaps, exactly; a silence equal to a bound still has the milder state.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, Literal, NamedTuple

from app.engine.insights.facts import Visits
from app.engine.insights.words import counted, number_text
from app.engine.model.calendar import Window, day_number, days_after, numbered_day
from app.engine.model.ratio import Ratio, decimal_text, rounded
from app.engine.program.terms.insights import Rhythm as RhythmTerms

State = Literal["none", "new", "active", "late", "at_risk", "lapsed"]
Outcome = Literal["pending", "won_back", "gone"]

STATES: Final[tuple[State, ...]] = ("none", "new", "active", "late", "at_risk", "lapsed")
# Members with at least this many visit days count for the shop's gaps.
FEWEST_VISIT_DAYS: Final = 3
USUAL_MEAN_GAP_DAYS: Final = 30
SHOP_GAPS: Final = 2
# Members who lapsed longer ago are not reported.
TOLD_WITHIN_DAYS: Final = 30
STAKE: Final = Window("rolling", 12)


class MeanGap(NamedTuple):
    """The mean gap between visit days in a shop: the total days and the number of gaps."""

    days: int
    gaps: int

    def plus(self, other: "MeanGap") -> "MeanGap":
        """The sum for two groups of members."""
        return MeanGap(self.days + other.days, self.gaps + other.gaps)

    @property
    def ratio(self) -> Ratio:
        """In days, exactly; the default if there are no gaps."""
        return Ratio(self.days, self.gaps) if self.gaps else Ratio(USUAL_MEAN_GAP_DAYS, 1)


NO_GAPS: Final = MeanGap(0, 0)


class StateCount(NamedTuple):
    """The members in a state now, the number at the horizon before, and how many of those have visited since."""

    state: State
    members: int
    then: int
    back: int


class Silence(NamedTuple):
    """A member who has lapsed. `at_stake` in minor units.

    `grade` is the best of the scheduled reviews of the last 24 months, else the plain one as of the last visit day;
    `was_lapsed` is from the previous review; `told_from` is the last visit day before the silence that was last
    reported.
    """

    member_id: str
    visits: Visits
    grade: str | None
    was_lapsed: bool
    at_stake: int
    told_from: str | None


def _days_between(first: str, last: str) -> int:
    return day_number(last) - day_number(first)


def _span_days(visits: Visits) -> int:
    """From the first visit day to the last."""
    return _days_between(visits.first_on, visits.last_on) if visits.first_on and visits.last_on else 0


def mean_gap(members: Iterable[Visits]) -> MeanGap:
    """The shop's own gaps, from members with three visit days or more. Slices of members add up."""
    days = gaps = 0
    for visits in members:
        if visits.visit_days >= FEWEST_VISIT_DAYS:
            days += _span_days(visits)
            gaps += visits.visit_days - 1
    return MeanGap(days, gaps)


def usual_gap(mean: MeanGap, visits: Visits) -> Ratio:
    """A member's usual gap in days, exactly (not in lowest terms)."""
    days, gaps = mean.ratio
    return Ratio(SHOP_GAPS * days + _span_days(visits) * gaps, gaps * (visits.visit_days - 1 + SHOP_GAPS))


def usual_gap_days(mean: MeanGap, visits: Visits) -> int | None:
    """The usual gap in whole days, rounded half up; None for a member without visits."""
    return rounded(*usual_gap(mean, visits), "half_up") if visits.visit_days else None


def silent_days(visits: Visits, as_of: str) -> int | None:
    """Days since the last visit day; None for a member without visits."""
    return _days_between(visits.last_on, as_of) if visits.last_on else None


def state(terms: RhythmTerms, mean: MeanGap, visits: Visits, as_of: str) -> State:
    """The state of a member at the end of a day."""
    if not visits.visit_days or visits.last_on is None:
        return "none"
    if visits.visit_days < terms.min_purchases:
        return "new"
    days, per = usual_gap(mean, visits)
    silence = _days_between(visits.last_on, as_of) * per
    if silence <= days:
        return "active"
    if silence * terms.at_risk.per <= terms.at_risk.amount * days:
        return "late"
    return "at_risk" if silence * terms.lapsed.per <= terms.lapsed.amount * days else "lapsed"


def lapses_on(terms: RhythmTerms, mean: MeanGap, visits: Visits) -> str | None:
    """The first day of silence on which a member counts as lapsed; None for a member without rhythm."""
    if visits.last_on is None or visits.visit_days < terms.min_purchases:
        return None
    days, per = usual_gap(mean, visits)
    return numbered_day(day_number(visits.last_on) + terms.lapsed.amount * days // (terms.lapsed.per * per) + 1)


def horizon_on(terms: RhythmTerms, as_of: str) -> str:
    """The day whose states are compared with visits since."""
    return days_after(as_of, -terms.horizon_days)


def state_counts(now: Mapping[State, int], then: Iterable[tuple[State, bool]]) -> list[StateCount]:
    """The number of members in each state now, and the outcome of those in it at the horizon before.

    `then`: the state of each member on that day, and whether the member has visited since.
    """
    members = Counter(then)
    return [
        StateCount(one, now.get(one, 0), members[one, True] + members[one, False], members[one, True]) for one in STATES
    ]


def stake_window(last_on: str) -> tuple[str, str]:
    """The first and the last day whose spend is at stake for a member last seen on a day."""
    return STAKE.first_day(last_on), last_on


def to_tell(terms: RhythmTerms, mean: MeanGap, lapsed: Iterable[Silence], as_of: str) -> list[Silence]:
    """The lapsed members to report, largest stake first.

    They have lapsed since the previous review, at most 30 days ago, have a grade that counts, and are reported for the
    first time in this silence.
    """
    told = [one for one in lapsed if not one.was_lapsed and one.grade in terms.tell_grades]
    told = [one for one in told if _is_news(one) and _has_just_lapsed(terms, mean, one.visits, as_of)]
    return sorted(told, key=lambda one: (-one.at_stake, one.member_id))


def _is_news(one: Silence) -> bool:
    # Returns of goods from the last visit day make a silence longer, but not a different one.
    return one.told_from is None or (one.visits.last_on or "") > one.told_from


def _has_just_lapsed(terms: RhythmTerms, mean: MeanGap, visits: Visits, as_of: str) -> bool:
    days, per = usual_gap(mean, visits)
    silence = silent_days(visits, as_of) or 0
    return (silence - TOLD_WITHIN_DAYS) * terms.lapsed.per * per <= terms.lapsed.amount * days


def outcome(terms: RhythmTerms, told_on: str, back_on: str | None, as_of: str) -> Outcome:
    """The outcome for a member reported as lapsed, at the end of a day. `back_on`: the next visit day."""
    ends_on = days_after(told_on, terms.win_back_days)
    if back_on is not None and told_on < back_on <= min(ends_on, as_of):
        return "won_back"
    return "gone" if as_of >= ends_on else "pending"


def why(terms: RhythmTerms, mean: MeanGap, visits: Visits, as_of: str) -> str:
    """The reason for a state, with its arithmetic."""
    found = state(terms, mean, visits, as_of)
    if found == "none":
        return "no visit day"
    if found == "new":
        days = counted(visits.visit_days, "visit day", "visit days")
        return f"{days}, the last on {visits.last_on}: new below {number_text(terms.min_purchases)}"
    usual, silence = usual_gap(mean, visits), silent_days(visits, as_of) or 0
    bounds = {"active": Ratio(1, 1), "late": terms.at_risk, "at_risk": terms.lapsed, "lapsed": terms.lapsed}
    bound = bounds[found]
    most = decimal_text(bound.amount * usual.amount, bound.per * usual.per, 1)
    within = "more than" if found == "lapsed" else "at most"
    return (
        f"silent for {counted(silence, 'day', 'days')}, usual gap {decimal_text(*usual, 1)} days "
        f"({counted(visits.visit_days, 'visit day', 'visit days')} from {visits.first_on} to {visits.last_on}, and two "
        f"gaps of the shop of {decimal_text(*mean.ratio, 1)} days): {found.replace('_', ' ')}, {within} {most} days"
    )
