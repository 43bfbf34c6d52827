"""The search for the best combination of candidates that may be used together.

It goes through the turns: in each turn any of its candidates may come next, free items for any unit. It leaves a branch
when nothing that could still come can win, and does not try two sequences that come to the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from operator import mul
from typing import Final, NamedTuple

from app.engine.pricing.bounds import Bounds
from app.engine.pricing.combination import Combination, Ends, Equal, Score, near
from app.engine.pricing.hopes import Hope
from app.engine.pricing.pricing import Applied, Remaining, apply_discount, targets
from app.engine.pricing.sequences import Sequences
from app.engine.pricing.voucher_ends import VoucherEnds

# No more are used in all.
MOST_USED: Final = 400
# A search looks at so many units with a price of their own, and at a few more for each discount that it tries.
MOST_EFFORT: Final = 55_000
EFFORT_OF_A_TRY: Final = 8
# Among so few, nothing but what each brings alone is looked at before it is tried.
FEW: Final = 7
FAR: Final = 1 << 30


class Effort:
    """What may still be looked at."""

    def __init__(self, left: int | None = None) -> None:
        self.left = MOST_EFFORT if left is None else left


class Node(NamedTuple):
    """A place in the search: the turn, the candidate used last in it, how many of each, and what was reached."""

    turn: int
    last: int
    counts: tuple[int, ...]
    remaining: Remaining
    used: tuple[tuple[int, Applied], ...]
    score: Score


class Search:
    """The best combination of these; `stopped` if it has not looked at all that might be better."""

    def __init__(
        self,
        equals: Sequence[Equal],
        remaining: Remaining,
        most_vouchers: int | None,
        points: Fraction = Fraction(1),
        effort: Effort | None = None,
    ) -> None:
        self._equals = equals
        self._start = remaining
        self._points = points
        self._effort = effort or Effort()
        self._candidates = [one.candidate for one in equals]
        self._is_voucher = [one.is_voucher for one in equals]
        self._sizes = [len(one.members) for one in equals]
        vouchers = sum([size for size, one in zip(self._sizes, self._is_voucher, strict=True) if one])
        self._slots = vouchers if most_vouchers is None else most_vouchers
        self._is_short_of_slots = self._slots < vouchers
        self._total = remaining.total
        self._sequences = Sequences(equals, lambda: self._bounds.sure, has_allowance=remaining.allowance is not None)
        self._turns = self._sequences.turns
        self._next, self._reach, self._is_free = self._sequences.next_of, self._sequences.reach, self._sequences.is_free
        self._straight_from = self._sequences.straight_from
        self._voucher_ends = VoucherEnds(equals)
        self._seen: set[tuple[object, ...]] = set()
        self.stopped = False
        self.score = Score(points=points)
        self._known_ends: Ends | None = Ends()
        self._has_descended = False
        self._alone = [one.amount for one in equals]
        self._is_large = len(equals) > FEW
        self._has_news = False
        self._path: list[tuple[Node, list[int]]] = []
        # The search has settled all that begins with this part of the path: it goes back there.
        self._back_to = FAR
        self._best: tuple[tuple[int, Applied], ...] = ()
        self._after = remaining

    @cached_property
    def _bounds(self) -> Bounds:
        return Bounds(self._equals, self._start, self._slots)

    @property
    def ends(self) -> Ends:
        """When the vouchers of the best combination end."""
        if self._known_ends is None:
            self._known_ends = self._voucher_ends.of(self._counts_of(self._best))
        return self._known_ends

    def found(self) -> Combination:
        """The best combination that was found."""
        counts = [0] * len(self._equals)
        used = []
        for place, applied in self._best:
            used.append(applied._replace(candidate=self._equals[place].members[counts[place]]))
            counts[place] += 1
        return Combination(tuple(used), self._after, self.score)

    @property
    def leaves_sequences_out(self) -> bool:
        """Whether it tries only one sequence of the many percentages of a turn: others may differ by rounding."""
        return self._sequences.leaves_some_out

    def run(self) -> None:
        """Search."""
        if self._is_short_of_slots:
            self._try_these(self._most_alone())
        if self._turns:
            self._visit(self._root())

    def _root(self) -> Node:
        score = Score(points=self._points)
        return Node(turn=0, last=-1, counts=(0,) * len(self._sizes), remaining=self._start, used=(), score=score)

    def _visit(self, node: Node) -> None:
        if self.stopped:
            return
        self._has_news = self._offer(node.used, node.remaining, node.score) or self._has_news
        left = self._left(node)
        turn = node.turn
        while turn < len(self._turns) and not any(left[place] for place in self._turns[turn]):
            turn += 1
        if turn == len(self._turns):
            self._end_path()
            return
        if turn > node.turn:
            node = node._replace(turn=turn, last=-1)
        is_free = node.last >= 0 and self._is_free(turn)
        if node.last < 0 and self._is_large and self._candidates[self._turns[turn][0]].effect == "free_item":
            self._effort.left -= self._bounds.price_items(node.remaining, left)
        if self._has_descended and not is_free and self._is_hopeless(node, left):
            return
        if self._effort.left <= 0 or len(node.used) == MOST_USED:
            self.stopped = True
            return
        if not is_free and self._is_large:
            key = (turn, node.last, node.counts, node.remaining)
            if key in self._seen:
                return
            self._seen.add(key)
        if turn >= self._straight_from and self._go_straight(node, left):
            return
        self._path.append((node, left))
        self._try_each(node, left)
        self._path.pop()

    def _try_each(self, node: Node, left: list[int]) -> None:
        """Try each that may come next, and then the next turn."""
        depth = len(self._path)
        for place, is_last_chance in self._choices(node):
            if left[place] == 0 or (self._is_voucher[place] and -node.score.unused == self._slots):
                continue
            best = self._best
            for count, at in enumerate(self._targets(place, node.remaining)):
                if count and self._best is not best:
                    best = self._best
                    if self._is_hopeless(node, left):
                        return
                more = self._with(node, place, at)
                if more is None:
                    continue
                self._visit(more)
                if self.stopped or depth >= self._back_to:
                    self._back_to = FAR if depth == self._back_to else self._back_to
                    return
            if is_last_chance:
                left[place] = 0
            elif self._best is best:
                continue
            if self._has_descended and self._is_hopeless(node, left):
                return
        if node.turn + 1 < len(self._turns):
            self._visit(node._replace(turn=node.turn + 1, last=-1))
        else:
            self._end_path()
        if depth == self._back_to:
            self._back_to = FAR

    def _end_path(self) -> None:
        self._has_descended = True
        if self._has_news:
            self._has_news = False
            if self._is_large:
                self._go_back()

    def _go_back(self) -> None:
        """After a better combination, go back to where all that may come otherwise is known to be worse."""
        for depth, (node, left) in enumerate(self._path, 1):
            hope = self._hope(node, left)
            is_settled = self._is_straight(node, left) and self._is_settled(node, left, hope.each)
            if is_settled or self._is_no_better(node, left, hope):
                self._back_to = depth
                return

    def _is_settled(self, node: Node, left: list[int], each: Sequence[int]) -> bool:
        """Whether leaving out any of those that the best combination uses from here costs money.

        `each` is the most that each may take from here.
        """
        used = [each[place] for place, _ in self._best[len(node.used) :] if self._candidates[place].takes_off]
        return bool(used) and node.score.amount + sum(map(mul, each, left)) - min(used) < self.score.amount

    def _is_straight(self, node: Node, left: list[int]) -> bool:
        """Whether nothing matters from here but which candidates are used."""
        if node.turn < self._straight_from or self._is_short_of_slots:
            return False
        for turn in range(node.turn, len(self._turns)):
            for place in self._turns[turn] if not self._is_free(turn) else ():
                if left[place] and (turn > node.turn or len(list(self._targets(place, node.remaining))) > 1):
                    return False
        return True

    def _go_straight(self, node: Node, left: list[int]) -> bool:
        """Use all that is left, where neither sequence nor units matter; returns whether that settles this node."""
        if self._is_short_of_slots or sum(map(mul, self._alone, left)) > node.remaining.total:
            return False
        end = node
        for turn in range(node.turn, len(self._turns)):
            for place in self._turns[turn]:
                units = list(self._targets(place, end.remaining)) if left[place] else []
                if len(units) > 1:
                    return False
                for at in units * left[place]:
                    end = self._with(end, place, at) or end
        self._has_news = self._offer(end.used, end.remaining, end.score) or self._has_news
        if self._best is not end.used or not self._is_settled(node, left, self._alone):
            return False
        self._end_path()
        return True

    def _with(self, node: Node, place: int, at: int | None) -> Node | None:
        """One more use of a candidate, or None where it brings nothing."""
        candidate = self._candidates[place]
        self._effort.left -= EFFORT_OF_A_TRY + len(node.remaining.runs)
        applied, remaining = apply_discount(candidate, node.remaining, at)
        is_gift = candidate.effect == "gift"
        amount = applied.amount
        if not amount and not applied.extra and not is_gift:
            return None
        was = node.score
        score = Score(
            was.amount + amount,
            was.extra + applied.extra,
            was.gifts + is_gift,
            self._points,
            was.unused - self._is_voucher[place],
        )
        counts = (*node.counts[:place], node.counts[place] + 1, *node.counts[place + 1 :])
        used = (*node.used, (place, applied))
        return Node(turn=node.turn, last=place, counts=counts, remaining=remaining, used=used, score=score)

    def _targets(self, place: int, remaining: Remaining) -> Iterator[int | None]:
        """Of units that all candidates see alike, one is enough."""
        candidate = self._candidates[place]
        if candidate.effect != "free_item":
            yield None
            return
        alike = set()
        found = targets(candidate, remaining)
        if len(found) == 1:
            yield found[0]
            return
        if self._is_large:
            runs = remaining.runs
            found.sort(key=lambda at: -self._bounds.beyond(place, runs[at].place, runs[at].price))
        for at in found:
            run = remaining.runs[at]
            kind = self._bounds.region(run.place), run.price
            if kind not in alike:
                alike.add(kind)
                yield at

    def _choices(self, node: Node) -> list[tuple[int, bool]]:
        """What may come next, in the sequence in which it is tried."""
        found = self._next(node.turn, node.last)
        if not self._is_large or self._is_free(node.turn) or self._candidates[found[0][0]].effect != "amount":
            return found
        # Those with least to pay on their lines first: the others find something elsewhere.
        there = {}
        for place, _ in found:
            places = self._candidates[place].places
            total = sum([run.price * run.units for run in node.remaining.runs if run.place in places])
            there[place] = total - self._candidates[place].amount
        return sorted([(place, len(found) == 1) for place, _ in found], key=lambda one: there[one[0]])

    def _left(self, node: Node) -> list[int]:
        """How many of each may still come."""
        left = [0] * len(self._sizes)
        counts, sizes = node.counts, self._sizes
        for place in self._turns[node.turn] if node.last < 0 else self._reach(node.turn, node.last):
            left[place] = sizes[place] - counts[place]
        for turn in self._turns[node.turn + 1 :]:
            for place in turn:
                left[place] = sizes[place] - counts[place]
        return left

    def _hope(self, node: Node, left: list[int]) -> Hope:
        self._effort.left -= 2 * (EFFORT_OF_A_TRY + len(node.remaining.runs) + len(left))
        return self._bounds.hope(node.remaining, left)

    def _is_hopeless(self, node: Node, left: list[int]) -> bool:
        amount = node.score.amount + sum(map(mul, left, self._alone))
        if amount < self.score.amount:
            return True
        if amount == self.score.amount:
            extra = node.score.extra + sum([one.extra * count for one, count in zip(self._equals, left, strict=True)])
            if extra < self.score.extra:
                return True
        return self._is_no_better(node, left, self._hope(node, left))

    def _is_no_better(self, node: Node, left: list[int], hope: Hope) -> bool:
        """Whether no continuation can beat the best combination so far."""
        score, best = node.score, self.score
        amount = hope.amount
        if self._is_short_of_slots:
            amount = min(amount, self._bounds.in_slots(hope, left, score.unused))
        if score.amount + amount != best.amount:
            return score.amount + amount < best.amount
        besides = self._bounds.extra(node.remaining, left, score, best, hope)
        extra = score.extra + besides.most(self._slots + score.unused)
        if extra != best.extra:
            return extra < best.extra
        gifts = score.gifts + self._bounds.gifts(left, score.unused)
        if gifts != best.gifts:
            return gifts < best.gifts
        unused = score.unused - self._bounds.fewest(hope, left, best.amount - score.amount)
        unused -= besides.fewest(best.extra - score.extra) + best.gifts - score.gifts
        if unused != best.unused:
            return unused < best.unused
        return self._voucher_ends.no_sooner(self.ends, node.counts, left, node.score.unused)

    def _offer(self, used: tuple[tuple[int, Applied], ...], after: Remaining, score: Score) -> bool:
        """Keep a combination if it is the best so far; returns whether it is."""
        if score < self.score or used is self._best:
            return False
        if score > self.score:
            self._best, self._after, self.score, self._known_ends = used, after, score, None
            return True
        ends = self._voucher_ends.of(self._counts_of(used))
        if ends >= self.ends:
            return False
        self._best, self._after, self._known_ends = used, after, ends
        return True

    def _most_alone(self) -> list[int]:
        """As many of each as there may be, those first that bring most alone."""
        counts, room = [0] * len(self._equals), self._slots
        for place in sorted(range(len(counts)), key=lambda one: (-self._alone[one], -self._equals[one].extra)):
            is_voucher = self._is_voucher[place]
            counts[place] = min(self._sizes[place], room) if is_voucher else self._sizes[place]
            room -= counts[place] if is_voucher else 0
        return counts

    def _counts_of(self, used: Iterable[tuple[int, Applied]]) -> list[int]:
        counts = [0] * len(self._equals)
        for place, _ in used:
            counts[place] += 1
        return counts

    def repair(self, effort: Effort) -> None:
        """Try what a search that stopped may have missed: one more of the best, one fewer, and another one."""
        self._effort = effort
        is_better = True
        while is_better and self._effort.left > 0:
            before = self.score, self.ends
            for counts in near(self._counts_of(self._best), self._sizes):
                self._try_these(counts)
                if self._effort.left <= 0:
                    break
            is_better = before != (self.score, self.ends)

    def _try_these(self, counts: Sequence[int]) -> None:
        """Use these numbers of each, in their turns, free items for the dearest units."""
        used = sum(count for count, one in zip(counts, self._is_voucher, strict=True) if one)
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
