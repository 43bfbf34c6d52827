"""What may still come in a search: the most that each candidate can take, and how many of them are enough."""

from collections.abc import Iterable
from typing import NamedTuple


class Hope(NamedTuple):
    """What may still be taken off at most (minor units), what each candidate may take by itself, and what the first
    free item may take, the next one, and so on, each with a count.
    """

    amount: int
    each: list[int]
    items: list[tuple[int, int]]


class Shares(NamedTuple):
    """What may be given without vouchers, and by each voucher, with a count, those first that give most."""

    without: int
    by_vouchers: list[tuple[int, int]]

    def most(self, room: int) -> int:
        """What may be given with so many vouchers."""
        amount = self.without
        for off, count in self.by_vouchers:
            used = min(count, room)
            amount += off * used
            room -= used
        return amount

    def fewest(self, lacking: int) -> int:
        """How many vouchers are needed at least to give so much."""
        lacking -= self.without
        needed = 0
        for off, count in self.by_vouchers:
            if lacking <= 0:
                break
            used = min(count, -(-lacking // off))
            lacking -= off * used
            needed += used
        return needed


def sum_of_shares(shares: Iterable[tuple[int, int]]) -> int:
    return sum([off * count for off, count in shares])
