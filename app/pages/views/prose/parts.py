"""Sentences of the programme's prose: texts, and values that stand at their places in the document."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from app.pages.marked import _, plural
from app.pages.visit import Visit

_place = re.compile(r"%\((\w+)\)s")
KINDS: Final = ("money", "number", "rate")
DAYS: Final = plural("%(n)s day", "%(n)s days")
MONTHS: Final = plural("%(n)s month", "%(n)s months")
POINTS: Final = plural("%(n)s point", "%(n)s points")
PUNCHES: Final = plural("%(n)s punch", "%(n)s punches")
UNITS: Final = plural("%(n)s unit", "%(n)s units")


class Value(NamedTuple):
    """A value that can be touched: its pointer in the document, its kind (`KINDS`), and its text."""

    pointer: str
    kind: str
    text: str


Span = str | Value
Line = list[Span]


class Section(NamedTuple):
    """A heading with paragraphs of texts and values."""

    name: str
    paragraphs: Sequence[Sequence[Span]]


def sentence(visit: Visit, message: str, **values: Span) -> Line:
    """A sentence in the person's language, its values at their places."""
    text, spans, at = visit.words.texts.gettext(message), [], 0
    for match in _place.finditer(text):
        spans += [text[at : match.start()], values[match[1]]]
        at = match.end()
    return [span for span in [*spans, text[at:]] if span]


def paragraph(sentences: Sequence[Line]) -> list[Line]:
    """Sentences as one line; none without sentences."""
    line: Line = []
    for one in sentences:
        line += [" ", *one] if line else one
    return [line] if line else []


def money(visit: Visit, pointer: str, amount: int) -> Value:
    """An amount of minor units."""
    return Value(pointer, "money", visit.words.round_money(amount))


def number(visit: Visit, pointer: str, value: int) -> Value:
    """A number alone."""
    return Value(pointer, "number", visit.words.number(value))


def count(visit: Visit, pointer: str, value: int, unit: tuple[str, str]) -> Value:
    """A number of units (`DAYS`, …)."""
    return Value(pointer, "number", visit.words.several(*unit, value))


def rate(visit: Visit, pointer: str, value: str) -> Value:
    """A share as a percentage."""
    return Value(pointer, "rate", visit.words.percent(value, 2))


def goods(visit: Visit, match: Mapping[str, Any] | None) -> str:
    """What a match selects."""
    words, parts = visit.words, []
    match = match or {}
    if names := [*(match.get("categories") or ()), *(match.get("skus") or ())]:
        parts.append(words.joined([name.replace("-", " ") for name in names]))
    else:
        parts.append(words.text("anything"))
    if without := [*(match.get("exclude_categories") or ()), *(match.get("exclude_skus") or ())]:
        parts.append(words.text("except %(what)s", what=words.joined(without)))
    for place in ("stores", "channels"):
        if where := match.get(place):
            parts.append(words.text("in %(where)s", where=words.joined(where)))
    return " ".join(parts)


def only_goods(visit: Visit, match: Mapping[str, Any] | None) -> list[Line]:
    """A sentence on what counts, unless everything does."""
    return [sentence(visit, "Only %(goods)s counts.", goods=goods(visit, match))] if match else []


def unit_name(visit: Visit, unit: str) -> str:
    """The name of a unit of time, such as `half_year`."""
    names = {
        "day": _("day"),
        "month": _("month"),
        "quarter": _("quarter"),
        "half_year": _("half-year"),
        "year": _("year"),
    }
    return visit.text(names[unit])


def reward_name(document: Mapping[str, Any], reward: str | None) -> str:
    """The name of a reward of the document, or its id."""
    return next((one["name"] for one in document.get("rewards") or () if one["id"] == reward), reward or "")
