"""A review of a shop's customers as the definitions have it: every list, row by row, and the figures of all together.

Like `customers_oracle`, it shares nothing with the service. Names of fields are those of the API's answers.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor
from typing import Any, NamedTuple

from tests.sales.customers_oracle import (
    DAY,
    STATES,
    Base,
    Member,
    Period,
    Shop,
    base_of,
    chance,
    half_up,
    period_of,
    quantile,
    season,
    text,
)

Rows = dict[Any, dict[str, Any]]
CLASSES = ((1, 2), (3, 4), (5, 8), (9, 10**9))


class Reviewed(NamedTuple):
    """What a review found: the rows of each list by member (re-orders: by member and item), and the figures."""

    day: date
    grades: Rows
    pareto: dict[str, Any]
    deviations: Rows
    silences: Rows
    reorders: Rows
    lift: Rows
    figures: dict[str, Any]


class Review:
    """One review as of a day, after earlier scheduled ones, the latest first. `open`: the day has not ended."""

    def __init__(self, shop: Shop, day: date, earlier: Sequence[Reviewed], *, is_open: bool) -> None:
        self.shop, self.day, self.earlier = shop, day, earlier
        self.options = shop.options
        self.known = {name: one for name, one in shop.members.items() if one.knows(day)}
        self.measures = shop.measures(day)
        self.ranked = sorted((amount for amount in self.measures.values() if amount > 0), reverse=True)
        self.mean = shop.mean_gap(day)
        self.next_on = Period(period_of(day if is_open else day + DAY, self.options.unit).number + 1, self.options.unit)
        self.held = {name: row["grade"] for name, row in earlier[0].grades.items()} if earlier else {}
        self.graded = shop.grades(day, self.held)
        period = period_of(day, self.options.period)
        self.listed = period if period.last == day else period.before(1)

    def whole(self) -> Reviewed:
        """All of it."""
        deviations, followed = self.deviations()
        return Reviewed(
            self.day,
            grades=self.grades(),
            pareto=self.pareto(),
            deviations=deviations,
            silences=self.silences(),
            reorders=self.reorders(),
            lift=self.lift(),
            figures={
                "states": self.states(),
                "season": self.seasons(),
                "followed": followed,
                "hit_rate": self.hit_rate(),
                "stages": self.stages(),
                "second_purchase": self.second_purchase(),
            },
        )

    def grades(self) -> Rows:
        first, last = self.shop.window(self.day)
        rows = {}
        for name, member in self.known.items():
            grade, place = self.graded[name]
            days = member.visits(self.day)
            before = self.held.get(name)
            same = before == grade and self.earlier[0].grades[name]["since"]
            rows[name] = {
                "grade": grade,
                "before": before,
                "since": same or self.day,
                "place": place,
                "of": len(self.ranked),
                "measure": self.measures[name],
                "visit_days": len(member.visits(last, first)),
                "first_on": days[0] if days else None,
                "last_on": days[-1] if days else None,
                "customer_for_days": (self.day - days[0]).days + 1 if days else None,
                "young": bool(days) and days[0] > first,
            }
        return rows

    def pareto(self) -> dict[str, Any]:
        sums = [sum(self.ranked[:number]) for number in range(len(self.ranked) + 1)]
        count, total = len(self.ranked), sums[-1]

        def share(part: int, whole: int) -> str | None:
            return text(Fraction(part, whole), 4) if whole else None

        def fewest(part: Fraction) -> dict[str, Any]:
            number = next(number for number, made in enumerate(sums) if made >= part * total)
            return {"members": number, "of_members": share(number, count)}

        top = [(percent, ceil(Fraction(percent * count, 100))) for percent in (1, 5, 10, 20, 50, 80)]
        below = [amount for amount in self.measures.values() if amount < 0]
        return {
            "members": count,
            "amount": total,
            "top": [
                {
                    "share": f"0.{percent:02}",
                    "members": many,
                    "amount": sums[many],
                    "of_amount": share(sums[many], total),
                }
                for percent, many in top
            ],
            "half": fewest(Fraction(1, 2)),
            "four_fifths": fewest(Fraction(4, 5)),
            "curve": [sums[ceil(Fraction(step * count, 100))] for step in range(101)],
            "negative": {"members": len(below), "amount": sum(below)},
        }

    def _seasons(self, listed: Period, period: Period) -> dict[int, tuple[int, int]]:
        lengths = range(self.options.min_periods, self.options.base_periods + 1)
        return {length: season(self.shop, self.day, listed, length, period) for length in lengths}

    def _grades_of(self, day: date) -> dict[str, str]:
        """The grades as of a past day: those of its scheduled review, else the plain ones."""
        for one in self.earlier:
            if one.day == day:
                return {name: row["grade"] for name, row in one.grades.items()}
        return {name: grade for name, (grade, _) in self.shop.grades(day).items()}

    def _looked_at(
        self, listed: Period, seasons: dict[int, tuple[int, int]]
    ) -> Iterator[tuple[str, Member, Base, str]]:
        """The members of a period's list before anything of the period counts: with their base and grade."""
        before = listed.first - DAY
        grades, mean = self._grades_of(before), self.shop.mean_gap(before)
        for name, member in self.known.items():
            base = base_of(self.shop, self.day, member, listed, seasons)
            grade = grades.get(name)
            if base and grade in self.options.deviating and self.shop.state(member, before, mean) != "lapsed":
                yield name, member, base, grade

    def deviations(self) -> tuple[Rows, dict[str, int] | None]:
        listed, rows = self.listed, {}
        # The newest list of the period before, if a scheduled review made one.
        before = next((one for one in self.earlier if one.figures["listed"] == listed.before(1)), None)
        was_down = {name for name, row in before.deviations.items() if row["direction"] == "down"} if before else set()
        for name, member, base, grade in self._looked_at(listed, self._seasons(listed, listed)):
            spend = member.spend(listed.first, listed.last)
            visits = len(member.visits(listed.last, listed.first))
            down, up = spend < self.options.below * base.expected, spend > self.options.above * base.expected
            if not down and not up:
                continue
            direction = "down" if down else "up"
            by_chance = chance(base, visits, direction)
            if by_chance > self.options.list_chance:
                continue
            rows[name] = {
                "grade": grade,
                "period": {"from": listed.first, "to": listed.last},
                "direction": direction,
                "spend": spend,
                "expected": half_up(base.expected),
                "shortfall": half_up(base.expected) - spend,
                "visits": visits,
                "base": {"periods": base.periods, "spend": base.spend, "visits": base.visits},
                "season": text(Fraction(base.season, 1000), 3),
                "chance": text(Fraction(ceil(by_chance * 1000), 1000), 3),
                "continued": direction == "down" and name in was_down,
            }
        return rows, self._followed(was_down) if before else None

    def _followed(self, was_down: set[str]) -> dict[str, int]:
        counts = {"listed": 0, "stayed_low": 0, "others": 0, "others_low": 0}
        before = self.listed.before(1)
        for name, member, base, _ in self._looked_at(before, self._seasons(before, self.listed)):
            low = member.spend(self.listed.first, self.listed.last) < self.options.below * base.expected
            counts["listed" if name in was_down else "others"] += 1
            counts["stayed_low" if name in was_down else "others_low"] += low
        return counts

    def seasons(self) -> dict[str, Any]:
        found = self._seasons(self.listed, self.listed)
        bases = [
            {"periods": length, "regular": regulars, "season": text(Fraction(weight, 1000), 3)}
            for length, (weight, regulars) in found.items()
        ]
        return {"from": self.listed.first, "to": self.listed.last, "bases": bases}

    def silences(self) -> Rows:
        rows = {}
        for name, member in self.known.items():
            days = member.visits(self.day)
            if days:
                stake_from = _a_year_before(days[-1]) + DAY
                rows[name] = {
                    "state": self.shop.state(member, self.day, self.mean),
                    "first_on": days[0],
                    "last_on": days[-1],
                    "visit_days": len(days),
                    "silent_days": (self.day - days[-1]).days,
                    "usual_gap_days": half_up(self.shop.usual_gap(days, self.mean)),
                    "at_stake": member.spend(stake_from, days[-1]),
                }
        return rows

    def states(self) -> list[dict[str, Any]]:
        then_on = self.day - timedelta(days=self.options.horizon_days)
        mean = self.shop.mean_gap(then_on)
        now = Counter(self.shop.state(one, self.day, self.mean) for one in self.known.values())
        then: Counter[str] = Counter()
        back: Counter[str] = Counter()
        for one in self.known.values():
            state = self.shop.state(one, then_on, mean)
            then[state] += 1
            back[state] += bool(one.visits(self.day, then_on + DAY))
        return [{"state": one, "members": now[one], "then": then[one], "back": back[one]} for one in STATES]

    def _intervals(self) -> list[tuple[int, int]]:
        """The interval of each class of gaps, in thousandths."""
        found: list[list[int]] = [[] for _ in CLASSES]
        for member in self.known.values():
            for days, _ in member.items(self.day, self.options.reorder_depth).values():
                if len(days) >= 4:
                    gaps = len(days) - 2
                    last, before = (days[-1] - days[-2]).days, (days[-2] - days[0]).days
                    found[_class(gaps)].append(floor(Fraction(1000 * last * gaps, before)))
        every = sorted(value for values in found for value in values)
        return [self._interval(sorted(values) if len(values) >= 50 else every) for values in found]

    def _interval(self, values: list[int]) -> tuple[int, int]:
        if len(values) < 50:
            return 250, 3000
        within = self.options.within
        return quantile(values, (1 - within) / 2), quantile(values, (1 + within) / 2)

    def reorders(self) -> Rows:
        rows, intervals = {}, self._intervals()
        for name, member in self.known.items():
            if self.shop.state(member, self.day, self.mean) == "lapsed":
                continue
            for item, (days, amount) in member.items(self.day, self.options.reorder_depth).items():
                if len(days) < self.options.reorder_min:
                    continue
                expected, first, last = _expected(days, intervals)
                due = self.day < expected <= self.day + 7 * DAY
                if due or expected <= self.day <= last:
                    rows[name, item] = {
                        "status": "due" if due else "overdue",
                        "times": len(days),
                        "last_on": days[-1],
                        "expected_on": expected,
                        "from": first,
                        "to": last,
                        "usual_amount": half_up(Fraction(amount, len(days))),
                    }
        return rows

    def hit_rate(self) -> dict[str, int]:
        counts = {"within": 0, "early": 0, "late": 0, "none": 0}
        intervals, since = self._intervals(), self.day - timedelta(days=self.options.horizon_days)
        for member in self.known.values():
            for days, _ in member.items(self.day, self.options.reorder_depth).values():
                if len(days) > self.options.reorder_min and days[-1] > since:
                    _, first, last = _expected(days[:-1], intervals)
                    counts["early" if days[-1] < first else "late" if days[-1] > last else "within"] += 1
                elif len(days) >= self.options.reorder_min:
                    counts["none"] += since < _expected(days, intervals)[2] <= self.day
        return counts

    def lift(self) -> Rows:
        if not self.ranked:
            return {}
        names = [name for name, _ in self.options.grades]
        height = max(names.index(name) for name in self.options.golden)
        limit = self.ranked[self.shop.limit(height, len(self.ranked)) - 1]
        until = self.next_on.first - DAY
        counts_from = self.shop.window(until)[0]
        rows = {}
        for name, member in self.known.items():
            grade, _ = self.graded[name]
            if not height < names.index(grade) < len(names) - 1:
                continue
            counts_on = member.spend(counts_from, self.day)
            needs = max(0, limit - counts_on)
            visits = len(member.visits(self.day, self.shop.window(self.day)[0]))
            rows[name] = {
                "grade": grade,
                "measure": self.measures[name],
                "counts_on": counts_on,
                "needs": needs,
                "by": until,
                "visits": ceil(needs / max(Fraction(self.measures[name], visits), Fraction(1))),
                "unbought": self._unbought(member),
            }
        return rows

    def _unbought(self, member: Member) -> list[str]:
        golden: Counter[str] = Counter()
        for name, one in self.known.items():
            if self.graded[name][0] in self.options.golden:
                golden.update(self._categories(one))
        own = self._categories(member)
        best = sorted((name for name, value in golden.items() if value > 0), key=lambda name: (-golden[name], name))
        return [name for name in best if name not in own][:3]

    def _categories(self, member: Member) -> Counter[str]:
        first, last = self.shop.window(self.day)
        found: Counter[str] = Counter()
        for day, lines in member.bought.items():
            for line in lines:
                if first <= day <= last and line.quantity and line.category:
                    found[line.category.partition("/")[0]] += line.value
        return found

    def stages(self) -> dict[str, int]:
        visits = [len(one.visits(self.day)) for one in self.known.values()]
        return {
            "suspect": visits.count(0),
            "prospect": 0,
            "customer": visits.count(1),
            "client": sum(number > 1 for number in visits),
            "advocate": 0,
        }

    def second_purchase(self) -> dict[str, Any]:
        waits = []
        for member in self.known.values():
            days = member.visits(self.day)
            if days:
                second = (days[1] - days[0]).days if len(days) > 1 else None
                waits.append(((self.day - days[0]).days, second))
        within = []
        for horizon in (30, 60, 90, 180, 365):
            old = [second for since, second in waits if since >= horizon]
            did = sum(second is not None and second <= horizon for second in old)
            within.append({"days": horizon, "of": len(old), "did": did})
        return {"within": within, "median_days": _median(waits)}


def _median(waits: Sequence[tuple[int, int | None]]) -> int | None:
    """Kaplan-Meier: the first day by which half have come."""
    left = Fraction(1)
    for day in sorted({second for _, second in waits if second is not None}):
        waiting = sum((since if second is None else second) >= day for since, second in waits)
        did = sum(second == day for _, second in waits)
        left *= 1 - Fraction(did, waiting)
        if left <= Fraction(1, 2):
            return day
    return None


def _class(gaps: int) -> int:
    return next(place for place, (least, most) in enumerate(CLASSES) if least <= gaps <= most)


def _expected(days: Sequence[date], intervals: Sequence[tuple[int, int]]) -> tuple[date, date, date]:
    """The expected day after these, and the first and last day of its interval."""
    gap = Fraction((days[-1] - days[0]).days, len(days) - 1)
    low, high = intervals[_class(len(days) - 1)]
    first, last = floor(gap * low / 1000), ceil(gap * high / 1000)
    return days[-1] + half_up(gap) * DAY, days[-1] + first * DAY, days[-1] + last * DAY


def _a_year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def reviews(shop: Shop, since: date, last_day: date) -> list[Reviewed]:
    """All scheduled reviews as of days from `since`, earliest first, and one of the last day before it has ended."""
    found: list[Reviewed] = []
    unit = shop.options.unit
    period = period_of(since, unit)
    while period.last < last_day:
        if period.last >= since:
            found.append(_with_list(Review(shop, period.last, found[::-1], is_open=False)))
        period = Period(period.number + 1, unit)
    return [*found, _with_list(Review(shop, last_day, found[::-1], is_open=True))]


def _with_list(review: Review) -> Reviewed:
    whole = review.whole()
    return whole._replace(figures={**whole.figures, "listed": review.listed})
