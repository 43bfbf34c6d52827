"""Which item to give for which unit, so that they take most in all: the Hungarian method."""

from collections.abc import Sequence
from typing import Final

FAR: Final = 1 << 60


def unit_prices(worth: Sequence[Sequence[int]]) -> list[int]:
    """The price of each unit at which no item would rather have another: the dual of the best assignment.

    `worth` is what each item (rows) takes of each unit (columns), not below zero. No assignment takes more than the sum
    of the prices, and for each item the most that it takes beyond a unit's price.
    """
    rows, columns = len(worth), len(worth[0]) + len(worth) if worth else 0
    # Columns from 1; those after the units are for items without a unit.
    costs = [[0, *(-one for one in row), *([0] * rows)] for row in worth]
    item_prices, prices, item_of = [0] * rows, [0] * (columns + 1), [-1] * (columns + 1)
    for row in range(rows):
        item_of[0], column = row, 0
        least, before = [FAR] * (columns + 1), [0] * (columns + 1)
        open_columns = list(range(1, columns + 1))
        done = [0]
        while item_of[column] >= 0:
            item = item_of[column]
            cost, own = costs[item], item_prices[item]
            step, nearest = FAR, 0
            for one in open_columns:
                rest = cost[one] - own - prices[one]
                if rest < least[one]:
                    least[one], before[one] = rest, column
                if least[one] < step:
                    step, nearest = least[one], one
            for one in done:
                item_prices[item_of[one]] += step
                prices[one] -= step
            for one in open_columns:
                least[one] -= step
            open_columns.remove(nearest)
            done.append(nearest)
            column = nearest
        while column:
            item_of[column] = item_of[before[column]]
            column = before[column]
    return [-one for one in prices[1 : columns + 1 - rows]]
