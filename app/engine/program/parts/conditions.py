"""Conditions of campaigns and segments: comparisons of facts with values, their faults, and their compiled form."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from re import ASCII, compile
from typing import Annotated, Any, Final, Literal, NamedTuple

from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from app.engine.program.conditions import COMPARATORS, WEEKDAYS, AllOf, AnyOf, Comparison, Condition, Fact, Not
from app.engine.program.parts.part import Part
from app.engine.program.segments import ALL_FACTS, NOT_YET
from app.engine.program.texts import DAY, composed, is_label, is_name


def _comparable(value: object) -> object:
    parts = value if isinstance(value, list) else [value]
    if len(parts) > 100:
        raise PydanticCustomError("wrong-length", "has too many values: at most 100")
    if not all(isinstance(part, bool | int | str) for part in parts):
        raise PydanticCustomError("wrong-type", "must be a number, a text, true or false, or up to 100 of them")
    return value


class ConditionPart(Part):
    """A condition: `all`, `any` or `not` of others, or a comparison of a fact with a value."""

    all_: Annotated[
        list["ConditionPart"] | None,
        Field(alias="all", min_length=1, max_length=100, description="Conditions that must all hold."),
    ] = None
    any_: Annotated[
        list["ConditionPart"] | None,
        Field(alias="any", min_length=1, max_length=100, description="Conditions, at least one of which must hold."),
    ] = None
    not_: Annotated["ConditionPart | None", Field(alias="not", description="A condition that must not hold.")] = None
    fact: Annotated[
        Literal[
            "basket.total",
            "basket.quantity",
            "basket.matching_quantity",
            "basket.matching_amount",
            "basket.categories",
            "basket.skus",
            "basket.store",
            "basket.channel",
            "member.tier",
            "member.points",
            "member.joined_on",
            "member.days_since_joined",
            "member.first_purchase",
            "member.birthday_in_days",
            "member.segments",
            "member.consents",
            "member.reachable",
            "member.owner",
            "member.group",
            "time.date",
            "time.weekday",
            "time.hour",
            "time.minute_of_day",
            "insight.grade",
            "insight.measure",
            "insight.place",
            "insight.visit_days",
            "insight.silent_days",
            "insight.state",
            "insight.stage",
            "insight.usual_gap_days",
            "insight.first_on",
            "insight.last_on",
            "insight.deviates",
            "insight.shortfall",
            "insight.categories",
            "insight.skus",
            "insight.due_items",
        ]
        | None,
        Field(description="The fact to compare, such as `basket.total`; used with `is` and `value`."),
    ] = None
    is_: Annotated[
        Literal["equals", "not_equals", "at_least", "at_most", "more_than", "less_than", "one_of", "contains"] | None,
        Field(alias="is", description="The comparison of the fact with the `value`."),
    ] = None
    value: Annotated[
        Any,
        AfterValidator(lambda value: value if value is None else _comparable(value)),
        WithJsonSchema(
            {
                "anyOf": [
                    {"type": "integer"},
                    {"type": "string"},
                    {"type": "boolean"},
                    {
                        "type": "array",
                        "items": {"anyOf": [{"type": "integer"}, {"type": "string"}]},
                        "minItems": 1,
                        "maxItems": 100,
                    },
                    {"type": "null"},
                ]
            }
        ),
        Field(
            description=(
                "The value to compare with: an amount in minor units, a number, a text, a day, true or false; "
                "for `one_of` a list of them."
            )
        ),
    ] = None


DEEPEST: Final = 8
MOST_NODES: Final = 100

_is_day = compile(DAY, ASCII).fullmatch

Found = tuple[str, str, str]

_TYPES: Final = {bool: "must be true or false", int: "must be a whole number", str: "must be a text"}


class Asked(NamedTuple):
    """The allowed parts of a condition: its facts, and the document's ids to compare them with."""

    facts: Mapping[str, Fact]
    levels: Collection[str]
    grades: Collection[str] = ()
    segments: Collection[str] = ()

    def unknown(self, kind: str, value: Any) -> tuple[str, str] | None:
        """The code and words for an id that the document does not have, else None."""
        if kind == "level" and value not in self.levels:
            return "unknown-level", "no tier of this document has this id"
        if kind == "grade" and value not in self.grades:
            return "unknown-grade", "no grade of this document has this id"
        if kind == "segments" and value not in self.segments:
            return "unknown-segment", "no segment of this document has this id"
        return None


class Node(NamedTuple):
    """A part of a condition tree with its JSON pointer and its depth, 1 at the root."""

    part: ConditionPart
    place: str
    depth: int


def nodes(root: ConditionPart, place: str) -> Iterator[Node]:
    """All parts of a condition, the root first."""
    waiting = [Node(root, place, 1)]
    while waiting:
        node = waiting.pop()
        yield node
        below = [(f"{node.place}/all/{number}", part) for number, part in enumerate(node.part.all_ or ())]
        below += [(f"{node.place}/any/{number}", part) for number, part in enumerate(node.part.any_ or ())]
        below += [(f"{node.place}/not", node.part.not_)] if node.part.not_ else []
        waiting += [Node(part, where, node.depth + 1) for where, part in below]


def facts_of(root: ConditionPart | None) -> frozenset[str]:
    """The names of the facts that a condition uses."""
    return frozenset(node.part.fact for node in nodes(root, "") if node.part.fact) if root else frozenset()


def faults(root: ConditionPart, place: str, asked: Asked) -> Iterator[Found]:
    """The faults of a condition: pointer, code and words."""
    known = list(nodes(root, place))
    if max(node.depth for node in known) > DEEPEST:
        yield place, "too-deep", f"a condition can be at most {DEEPEST} levels deep"
    if len(known) > MOST_NODES:
        yield place, "too-large", f"a condition can have at most {MOST_NODES} parts"
    for node in known:
        yield from _form(node)
        if node.part.fact:
            yield from _comparison(node, node.part.fact, asked)


def compiled(part: ConditionPart) -> Condition:
    """Compile a condition without faults."""
    if part.all_ is not None:
        return AllOf(tuple(compiled(one) for one in part.all_))
    if part.any_ is not None:
        return AnyOf(tuple(compiled(one) for one in part.any_))
    if part.not_ is not None:
        return Not(compiled(part.not_))
    assert part.fact
    assert part.is_
    wanted = tuple(map(_as_kept, part.value)) if isinstance(part.value, list) else _as_kept(part.value)
    return Comparison(ALL_FACTS[part.fact], part.is_, wanted)


def _as_kept(value: Any) -> Any:
    return composed(value) if isinstance(value, str) else value


def _form(node: Node) -> Iterator[Found]:
    part, place = node.part, node.place
    given = [name for name in ("all_", "any_", "not_", "fact") if getattr(part, name) is not None]
    if not given:
        yield place, "required", "a condition needs `all`, `any` or `not`, or compares a `fact`"
    for name in given[1:]:
        yield (
            f"{place}/{name.rstrip('_')}",
            "not-possible",
            ("a condition can have only one of `all`, `any`, `not` and `fact`"),
        )
    for name in ("is_", "value"):
        is_told = getattr(part, name) is not None
        if part.fact and not is_told:
            yield f"{place}/{name.rstrip('_')}", "required", "a comparison needs a `fact`, `is` and a `value`"
        if not part.fact and is_told:
            yield f"{place}/{name.rstrip('_')}", "not-possible", "only a comparison of a `fact` can have this"


def _comparison(node: Node, name: str, asked: Asked) -> Iterator[Found]:
    part, fact = node.part, asked.facts.get(name)
    if name in NOT_YET:
        yield f"{node.place}/fact", "not-available", "this release does not have this fact yet"
        return
    if fact is None:
        yield f"{node.place}/fact", "not-possible", _ELSEWHERE[name.partition(".")[0]]
        return
    if part.is_ is None or part.value is None:
        return
    if part.is_ not in COMPARATORS[fact.kind]:
        yield f"{node.place}/is", "not-possible", f"{name} can be compared with {', '.join(COMPARATORS[fact.kind])}"
        return
    if isinstance(part.value, list) != (part.is_ == "one_of"):
        yield (
            f"{node.place}/value",
            "wrong-type",
            ("`one_of` needs a list of values, any other comparison a single value"),
        )
        return
    if part.value == []:
        yield f"{node.place}/value", "wrong-length", "must have at least one value"
    values = part.value if isinstance(part.value, list) else [part.value]
    for number, value in enumerate(values):
        place = f"{node.place}/value/{number}" if isinstance(part.value, list) else f"{node.place}/value"
        if fault := _value(fact, value, asked):
            yield place, *fault


def _value(fact: Fact, value: Any, asked: Asked) -> tuple[str, str] | None:
    """The code and words for a value that cannot be compared with a fact."""
    wanted: type[Any] = bool if fact.kind == "flag" else int if fact.kind in ("amount", "number") else str
    if type(value) is not wanted:
        return "wrong-type", _TYPES[wanted]
    if wanted is int and not fact.least <= value <= fact.most:
        return "out-of-range", f"must be {fact.least} to {fact.most}"
    if fact.kind == "day" and not _is_a_day(value):
        return "wrong-form", "must be a calendar day in the form YYYY-MM-DD"
    if fact.kind == "weekday" and value not in WEEKDAYS:
        return "not-one-of", f"must be one of {', '.join(WEEKDAYS)}"
    if fact.choices and value not in fact.choices:
        return "not-one-of", f"must be one of {', '.join(fact.choices)}"
    if unknown := asked.unknown(fact.kind, value):
        return unknown
    if not _FORMS.get(fact.kind, lambda _: True)(value):
        return "wrong-form", "must have the form that this field has in baskets"
    return None


def _is_a_day(text: str) -> bool:
    try:
        return bool(_is_day(text) and date.fromisoformat(text))
    except ValueError:
        return False


# Facts that exist but cannot be used in this condition.
_ELSEWHERE: Final = {
    "basket": "a segment has no basket",
    "insight": "only a segment can use this; a campaign uses `member.segments`",
    "member": "a segment cannot use `member.segments`, and a campaign can use only facts of its purchase",
    "time": "a segment is decided once a day, so it can use only `time.date`",
}

_FORMS: Final[dict[str, Any]] = {
    "name": is_name,
    "categories": is_label,
    "skus": is_label,
    "items": is_label,
}
