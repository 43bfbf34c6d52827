"""Segments: saved conditions on members, and the facts that they can use."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from app.engine.program.conditions import FACTS, SEGMENTS, Condition, Fact, Scene
from app.engine.program.insight_facts import InsightFacts


class Segment(NamedTuple):
    """The members who meet a condition. `asks` are the facts that it uses."""

    id: str
    name: str
    condition: Condition
    asks: frozenset[str]


def _read(field: str) -> Callable[[Scene], Any]:
    place = InsightFacts._fields.index(field)
    return lambda scene: None if scene.insight is None else scene.insight[place]


def _number(field: str, said: str, unknown: str, least: int = 0) -> Fact:
    return Fact("number", _read(field), said, unknown, least)


_NO_GRADE: Final = "the member has no grade yet"
_NO_VISIT: Final = "the member has no visit day"
_NO_REVIEW: Final = "no review includes the member yet"
_NOT_DEVIATING: Final = "the member does not deviate"
_CAN_BE_ASKED: Final = ("member.tier", "member.points", "member.joined_on", "member.days_since_joined")
_CAN_BE_ASKED_TOO: Final = ("member.first_purchase", "member.birthday_in_days", "time.date")

SEGMENT_FACTS: Final[dict[str, Fact]] = {
    **{name: FACTS[name] for name in (*_CAN_BE_ASKED, *_CAN_BE_ASKED_TOO)},
    "insight.grade": Fact("grade", _read("grade"), "the member's grade is {}", _NO_GRADE),
    "insight.measure": Fact("amount", _read("measure"), "the measure is {}", _NO_GRADE),
    "insight.place": _number("place", "the member has place {}", "the member has no place", 1),
    "insight.visit_days": _number("visit_days", "there are {} visit days in the window", _NO_GRADE),
    "insight.silent_days": _number("silent_days", "the member has been silent for {} days", _NO_VISIT),
    "insight.state": Fact(
        "choice",
        _read("state"),
        "the member's state is {}",
        _NO_REVIEW,
        choices=("none", "new", "active", "late", "at_risk", "lapsed"),
    ),
    "insight.stage": Fact(
        "choice",
        _read("stage"),
        "the member's stage is {}",
        _NO_REVIEW,
        choices=("suspect", "prospect", "customer", "client", "advocate"),
    ),
    "insight.usual_gap_days": _number("usual_gap_days", "the usual gap is {} days", _NO_VISIT),
    "insight.first_on": Fact("day", _read("first_on"), "the first visit day is {}", _NO_VISIT),
    "insight.last_on": Fact("day", _read("last_on"), "the last visit day is {}", _NO_VISIT),
    "insight.deviates": Fact(
        "choice", _read("deviates"), "the member deviates: {}", _NO_REVIEW, choices=("none", "down", "up")
    ),
    "insight.shortfall": Fact("amount", _read("shortfall"), "the shortfall is {}", _NOT_DEVIATING),
    "insight.categories": Fact(
        "categories", _read("categories"), "the member bought {}", _NO_REVIEW, lacking="the member did not buy {}"
    ),
    "insight.skus": Fact(
        "skus", _read("skus"), "the member bought {}", _NO_REVIEW, lacking="the member did not buy {}"
    ),
    "insight.due_items": Fact("items", _read("due_items"), "{} is due", _NO_REVIEW, lacking="{} is not due"),
    "member.consents": Fact(
        "purposes",
        _read("consents"),
        "the member agreed to {}",
        _NO_REVIEW,
        lacking="the member did not agree to {}",
        choices=("marketing",),
    ),
    "member.owner": Fact("name", _read("owner"), "the member's owner is {}", "the member has no owner"),
    "member.reachable": Fact("flag", _read("is_reachable"), "the member is {}reachable", _NO_REVIEW),
}

# Facts that this release does not have yet.
NOT_YET: Final = frozenset({"member.group"})

ALL_FACTS: Final = {**FACTS, **SEGMENT_FACTS}
assert SEGMENTS not in SEGMENT_FACTS
