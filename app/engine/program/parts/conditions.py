"""Conditions of campaigns and segments: comparisons of facts with values."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from app.engine.program.parts.part import Part


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
