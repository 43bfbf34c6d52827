"""Grades as the pages show them."""

from collections.abc import Mapping
from typing import Any, Final

# What the engine takes in a programme that names none.
USUAL_GOLDEN: Final = ("A", "B")


def golden_grades(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The grades that make the golden list."""
    return tuple((document.get("insights") or {}).get("golden") or USUAL_GOLDEN)


def shown_grade(grade: str, golden: tuple[str, ...], order: list[str]) -> dict[str, str]:
    """A grade for its badge. `order`: all grades, best first."""
    look = ""
    if grade in golden:
        look = "best" if grade == golden[0] else "golden"
    elif order.index(grade) == len(golden) if grade in order else False:
        look = "next"
    return {"name": grade, "look": look}
