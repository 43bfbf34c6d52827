"""Meters: how far something has come along its marks."""

from collections.abc import Sequence
from typing import Any, NamedTuple


class Mark(NamedTuple):
    """A mark on a meter: its amount, its name, and the amount as text."""

    amount: int
    name: str
    text: str


def meter(value: int, marks: Sequence[Mark], told: str) -> dict[str, Any] | None:
    """A meter from 0 to a little beyond its last mark, in per cent; None without a mark above 0."""
    marks = [mark for mark in marks if mark.amount > 0]
    if not marks:
        return None
    end = max(marks[-1].amount * 112 // 100, 1)
    drawn, last = [], -100
    for mark in marks:
        x = mark.amount * 100 // end
        # Names closer than this would cover each other.
        close = x - last < 14
        anchor = "from-end" if x > 92 else "from-middle"
        drawn.append(
            {"x": x, "name": "" if close else mark.name, "amount": "" if close else mark.text, "anchor": anchor}
        )
        last = last if close else x
    return {"at": max(0, min(100, value * 100 // end)), "marks": drawn, "told": told}
