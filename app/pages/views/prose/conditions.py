"""Conditions of campaigns in words: facts by their names, and signs that need no translation."""

from collections.abc import Mapping
from typing import Any, Final

from app.pages.visit import Visit

_SIGNS: Final = {
    "equals": "=",
    "not_equals": "≠",
    "at_least": "≥",
    "at_most": "≤",
    "more_than": ">",
    "less_than": "<",
    "one_of": "=",
    "contains": "∋",
}
_MONEY: Final = {"basket.total", "basket.matching_amount", "insight.measure", "insight.shortfall"}


def condition_words(visit: Visit, condition: Mapping[str, Any]) -> str:
    """A condition, such as `basket.total ≥ £20.00 and time.weekday = sat or sun`; parts of parts in brackets."""
    words = visit.words
    if parts := condition.get("all"):
        return words.joined([_within(visit, one) for one in parts])
    if parts := condition.get("any"):
        return words.joined([_within(visit, one) for one in parts], "or")
    if part := condition.get("not"):
        return words.text("not %(condition)s", condition=_within(visit, part))
    value = condition.get("value")
    found = [_value(visit, condition["fact"], one) for one in (value if isinstance(value, list) else [value])]
    return f"{condition['fact']} {_SIGNS[condition['is']]} {words.joined(found, 'or')}"


def _within(visit: Visit, condition: Mapping[str, Any]) -> str:
    text = condition_words(visit, condition)
    return text if condition.get("fact") else f"({text})"


def _value(visit: Visit, fact: str, value: Any) -> str:
    if isinstance(value, bool):
        return visit.text("yes") if value else visit.text("no")
    if isinstance(value, int):
        return visit.words.money(value) if fact in _MONEY else visit.words.number(value)
    return str(value)
