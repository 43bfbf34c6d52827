"""What a discount takes off a basket, given what the discounts before it have left.

A basket is priced by units: each unit of a line has a price of its own, so that the same goods on one line or on two
come to the same, and a free item can be given for a single unit. Units of a line with the same price are one `Run`.
Amounts are minor units. A discount is shared among its units in proportion to their prices, by largest remainder, so
that the parts sum exactly.
"""

from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

from app.engine.model.ratio import Ratio
from app.engine.model.records.sales import Line
from app.engine.model.value import spread
from app.engine.pricing.deals import most_got, strike
from app.engine.pricing.runs import Deal, Run
from app.engine.program.terms.offers import Stacking

Effect = Literal["buy_get", "percent", "free_item", "amount", "extra", "gift", "points"]
# Where no order is given: percentages first, then single units, then amounts, then what takes nothing off.
ORDER: Final[dict[str, int]] = {"percent": 0, "free_item": 1, "amount": 2, "extra": 3, "gift": 4, "points": 5}
FIRST_OF_ALL: Final = (-1, 0)
LAST_OF_ALL: Final = 1000


class Candidate(NamedTuple):
    """A discount that might be used: of a tier, a campaign or a voucher (`kind`), by its id.

    `places` are the lines that it is good for, from 0. `rate` is of a percentage, or how much more for the same price,
    or by what points are multiplied; `most` the most that it gives. `code`, `reward` and `since` (when it was issued)
    are a voucher's. `budget` names what its reward may still give away, `budget_left` in minor units. `deal` are the
    terms of buy X get Y, which gives units of the lines `places`. `typed` is the code that was typed for a campaign.
    """

    kind: Literal["tier", "campaign", "voucher"]
    id: str
    name: str
    effect: Effect
    places: frozenset[int]
    rate: Ratio = Ratio(0, 1)
    amount: int = 0
    most: int | None = None
    stacking: Stacking = Stacking()
    code: str | None = None
    reward: str | None = None
    expires_on: str | None = None
    since: str = ""
    budget: str | None = None
    budget_left: int = 0
    deal: Deal | None = None
    typed: str | None = None

    @property
    def turn(self) -> tuple[int, int]:
        """When its turn comes: by its order, else by its kind. Those of one turn may go in any sequence."""
        if self.deal:
            # Deals count units at the prices of the basket, so that what is got does not depend on other discounts.
            return FIRST_OF_ALL
        order = self.stacking.order
        if order is None:
            order = LAST_OF_ALL
        elif order == LAST_OF_ALL:
            order += 1
        return order, ORDER[self.effect]

    @property
    def takes_off(self) -> bool:
        """Whether it lowers what is to be paid."""
        return self.effect in ("percent", "free_item", "amount", "buy_get")


class Applied(NamedTuple):
    """What a candidate takes off each of its lines (minor units by place), and what more it gives, in value.

    `unit` is the line of the unit that it is given for. `bought` and `got` are the units of a deal, as pairs of a place
    and a number.
    """

    candidate: Candidate
    parts: dict[int, int]
    extra: int = 0
    unit: int | None = None
    bought: tuple[tuple[int, int], ...] = ()
    got: tuple[tuple[int, int], ...] = ()

    @property
    def amount(self) -> int:
        """What it takes off in all."""
        return sum(self.parts.values())

    @property
    def gain(self) -> int:
        """What the customer has of it."""
        return self.amount + self.extra


class Remaining(NamedTuple):
    """What is left of a basket: the units that are not yet for nothing, and how much all discounts together may still
    take (`allowance`, None: no end). `spent` is what was given of budgets, by name.
    """

    runs: tuple[Run, ...]
    allowance: int | None = None
    spent: tuple[tuple[str, int], ...] = ()

    @classmethod
    def of(cls, lines: Sequence[Line], allowance: int | None = None) -> "Remaining":
        """The whole basket."""
        runs: list[Run] = []
        for place, line in enumerate(lines):
            if line.measured:
                # Measured goods have no units: a line is taken as a whole.
                if line.share:
                    runs.append(Run(place, line.share, 1))
            elif line.unit_price and line.share:
                # What does not divide is with the earlier units.
                price, more = divmod(line.share, line.quantity)
                if more:
                    runs.append(Run(place, price + 1, more))
                if price:
                    runs.append(Run(place, price, line.quantity - more))
        return cls(tuple(runs), allowance)

    @property
    def total(self) -> int:
        """What is left to pay."""
        return sum(run.price * run.units for run in self.runs)

    def units(self) -> dict[int, int]:
        """How many units of each line have something left to pay."""
        found: dict[int, int] = {}
        for run in self.runs:
            found[run.place] = found.get(run.place, 0) + run.units
        return found

    def given(self, budget: str) -> int:
        """What was given of a budget."""
        return dict(self.spent).get(budget, 0)


def alone(candidate: Candidate, before: Remaining) -> tuple[int, int]:
    """What a candidate takes off and what more it gives, in minor units, whatever its budget has left; of a deal, the
    most that it can take off whatever other deals use before it.
    """
    effect = candidate.effect
    if effect in ("gift", "points"):
        return 0, 0
    if effect == "free_item":
        dearest = max(
            [run.price for run in before.runs if not run.has_item and run.place in candidate.places], default=0
        )
        return _allowed(dearest if candidate.most is None else min(dearest, candidate.most), before), 0
    if candidate.deal:
        return _allowed(_wanted(candidate, most_got(candidate.deal, candidate.places, before.runs)), before), 0
    total = sum([run.price * run.units for run in before.runs if run.place in candidate.places])
    wanted = _wanted(candidate, total)
    return (0, wanted) if effect == "extra" else (_allowed(min(wanted, total), before), 0)


def apply_discount(candidate: Candidate, before: Remaining, at: int | None = None) -> tuple[Applied, Remaining]:
    """What a candidate takes off, and what then remains. `at`: the run of which a free item is given."""
    if candidate.effect == "free_item":
        return _give_item(candidate, before, at)
    if candidate.effect in ("gift", "points"):
        return Applied(candidate, {}), before
    if candidate.deal:
        return _make_deal(candidate, candidate.deal, before)
    places = candidate.places
    touched = [run for run in before.runs if run.place in places]
    total = sum([run.price * run.units for run in touched])
    wanted = _wanted(candidate, total)
    if candidate.effect == "extra":
        if not _affordable(candidate, wanted, before):
            return Applied(candidate, {}), before
        spent = _spent(candidate, wanted, before)
        return Applied(candidate, dict.fromkeys(places, 0), extra=wanted), before._replace(spent=spent)
    amount = _allowed(min(wanted, total), before)
    if not amount or not _affordable(candidate, amount, before):
        return Applied(candidate, {}), before
    runs, parts = _share(before.runs, touched, amount, total)
    return Applied(candidate, parts), _after(candidate, before, runs, amount)


def _wanted(candidate: Candidate, total: int) -> int:
    """What it is worth on goods of this value."""
    wanted, rate = candidate.amount, candidate.rate
    if candidate.effect != "amount":
        wanted = (2 * total * rate.amount + rate.per) // (2 * rate.per)
    return wanted if candidate.most is None or wanted < candidate.most else candidate.most


def targets(candidate: Candidate, before: Remaining) -> list[int]:
    """The runs of which a candidate may give a free item, the dearest first."""
    runs = before.runs
    found = [at for at, run in enumerate(runs) if not run.has_item and run.place in candidate.places]
    return sorted(found, key=lambda at: -runs[at].price)


def _give_item(candidate: Candidate, before: Remaining, at: int | None) -> tuple[Applied, Remaining]:
    if at is None:
        found = targets(candidate, before)
        if not found:
            return Applied(candidate, {}), before
        at = found[0]
    run = before.runs[at]
    amount = _allowed(run.price if candidate.most is None else min(run.price, candidate.most), before)
    if not amount or not _affordable(candidate, amount, before):
        return Applied(candidate, {}), before
    rest = (run._replace(units=run.units - 1),) if run.units > 1 else ()
    kept = (Run(run.place, run.price - amount, 1, True, run.deal),) if amount < run.price else ()
    runs = (*before.runs[:at], *rest, *kept, *before.runs[at + 1 :])
    return Applied(candidate, {run.place: amount}, unit=run.place), _after(candidate, before, runs, amount)


def _make_deal(candidate: Candidate, deal: Deal, before: Remaining) -> tuple[Applied, Remaining]:
    struck = strike(deal, candidate.places, before.runs)
    if struck is None:
        return Applied(candidate, {}), before
    total = sum([before.runs[at].price * units for at, units in struck.got])
    amount = _allowed(min(_wanted(candidate, total), total), before)
    if not amount or not _affordable(candidate, amount, before):
        return Applied(candidate, {}), before
    number = 1 + max([run.deal for run in before.runs])
    bought, got = dict(struck.bought), dict(struck.got)
    runs: list[Run] = []
    touched = []
    for at, run in enumerate(before.runs):
        rest = run.units - bought.get(at, 0) - got.get(at, 0)
        if at in got:
            touched.append(run._replace(units=got[at], has_item=True, deal=number))
            runs.append(touched[-1])
        if at in bought:
            runs.append(run._replace(units=bought[at], deal=number))
        if rest:
            runs.append(run._replace(units=rest))
    left, parts = _share(tuple(runs), touched, amount, total)
    applied = Applied(
        candidate, parts, bought=_by_place(struck.bought, before.runs), got=_by_place(struck.got, before.runs)
    )
    return applied, _after(candidate, before, left, amount)


def _by_place(units: Iterable[tuple[int, int]], runs: Sequence[Run]) -> tuple[tuple[int, int], ...]:
    found: dict[int, int] = {}
    for at, number in units:
        found[runs[at].place] = found.get(runs[at].place, 0) + number
    return tuple(sorted(found.items()))


def shared_fairly(used: Iterable[Applied], after: Remaining) -> tuple[Applied, ...]:
    """The discounts of a combination, each deal's shared over the lines of all its units, bought or got.

    A line's part goes by what its units of the deal cost without it, after all other discounts.
    """
    found = []
    number = 0
    for applied in used:
        if applied.candidate.deal is None:
            found.append(applied)
            continue
        number += 1
        worth = dict.fromkeys([place for place, _ in (*applied.bought, *applied.got)], 0)
        for run in after.runs:
            if run.deal == number:
                worth[run.place] += run.price * run.units
        for place, off in applied.parts.items():
            worth[place] += off
        places = sorted(worth)
        before = [worth[place] for place in places]
        left = spread(applied.amount, before, sum(before))
        parts = {place: was - rest for place, was, rest in zip(places, before, left, strict=True)}
        found.append(applied._replace(parts=parts))
    return tuple(found)


def _share(
    runs: tuple[Run, ...], touched: list[Run], amount: int, total: int
) -> tuple[tuple[Run, ...], dict[int, int]]:
    """The runs after an amount has come off those touched, and how much of it is each line's."""
    parts: dict[int, int] = {}
    if amount == total:
        for run in touched:
            parts[run.place] = parts.get(run.place, 0) + run.price * run.units
        gone = set(map(id, touched))
        return tuple([run for run in runs if id(run) not in gone]), parts
    floors, remainders, one_more = [], [], [0] * len(touched)
    missing = amount
    for run in touched:
        floor, remainder = divmod(amount * run.price, total)
        floors.append(floor)
        remainders.append(remainder)
        missing -= floor * run.units
    if missing:
        # Ties go to the earlier line.
        for position in sorted(range(len(touched)), key=remainders.__getitem__, reverse=True):
            one_more[position] = min(missing, touched[position].units)
            missing -= one_more[position]
            if not missing:
                break
    left: list[Run] = []
    position = 0
    for run in runs:
        if position == len(touched) or run is not touched[position]:
            left.append(run)
            continue
        place, price, units, has_item, deal = run
        floor, more = floors[position], one_more[position]
        position += 1
        if off := floor * units + more:
            parts[place] = parts.get(place, 0) + off
        if more and price > floor + 1:
            left.append(Run(place, price - floor - 1, more, has_item, deal))
        if units > more and price > floor:
            left.append(Run(place, price - floor, units - more, has_item, deal))
    return tuple(left), parts


def _after(candidate: Candidate, before: Remaining, runs: tuple[Run, ...], amount: int) -> Remaining:
    allowance = None if before.allowance is None else before.allowance - amount
    return Remaining(runs, allowance, _spent(candidate, amount, before))


def _allowed(amount: int, before: Remaining) -> int:
    return amount if before.allowance is None else min(amount, before.allowance)


def _affordable(candidate: Candidate, amount: int, before: Remaining) -> bool:
    """Whether its budget has all of this left: a voucher gives what it says, or is not used."""
    return candidate.budget is None or before.given(candidate.budget) + amount <= candidate.budget_left


def _spent(candidate: Candidate, amount: int, before: Remaining) -> tuple[tuple[str, int], ...]:
    if candidate.budget is None:
        return before.spent
    return tuple(sorted({**dict(before.spent), candidate.budget: before.given(candidate.budget) + amount}.items()))
