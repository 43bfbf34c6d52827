"""The combination of discounts that is best for the customer.

What may be used together: anything that is not exclusive, and an exclusive discount with those of its own joint group.
Of all that may, the combination with which the customer pays least is found by trying them all, cleverly; of those that
cost as little, the one that gives most besides, and of these the one that uses up the fewest vouchers. Who has one
voucher more never pays more.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from app.engine.pricing.pricing import Candidate, Left, Taken, take
from app.engine.program.offers import joint

MOST_TRIED: Final = 12
# A search looks at so many lines, and at one more for each discount that it tries; then it takes what it has found.
MOST_EFFORT: Final = 50_000
MOST_PRUNING: Final = 20_000
EFFORT_OF_A_TRY: Final = 1


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


def best(candidates: Sequence[Candidate], left: Left, most_vouchers: int | None = None) -> Combination:
    """The best combination of these; with more than 12 that can be used together, or several for hundreds of lines, it
    may not be the very best, which `exact` says.
    """
    found, exact = Combination(()), True
    for together in joint(candidates):
        useful = [one for one in sorted(together, key=lambda one: one.turn) if take(one, left).gain]
        tried = Search(useful, left, most_vouchers).best() if len(useful) <= MOST_TRIED else None
        if tried is None or not tried.exact:
            exact = False
            quick = _quickly(useful, left, most_vouchers)
            tried = quick if tried is None or quick.beats(tried) else tried
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


class Search:
    """A search through all combinations, each discount taken or not in its turn, that leaves out what cannot win.

    It ends early when it has become too much work, so that nobody waits for a huge basket.
    """

    def __init__(self, candidates: Sequence[Candidate], left: Left, most_vouchers: int | None) -> None:
        self._candidates = candidates
        self._left = left
        self._most_vouchers = len(candidates) if most_vouchers is None else most_vouchers
        # None takes more of what others have left than it would alone.
        alone = [take(one, left).amount for one in candidates]
        self._hope = [sum(alone[place:]) for place in range(len(alone) + 1)]
        self._effort = [_effort(one) for one in candidates]
        self._strength = MOST_EFFORT
        self._found: tuple[Taken, ...] = ()
        self._best = Score(0, 0, 0)

    def best(self) -> Combination:
        """The best combination, or the best that was found before it became too much."""
        self._from(0, self._left, (), self._best)
        return Combination(self._found, exact=self._strength >= 0)

    def _from(self, place: int, left: Left, used: tuple[Taken, ...], score: "Score") -> None:
        if score > self._best:
            self._found, self._best = used, score
        if place == len(self._candidates) or score.amount + self._hope[place] < self._best.amount:
            return
        self._strength -= self._effort[place]
        if self._strength < 0:
            return
        candidate = self._candidates[place]
        is_voucher = candidate.kind == "voucher"
        if not is_voucher or -score.unused < self._most_vouchers:
            taken = take(candidate, left)
            amount = taken.amount
            if amount or taken.extra:
                more = Score(score.amount + amount, score.extra + taken.extra, score.unused - is_voucher)
                self._from(place + 1, left.after(taken), (*used, taken), more)
        self._from(place + 1, left, used, score)


class Score(NamedTuple):
    """How good a combination is: what it takes off, gives besides, and the vouchers that it uses up, below nothing."""

    amount: int
    extra: int
    unused: int


def _quickly(candidates: Sequence[Candidate], left: Left, most_vouchers: int | None) -> Combination:
    """As many as there may be, those first that bring most alone, without what turns out to be needless."""
    vouchers = [one for one in candidates if one.kind == "voucher"]
    vouchers.sort(key=lambda one: take(one, left).gain, reverse=True)
    most = len(vouchers) if most_vouchers is None else most_vouchers
    found = _gainful([one for one in candidates if one.kind != "voucher"], left)
    while vouchers and found.vouchers < most:
        room = most - found.vouchers
        more, vouchers = vouchers[:room], vouchers[room:]
        tried = _with_the_first_of([taken.candidate for taken in found.used], more, left)
        found = tried if tried.worth > found.worth else found
    return _without_needless(found, left)


def _with_the_first_of(chosen: Sequence[Candidate], more: Sequence[Candidate], left: Left) -> Combination:
    """Those chosen, and as many of the first of `more` as bring as much as all of them."""
    found = _gainful([*chosen, *more], left)
    # Where each of them brings something, hardly any is needless.
    low, high = 0, len(more) if len(found.used) < len(chosen) + len(more) else 0
    while low < high:
        middle = (low + high) // 2
        tried = _gainful([*chosen, *more[:middle]], left)
        if tried.worth >= found.worth:
            found, high = tried, middle
        else:
            low = middle + 1
    return found


def _gainful(candidates: Sequence[Candidate], left: Left) -> Combination:
    return Combination(tuple(taken for taken in applied(candidates, left).used if taken.gain))


def _without_needless(found: Combination, left: Left) -> Combination:
    strength = MOST_PRUNING
    for taken in sorted(found.used, key=lambda taken: taken.gain):
        others = [one.candidate for one in found.used if one.candidate is not taken.candidate]
        strength -= sum(_effort(one) for one in others)
        if strength < 0:
            break
        if taken.candidate.kind == "voucher":
            tried = _gainful(others, left)
            found = tried if tried.worth >= found.worth else found
    return found


def _effort(candidate: Candidate) -> int:
    return EFFORT_OF_A_TRY + len(candidate.places)


def applied(candidates: Sequence[Candidate], left: Left) -> Combination:
    """What these take off together, each in its turn."""
    used = []
    for candidate in sorted(candidates, key=lambda one: one.turn):
        taken = take(candidate, left)
        left = left.after(taken)
        used.append(taken)
    return Combination(tuple(used))
