"""When the vouchers of combinations end: of two that are otherwise equal, the one whose vouchers end sooner is used."""

from bisect import insort
from collections.abc import Sequence

from app.engine.pricing.combination import Ends, Equal, age


class VoucherEnds:
    """The ends and ages of these candidates' vouchers."""

    def __init__(self, equals: Sequence[Equal]) -> None:
        self._equals = equals
        self._ranks: list[list[tuple[int, int]]] = []

    def of(self, counts: Sequence[int]) -> Ends:
        ranks = [rank for own, count in zip(self._by_place(), counts, strict=True) for rank in own[:count]]
        return Ends(tuple(sorted([end for end, _ in ranks])), tuple(sorted([age for _, age in ranks])))

    def no_sooner(self, than: Ends, counts: Sequence[int], left: Sequence[int], unused: int) -> bool:
        """Whether these counts, continued by any that are left, end no sooner than `than`."""
        lacking = max(0, len(than.ends) + unused)
        ends = self.of(counts)
        rest: list[tuple[int, int]] = []
        for ranks, count, more in zip(self._by_place(), counts, left, strict=True):
            rest += ranks[count : count + min(more, lacking)]
        days, ages = list(ends.ends), list(ends.ages)
        for end in sorted([end for end, _ in rest])[:lacking]:
            insort(days, end)
        for rank in sorted([rank for _, rank in rest])[:lacking]:
            insort(ages, rank)
        return (tuple(days), tuple(ages)) >= than

    def _by_place(self) -> list[list[tuple[int, int]]]:
        """The vouchers numbered by their end and their age."""
        if not self._ranks:
            vouchers = [one for equal in self._equals if equal.is_voucher for one in equal.members]
            days = {day: rank for rank, day in enumerate(sorted({age(one)[0] for one in vouchers}))}
            ages = {one.id: rank for rank, one in enumerate(sorted(vouchers, key=age))}
            self._ranks = [
                [(days[age(one)[0]], ages[one.id]) for one in equal.members] if equal.is_voucher else []
                for equal in self._equals
            ]
        return self._ranks
