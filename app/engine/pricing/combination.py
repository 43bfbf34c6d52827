"""A combination of discounts, how good it is, and the candidates as its search sees them."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from app.engine.pricing.pricing import Applied, Candidate, Remaining
from app.engine.program.terms.offers import Stacking


class Score(NamedTuple):
    """How good a combination is: what it takes off and gives besides (minor units), the gifts, the factor of points,
    and the vouchers that it uses up, below nothing.
    """

    amount: int = 0
    extra: int = 0
    gifts: int = 0
    points: Fraction = Fraction(1)
    unused: int = 0


class Combination(NamedTuple):
    """The discounts to use in their turns, and what they leave. `points` are the campaigns of points that count beside
    them. `exact`: nothing was left out.
    """

    used: tuple[Applied, ...]
    after: Remaining
    score: Score = Score()
    points: tuple[Candidate, ...] = ()
    exact: bool = True

    @property
    def amount(self) -> int:
        """What it takes off, in minor units."""
        return self.score.amount

    @property
    def worth(self) -> tuple[int, int]:
        """What the customer has of it: what it takes off, and what it gives besides, in minor units."""
        return self.score.amount, self.score.extra

    @property
    def vouchers(self) -> int:
        """How many vouchers it uses up."""
        return -self.score.unused


class Ends(NamedTuple):
    """When the vouchers of a combination end, and how old they are, as sorted ranks: the lower, the sooner used."""

    ends: tuple[int, ...] = ()
    ages: tuple[int, ...] = ()


class Equal(NamedTuple):
    """Candidates with one effect, those first that end first. `amount` and `extra` are what one brings alone."""

    members: tuple[Candidate, ...]
    amount: int = 0
    extra: int = 0

    @property
    def candidate(self) -> Candidate:
        """The first of them."""
        return self.members[0]

    @property
    def stacking(self) -> Stacking:
        """With what else they may be used."""
        return self.members[0].stacking

    @property
    def is_voucher(self) -> bool:
        """Whether each use takes a voucher."""
        return self.members[0].kind == "voucher"


def age(candidate: Candidate) -> tuple[str, str, str]:
    """Of equal vouchers, those are used first that end first, then the oldest."""
    return candidate.expires_on or "9999", candidate.since, candidate.id


def near(counts: Sequence[int], sizes: Sequence[int]) -> Iterator[list[int]]:
    """One fewer of a candidate, one more (of `sizes` at most), and one instead of another."""
    for place, count in enumerate(counts):
        if count:
            yield [one - (at == place) for at, one in enumerate(counts)]
    for place, count in enumerate(counts):
        if count == sizes[place]:
            continue
        more = [one + (at == place) for at, one in enumerate(counts)]
        yield more
        for other, there in enumerate(counts):
            if there and other != place:
                yield [one - (at == other) for at, one in enumerate(more)]
