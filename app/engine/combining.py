"""The combination of discounts that is best for the customer.

What may be used together: anything that is not exclusive, and an exclusive discount with those of its own joint group.
Of all that may, the combination with which the customer pays least is found by trying them all, cleverly; of those that
cost as little, the one that gives most besides, and of these the one that uses up the fewest vouchers. Who has one
voucher more never pays more.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol, TypeVar

from app.engine.offers import Stacking
from app.engine.pricing import Candidate, Left, Taken, take

MOST_TRIED: Final = 12
# Of more vouchers than these nobody would wait for the best.
MOST_TOGETHER: Final = 40


class Combination(NamedTuple):
    """The discounts to use, in their turns. `exact`: every combination was considered."""

    used: tuple[Taken, ...]
    exact: bool = True

    @property
    def amount(self) -> int:
        """What it takes off, in minor units."""
        return sum(taken.amount for taken in self.used)

    @property
    def worth(self) -> tuple[int, int]:
        """What the customer has of it: what it takes off, and what it gives besides, in minor units."""
        return self.amount, sum(taken.extra for taken in self.used)

    @property
    def vouchers(self) -> int:
        """How many vouchers it uses up."""
        return sum(taken.candidate.kind == "voucher" for taken in self.used)

    def beats(self, other: "Combination") -> bool:
        """Whether it is better for the customer."""
        return (*self.worth, -self.vouchers) > (*other.worth, -other.vouchers)


class Stacked(Protocol):
    """Something that says with what else it may be used."""

    @property
    def stacking(self) -> Stacking:
        """With what else."""


Some = TypeVar("Some", bound=Stacked)


def best(candidates: Sequence[Candidate], left: Left, most_vouchers: int | None = None) -> Combination:
    """The best combination of these; with more than 12 that can be used together it may not be the very best."""
    found, exact = Combination(()), True
    for together in joint(candidates):
        useful = [one for one in sorted(together, key=lambda one: one.turn) if take(one, left).gain]
        tried = Search(useful, left, most_vouchers).best() if len(useful) <= MOST_TRIED else None
        if tried is None:
            tried, exact = _all_that_help(useful, left, most_vouchers), False
        if tried.beats(found):
            found = tried
    return found._replace(exact=exact)


def may_stand_beside(candidate: Candidate, others: Sequence[Candidate]) -> bool:
    """Whether it may be used together with all of these."""
    return all(_may_join(candidate, other) for other in others)


def _may_join(one: Candidate, other: Candidate) -> bool:
    if not one.stacking.exclusive and not other.stacking.exclusive:
        return True
    return one.stacking.group is not None and one.stacking.group == other.stacking.group


def joint(candidates: Sequence[Some]) -> list[list[Some]]:
    """All that may be used together: what is not exclusive, each joint group, and what goes alone."""
    free = [one for one in candidates if not one.stacking.exclusive]
    groups = {one.stacking.group for one in candidates if one.stacking.exclusive and one.stacking.group}
    joint = [[one for one in candidates if one.stacking.group == group] for group in sorted(groups)]
    alone = [[one] for one in candidates if one.stacking.exclusive and not one.stacking.group]
    return [free, *joint, *alone]


class Search:
    """A search through all combinations, each discount taken or not in its turn, that leaves out what cannot win."""

    def __init__(self, candidates: Sequence[Candidate], left: Left, most_vouchers: int | None) -> None:
        self._candidates = candidates
        self._left = left
        self._most_vouchers = most_vouchers
        # None takes more of what others have left than it would alone.
        alone = [take(one, left).amount for one in candidates]
        self._hope = [sum(alone[place:]) for place in range(len(alone) + 1)]
        self._found = Combination(())

    def best(self) -> Combination:
        """The best combination."""
        self._from(0, self._left, ())
        return self._found

    def _from(self, place: int, left: Left, used: tuple[Taken, ...]) -> None:
        reached = Combination(used)
        if reached.beats(self._found):
            self._found = reached
        if place == len(self._candidates) or reached.amount + self._hope[place] < self._found.amount:
            return
        candidate = self._candidates[place]
        if candidate.kind != "voucher" or self._most_vouchers is None or reached.vouchers < self._most_vouchers:
            taken = take(candidate, left)
            if taken.gain:
                self._from(place + 1, left.after(taken), (*used, taken))
        self._from(place + 1, left, used)


def _all_that_help(candidates: Sequence[Candidate], left: Left, most_vouchers: int | None) -> Combination:
    """All of them (or the best so many vouchers), but for those without which the customer has as much."""
    alone = {one.id: take(one, left) for one in candidates}
    best_first = sorted(candidates, key=lambda one: (-alone[one.id].amount, -alone[one.id].extra, one.turn))
    most = MOST_TOGETHER if most_vouchers is None else min(most_vouchers, MOST_TOGETHER)
    codes = [one for one in best_first if one.kind == "voucher"][:most]
    chosen = [one for one in candidates if one.kind != "voucher"] + codes
    found = applied(chosen, left)
    for one in reversed(codes):
        without = [other for other in chosen if other is not one]
        tried = applied(without, left)
        if tried.beats(found):
            chosen, found = without, tried
    return found


def applied(candidates: Sequence[Candidate], left: Left) -> Combination:
    """What these take off together, each in its turn."""
    used = []
    for candidate in sorted(candidates, key=lambda one: one.turn):
        taken = take(candidate, left)
        left = left.after(taken)
        used.append(taken)
    return Combination(tuple(used))
