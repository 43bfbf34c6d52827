"""The best combination by trying all of them: subsets, sequences and units. It shares no code with the engine.

Discounts are dicts: `kind` (percent, item, amount, extra, gift, points), `voucher` (bool), `lines` (a set), and where
they apply `rate` (a `Fraction`), `amount`, `most`, `exclusive`, `group`, `order`, `budget` (name and what is left).
A basket is a list of (price of a unit, units).
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, permutations
from typing import Any

KINDS = ["percent", "item", "amount", "extra", "gift", "points"]
Discount = dict[str, Any]


def best(
    discounts: list[Discount], basket: list[tuple[int, int]], allowance: int | None, most_vouchers: int | None
) -> tuple[int, int, int, Fraction, int]:
    """What the best combination takes off, gives besides, how many gifts, the factor of points, and minus vouchers."""
    units = [(line, price, False) for line, (price, count) in enumerate(basket) for _ in range(count) if price]
    winner = (0, 0, 0, Fraction(1), 0)
    for size in range(len(discounts) + 1):
        for chosen in combinations(discounts, size):
            vouchers = sum(one["voucher"] for one in chosen)
            if not together(chosen) or (most_vouchers is not None and vouchers > most_vouchers):
                continue
            points = Fraction(1)
            for one in chosen:
                points *= one["rate"] if one["kind"] == "points" else 1
            gifts = sum(one["kind"] == "gift" for one in chosen)
            for sequence in sequences(list(chosen)):
                for off, extra in outcomes(sequence, units, allowance, {}):
                    winner = max(winner, (off, extra, gifts, points, -vouchers))
    return winner


def together(chosen: tuple[Discount, ...]) -> bool:
    """Whether these may be used with one purchase."""
    for one, other in combinations(chosen, 2):
        if (one["exclusive"] or other["exclusive"]) and (one["group"] is None or one["group"] != other["group"]):
            return False
    return True


def sequences(chosen: list[Discount]) -> Iterator[list[Discount]]:
    """All sequences in which no discount stands before one whose turn is earlier."""
    for sequence in permutations(chosen):
        turns = [turn(one) for one in sequence]
        if turns == sorted(turns):
            yield list(sequence)


def turn(one: Discount) -> tuple[int, int, int]:
    """By its order, those without one later, 1000 last of all; then by kind."""
    order = one["order"]
    stage = 1 if order is None else 2 if order == 1000 else 0
    return stage, order or 0, KINDS.index(one["kind"])


def outcomes(
    sequence: list[Discount], units: list[tuple[int, int, bool]], allowance: int | None, given: dict[str, int]
) -> Iterator[tuple[int, int]]:
    """What a sequence takes off and gives besides, for every way of giving free items to units."""
    if not sequence:
        yield 0, 0
        return
    one, rest = sequence[0], sequence[1:]
    if one["kind"] in ("gift", "points"):
        yield from outcomes(rest, units, allowance, given)
        return
    if one["kind"] == "item":
        for at, (line, price, has_item) in enumerate(units):
            if line not in one["lines"] or has_item or not price:
                continue
            off = within(min(price, one["most"] or price), allowance)
            if not affordable(one, off, given):
                continue
            after = [*units[:at], (line, price - off, True), *units[at + 1 :]]
            for more, extra in outcomes(rest, after, reduced(allowance, off), spent(one, off, given)):
                yield off + more, extra
        return
    touched = [at for at, (line, _, _) in enumerate(units) if line in one["lines"]]
    total = sum(units[at][1] for at in touched)
    wanted = one["amount"] if one["kind"] == "amount" else (total * one["rate"] + Fraction(1, 2)).__floor__()
    if one["most"] is not None:
        wanted = min(wanted, one["most"])
    if one["kind"] == "extra":
        if affordable(one, wanted, given):
            for off, extra in outcomes(rest, units, allowance, spent(one, wanted, given)):
                yield off, wanted + extra
        return
    off = within(min(wanted, total), allowance)
    if not affordable(one, off, given):
        return
    after = list(units)
    for at, part in zip(touched, parts(off, [units[at][1] for at in touched]), strict=True):
        after[at] = (units[at][0], units[at][1] - part, units[at][2])
    for more, extra in outcomes(rest, after, reduced(allowance, off), spent(one, off, given)):
        yield off + more, extra


def parts(off: int, prices: list[int]) -> list[int]:
    """An amount over prices in proportion, by largest remainder, the earlier first."""
    total = sum(prices)
    if not total:
        return [0] * len(prices)
    exact = [Fraction(off * price, total) for price in prices]
    found = [part.__floor__() for part in exact]
    by_remainder = sorted(range(len(prices)), key=lambda at: (found[at] - exact[at], at))
    for at in by_remainder[: off - sum(found)]:
        found[at] += 1
    return found


def within(off: int, allowance: int | None) -> int:
    """What may be taken off of an amount."""
    return off if allowance is None else min(off, allowance)


def reduced(allowance: int | None, off: int) -> int | None:
    """What may be taken off then."""
    return None if allowance is None else allowance - off


def affordable(one: Discount, off: int, given: dict[str, int]) -> bool:
    """Whether its budget has all of it."""
    return one["budget"] is None or given.get(one["budget"][0], 0) + off <= one["budget"][1]


def spent(one: Discount, off: int, given: dict[str, int]) -> dict[str, int]:
    """What is given of the budgets then."""
    return given if one["budget"] is None else {**given, one["budget"][0]: given.get(one["budget"][0], 0) + off}
