"""The combination of discounts that is best for the customer.

What goes together: anything that is not exclusive, and an exclusive discount with those of its own group. Of all that
may, the best is the one with which least is to be paid; then the one that gives most besides; then most points; then
the fewest vouchers; then those that end first, and the oldest.

Vouchers with the same effect are one candidate with a count, of which those that end first are used first.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import chain
from math import prod
from typing import Final

from app.engine.pricing.combination import Combination, Ends, Equal, Score, age
from app.engine.pricing.pricing import Candidate, Remaining, alone
from app.engine.pricing.search import Effort, Search
from app.engine.program.terms.offers import joint

# Different candidates beyond these are left out, those that alone bring least.
MOST_DIFFERENT: Final = 40
# No more of equal ones are considered.
MOST_EQUAL: Final = 200
REPAIRING_EFFORT: Final = 10_000
ONCE: Final = Fraction(1)


def best(candidates: Sequence[Candidate], remaining: Remaining, most_vouchers: int | None = None) -> Combination:
    """The best combination of these for a basket. `exact` says whether nothing had to be left out."""
    found, ends, exact = Combination((), remaining), Ends(), True
    effort, repairing = Effort(), Effort(REPAIRING_EFFORT)
    for together in joint(_equals(candidates)):
        multiplying = tuple(one.candidate for one in together if one.candidate.effect == "points")
        points = prod((one.rate.fraction for one in multiplying), start=ONCE)
        useful = _useful(together, remaining)
        if not useful and not multiplying:
            continue
        tried = [_at_most(one) for one in useful[:MOST_DIFFERENT]]
        search = Search(tried, remaining, most_vouchers, points, effort)
        search.run()
        searches: Iterable[Search] = [search]
        if (
            search.stopped
            or search.leaves_sequences_out
            or len(tried) < len(useful)
            or any(len(one.members) > MOST_EQUAL for one in useful)
        ):
            exact = False
            search.repair(repairing)
            searches = chain([search], _pairs(useful, search.score, remaining, most_vouchers))
        for one in searches:
            if one.score > found.score or (one.score == found.score and one.ends < ends):
                found, ends = one.found()._replace(points=multiplying), one.ends
    return found._replace(exact=exact)


def _at_most(one: Equal) -> Equal:
    return one if len(one.members) <= MOST_EQUAL else one._replace(members=one.members[:MOST_EQUAL])


def _pairs(useful: Sequence[Equal], found: Score, remaining: Remaining, most_vouchers: int | None) -> Iterator[Search]:
    """Searches among each two that may beat this score, so that no pair is ever better."""
    singles = [one._replace(members=(member,)) for one in useful for member in one.members[:2]]
    for place, first in enumerate(singles):
        for second in singles[place + 1 :]:
            # They are sorted by what they take off alone.
            if first.amount + second.amount < found.amount:
                break
            if (first.amount + second.amount, first.extra + second.extra) > (found.amount, found.extra):
                search = Search([first, second], remaining, most_vouchers, found.points)
                search.run()
                yield search


def may_stand_beside(candidate: Candidate, others: Iterable[Candidate]) -> bool:
    """Whether it may be used together with all of these."""
    return all(candidate.stacking.goes_with(other.stacking) for other in others)


def _equals(candidates: Iterable[Candidate]) -> list[Equal]:
    """The candidates by their effect; of a campaign or a level there is only one."""
    groups: dict[tuple[object, ...], list[Candidate]] = {}
    for one in candidates:
        key: tuple[object, ...] = (one.kind, one.id)
        if one.kind == "voucher":
            key = (one.effect, one.places, one.rate, one.amount, one.most, one.stacking, one.budget, one.deal)
        groups.setdefault(key, []).append(one)
    return [Equal(tuple(sorted(group, key=age))) for group in groups.values()]


def _useful(together: Sequence[Equal], remaining: Remaining) -> list[Equal]:
    """Those that bring something alone, with no more of each than can; first those that bring most."""
    found = []
    for one in together:
        if one.candidate.effect == "points":
            continue
        amount, extra = alone(one.candidate, remaining)
        if amount or extra or one.candidate.effect == "gift":
            is_alone = one.stacking.exclusive and one.stacking.group is None
            found.append(Equal(one.members[:1] if is_alone else one.members, amount, extra))
    found.sort(key=lambda one: (-one.amount, -one.extra, *age(one.candidate)))
    return found
