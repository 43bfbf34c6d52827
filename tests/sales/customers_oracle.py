"""What reviews of customers should find, worked out plainly from the rows of a file of purchases.

It shares nothing with the service: no fold, no SQL, no rules; only the definitions. Every figure is counted from the
whole history of every member, exactly. Amounts are minor units, days are dates, and everything in the file is known.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from math import ceil, comb, floor
from typing import Any, NamedTuple

from tests.sales.oracle import Basket, Row, Terms, baskets

DAY = timedelta(days=1)
STATES = ("none", "new", "active", "late", "at_risk", "lapsed")
MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Options:
    """The options of `insights`, by their defaults."""

    months: int = 12
    unit: str = "quarter"
    grades: tuple[tuple[str, Fraction | None], ...] = (
        ("A", Fraction(5, 100)),
        ("B", Fraction(15, 100)),
        ("C", Fraction(30, 100)),
        ("D", None),
        ("E", None),
    )
    stay: Fraction = Fraction(12, 10)
    golden: tuple[str, ...] = ("A", "B")
    period: str = "quarter"
    base_periods: int = 4
    min_periods: int = 2
    deviating: tuple[str, ...] = ("A", "B")
    below: Fraction = Fraction(70, 100)
    above: Fraction = Fraction(150, 100)
    list_chance: Fraction = Fraction(20, 100)
    min_purchases: int = 3
    at_risk: Fraction = Fraction(25, 10)
    lapsed: Fraction = Fraction(4)
    horizon_days: int = 90
    reorder_depth: int = 2  # 0: by sku
    reorder_min: int = 3
    within: Fraction = Fraction(80, 100)


class Line(NamedTuple):
    """A line as sold, with the units and the value that are kept."""

    sku: str
    category: str
    quantity: int
    value: int


@dataclass
class Member:
    """What a member bought and kept, by day, and goods given back without a receipt."""

    bought: dict[date, list[Line]] = field(default_factory=dict)
    back: dict[date, int] = field(default_factory=dict)

    @cached_property
    def _spends(self) -> list[tuple[date, int]]:
        kept = [(day, sum(line.value for line in lines)) for day, lines in self.bought.items()]
        return [*kept, *((day, -value) for day, value in self.back.items())]

    @cached_property
    def _visits(self) -> list[date]:
        return sorted(day for day, lines in self.bought.items() if any(line.quantity for line in lines))

    def spend(self, first: date, last: date) -> int:
        """The spend between two days, both included."""
        return sum(value for day, value in self._spends if first <= day <= last)

    def visits(self, last: date, first: date = date.min) -> list[date]:
        """The days with something kept."""
        return [day for day in self._visits if first <= day <= last]

    def knows(self, last: date) -> bool:
        """Whether something was bought or given back by a day."""
        return any(day <= last for day in (*self.bought, *self.back))

    def items(self, last: date, depth: int) -> dict[str, tuple[list[date], int]]:
        """By item: the days on which it was bought and kept, and the value kept."""
        found: dict[str, dict[date, int]] = {}
        for day, lines in self.bought.items():
            for line in lines:
                name = "/".join(line.category.split("/")[:depth]) if depth else line.sku
                if day <= last and line.quantity and name:
                    days = found.setdefault(name, {})
                    days[day] = days.get(day, 0) + line.value
        return {name: (sorted(days), sum(days.values())) for name, days in found.items()}


def members_of(rows: Iterable[Row], terms: Terms) -> dict[str, Member]:
    """Every member with what is kept of each basket; refused baskets are left out."""
    rows = list(rows)
    of_basket: dict[str, list[Row]] = {}
    for row in rows:
        of_basket.setdefault(row["external_id"], []).append(row)
    sold: dict[str, tuple[Basket, list[list[Any]]]] = {}
    returned: list[Basket] = []
    for basket in baskets(rows, terms):
        if basket.refused or not basket.member:
            continue
        if int(of_basket[basket.name][0]["quantity"]) < 0:
            returned.append(basket)
        else:
            lines = of_basket[basket.name]
            # A line in the making: its row, the units kept, and the share of all its units.
            making = [[row, int(row["quantity"]), share] for row, share in zip(lines, shares(lines), strict=True)]
            sold[basket.name] = (basket, making)
    members: dict[str, Member] = {}
    for basket in returned:
        lines = of_basket[basket.name]
        member = members.setdefault(basket.member, Member())
        if not lines[0]["return_of"]:
            member.back[basket.day] = member.back.get(basket.day, 0) - basket.net
            continue
        _, making = sold[lines[0]["return_of"]]
        for row in lines:
            alike = [one for one in making if (one[0]["sku"], one[0]["unit_price_minor"]) == _goods(row)]
            assert len(alike) == 1, "a return names a line that is alone of its kind"
            alike[0][1] += int(row["quantity"])
    for basket, making in sold.values():
        member = members.setdefault(basket.member, Member())
        kept = [
            Line(row["sku"], row["category"], units, share - part(share, int(row["quantity"]) - units, row))
            for row, units, share in making
        ]
        member.bought.setdefault(basket.day, []).extend(kept)
    return members


def part(share: int, units: int, row: Row) -> int:
    """The value of so many units of a line, half up."""
    return half_up(Fraction(share * units, int(row["quantity"])))


def shares(lines: Sequence[Row]) -> list[int]:
    """What was paid for each line: coupons larger than their line are spread over the others."""
    nets = [int(row["quantity"]) * int(row["unit_price_minor"]) - int(row["discount_minor"] or 0) for row in lines]
    excess = -sum(net for net in nets if net < 0)
    nets = [max(0, net) for net in nets]
    total = sum(nets)
    if not excess or not total:
        return nets
    exact = [Fraction(excess * net, total) for net in nets]
    taken = [floor(one) for one in exact]
    order = sorted(range(len(nets)), key=lambda place: (taken[place] - exact[place], place))
    for place in order[: excess - sum(taken)]:
        taken[place] += 1
    return [net - one for net, one in zip(nets, taken, strict=True)]


def _goods(row: Row) -> tuple[str, str]:
    return row["sku"], row["unit_price_minor"]


def half_up(value: Fraction) -> int:
    """A whole number, halves up."""
    return floor(value + Fraction(1, 2))


def text(value: Fraction, places: int) -> str:
    """A decimal text, halves up."""
    return (
        f"{half_up(value * 10**places):0{places + 1}}"[:-places]
        + "."
        + f"{half_up(value * 10**places):0{places}}"[-places:]
    )


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or its last day if it has no such day."""
    number = day.year * 12 + day.month - 1 - months
    first = date(number // 12, number % 12 + 1, 1)
    after = date((number + 1) // 12, (number + 1) % 12 + 1, 1)
    return min(first + DAY * (day.day - 1), after - DAY)


class Period(NamedTuple):
    """A calendar period by its number; consecutive ones have consecutive numbers."""

    number: int
    unit: str

    @property
    def first(self) -> date:
        """Its first day."""
        month = self.number * MONTHS[self.unit]
        return date(month // 12, month % 12 + 1, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return Period(self.number + 1, self.unit).first - DAY

    def before(self, number: int) -> "Period":
        """The period so many before it."""
        return Period(self.number - number, self.unit)


def period_of(day: date, unit: str) -> Period:
    """The period with a day."""
    return Period((day.year * 12 + day.month - 1) // MONTHS[unit], unit)


class Shop(NamedTuple):
    """All members of a file, and the options of their reviews."""

    members: Mapping[str, Member]
    options: Options

    def window(self, day: date) -> tuple[date, date]:
        """The days that count for grades as of a day."""
        return months_before(day, self.options.months) + DAY, day

    def measures(self, day: date) -> dict[str, int]:
        """What every known member spent in the window."""
        return {name: one.spend(*self.window(day)) for name, one in self.members.items() if one.knows(day)}

    def limit(self, height: int, ranked: int, factor: Fraction = Fraction(1)) -> int:
        """The last place of a grade."""
        share = sum((one for _, one in self.options.grades[: height + 1] if one), Fraction(0))
        return ceil(ranked * share * factor)

    def grades(self, day: date, held: Mapping[str, str] | None = None) -> dict[str, tuple[str, int | None]]:
        """Every known member's grade and place; `held` are the grades of the review before."""
        measures = self.measures(day)
        ranked = sorted((amount for amount in measures.values() if amount > 0), reverse=True)
        # The first place of each amount.
        places = {amount: ranked.index(amount) + 1 for amount in set(ranked)}
        return {
            name: (self._grade(places.get(amount), len(ranked), (held or {}).get(name)), places.get(amount))
            for name, amount in measures.items()
        }

    def _grade(self, place: int | None, ranked: int, before: str | None) -> str:
        names = [name for name, _ in self.options.grades]
        if place is None:
            return names[-1]
        for height, (name, share) in enumerate(self.options.grades):
            if share is None:
                break
            stays = before is not None and names.index(before) <= height
            if place <= self.limit(height, ranked, self.options.stay if stays else Fraction(1)):
                return name
        return names[-2]

    def mean_gap(self, day: date) -> tuple[int, int]:
        """The days from first to last visit and the gaps between, of members with three visit days or more."""
        found = [days for one in self.members.values() if len(days := one.visits(day)) >= 3]
        return sum((days[-1] - days[0]).days for days in found), sum(len(days) - 1 for days in found)

    def usual_gap(self, days: Sequence[date], mean: tuple[int, int]) -> Fraction:
        """A member's usual gap, with two of the shop's."""
        shop = Fraction(*mean) if mean[1] else Fraction(30)
        return (2 * shop + (days[-1] - days[0]).days) / (len(days) + 1)

    def state(self, member: Member, day: date, mean: tuple[int, int]) -> str:
        """A member's state at the end of a day."""
        days = member.visits(day)
        if len(days) < self.options.min_purchases:
            return "new" if days else "none"
        silence, usual = (day - days[-1]).days, self.usual_gap(days, mean)
        bounds = (("active", Fraction(1)), ("late", self.options.at_risk), ("at_risk", self.options.lapsed))
        return next((name for name, bound in bounds if silence <= bound * usual), "lapsed")


class Base(NamedTuple):
    """The periods before one, their spend and visit days, and what is expected of a period after them."""

    periods: int
    spend: int
    visits: int
    season: int

    @property
    def expected(self) -> Fraction:
        """The expected spend."""
        return Fraction(self.spend * self.season, 1000 - self.season)


def season(shop: Shop, day: date, listed: Period, periods: int, period: Period) -> tuple[int, int]:
    """The season of a period after a base of so many periods before `listed`, in thousandths, and the regulars."""
    regulars = inside = outside = 0
    base = [listed.before(number) for number in range(1, periods + 1)]
    for member in shop.members.values():
        days = member.visits(day)
        by_period = [sum(one.first <= visit <= one.last for visit in days) for one in (period, *base)]
        if days and days[0] < base[-1].first and all(by_period):
            regulars += 1
            inside += by_period[0]
            outside += sum(by_period[1:])
    if regulars < 30:
        return half_up(Fraction(1000, periods + 1)), regulars
    return min(999, max(1, half_up(Fraction(1000 * inside, inside + outside)))), regulars


def base_of(
    shop: Shop, day: date, member: Member, listed: Period, seasons: Mapping[int, tuple[int, int]]
) -> Base | None:
    """The base of a member before a period; None without enough of it."""
    days = member.visits(day)
    if not days:
        return None
    periods = min(shop.options.base_periods, listed.number - 1 - period_of(days[0], listed.unit).number)
    if periods < shop.options.min_periods:
        return None
    first, last = listed.before(periods).first, listed.before(1).last
    spend = member.spend(first, last)
    visits = sum(first <= visit <= last for visit in days)
    return Base(periods, spend, visits, seasons[periods][0]) if spend > 0 else None


def chance(base: Base, visits: int, direction: str) -> Fraction:
    """How often so few (up: so many) of all visits fall into the period, were nothing changed."""
    trials, p = base.visits + visits, Fraction(base.season, 1000)
    counts = range(visits + 1) if direction == "down" else range(visits, trials + 1)
    return sum((comb(trials, k) * p**k * (1 - p) ** (trials - k) for k in counts), Fraction(0))


def quantile(values: Sequence[int], share: Fraction) -> int:
    """The quantile by nearest rank of sorted values."""
    return values[max(1, ceil(share * len(values))) - 1]
