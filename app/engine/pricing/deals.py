"""Which units a deal has bought, and which it gives: buy X get Y.

Of the units that are in no other deal, as many rounds are made as there can be. The units got are the cheapest (or
dearest) of which enough others are left to buy; the units bought are those from the other end. So two deals of one
round are one deal of two rounds.
"""

from collections.abc import Sequence
from typing import NamedTuple

from app.engine.pricing.runs import Deal, Run

Units = list[tuple[int, int]]


class Struck(NamedTuple):
    """The units of a deal: pairs of a run's position and a number of its units."""

    bought: Units
    got: Units


def strike(deal: Deal, places: frozenset[int], runs: Sequence[Run]) -> Struck | None:
    """The units of a deal that gives units of the lines `places`; None if the basket has too few."""
    there = _Units(deal, places, runs)
    rounds = there.rounds()
    if not rounds:
        return None
    got = there.got(rounds, there.by_choice) or there.got(rounds, there.by_need)
    assert got is not None
    return Struck(there.bought(rounds, got), got)


def most_got(deal: Deal, places: frozenset[int], runs: Sequence[Run]) -> int:
    """The most that the units got can be worth, in minor units, whatever other deals take before."""
    there = _Units(deal, places, runs)
    missing = there.rounds() * deal.units
    worth = 0
    for price, units in sorted([(runs[at].price, runs[at].units) for at in there.giving], reverse=True):
        worth += price * min(missing, units)
        missing -= min(missing, units)
    return worth


def lacking(deal: Deal, places: frozenset[int], runs: Sequence[Run]) -> tuple[int, int]:
    """What a basket has of the units (or minor units) to buy, and of those to buy and to get."""
    there = _Units(deal, places, runs)
    return there.measure, sum([runs[at].units for at in {*there.buying, *there.giving}])


class _Units:
    """The units that a deal may use."""

    def __init__(self, deal: Deal, places: frozenset[int], runs: Sequence[Run]) -> None:
        self._deal = deal
        self._runs = runs
        free = [at for at, run in enumerate(runs) if not run.deal and not run.has_item]
        self.buying = [at for at in free if runs[at].place in deal.bought]
        self.giving = [at for at in free if runs[at].place in places]
        self._both = set(self.buying) & set(self.giving)
        self.measure = sum([self._weight(at) * runs[at].units for at in self.buying])

    def _weight(self, at: int) -> int:
        return 1 if self._deal.quantity else self._runs[at].price

    def _key(self, at: int) -> tuple[int, bool, int]:
        """Of equal prices, units that cannot be bought are got first, then those of later lines."""
        price = self._runs[at].price
        return -price if self._deal.dearest else price, at in self._both, -at

    @property
    def by_choice(self) -> list[int]:
        """The runs to get, the chosen first."""
        return sorted(self.giving, key=self._key)

    @property
    def by_need(self) -> list[int]:
        """The runs to get, those first that leave most to buy."""
        return sorted(self.giving, key=lambda at: (at in self._both, self._weight(at)))

    def rounds(self) -> int:
        """How often the deal can be made."""
        deal = self._deal
        most = min(
            self.measure // (deal.quantity or deal.amount),
            sum([self._runs[at].units for at in self.giving]) // deal.units,
        )
        most = most if deal.times is None else min(most, deal.times)
        order = self.by_need
        if not most or self.got(most, order) is not None:
            return most
        least = 0
        while most - least > 1:
            middle = (least + most) // 2
            if self.got(middle, order) is None:
                most = middle
            else:
                least = middle
        return least

    def got(self, rounds: int, order: Sequence[int]) -> Units | None:
        """The units got in so many rounds, taken in this order; None if too few are left to buy."""
        deal = self._deal
        room = self.measure - rounds * (deal.quantity or deal.amount)
        missing = rounds * deal.units
        found = []
        for at in order:
            units = min(missing, self._runs[at].units)
            if at in self._both:
                units = min(units, room // self._weight(at))
                room -= units * self._weight(at)
            if units:
                found.append((at, units))
                missing -= units
        return None if missing else found

    def bought(self, rounds: int, got: Units) -> Units:
        """The units bought in so many rounds, beside those got."""
        deal, gone = self._deal, dict(got)
        missing = rounds * (deal.quantity or deal.amount)
        found = []
        for at in sorted(self.buying, key=self._key, reverse=True):
            weight = self._weight(at)
            units = min(-(-missing // weight), self._runs[at].units - gone.get(at, 0))
            if units > 0:
                found.append((at, units))
                missing -= units * weight
        return found
