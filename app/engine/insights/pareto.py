"""Concentration: the share of the total from the largest measures of ranked members."""

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any, Final

from app.engine.model.ratio import decimal_text, rounded

TOP_PERCENTS: Final = (1, 5, 10, 20, 50, 80)
CURVE_STEPS: Final = 100


def pareto(falling: Iterable[int]) -> dict[str, Any]:
    """The concentration of measures above 0, largest first: the shares of the top members, and how few make half."""
    sums = list(accumulate(falling, initial=0))
    members, total = len(sums) - 1, sums[-1]
    return {
        "members": members,
        "amount": total,
        "top": [_top(sums, percent) for percent in TOP_PERCENTS],
        "half": _fewest(sums, 1, 2),
        "four_fifths": _fewest(sums, 4, 5),
        "curve": [sums[_part(members, step, CURVE_STEPS)] for step in range(CURVE_STEPS + 1)],
    }


def _top(sums: Sequence[int], percent: int) -> dict[str, Any]:
    members = _part(len(sums) - 1, percent, 100)
    return {
        "share": decimal_text(percent, 100, 2),
        "members": members,
        "amount": sums[members],
        "of_amount": share_text(sums[members], sums[-1]),
    }


def _fewest(sums: Sequence[int], amount: int, per: int) -> dict[str, Any]:
    """The smallest number of members with this part of the total."""
    members = next(number for number, made in enumerate(sums) if made * per >= sums[-1] * amount)
    return {"members": members, "of_members": share_text(members, len(sums) - 1)}


def _part(members: int, amount: int, per: int) -> int:
    return rounded(members * amount, per, "ceil")


def share_text(part: int, whole: int) -> str | None:
    """A part of a total above 0 as a decimal text; None without such a total."""
    return decimal_text(part, whole) if whole > 0 else None
