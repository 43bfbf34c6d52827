"""The reading of each member in a review, from the facts and the results of all members together."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple

from app.engine.insights import deviation, lift, reorders, rhythm, stages
from app.engine.insights.deviation import Base, Comparison, Deviation, PeriodRow
from app.engine.insights.facts import Visits, visits
from app.engine.insights.grades import Limit, Ranking, Span, grading, limits, measured, span
from app.engine.insights.lift import Candidate
from app.engine.insights.reorders import Pair
from app.engine.insights.sums import Dates, Did, Summed, period_row
from app.engine.model.ratio import Ratio, rounded
from app.engine.program.terms.insights import Insights

# By grade: the number of members, their total measure, and the smallest one.
Grades = dict[str, list[int]]
# Other counts of members, by these names.
Counts = dict[str, dict[str, int]]
STATES: Final = "states"
# The states on the horizon's day, of members with a visit since and of those without.
BACK: Final = "back"
AWAY: Final = "away"
STAGES: Final = "stages"
FOLLOWED: Final = "followed"
HITS: Final = "hits"
COUNTED: Final = (STATES, BACK, AWAY, STAGES, FOLLOWED, HITS)


class MemberReading(NamedTuple):
    """The reading of a member in a review; None is a value that the review does not compute. Amounts in minor units.

    `grade_before` is that of the previous scheduled review, `since` the day of the first review in an unbroken run of
    this grade. `kept` is 1 if it is only kept from before. An unranked member gets the place after the last; daily
    reviews give no places. `measure` and `visit_days` are of the window, `all_visit_days` of all time; `usual_gap` is
    days as a fraction (`"16/3"`). `deviation` is a JSON object with the basis of `direction` and `shortfall`.
    `counts_on` is the part of the measure that still counts on the day before the next review, `needs` the amount then
    missing to the golden grades.
    """

    member_id: str
    review_id: str
    program_id: str
    first_on: str | None = None
    last_on: str | None = None
    grade: str | None = None
    grade_before: str | None = None
    since: str | None = None
    kept: int | None = None
    place: int | None = None
    measure: int | None = None
    visit_days: int | None = None
    state: str | None = None
    all_visit_days: int | None = None
    usual_gap: str | None = None
    at_stake: int | None = None
    direction: str | None = None
    shortfall: int | None = None
    deviation: str | None = None
    needs: int | None = None
    counts_on: int | None = None

    @property
    def usual_gap_days(self) -> int | None:
        """The usual gap in whole days, rounded half up; None for a member without visits."""
        if self.usual_gap is None:
            return None
        days = Fraction(self.usual_gap)
        return rounded(days.numerator, days.denominator, "half_up")


class ItemReading(NamedTuple):
    """An item that a member is expected to buy again, now or soon; `usual_amount` in minor units."""

    member_id: str
    review_id: str
    item: str
    program_id: str
    status: str
    times: int
    last_on: str
    expected_on: str
    earliest_on: str
    latest_on: str
    usual_amount: int


class Standing(NamedTuple):
    """All members' measures as of a day, and the limits of grades, for grades by place alone."""

    within: Span
    ranking: Ranking
    bounds: Sequence[Limit]


def standing(terms: Insights, as_of: str, ranking: Ranking) -> Standing:
    """The standing of all members as of a day."""
    return Standing(span(terms, as_of), ranking, limits(terms, len(ranking)))


class Reviewed(NamedTuple):
    """The parts of a review that readings need: the results of all members together.

    `now` is the standing as of its day, `then` as of the days before the compared period and the period before it
    began, each None if a scheduled review of that day has the grades. `review_on` is the first day of the next review
    period. `is_daily`: it gives no grades and compares no periods. `follows`: there is a list of the period before to
    follow up. `has_items`: it covers items.
    """

    review_id: str
    program_id: str
    terms: Insights
    dates: Dates
    summed: Summed
    now: Standing
    then: tuple[Standing | None, Standing | None]
    review_on: str
    is_daily: bool = False
    follows: bool = False
    has_items: bool = True

    @property
    def floor(self) -> int | None:
        """The smallest measure within the golden shares; None if nobody is ranked."""
        return lift.floor(self.now.ranking, golden_share(self.terms))


class Looked(NamedTuple):
    """A member to read.

    `before`: the previous grade and its first day. `then`: the grades in the scheduled reviews as of the days of
    `Reviewed.then`. `was_down`: whether the previous period's list has the member as down.
    """

    did: Did
    before: tuple[str, str] | None = None
    then: tuple[str | None, str | None] = (None, None)
    was_down: bool = False
    is_reachable: bool = False


class Read(NamedTuple):
    """The readings of some members; the grades and counts of all parts add up (`together`)."""

    members: list[MemberReading]
    items: list[ItemReading]
    grades: Grades
    counts: Counts


def readings(review: Reviewed, looked: Iterable[Looked]) -> Read:
    """The readings of members, in their order."""
    reader = _Reader(review)
    for one in looked:
        reader.read(one)
    return Read(reader.members, reader.items, _grade_counts(reader.members), reader.told())


class _Reader:
    """Reads members one after the other."""

    def __init__(self, review: Reviewed) -> None:
        self.members: list[MemberReading] = []
        self.items: list[ItemReading] = []
        self._review = review
        self._terms = review.terms
        self._dates = review.dates
        self._seasons = deviation.seasons(review.summed.regular)
        self._seasons_followed = deviation.seasons(review.summed.followed)
        self._floor = review.floor
        self._still_counts = Span(lift.counted_from(review.review_on, self._terms.months), self._dates.as_of)
        self._counts: dict[str, Counter[str]] = {name: Counter() for name in COUNTED}

    def told(self) -> Counts:
        """The counts."""
        return {name: dict(counts) for name, counts in self._counts.items() if counts}

    def read(self, looked: Looked) -> None:
        """Read one member."""
        did, seen = looked.did, visits(looked.did.days, self._dates.as_of)
        reading = MemberReading(
            did.member_id,
            self._review.review_id,
            self._review.program_id,
            first_on=seen.first_on,
            last_on=seen.last_on,
            all_visit_days=seen.visit_days,
        )
        reading = self._graded(reading, looked)
        reading = self._in_rhythm(reading, did, seen)
        if not self._review.is_daily:
            reading = self._compared(reading, looked)
        reading = self._lifted(reading, did)
        self._reorders(reading, did)
        stage = stages.stage(seen.visit_days, has_referred=False, is_reachable=looked.is_reachable)
        self._counts[STAGES][stage] += 1
        if not self._review.is_daily or seen.visit_days:
            self.members.append(reading)

    def _graded(self, reading: MemberReading, looked: Looked) -> MemberReading:
        now = self._review.now
        counted = measured(self._terms, looked.did.days, now.within)
        place = now.ranking.place(counted.amount)
        before, since = looked.before or (None, None)
        found = grading(self._terms, now.bounds, place, before)
        reading = reading._replace(measure=counted.amount, visit_days=counted.visit_days)
        if self._review.is_daily:
            # Scheduled reviews give grades; a member without one counts by rank.
            return reading._replace(grade=before or found.grade)
        return reading._replace(
            grade=found.grade,
            grade_before=before,
            since=since if found.grade == before else self._dates.as_of,
            kept=int(found.kept),
            place=place or len(now.ranking) + 1,
        )

    def _in_rhythm(self, reading: MemberReading, did: Did, seen: Visits) -> MemberReading:
        gaps, terms = self._review.summed.gaps, self._terms.rhythm
        state = rhythm.state(terms, gaps[self._dates.as_of], seen, self._dates.as_of)
        self._counts[STATES][state] += 1
        horizon_on = self._dates.horizon_on
        was = rhythm.state(terms, gaps[horizon_on], visits(did.days, horizon_on), horizon_on)
        came = any(day.visits and horizon_on < day.business_date <= self._dates.as_of for day in did.days)
        self._counts[BACK if came else AWAY][was] += 1
        if seen.last_on is None:
            return reading._replace(state=state)
        stake = Span(*rhythm.stake_window(seen.last_on))
        at_stake = sum(day.spend for day in did.days if stake.first_on <= day.business_date <= stake.last_on)
        usual = Fraction(*rhythm.usual_gap(gaps[self._dates.as_of], seen))
        return reading._replace(state=state, at_stake=at_stake, usual_gap=f"{usual.numerator}/{usual.denominator}")

    def _compared(self, reading: MemberReading, looked: Looked) -> MemberReading:
        terms, dates = self._terms.deviation, self._dates
        listed = dates.listed
        row = self._row(looked, 0, dates.before_listed)
        if row is None:
            return reading
        if self._review.follows:
            followed = self._row(looked, 1, dates.before_followed)
            assert followed
            names = {looked.did.member_id} if looked.was_down else ()
            comparison = Comparison(listed - 1, listed)
            counted = deviation.followed(terms, comparison, [followed], self._seasons_followed, names)
            self._counts[FOLLOWED].update(counted._asdict())
        found = next(deviation.deviations(terms, listed, [row], self._seasons), None)
        if found is None:
            return reading
        told = _deviation_told(found, continued=looked.was_down and found.direction == "down")
        return reading._replace(direction=found.direction, shortfall=found.shortfall, deviation=json.dumps(told))

    def _row(self, looked: Looked, place: int, day: str) -> PeriodRow | None:
        """A member's periods, with the grade as of a day, and whether the member was lapsed then."""
        seen = visits(looked.did.days, day)
        state = rhythm.state(self._terms.rhythm, self._review.summed.gaps[day], seen, day)
        then = self._review.then[place]
        grade = looked.then[place]
        if then:
            amount = measured(self._terms, looked.did.days, then.within).amount
            grade = grading(self._terms, then.bounds, then.ranking.place(amount), None).grade
        return period_row(self._terms, self._dates, looked.did, grade, state == "lapsed")

    def _lifted(self, reading: MemberReading, did: Did) -> MemberReading:
        height = self._terms.height(reading.grade)
        golden = golden_height(self._terms)
        if self._floor is None or height is None or not golden < height < len(self._terms.grades) - 1:
            return reading
        still = measured(self._terms, did.days, self._still_counts).amount
        (found,) = lift.lifts([candidate(reading, still)], self._floor)
        return reading._replace(needs=found.needs, counts_on=found.counts_on)

    def _reorders(self, reading: MemberReading, did: Did) -> None:
        terms, spreads = self._terms.reorder, self._review.summed.spreads
        hits = reorders.hit_rate(terms, spreads, did.items, self._dates.as_of, self._terms.rhythm.horizon_days)
        self._counts[HITS].update(hits._asdict())
        if reading.state == "lapsed":
            return
        pairs = [Pair(did.member_id, item) for item in did.items]
        for one in reorders.reorders(terms, spreads, pairs, self._dates.as_of):
            item, expected = one.pair.bought, one.expected
            self.items.append(
                ItemReading(
                    member_id=did.member_id,
                    review_id=reading.review_id,
                    item=item.item,
                    program_id=reading.program_id,
                    status=one.status,
                    times=item.days,
                    last_on=item.last_on,
                    expected_on=expected.expected_on,
                    earliest_on=expected.first_on,
                    latest_on=expected.last_on,
                    usual_amount=one.usual_amount,
                )
            )


def candidate(reading: MemberReading, still_counts: int) -> Candidate:
    """A member's values for `lift`."""
    return Candidate(
        reading.member_id, reading.grade or "", reading.measure or 0, still_counts, reading.visit_days or 0
    )


def golden_height(terms: Insights) -> int:
    """The place of the last golden grade among the grades."""
    return max(place for place, grade in enumerate(terms.grades) if grade.id in terms.golden)


def golden_share(terms: Insights) -> Ratio:
    """The share of ranked members in the golden grades."""
    share = terms.grades[golden_height(terms)].share
    assert share
    return share


def _deviation_told(found: Deviation, *, continued: bool) -> dict[str, Any]:
    return {
        "unit": found.unit,
        "period": found.period,
        "grade": found.grade,
        "spend": found.spend,
        "expected": [found.expected.numerator, found.expected.denominator],
        "visits": found.visits,
        "base": list(found.base),
        "season": found.season,
        "chance": found.chance,
        "is_sure": found.is_sure,
        "continued": continued,
    }


def deviation_of(reading: MemberReading) -> tuple[Deviation, bool]:
    """The deviation from a reading, and whether it continues one of the previous period."""
    told = json.loads(reading.deviation or "{}")
    found = Deviation(
        member_id=reading.member_id,
        grade=told["grade"],
        unit=told["unit"],
        period=told["period"],
        direction="down" if reading.direction == "down" else "up",
        spend=told["spend"],
        expected=Fraction(*told["expected"]),
        visits=told["visits"],
        base=Base(*told["base"]),
        season=told["season"],
        chance=told["chance"],
        is_sure=told["is_sure"],
    )
    return found, told["continued"]


def _grade_counts(read: Iterable[MemberReading]) -> Grades:
    """By grade, the number of members, their total measure, and the smallest one; "-" are members below 0."""
    counts: Grades = {}
    for one in read:
        amount = one.measure or 0
        for name in (one.grade or "", *(("-",) if amount < 0 else ())):
            members, total, least = counts.get(name, (0, 0, amount))
            counts[name] = [members + 1, total + amount, min(least, amount)]
    return counts


def together(grades: Iterable[Mapping[str, Sequence[int]]], counts: Iterable[Counts]) -> tuple[Grades, Counts]:
    """The grades and counts of all parts of a review."""
    found: Grades = {}
    for part in grades:
        for name, (members, total, least) in part.items():
            known = found.get(name)
            found[name] = (
                [members + known[0], total + known[1], min(least, known[2])] if known else [members, total, least]
            )
    summed: dict[str, Counter[str]] = {}
    for one in counts:
        for name, more in one.items():
            summed.setdefault(name, Counter()).update(more)
    return found, {name: dict(total) for name, total in summed.items()}
