"""Stages of members, from the first contact to recommending the shop, and the rate of second purchases."""

from collections import Counter
from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

from app.engine.insights.facts import Visits
from app.engine.model.calendar import day_number

Stage = Literal["suspect", "prospect", "customer", "client", "advocate"]

STAGES: Final[tuple[Stage, ...]] = ("suspect", "prospect", "customer", "client", "advocate")
HORIZONS_DAYS: Final = (30, 60, 90, 180, 365)


def stage(visit_days: int, *, has_referred: bool, is_reachable: bool) -> Stage:
    """The stage of a member. `has_referred`: a referral by the member has been rewarded."""
    if has_referred:
        return "advocate"
    if visit_days:
        return "client" if visit_days > 1 else "customer"
    return "prospect" if is_reachable else "suspect"


def stage_counts(stages: Iterable[Stage]) -> dict[Stage, int]:
    """The number of members in each stage."""
    counts = Counter(stages)
    return {one: counts[one] for one in STAGES}


# The number of members by days since their first visit, and by days until their second (None: not yet).
WaitingTimes = Counter[tuple[int, int | None]]


class Within(NamedTuple):
    """Of members whose first visit was at least `days` ago, the number who came again within that time."""

    days: int
    of: int
    did: int


class SecondPurchase(NamedTuple):
    """How soon members come a second time; `median_days` is None until half have."""

    within: tuple[Within, ...]
    median_days: int | None


def waiting_times(members: Iterable[Visits], as_of: str) -> WaitingTimes:
    """The waiting times of members until their second visit, or until now. Slices of members add up."""
    today = day_number(as_of)
    times: WaitingTimes = Counter()
    for visits in members:
        if visits.first_on is not None:
            first = day_number(visits.first_on)
            times[today - first, day_number(visits.second_on) - first if visits.second_on else None] += 1
    return times


def second_purchase(times: WaitingTimes) -> SecondPurchase:
    """The time until members come a second time."""
    return SecondPurchase(tuple(_within(times, days) for days in HORIZONS_DAYS), median_days(times))


def _within(times: WaitingTimes, days: int) -> Within:
    of = did = 0
    for (since, second), members in times.items():
        if since >= days:
            of += members
            did += members if second is not None and second <= days else 0
    return Within(days, of, did)


def median_days(times: WaitingTimes) -> int | None:
    """The days after which half have come a second time, by Kaplan-Meier: members still waiting count until now."""
    came: Counter[int] = Counter()
    ended: Counter[int] = Counter()
    for (since, second), members in times.items():
        ended[since if second is None else second] += members
        if second is not None:
            came[second] += members
    waiting, missing, of = ended.total(), 1, 1
    for days in sorted(ended):
        if came[days]:
            missing, of = missing * (waiting - came[days]), of * waiting
            if 2 * missing <= of:
                return days
        waiting -= ended[days]
    return None
