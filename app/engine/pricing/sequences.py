"""Which candidates of a search may come after which: sequences that come to the same are tried once.

The candidates stand in turns. Within a turn it may matter which comes first; from some turn on, nothing matters but
which are used.
"""

from collections.abc import Callable, Sequence
from itertools import combinations

from app.engine.pricing.bounds import MOST_ROUNDED
from app.engine.pricing.combination import Equal
from app.engine.pricing.pricing import Candidate


class Sequences:
    """The turns of these candidates, by their places, and what may follow in each.

    `sure` gives the candidates that take the same whatever comes before them. `has_allowance`: there is a limit to what
    all may take together. From the turn `straight_from` on, each turn is free, or one free item.
    """

    def __init__(self, equals: Sequence[Equal], sure: Callable[[], set[int]], *, has_allowance: bool) -> None:
        self._candidates = [one.candidate for one in equals]
        self._sizes = [len(one.members) for one in equals]
        self._sure = sure
        self._has_allowance = has_allowance
        turns = [one.turn for one in self._candidates]
        self.turns = [[place for place, one in enumerate(turns) if one == turn] for turn in sorted(set(turns))]
        self._sure_turns = {turn for turn in range(len(self.turns)) if self._is_sure(turn)}
        self._free: dict[int, bool] = {}
        self._matter: dict[tuple[int, int], bool] = {}
        self._following: dict[tuple[int, int], list[tuple[int, bool]]] = {}
        self._reached: dict[tuple[int, int], frozenset[int]] = {}
        self.straight_from = self._first_straight()

    @property
    def leaves_some_out(self) -> bool:
        """Whether only one sequence of the many percentages of a turn is tried: others may differ by rounding."""
        return any(
            len(turn) > MOST_ROUNDED and self._candidates[turn[0]].effect == "percent" and not self.is_free(number)
            for number, turn in enumerate(self.turns)
        )

    def next_of(self, turn: int, last: int) -> list[tuple[int, bool]]:
        """What may come after one of a turn (-1: the first), and whether it can then come after none of the others."""
        found = self._following.get((turn, last))
        if found is None:
            places = self.turns[turn] if last < 0 else self._after_one(turn, last)
            found = [
                (place, not any(place in self.reach(turn, later) for later in places[number + 1 :]))
                for number, place in enumerate(places)
            ]
            self._following[turn, last] = found
        return found

    def _after_one(self, turn: int, last: int) -> list[int]:
        return [place for place in self.turns[turn] if self._may_follow(last, place, turn)]

    def _may_follow(self, last: int, place: int, turn: int) -> bool:
        """Whether one need be tried directly after another: not where the other way round is as good."""
        if len(self.turns[turn]) > MOST_ROUNDED and self._candidates[place].effect == "percent":
            is_plain, after_plain = (one.most is None and one.budget is None for one in self._pair(place, last))
            if is_plain or after_plain:
                # Whole percentages first: they leave less for the others to take a part of.
                return place >= last if is_plain and after_plain else after_plain
        return place >= last or self._matters(place, last, turn)

    def _pair(self, first: int, second: int) -> tuple[Candidate, Candidate]:
        return self._candidates[first], self._candidates[second]

    def reach(self, turn: int, last: int) -> frozenset[int]:
        """What may come at any time after one of a turn (-1: at its beginning)."""
        found = self._reached.get((turn, last))
        if found is None:
            reached = set(self.turns[turn]) if last < 0 else set()
            to_do = [] if last < 0 else [last]
            while to_do:
                new = [place for place in self._after_one(turn, to_do.pop()) if place not in reached]
                reached.update(new)
                to_do += new
            found = self._reached[turn, last] = frozenset(reached)
        return found

    def _matters(self, first: int, second: int, turn: int) -> bool:
        """Whether it matters which of two candidates of a turn comes first."""
        pair = (first, second) if first < second else (second, first)
        known = self._matter.get(pair)
        if known is None:
            known = self._matter[pair] = self._makes_a_difference(*self._pair(*pair), turn)
        return known

    def _makes_a_difference(self, one: Candidate, other: Candidate, turn: int) -> bool:
        if one.effect in ("free_item", "extra", "gift") and one.budget is None and other.budget is None:
            return False
        if turn in self._sure_turns:
            return False
        if one.deal and other.deal and not (one.places | one.deal.bought).isdisjoint(other.places | other.deal.bought):
            return True
        if one.places.isdisjoint(other.places):
            # What all may take together can bring a voucher within its budget.
            has_budget = one.budget is not None or other.budget is not None
            return has_budget and (one.budget == other.budget or self._has_allowance)
        if one.budget is not None or other.budget is not None or one.places != other.places:
            return True
        if one.effect == "amount":
            return False
        return one.most is not None or other.most is not None or len(self.turns[turn]) <= MOST_ROUNDED

    def is_free(self, turn: int) -> bool:
        """Whether neither the sequence of a turn's candidates nor the units that they are given for matter."""
        found = self._free.get(turn)
        if found is None:
            places = self.turns[turn]
            is_items = self._candidates[places[0]].effect == "free_item"
            found = not is_items and not any(self._matters(*pair, turn) for pair in combinations(places, 2))
            self._free[turn] = found
        return found

    def _first_straight(self) -> int:
        """The turn from which on each turn is free, or one free item."""
        first = len(self.turns)
        while first:
            places = self.turns[first - 1]
            if not self.is_free(first - 1) and (len(places) > 1 or self._sizes[places[0]] > 1):
                break
            first -= 1
        return first

    def _is_sure(self, turn: int) -> bool:
        """Whether a turn's candidates take the same in any sequence, and nothing later depends on where."""
        places = self.turns[turn]
        first = self._candidates[places[0]]
        if all(
            self._candidates[place].places == first.places and not self._candidates[place].budget for place in places
        ):
            return False
        if not self._sure().issuperset(places):
            return False
        lines = frozenset[int]().union(*(self._candidates[place].places for place in places))
        later = [self._candidates[place] for number in self.turns[turn + 1 :] for place in number]
        return all(
            one.effect == "gift" or one.places.isdisjoint(lines) or (one.effect == "extra" and one.places >= lines)
            for one in later
        )
