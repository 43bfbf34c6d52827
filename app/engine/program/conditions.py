"""Conditions of campaigns and segments: a tree of comparisons on facts about a basket, its member and its time.

A comparison with an unknown fact does not hold; `not` inverts the result. Each condition holds or not, and gives its
reason in words.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, NamedTuple

from app.engine.model import birthdays, quantities
from app.engine.model.money import money_text
from app.engine.model.records.sales import Line
from app.engine.model.state import MemberState
from app.engine.program.insight_facts import InsightFacts
from app.engine.program.match import EVERYTHING, Match, with_those_above
from app.ledger import lots
from app.ledger.entries import POINTS

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FIRST_PURCHASE: Final = "member.first_purchase"
BIRTHDAY: Final = "member.birthday_in_days"
SEGMENTS: Final = "member.segments"
# Facts of the lines that the campaign counts.
OF_MATCHING_LINES: Final = frozenset({"basket.matching_quantity", "basket.matching_amount"})


@dataclass(slots=True, eq=False)
class Scene:
    """The input of conditions: a basket's kept lines, the member before it, its business date and local minute.

    `minute` counts from midnight by the local clock, also where `day_starts` later. Amounts are minor units of
    `currency`. `level` is the id of the member's tier. `first_is_held`: a hold reserves the first purchase.
    `is_held_out`: the member is in a control group that campaigns leave out. `insight` are the member's facts from
    reviews, for segments, which have no basket. `match` selects the lines that count. `known` caches facts, so that
    each is read once.
    """

    lines: tuple[Line, ...]
    store: str | None
    channel: str | None
    state: MemberState
    day: str
    minute: int
    currency: str
    level: str | None
    first_is_held: bool = False
    is_held_out: bool = False
    insight: InsightFacts | None = None
    match: Match = EVERYTHING
    day_starts: int = 0
    known: dict[object, Any] = field(default_factory=dict, init=False)

    @property
    def is_first_purchase(self) -> bool:
        """Whether this would be the member's only kept purchase, and no hold reserves the first one."""
        return not self.state.bought and not self.first_is_held

    def matching(self, match: Match) -> "Scene":
        """The same scene for a campaign that counts these lines."""
        return replace(self, match=match)

    @property
    def matching_lines(self) -> list[Line]:
        """The lines that count."""
        return [line for line in self.lines if self.match.takes(line)]


class Fact(NamedTuple):
    """A fact: its kind decides the allowed comparisons; `read` returns None if it is unknown.

    `said` is its wording, `unknown` the wording if it is unknown, and `lacking` that of a list which does not contain
    something. Numbers are between `least` and `most`; texts are of `choices`, if there are any.
    """

    kind: str
    read: Callable[[Scene], Any]
    said: str
    unknown: str = ""
    least: int = -(10**12)
    most: int = 10**12
    lacking: str = ""
    choices: tuple[str, ...] = ()

    def of(self, scene: Scene) -> Any:
        """The value in a scene; None if it is unknown."""
        known = scene.known
        if self.read not in known:
            known[self.read] = self.read(scene)
        return known[self.read]


def _categories(scene: Scene) -> frozenset[str]:
    """The categories of the lines, and all their parents."""
    own = {line.category for line in scene.lines if line.category is not None}
    return frozenset(name for category in own for name in with_those_above(category))


def _days_since_joined(scene: Scene) -> int | None:
    joined_on = scene.state.joined_on
    return (date.fromisoformat(scene.day) - date.fromisoformat(joined_on)).days if joined_on else None


def _birthday_in_days(scene: Scene) -> int | None:
    return birthdays.days_until(scene.state.birthday, scene.day) if scene.state.birthday else None


def _points(scene: Scene) -> int:
    return lots.standing(scene.state.balances.get(POINTS, {}), scene.state.day).balance


def _weekday(scene: Scene) -> str:
    return WEEKDAYS[date.fromisoformat(scene.day).weekday()]


_JOINED: Final = "the day of joining is unknown"

FACTS: Final[dict[str, Fact]] = {
    "basket.total": Fact(
        "amount", lambda scene: sum(line.share for line in scene.lines), "the basket comes to {}", least=0
    ),
    "basket.quantity": Fact("number", lambda scene: quantities.in_all(scene.lines), "the basket has {} units", least=0),
    "basket.matching_quantity": Fact(
        "number",
        lambda scene: quantities.in_all(scene.matching_lines),
        "the basket has {} eligible units",
        least=0,
    ),
    "basket.matching_amount": Fact(
        "amount", lambda scene: sum(line.share for line in scene.matching_lines), "eligible items come to {}", least=0
    ),
    "basket.categories": Fact("categories", _categories, "the basket has {}", lacking="the basket has no {}"),
    "basket.skus": Fact(
        "skus",
        lambda scene: frozenset(line.sku for line in scene.lines),
        "the basket has {}",
        lacking="the basket has no {}",
    ),
    "basket.store": Fact("name", lambda scene: scene.store, "the store is {}", "no store is given"),
    "basket.channel": Fact("name", lambda scene: scene.channel, "the channel is {}", "no channel is given"),
    "member.tier": Fact("level", lambda scene: scene.level, "the member's tier is {}", "the programme has no tiers"),
    "member.points": Fact("number", _points, "the member has {} points"),
    "member.joined_on": Fact("day", lambda scene: scene.state.joined_on, "the member joined on {}", _JOINED),
    "member.days_since_joined": Fact("number", _days_since_joined, "the member joined {} days ago", _JOINED),
    FIRST_PURCHASE: Fact("flag", lambda scene: scene.is_first_purchase, "it is {}the member's first purchase"),
    BIRTHDAY: Fact(
        "number",
        _birthday_in_days,
        "the member's birthday is in {} days",
        "the member's birthday is unknown",
        least=0,
        most=366,
    ),
    SEGMENTS: Fact(
        "segments",
        lambda scene: scene.state.segments.keys(),
        "the member is in segment {}",
        lacking="the member is not in segment {}",
    ),
    "time.date": Fact("day", lambda scene: scene.day, "it is {}"),
    "time.weekday": Fact("weekday", _weekday, "it is {}"),
    "time.hour": Fact("number", lambda scene: scene.minute // 60, "the hour is {}", least=0, most=23),
    "time.minute_of_day": Fact("number", lambda scene: scene.minute, "the minute is {}", least=0, most=1439),
}

_IN_ORDER: Final = ("equals", "not_equals", "at_least", "at_most", "more_than", "less_than", "one_of")
_BY_NAME: Final = ("equals", "not_equals", "one_of")
COMPARATORS: Final[dict[str, tuple[str, ...]]] = {
    "amount": _IN_ORDER,
    "number": _IN_ORDER,
    "day": _IN_ORDER,
    "name": _BY_NAME,
    "level": _BY_NAME,
    "weekday": _BY_NAME,
    "flag": ("equals", "not_equals"),
    "categories": ("contains",),
    "skus": ("contains",),
    "segments": ("contains",),
    "grade": _BY_NAME,
    "choice": _BY_NAME,
    "items": ("contains",),
    "purposes": ("contains",),
}

_TESTS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "equals": lambda found, wanted: bool(found == wanted),
    "not_equals": lambda found, wanted: bool(found != wanted),
    "at_least": lambda found, wanted: bool(found >= wanted),
    "at_most": lambda found, wanted: bool(found <= wanted),
    "more_than": lambda found, wanted: bool(found > wanted),
    "less_than": lambda found, wanted: bool(found < wanted),
    "one_of": lambda found, wanted: found in wanted,
}


class Comparison(NamedTuple):
    """A fact compared with `wanted`: a number, a text, a truth value, or several texts or numbers."""

    fact: Fact
    comparator: str
    wanted: Any

    def holds(self, scene: Scene) -> bool:
        """Whether the comparison holds."""
        found = self.fact.of(scene)
        if self.comparator == "contains":
            return found is not None and self.wanted in found
        return found is not None and _TESTS[self.comparator](found, self.wanted)

    def words(self, scene: Scene) -> str:
        """The actual value, in words that refer to the comparison."""
        fact, found = self.fact, self.fact.of(scene)
        if found is None:
            return fact.unknown
        if fact.kind == "flag":
            return fact.said.format("" if found else "not ")
        if self.comparator == "contains":
            return (fact.said if self.holds(scene) else fact.lacking).format(self.wanted)
        shown = money_text(found, scene.currency) if fact.kind == "amount" else found
        return f"{fact.said.format(shown)}{self._against(found, scene.currency)}"

    def _against(self, found: Any, currency: str) -> str:
        """The relation of the actual value to the wanted one."""
        if self.comparator == "one_of":
            return "" if found in self.wanted else f", not one of {', '.join(self._shown(self.wanted, currency))}"
        (wanted,) = self._shown([self.wanted], currency)
        if self.comparator in ("equals", "not_equals"):
            return "" if found == self.wanted else f", not {wanted}"
        relations = _DAY_RELATIONS if self.fact.kind == "day" else _RELATIONS
        below, not_below, above, not_above = relations
        if self.comparator in ("at_least", "less_than"):
            return f", {below if found < self.wanted else not_below} {wanted}"
        return f", {above if found > self.wanted else not_above} {wanted}"

    def _shown(self, values: Collection[Any], currency: str) -> list[str]:
        if self.fact.kind != "amount":
            return [str(value) for value in values]
        return [money_text(value, currency).rpartition(" ")[0] for value in values]


_RELATIONS: Final = ("less than", "at least", "more than", "at most")
_DAY_RELATIONS: Final = ("before", "not before", "after", "not after")


class AllOf(NamedTuple):
    """Holds if all of its parts do."""

    parts: "tuple[Condition, ...]"

    def holds(self, scene: Scene) -> bool:
        """Whether the condition holds."""
        return all(part.holds(scene) for part in self.parts)

    def words(self, scene: Scene) -> str:
        """The words of the first part that does not hold, else of all parts."""
        failing = next((part for part in self.parts if not part.holds(scene)), None)
        return failing.words(scene) if failing else " and ".join(part.words(scene) for part in self.parts)


class AnyOf(NamedTuple):
    """Holds if one of its parts does."""

    parts: "tuple[Condition, ...]"

    def holds(self, scene: Scene) -> bool:
        """Whether the condition holds."""
        return any(part.holds(scene) for part in self.parts)

    def words(self, scene: Scene) -> str:
        """The words of the first part that holds, else of all parts."""
        holding = next((part for part in self.parts if part.holds(scene)), None)
        return holding.words(scene) if holding else " and ".join(part.words(scene) for part in self.parts)


class Not(NamedTuple):
    """Holds if its part does not."""

    part: "Condition"

    def holds(self, scene: Scene) -> bool:
        """Whether the condition holds."""
        return not self.part.holds(scene)

    def words(self, scene: Scene) -> str:
        """The words of the part."""
        return self.part.words(scene)


Condition = Comparison | AllOf | AnyOf | Not


def why_not(condition: Condition, scene: Scene) -> str | None:
    """None if the condition holds, else the reason in words."""
    return None if condition.holds(scene) else condition.words(scene)
