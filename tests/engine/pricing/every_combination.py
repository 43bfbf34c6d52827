"""The best combination by trying all of them: subsets, sequences and units. It shares no code with the engine.

Discounts are dicts: `kind` (deal, percent, item, amount, extra, gift, points), `voucher` (bool), `lines` (a set), and
where they apply `rate` (a `Fraction`), `amount`, `most`, `exclusive`, `group`, `order`, `budget` (name and what is
left). A deal (buy X get Y) has `buy` (lines), `quantity` or else `amount`, `got` (a number), `dearest` and `times` too.
A basket is a list of (price of a unit, units).
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, permutations
from typing import Any

KINDS = ["deal", "percent", "item", "amount", "extra", "gift", "points"]
Discount = dict[str, Any]
# The line of a unit, what is left of its price, and whether it has been `got` or freed, or `bought` in a deal.
Unit = tuple[int, int, str]


def best(
    discounts: list[Discount], basket: list[tuple[int, int]], allowance: int | None, most_vouchers: int | None
) -> tuple[int, int, int, Fraction, int]:
    """What the best combination takes off, gives besides, how many gifts, the factor of points, and minus vouchers."""
    units = [(line, price, "") for line, (price, count) in enumerate(basket) for _ in range(count) if price]
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
    if one["kind"] == "deal":
        return -1, 0, 0
    stage = 1 if order is None else 2 if order == 1000 else 0
    return stage, order or 0, KINDS.index(one["kind"])


def outcomes(
    sequence: list[Discount], units: list[Unit], allowance: int | None, given: dict[str, int]
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
        for at, (line, price, state) in enumerate(units):
            if line not in one["lines"] or state == "got" or not price:
                continue
            off = within(min(price, one["most"] or price), allowance)
            if not affordable(one, off, given):
                continue
            after = [*units[:at], (line, price - off, "got"), *units[at + 1 :]]
            for more, extra in outcomes(rest, after, reduced(allowance, off), spent(one, off, given)):
                yield off + more, extra
        return
    after = list(units)
    if one["kind"] == "deal":
        bought, touched = deal(one, units)
        for at in bought:
            after[at] = (*units[at][:2], "bought")
        for at in touched:
            after[at] = (*units[at][:2], "got")
    else:
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
    if not off:
        # A deal that gives nothing is not made, and leaves its units to others.
        after = list(units)
    for at, part in zip(touched, parts(off, [units[at][1] for at in touched]), strict=True):
        after[at] = (units[at][0], units[at][1] - part, after[at][2])
    for more, extra in outcomes(rest, after, reduced(allowance, off), spent(one, off, given)):
        yield off + more, extra


def deal(one: Discount, units: list[Unit]) -> tuple[list[int], list[int]]:
    """The units bought and those got: as many rounds as there can be, one unit after the other, by their prices."""
    free = [at for at, (_, price, state) in enumerate(units) if price and not state]
    buying = {at for at in free if units[at][0] in one["buy"]}
    giving = [at for at in free if units[at][0] in one["lines"]]
    weight = {at: 1 if one["quantity"] else units[at][1] for at in free}

    def picked(order: list[int], rounds: int) -> list[int] | None:
        room = sum(weight[at] for at in buying) - rounds * (one["quantity"] or one["amount"])
        found: list[int] = []
        for at in order:
            costs = weight[at] if at in buying else 0
            if costs <= room and len(found) < rounds * one["got"]:
                found.append(at)
                room -= costs
        return found if room >= 0 and len(found) == rounds * one["got"] else None

    def key(at: int) -> tuple[int, bool, int]:
        line, price, _ = units[at]
        return (-price if one["dearest"] else price), at in buying, -line

    for rounds in range(min(len(giving), one["times"] or len(giving)), 0, -1):
        # Some choice of units leaves enough to buy, if any: that which takes least of them does.
        fewest = picked(sorted(giving, key=lambda at: (at in buying, weight[at])), rounds)
        if fewest is None:
            continue
        got = picked(sorted(giving, key=key), rounds) or fewest
        bought: list[int] = []
        for at in sorted(buying - set(got), key=key, reverse=True):
            if sum(weight[one] for one in bought) < rounds * (one["quantity"] or one["amount"]):
                bought.append(at)
        return bought, sorted(got)
    return [], []


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
