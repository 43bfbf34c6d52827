"""What discounts can bring at most, and cost at least: the bounds by which a search leaves what cannot win.

Lines that all candidates see alike are one region; a region is named by the candidates that are good for it, as bits.
No discount takes more of what others have left than it takes alone. And whatever is done, no less is left to pay than
if every percentage were taken in full, first, and without rounding, and all that the others may take came off besides.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import zip_longest
from operator import mul
from typing import Final

from app.engine.pricing.assignment import unit_prices
from app.engine.pricing.combination import Equal, Score
from app.engine.pricing.hopes import Hope, Shares, sum_of_shares
from app.engine.pricing.pricing import Remaining

# With so many percentages, the sequences that differ by rounding alone are tried too.
MOST_ROUNDED: Final = 4


# Only so many free items are assigned to units.
MOST_ASSIGNED: Final = 24


# What percentages leave is reckoned in parts of a minor unit.
PARTS: Final = 1 << 32


class Bounds:
    """The bounds of a search among these, with so many voucher slots."""

    def __init__(self, equals: Sequence[Equal], remaining: Remaining, slots: int) -> None:
        self._slots = slots
        self._total = remaining.total
        self._vouchers = [one.is_voucher for one in equals]
        self._alone = [one.amount for one in equals]
        self._candidates = candidates = [one.candidate for one in equals]
        self._kinds = [one.effect for one in candidates]
        self._regions: dict[int, int] = {}
        for place, one in enumerate(candidates):
            for line in one.places:
                self._regions[line] = self._regions.get(line, 0) | 1 << place
        self._percents = [place for place, kind in enumerate(self._kinds) if kind == "percent"]
        self._amounts = [place for place, kind in enumerate(self._kinds) if kind == "amount"]
        self._items = [place for place, kind in enumerate(self._kinds) if kind == "free_item"]
        self._deals = [place for place, kind in enumerate(self._kinds) if kind == "buy_get"]
        self._members: dict[int, list[int]] = {}
        self._money = [(place, one.effect, one) for place, one in enumerate(candidates) if one.takes_off]
        self._items_on: dict[int, list[int]] = {}
        for place in self._items:
            for line in candidates[place].places:
                self._items_on.setdefault(line, []).append(place)
        self._prices: dict[tuple[int, int], int] = {}
        self._extras = [place for place, one in enumerate(equals) if one.extra]
        self._gifts = [place for place, kind in enumerate(self._kinds) if kind == "gift"]
        self._budgets = [one.budget for one in candidates] if any(one.budget for one in candidates) else []
        self._budget_left = {one.budget: one.budget_left for one in candidates if one.budget}
        self._equals, self._start = equals, remaining
        last_money = max((one.turn for one in candidates if one.takes_off), default=(0, 0))
        self._extra_is_last = all(candidates[place].turn > last_money for place in self._extras)

    @cached_property
    def sure(self) -> set[int]:
        """The amounts that are taken in full, whatever else is used: enough is left to pay of their lines."""
        equals, remaining = self._equals, self._start
        all_of_them = [one.amount * len(one.members) for one in equals]
        if remaining.allowance is not None and sum(all_of_them) > remaining.allowance:
            return set()
        values = dict.fromkeys(self._regions, 0)
        for run in remaining.runs:
            if run.place in values:
                values[run.place] += run.price * run.units
        sure = set()
        for place in self._amounts:
            places = self._candidates[place].places
            others = sum(
                [
                    off
                    for off, other in zip(all_of_them, self._candidates, strict=True)
                    if off and not places.isdisjoint(other.places)
                ]
            )
            if (
                sum([values[line] for line in places]) >= others
                and self._alone[place] == self._candidates[place].amount
            ):
                sure.add(place)
        return sure

    def region(self, line: int) -> int:
        """The candidates that are good for a line."""
        return self._regions.get(line, 0)

    def hope(self, remaining: Remaining, left: Sequence[int]) -> Hope:
        """What may be taken off with these numbers of each candidate."""
        values: dict[int, int] = {}
        bases = [0] * len(left)
        each = [0] * len(left)
        regions, items_on = self._regions, self._items_on
        for line, price, units, has_item, _ in remaining.runs:
            region = regions.get(line, 0)
            values[region] = values.get(region, 0) + price * units
            if not has_item and line in items_on:
                for place in items_on[line]:
                    if price > each[place]:
                        each[place] = price
        for region, value in values.items():
            for place in self._in_region(region):
                bases[place] += value
        pending = there = 0
        items: list[int] = []
        shares: list[tuple[int, int]] = []
        for place, effect, candidate in self._money:
            if not left[place]:
                each[place] = 0
                continue
            there |= 1 << place
            if effect == "percent":
                pending += left[place]
                rate, per = candidate.rate
                off = (2 * bases[place] * rate + per) // (2 * per)
            elif effect == "amount":
                base = bases[place]
                off = min(candidate.amount, base)
            elif effect == "buy_get":
                each[place] = self._alone[place]
                continue
            else:
                items.append(place)
                off = each[place]
            each[place] = off if candidate.most is None or off < candidate.most else candidate.most
        hope = self._within_budgets(each, left, remaining) if self._budgets else sum(map(mul, each, left))
        hope = min(hope, sum([value for region, value in values.items() if region & there]))
        if len(items) > 1 or (items and left[items[0]] > 1):
            shares = self._of_items(items, left, remaining, {})
            apart = sum_of_shares(shares)
            if self._prices:
                priced, by_price = self._at_prices(items, left, remaining)
                if priced <= apart:
                    apart, shares = priced, by_price
            others = self._percents + self._amounts + self._deals
            hope = min(hope, sum([each[place] * left[place] for place in others]) + apart)
        if pending > 1 or (pending and items):
            hope = min(hope, self._folded(remaining, left, values, each))
        if remaining.allowance is not None:
            hope = min(hope, remaining.allowance)
        return Hope(hope, each, shares)

    def in_slots(self, hope: Hope, left: Sequence[int], unused: int) -> int:
        """What may be taken off with the vouchers that may still be used."""
        return self._by_vouchers(hope, left).most(self._slots + unused)

    def fewest(self, hope: Hope, left: Sequence[int], lacking: int) -> int:
        """How many vouchers are needed at least to take so much off."""
        return self._by_vouchers(hope, left).fewest(lacking)

    def _by_vouchers(self, hope: Hope, left: Sequence[int]) -> Shares:
        without, most = 0, list(hope.items)
        for place, off in enumerate(hope.each):
            if not off or not left[place]:
                continue
            if not self._vouchers[place]:
                without += off * left[place]
            elif not hope.items or self._kinds[place] != "free_item":
                most.append((off, left[place]))
        return Shares(without, sorted(most, reverse=True))

    def extra(self, remaining: Remaining, left: Sequence[int], score: Score, best: Score, hope: Hope) -> Shares:
        """What may be given besides by a combination that takes as much off as the best."""
        # If all must take as much as they can, they take of these lines what others do not have.
        must = best.amount - score.amount == sum(map(mul, hope.each, left))
        without, most = 0, []
        for place in self._extras:
            if not left[place]:
                continue
            candidate = self._candidates[place]
            there = sum([price * units for line, price, units, _, _ in remaining.runs if line in candidate.places])
            if self._extra_is_last:
                surely = self._surely_off(candidate.places, remaining, left, hope.each) if must and there else 0
                there = min(there - surely, self._total - best.amount)
            rate, per = candidate.rate
            each = (2 * there * rate + per) // (2 * per)
            each = each if candidate.most is None else min(each, candidate.most)
            if candidate.budget is not None:
                each = min(each, candidate.budget_left - remaining.given(candidate.budget))
            if not self._vouchers[place]:
                without += each * left[place]
            elif each:
                most.append((each, left[place]))
        return Shares(without, sorted(most, reverse=True))

    def _surely_off(self, lines: frozenset[int], remaining: Remaining, left: Sequence[int], each: Sequence[int]) -> int:
        """What comes off of these lines where all take as much as they can."""
        off = 0
        for place, _, candidate in self._money:
            if left[place] and not candidate.places.isdisjoint(lines):
                others = candidate.places - lines
                beside = sum([run.price * run.units for run in remaining.runs if run.place in others]) if others else 0
                off += max(0, each[place] * left[place] - beside)
        return off

    def gifts(self, left: Sequence[int], unused: int) -> int:
        """How many gifts may still be given."""
        return min(sum([left[place] for place in self._gifts]), self._slots + unused)

    def _within_budgets(self, each: list[int], left: Sequence[int], remaining: Remaining) -> int:
        """What may be taken off of the budgets and beside them; cuts each by what its budget has left."""
        sums: dict[str | None, int] = {}
        fixed: dict[str, set[int]] = {}
        for place, budget in enumerate(self._budgets):
            if not left[place]:
                continue
            if budget is not None:
                rest = self._candidates[place].budget_left - remaining.given(budget)
                each[place] = min(each[place], rest if place not in self.sure or each[place] <= rest else 0)
                if place in self.sure:
                    # All of it or nothing.
                    known = fixed.setdefault(budget, {0})
                    for _ in range(left[place]):
                        known |= {one + each[place] for one in known if one + each[place] <= rest}
                    continue
            sums[budget] = sums.get(budget, 0) + each[place] * left[place]
        for budget in sums.keys() | fixed.keys():
            if budget is not None:
                rest = self._budget_left[budget] - remaining.given(budget)
                more = sums.get(budget, 0)
                sums[budget] = max(one + min(more, rest - one) for one in fixed.get(budget, {0}))
        return sum(sums.values())

    def price_items(self, remaining: Remaining, left: Sequence[int]) -> int:
        """Price the units for the free items that are left, if there are few enough; returns the effort of it."""
        self._prices = {}
        items = [place for place in self._items for _ in range(left[place])]
        if not 1 < len(items) <= MOST_ASSIGNED or len({self._candidates[place].places for place in items}) == 1:
            return 0
        bits = sum({1 << place for place in items})
        runs = [run for run in remaining.runs if not run.has_item and self._regions.get(run.place, 0) & bits]
        columns = [run for run in runs for _ in range(min(run.units, len(items)))]
        worth = [[self._worth(place, run.place, run.price) for run in columns] for place in items]
        for run, price in zip(columns, unit_prices(worth), strict=True):
            self._prices[run.place, run.price] = price
        return len(items) * len(columns)

    def beyond(self, place: int, line: int, price: int) -> int:
        """What a free item takes of a unit beyond its price among the items, in minor units."""
        return self._worth(place, line, price) - self._prices.get((line, price), 0)

    def _worth(self, place: int, line: int, price: int) -> int:
        candidate = self._candidates[place]
        if line not in candidate.places:
            return 0
        return price if candidate.most is None or price < candidate.most else candidate.most

    def _at_prices(
        self, items: Sequence[int], left: Sequence[int], remaining: Remaining
    ) -> tuple[int, list[tuple[int, int]]]:
        """What the items take at most by the units' prices, and the first, the next, and so on."""
        most = dict.fromkeys(items, 0)
        prices: list[int] = []
        for line, price, units, has_item, _ in remaining.runs:
            wanting = [place for place in self._items_on.get(line, ()) if left[place]]
            if has_item or not wanting:
                continue
            own = self._prices.get((line, price), 0)
            if own:
                prices += [own] * units
            for place in wanting:
                cap = self._candidates[place].most
                off = (price if cap is None or price < cap else cap) - own
                if off > most[place]:
                    most[place] = off
        beyond = sorted([off for place, off in most.items() for _ in range(left[place])], reverse=True)
        shares = [(off + price, 1) for off, price in zip_longest(beyond, sorted(prices, reverse=True), fillvalue=0)][
            : len(beyond)
        ]
        return sum(prices) + sum(beyond), [share for share in shares if share[0]]

    def _in_region(self, region: int) -> list[int]:
        found = self._members.get(region)
        if found is None:
            found = [place for place in self._percents + self._amounts if region >> place & 1]
            self._members[region] = found
        return found

    def _of_items(
        self, items: Iterable[int], left: Sequence[int], remaining: Remaining, keeps: dict[int, int]
    ) -> list[tuple[int, int]]:
        """What free items could take, the first, the next, and so on, if each were good for every unit.

        `keeps`: what part of its price each region keeps.
        """
        caps: list[tuple[int, int]] = []
        bits = 0
        for place in items:
            most = self._candidates[place].most
            caps.append((self._alone[place] if most is None else min(most, self._alone[place]), left[place]))
            bits |= 1 << place
        units = []
        for line, price, count, has_item, _ in remaining.runs:
            region = self._regions.get(line, 0)
            if region & bits and not has_item:
                units.append((-(-price * keeps[region] // PARTS) if keeps else price, count))
        units.sort(reverse=True)
        caps.sort(reverse=True)
        shares = []
        position = 0
        for price, there in units:
            while there and position < len(caps):
                cap, count = caps[position]
                both = min(there, count)
                shares.append((min(price, cap), both))
                there -= both
                caps[position] = cap, count - both
                position += both == count
        return shares

    def _folded(self, remaining: Remaining, left: Sequence[int], values: dict[int, int], each: Sequence[int]) -> int:
        """What may come off, if every percentage were taken in full and first.

        A capped percentage counts as an amount where that is less.
        """
        keeps = dict.fromkeys(values, PARTS)
        whole = []
        off = 0
        for place in sorted(self._percents, key=lambda one: self._candidates[one].most is not None):
            if not left[place]:
                continue
            bit, candidate = 1 << place, self._candidates[place]
            rate, per = candidate.rate
            if candidate.most is not None:
                base = sum([value * keeps[region] for region, value in values.items() if region & bit])
                if base * rate > candidate.most * per * PARTS or left[place] > 1:
                    off += each[place] * left[place]
                    continue
            whole.append(place)
            for region in keeps:
                if region & bit:
                    for _ in range(left[place]):
                        keeps[region] = keeps[region] * (per - rate) // per
        kept = sum([value * keeps[region] for region, value in values.items()])
        off += sum([each[place] * left[place] for place in self._amounts + self._deals])
        items = [place for place in self._items if left[place]]
        off += sum_of_shares(self._of_items(items, left, remaining, keeps)) if items else 0
        slack = self._slack(remaining, whole, left, items) if whole else 0
        return sum(values.values()) + off - -(-(kept - slack) // PARTS)

    def _slack(self, remaining: Remaining, whole: Sequence[int], left: Sequence[int], items: Sequence[int]) -> int:
        """What more may come off by rounding, in parts.

        Each use takes half a minor unit more at most, and leaves each unit less than one beside its share: a quarter of
        one on average at most, which matters where others then take of some of the units only.
        """
        slack = 0
        for place in whole:
            places = self._candidates[place].places
            spread = PARTS
            if not any(not places.isdisjoint(self._candidates[item].places) for item in items):
                spread = 0
                for other in whole:
                    theirs = self._candidates[other].places
                    if other != place and theirs != places and not theirs.isdisjoint(places):
                        rate, per = self._candidates[other].rate
                        spread += (PARTS - spread) * rate // per
            units = sum([run.units for run in remaining.runs if run.place in places]) if spread else 0
            slack += left[place] * (PARTS // 2 + spread * units // 4)
        return slack
