"""The curve of sales by customers, best first: the golden part, the rest, and the grades along it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

# The plot's height within the drawing, in hundredths of a per cent.
TOP, HEIGHT = 600, 8000


class GradeShare(NamedTuple):
    """A grade along the curve, with the number of its members."""

    name: str
    members: int
    golden: bool


def pareto_points(curve: Sequence[int], members: int, golden: int, golden_amount: int) -> dict[str, Any]:
    """The polylines of the golden part and the rest, in thousandths, and the point where they meet, in per cent.

    `curve` has the sums of the best 0, 1, … 100 % of customers.
    """
    total, cut = curve[-1] or 1, golden * 1000 // max(members, 1)
    all_points = [(place * 10, 1000 - amount * 1000 // total) for place, amount in enumerate(curve)]
    meeting = (cut, 1000 - golden_amount * 1000 // total)
    before = [point for point in all_points if point[0] < cut]
    after = [point for point in all_points if point[0] > cut]
    return {
        "golden": _listed([*before, meeting]),
        "area": _listed([*before, meeting, (cut, 1000)]),
        "rest": _listed([meeting, *after]),
        "x": _hundredths(cut * 10),
        "y": _hundredths(TOP + meeting[1] * HEIGHT // 1000),
        "text_x": _hundredths(min(cut * 10 + 300, 4500)),
    }


def grade_ticks(grades: Sequence[GradeShare]) -> list[dict[str, Any]]:
    """Where each grade ends along the axis, and its middle."""
    of = max(sum(one.members for one in grades), 1)
    ticks, begin = [], 0
    for one in grades:
        end = begin + one.members
        if one.members:
            middle = (begin + end) * 5000 // of
            ticks.append(
                {
                    "name": one.name,
                    "to": _hundredths(end * 10000 // of),
                    "middle": _hundredths(middle),
                    "golden": one.golden,
                }
            )
        begin = end
    return ticks


def _listed(points: Sequence[tuple[int, int]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _hundredths(value: int) -> str:
    return f"{value // 100}.{value % 100:02}"
