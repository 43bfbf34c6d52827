"""Waterfalls: from one level to another, step by step."""

from collections.abc import Sequence
from typing import Any, NamedTuple


class Step(NamedTuple):
    """A step up or down, with its name and its amount as text."""

    name: str
    amount: int
    text: str


def waterfall(start: Step, steps: Sequence[Step], end: Step) -> dict[str, Any] | None:
    """The bars in per cent of the width and thousandths of the height; None where there is nothing to draw.

    The steps must lead from the start to the end.
    """
    assert start.amount + sum(step.amount for step in steps) == end.amount
    levels, level = [(0, start.amount)], start.amount
    for step in steps:
        levels.append((level, level + step.amount))
        level += step.amount
    levels.append((0, end.amount))
    low, high = min(0, *(min(one) for one in levels)), max(max(one) for one in levels)
    if high == low:
        return None
    named, width = [start, *steps, end], 100 // len(levels)
    bars = []
    for place, ((begin, finish), step) in enumerate(zip(levels, named, strict=True)):
        top = (high - max(begin, finish)) * 1000 // (high - low)
        bottom = (high - min(begin, finish)) * 1000 // (high - low)
        look = "bar" if place in (0, len(levels) - 1) else "pine" if step.amount >= 0 else "gold"
        bars.append(
            {
                "x": place * 100 + 10,
                "y": top,
                "height": max(bottom - top, 4),
                "middle": place * width + width // 2,
                "name": step.name,
                "text": step.text,
                "look": look,
            }
        )
    return {"bars": bars, "width": len(levels) * 100, "told": ", ".join(f"{one.name} {one.text}" for one in named)}
