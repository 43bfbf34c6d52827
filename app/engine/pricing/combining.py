"""The combination of discounts that is best for the customer.

What goes together: anything that is not exclusive, and an exclusive discount with those of its own group. Of all that
may, the best is the one with which least is to be paid; then the one that gives most besides; then most points; then
the fewest vouchers; then those that end first, and the oldest.

Vouchers with the same effect are one candidate with a count, of which those that end first are used first. The search
goes through the turns: in each turn any of its candidates may come next, free items for any unit. It leaves a branch
when nothing that could still come can win, and does not try two sequences that come to the same.
"""

from bisect import insort
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations, permutations
from math import prod
from typing import Final, NamedTuple

from app.engine.model.ratio import Ratio
from app.engine.pricing.pricing import Applied, Candidate, Remaining, apply_discount, targets
from app.engine.program.offers import Stacking, joint

# Different candidates beyond these are left out, those that alone bring least.
MOST_DIFFERENT: Final = 40
# No more of equal ones are considered, and no more in all are used.
MOST_EQUAL: Final = 200
MOST_USED: Final = 400
# A search looks at so many units with a price of their own, and at a few more for each discount that it tries.
MOST_EFFORT: Final = 60_000
EFFORT_OF_A_TRY: Final = 8
# With so many percentages, the sequences that differ by rounding alone are tried too.
MOST_ROUNDED: Final = 4


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


def best(candidates: Sequence[Candidate], remaining: Remaining, most_vouchers: int | None = None) -> Combination:
    """The best combination of these for a basket. `exact` says whether nothing had to be left out."""
    found, ends, exact = Combination((), remaining), Ends(), True
    effort, repairing = _Effort(MOST_EFFORT), _Effort(MOST_EFFORT)
    for together in joint(_equals(candidates)):
        multiplying = tuple(one.candidate for one in together if one.candidate.effect == "points")
        points = prod((one.rate.fraction for one in multiplying), start=Fraction(1))
        useful, is_whole = _useful(together, remaining)
        search = Search(useful, remaining, most_vouchers, points, effort)
        search.run()
        if search.stopped:
            search.repair(repairing)
        exact = exact and is_whole and not search.stopped
        if _key(search.score, search.ends) > _key(found.score, ends):
            found, ends = search.found()._replace(points=multiplying), search.ends
    return found._replace(exact=exact)


def may_stand_beside(candidate: Candidate, others: Iterable[Candidate]) -> bool:
    """Whether it may be used together with all of these."""
    return all(candidate.stacking.goes_with(other.stacking) for other in others)


def _equals(candidates: Iterable[Candidate]) -> list[Equal]:
    """The candidates by their effect; of a campaign or a level there is only one."""
    groups: dict[tuple[object, ...], list[Candidate]] = {}
    for one in candidates:
        key: tuple[object, ...] = (one.kind, one.id)
        if one.kind == "voucher":
            key = (one.effect, one.places, one.rate, one.amount, one.most, one.stacking, one.budget)
        groups.setdefault(key, []).append(one)
    return [Equal(tuple(sorted(group, key=_age))) for group in groups.values()]


def _age(candidate: Candidate) -> tuple[str, str, str]:
    return candidate.expires_on or "9999", candidate.since, candidate.id


def _useful(together: Sequence[Equal], remaining: Remaining) -> tuple[list[Equal], bool]:
    """Those that bring something alone, with no more of each than can; and whether they are all that do."""
    found, is_whole = [], True
    for one in together:
        if one.candidate.effect == "points":
            continue
        alone, _ = apply_discount(one.candidate._replace(budget=None), remaining)
        if alone.gain or one.candidate.effect == "gift":
            is_alone = one.stacking.exclusive and one.stacking.group is None
            members = one.members[:1] if is_alone else one.members
            is_whole = is_whole and len(members) <= MOST_EQUAL
            found.append(Equal(members[:MOST_EQUAL], alone.amount, alone.extra))
    found.sort(key=lambda one: (-one.amount, -one.extra, *_age(one.candidate)))
    return found[:MOST_DIFFERENT], is_whole and len(found) <= MOST_DIFFERENT


def _key(score: Score, ends: Ends) -> tuple[Score, tuple[int, ...], tuple[int, ...]]:
    return score, tuple(-one for one in ends.ends), tuple(-one for one in ends.ages)


def _rest(total: int, rates: Iterable[Ratio]) -> int:
    """What percentages leave of a value, one after the other."""
    for rate in rates:
        total -= (2 * total * rate.amount + rate.per) // (2 * rate.per)
    return total


class _Effort:
    """What may still be looked at."""

    def __init__(self, left: int) -> None:
        self.left = left


class _Node(NamedTuple):
    """A place in the search: the turn, the candidate used last in it, how many of each, and what was reached."""

    turn: int
    last: int
    counts: tuple[int, ...]
    remaining: Remaining
    used: tuple[tuple[int, Applied], ...]
    score: Score


class Search:
    """A search through all combinations of candidates that may be used together.

    It stops when it has become too much work, so that nobody waits for a huge basket; then `repair` makes sure of some
    combinations that it may have missed.
    """

    def __init__(
        self,
        equals: Sequence[Equal],
        remaining: Remaining,
        most_vouchers: int | None,
        points: Fraction = Fraction(1),
        effort: _Effort | None = None,
    ) -> None:
        self._equals = equals
        self._start = remaining
        self._points = points
        self._effort = effort or _Effort(MOST_EFFORT)
        sizes = [len(one.members) for one in equals]
        self._sizes = sizes
        vouchers = sum(size for size, one in zip(sizes, equals, strict=True) if one.is_voucher)
        self._slots = vouchers if most_vouchers is None else most_vouchers
        self._is_short_of_slots = self._slots < vouchers
        self._total = remaining.total
        turns = sorted({one.candidate.turn for one in equals})
        self._turns = [[place for place, one in enumerate(equals) if one.candidate.turn == turn] for turn in turns]
        self._effects = [equals[turn[0]].candidate.effect for turn in self._turns]
        self._atoms: dict[int, tuple[bool, ...]] = {}
        self._few_rounded = [len(turn) <= MOST_ROUNDED for turn in self._turns]
        # Those whose place in the sequence of their turn matters.
        self._restless = {
            place
            for number, turn in enumerate(self._turns)
            for place in turn
            if any(self._matters(place, other, number) for other in turn if other != place)
        }
        self._later = [0] * (len(turns) + 1)
        for number in reversed(range(len(turns))):
            self._later[number] = self._later[number + 1] + self._most_of(number, self._sizes, remaining)
        self._gifts = sum(sizes[place] for place, one in enumerate(equals) if one.candidate.effect == "gift")
        last_money = max((one.candidate.turn for one in equals if one.candidate.takes_off), default=(0, 0))
        self._extra_is_last = all(one.candidate.turn > last_money for one in equals if one.extra)
        self._rank()
        self._seen: set[tuple[object, ...]] = set()
        self.stopped = False
        self.score = Score(points=points)
        self._known_ends: Ends | None = Ends()
        self._has_descended = False
        self._best: tuple[tuple[int, Applied], ...] = ()
        self._after = remaining

    @property
    def ends(self) -> Ends:
        """When the vouchers end of what was found."""
        if self._known_ends is None:
            self._known_ends = self._ends_of(self._counts_of(self._best))
        return self._known_ends

    def found(self) -> Combination:
        """The best combination that was found."""
        counts = [0] * len(self._equals)
        used = []
        for place, applied in self._best:
            used.append(applied._replace(candidate=self._equals[place].members[counts[place]]))
            counts[place] += 1
        return Combination(tuple(used), self._after, self.score)

    def run(self) -> None:
        """Search."""
        if self._is_short_of_slots:
            self._try_these(self._most_alone())
        self._visit(self._root())

    def _root(self) -> _Node:
        return _Node(0, -1, (0,) * len(self._equals), self._start, (), Score(points=self._points))

    def repair(self, effort: _Effort) -> None:
        """Try what a search that stopped may have missed: one more, one fewer or another one, and each pair."""
        self._effort = effort
        is_better = True
        while is_better and self._effort.left > 0:
            before = _key(self.score, self.ends)
            for counts in self._near(self._counts_of(self._best)):
                self._try_these(counts)
                if self._effort.left <= 0:
                    break
            is_better = _key(self.score, self.ends) > before
        for pair in combinations(range(len(self._equals)), 2):
            self._try_pair([self._equals[place] for place in pair], pair)
        for place, one in enumerate(self._equals):
            if len(one.members) > 1:
                self._try_pair([one], (place,))

    def _try_pair(self, equals: list[Equal], places: tuple[int, ...]) -> None:
        size = 2 if len(equals) == 1 else 1
        pair = [one._replace(members=one.members[:size]) for one in equals]
        hope = sum(one.amount * size for one in pair), sum(one.extra * size for one in pair)
        if hope < (self.score.amount, self.score.extra):
            return
        search = Search(pair, self._start, self._slots, self._points)
        search._visit(search._root())
        self._offer(tuple((places[place], one) for place, one in search._best), search._after, search.score)

    def _visit(self, node: _Node) -> None:
        if self.stopped:
            return
        self._offer(node.used, node.remaining, node.score)
        if node.turn == len(self._turns):
            self._has_descended = True
            return
        if self._has_descended and self._is_hopeless(node):
            return
        if self._effort.left <= 0 or len(node.used) == MOST_USED:
            self.stopped = True
            return
        key = (node.turn, node.last, node.counts, node.remaining)
        if key in self._seen:
            return
        self._seen.add(key)
        for place in self._turns[node.turn]:
            one = self._equals[place]
            if node.counts[place] == self._sizes[place] or (one.is_voucher and -node.score.unused == self._slots):
                continue
            if place < node.last and not self._matters(place, node.last, node.turn):
                continue
            for at in self._targets(one.candidate, node.remaining):
                more = None if self.stopped else self._with(node, place, at)
                if more:
                    self._visit(more)
        self._visit(node._replace(turn=node.turn + 1, last=-1))

    def _with(self, node: _Node, place: int, at: int | None) -> _Node | None:
        """One more use of a candidate, or None where it brings nothing."""
        one = self._equals[place]
        self._effort.left -= EFFORT_OF_A_TRY + len(node.remaining.runs)
        applied, remaining = apply_discount(one.candidate, node.remaining, at)
        is_gift = one.candidate.effect == "gift"
        amount = applied.amount
        if not amount and not applied.extra and not is_gift:
            return None
        was = node.score
        score = Score(
            was.amount + amount,
            was.extra + applied.extra,
            was.gifts + is_gift,
            self._points,
            was.unused - one.is_voucher,
        )
        counts = (*node.counts[:place], node.counts[place] + 1, *node.counts[place + 1 :])
        return _Node(node.turn, place, counts, remaining, (*node.used, (place, applied)), score)

    def _targets(self, candidate: Candidate, remaining: Remaining) -> Iterator[int | None]:
        """Of units that all candidates see alike, one is enough."""
        if candidate.effect != "free_item":
            yield None
            return
        alike = set()
        for at in targets(candidate, remaining):
            run = remaining.runs[at]
            kind = self._atom(run.place), run.price
            if kind not in alike:
                alike.add(kind)
                yield at

    def _atom(self, place: int) -> tuple[bool, ...]:
        atom = self._atoms.get(place)
        if atom is None:
            atom = self._atoms[place] = tuple(place in one.candidate.places for one in self._equals)
        return atom

    def _matters(self, first: int, second: int, turn: int) -> bool:
        """Whether it matters which of two candidates of a turn comes first."""
        one, other = self._equals[first].candidate, self._equals[second].candidate
        if one.effect in ("free_item", "extra", "gift") and one.budget is None and other.budget is None:
            return False
        if set(one.places).isdisjoint(other.places):
            # What all may take together can bring a voucher within its budget.
            has_budget = one.budget is not None or other.budget is not None
            return has_budget and (one.budget == other.budget or self._start.allowance is not None)
        if one.budget is not None or other.budget is not None or one.places != other.places:
            return True
        if one.effect == "amount":
            return False
        return one.most is not None or other.most is not None or self._few_rounded[turn]

    def _is_hopeless(self, node: _Node) -> bool:
        """Whether nothing that may still come can make it better than what was found."""
        score, best = node.score, self.score
        left = self._left(node)
        amount = min(self._total - score.amount, self._most_of(node.turn, left, node.remaining, self._later))
        if node.remaining.allowance is not None:
            amount = min(amount, node.remaining.allowance)
        if self._is_short_of_slots:
            amount = min(amount, self._most_in_slots(left, score))
        if score.amount + amount != best.amount:
            return score.amount + amount < best.amount
        extra = score.extra + self._most_extra(left, node)
        if extra != best.extra:
            return extra < best.extra
        gifts = score.gifts + min(self._gifts - score.gifts, self._slots + score.unused)
        unused = score.unused - self._fewest(left, best.amount - score.amount)
        if (gifts, unused) != (best.gifts, best.unused):
            return (gifts, unused) < (best.gifts, best.unused)
        return self._ends_no_sooner(node)

    def _left(self, node: _Node) -> list[int]:
        """How many of each may still come."""
        left = [0] * len(self._sizes)
        for number in range(node.turn, len(self._turns)):
            for place in self._turns[number]:
                if number > node.turn or place >= node.last or place in self._restless:
                    left[place] = self._sizes[place] - node.counts[place]
        return left

    def _most_in_slots(self, left: Sequence[int], score: Score) -> int:
        """No less than what may still be taken off with the vouchers that may still be used."""
        room, amount = self._slots + score.unused, 0
        # They are sorted by what they take off alone.
        for place, one in enumerate(self._equals):
            count = min(left[place], room) if one.is_voucher else left[place]
            amount += one.amount * count
            room -= count if one.is_voucher else 0
        return amount

    def _fewest(self, left: Sequence[int], lacking: int) -> int:
        """No more than the vouchers that are needed to take so much off."""
        lacking -= sum(one.amount * left[place] for place, one in enumerate(self._equals) if not one.is_voucher)
        needed = 0
        for place, one in enumerate(self._equals):
            if lacking <= 0:
                break
            if one.is_voucher and one.amount and left[place]:
                count = min(left[place], -(-lacking // one.amount))
                lacking -= one.amount * count
                needed += count
        return needed

    def _most_extra(self, left: Sequence[int], node: _Node) -> int:
        """No less than what may still be given besides by a combination that takes as much off as the best."""
        room, extra = self._slots + node.score.unused, 0
        most = []
        for place, one in enumerate(self._equals):
            if not one.extra or not left[place]:
                continue
            candidate = one.candidate
            there = sum([run.price * run.units for run in node.remaining.runs if run.place in candidate.places])
            if self._extra_is_last:
                there = min(there, self._total - self.score.amount)
            each = (2 * there * candidate.rate.amount + candidate.rate.per) // (2 * candidate.rate.per)
            each = each if candidate.most is None else min(each, candidate.most)
            if one.is_voucher:
                most.append((each, left[place]))
            else:
                extra += each * left[place]
        for each, count in sorted(most, reverse=True):
            extra += each * min(count, room)
            room -= min(count, room)
        return extra

    def _most_of(self, number: int, left: Sequence[int], remaining: Remaining, later: Sequence[int] = ()) -> int:
        """No less than what the candidates of a turn that are left can take off together, and those of `later`."""
        if number == len(self._turns):
            return 0
        after = later[number + 1] if later else 0
        turn = [place for place in self._turns[number] if left[place]]
        alone = sum([self._equals[place].amount * left[place] for place in turn])
        if self._effects[number] == "free_item":
            self._effort.left -= len(remaining.runs)
            alone = min(alone, self._most_of_items([(place, left[place]) for place in turn], remaining))
        elif self._effects[number] == "percent" and len(turn) > 1:
            alone = min(alone, self._most_of_percentages(turn, left, remaining))
        return alone + after

    def _most_of_percentages(self, turn: Sequence[int], left: Sequence[int], remaining: Remaining) -> int:
        """No less than what they take one after the other: of the same lines, or of each line by itself."""
        candidates = [self._equals[place].candidate for place in turn]
        places = candidates[0].places
        self._effort.left -= len(remaining.runs)
        if all(one.places == places for one in candidates):
            total = sum([run.price * run.units for run in remaining.runs if run.place in places])
            uses = sum([left[place] for place in turn])
            if len(turn) == uses <= MOST_ROUNDED - 1:
                rest = min(_rest(total, sequence) for sequence in permutations([one.rate for one in candidates]))
                return total - rest
            keeps, per = 1, 1
            for place, one in zip(turn, candidates, strict=True):
                keeps *= (one.rate.per - one.rate.amount) ** left[place]
                per *= one.rate.per ** left[place]
            # Rounded half up, each takes at most a half more.
            rest = max(0, -((uses * per - 2 * total * keeps) // (2 * per)))
            return total - rest
        values: dict[tuple[bool, ...], int] = {}
        for run in remaining.runs:
            atom = self._atom(run.place)
            values[atom] = values.get(atom, 0) + run.price * run.units
        hope = Fraction(0)
        for atom, value in values.items():
            kept = prod(
                ((1 - self._equals[place].candidate.rate.fraction) ** left[place] for place in turn if atom[place]),
                start=Fraction(1),
            )
            hope += value * (1 - kept)
        # By rounding, each use may take one more of each unit.
        uses = sum(left[place] for place in turn)
        return int(hope) + uses * (1 + sum([run.units for run in remaining.runs]))

    def _most_of_items(self, counts: Sequence[tuple[int, int]], remaining: Remaining) -> int:
        """What so many free items could take if each were good for every unit: the largest for the dearest."""
        caps: list[tuple[int, int]] = []
        places: set[int] = set()
        for place, count in counts:
            if count:
                candidate = self._equals[place].candidate
                caps.append((self._equals[place].amount if candidate.most is None else candidate.most, count))
                places.update(candidate.places)
        units = sorted(
            [(run.price, run.units) for run in remaining.runs if not run.has_item and run.place in places], reverse=True
        )
        caps.sort(reverse=True)
        hope = position = 0
        for price, there in units:
            while there and position < len(caps):
                cap, count = caps[position]
                both = min(there, count)
                hope += min(price, cap) * both
                there -= both
                caps[position] = cap, count - both
                position += both == count
        return hope

    def _rank(self) -> None:
        """Number the vouchers by their end and their age."""
        vouchers = [one for equal in self._equals if equal.is_voucher for one in equal.members]
        days = {day: rank for rank, day in enumerate(sorted({_age(one)[0] for one in vouchers}))}
        ages = {one.id: rank for rank, one in enumerate(sorted(vouchers, key=_age))}
        self._ends = [
            [(days[_age(one)[0]], ages[one.id]) for one in equal.members] if equal.is_voucher else []
            for equal in self._equals
        ]

    def _ends_of(self, counts: Sequence[int]) -> Ends:
        ranks = [rank for place, count in enumerate(counts) for rank in self._ends[place][:count]]
        return Ends(tuple(sorted(end for end, _ in ranks)), tuple(sorted(age for _, age in ranks)))

    def _ends_no_sooner(self, node: _Node) -> bool:
        """Whether its vouchers end no sooner than those of what was found, whatever may still come."""
        lacking = len(self.ends.ends) + node.score.unused
        ends = self._ends_of(node.counts)
        rest: list[tuple[int, int]] = []
        for turn in range(node.turn, len(self._turns)):
            for place in self._turns[turn]:
                start = node.counts[place]
                rest += self._ends[place][start : start + max(0, lacking)]
        days, ages = list(ends.ends), list(ends.ages)
        for end in sorted(end for end, _ in rest)[: max(0, lacking)]:
            insort(days, end)
        for age in sorted(age for _, age in rest)[: max(0, lacking)]:
            insort(ages, age)
        return (tuple(days), tuple(ages)) >= self.ends

    def _offer(self, used: tuple[tuple[int, Applied], ...], after: Remaining, score: Score) -> None:
        """Keep a combination if it is better than what was found."""
        if score > self.score:
            self._best, self._after, self.score, self._known_ends = used, after, score, None
        elif score == self.score:
            ends = self._ends_of(self._counts_of(used))
            if ends < self.ends:
                self._best, self._after, self._known_ends = used, after, ends

    def _most_alone(self) -> list[int]:
        """As many of each as there may be, those first that bring most alone."""
        counts, room = [0] * len(self._equals), self._slots
        for place, one in enumerate(self._equals):
            counts[place] = min(self._sizes[place], room) if one.is_voucher else self._sizes[place]
            room -= counts[place] if one.is_voucher else 0
        return counts

    def _counts_of(self, used: Iterable[tuple[int, Applied]]) -> list[int]:
        counts = [0] * len(self._equals)
        for place, _ in used:
            counts[place] += 1
        return counts

    def _near(self, counts: Sequence[int]) -> Iterator[list[int]]:
        """One fewer of a candidate, one more, and one instead of another."""
        for place, count in enumerate(counts):
            if count:
                yield [one - (at == place) for at, one in enumerate(counts)]
        for place, count in enumerate(counts):
            if count == self._sizes[place]:
                continue
            more = [one + (at == place) for at, one in enumerate(counts)]
            yield more
            for other, there in enumerate(counts):
                if there and other != place:
                    yield [one - (at == other) for at, one in enumerate(more)]

    def _try_these(self, counts: Sequence[int]) -> None:
        """Use so many of each, in their turns, free items for the dearest units."""
        used = sum(count for count, one in zip(counts, self._equals, strict=True) if one.is_voucher)
        if used > self._slots:
            return
        node = self._root()
        for turn in self._turns:
            for place in turn:
                for _ in range(counts[place]):
                    more = self._with(node, place, None)
                    if more is None or self._effort.left <= 0:
                        break
                    node = more
        self._offer(node.used, node.remaining, node.score)
