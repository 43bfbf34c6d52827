"""Bonuses for joining, birthdays and complete profiles."""

from typing import Annotated

from pydantic import Field

from app.engine.program.fields import HumanText
from app.engine.program.parts.part import EarnedPoints, Part, RuleId
from app.engine.program.terms.bonuses import Bonus, BonusOccasion, ProfileField


class BonusPart(Part):
    """Points for joining, for a birthday, or for a complete profile."""

    id: Annotated[RuleId, Field(description="Your name for the bonus, shown in the ledger.")]
    name: Annotated[HumanText, Field(description="The display name.")]
    on: Annotated[
        BonusOccasion,
        Field(
            description=(
                "The occasion: a member has `joined`, at the start of each `birthday`, or once all `fields` are known "
                "(`profile_complete`). It cannot change under the same `id`."
            )
        ),
    ]
    points: Annotated[EarnedPoints, Field(description="The points given.")]
    fields: Annotated[
        Annotated[list[ProfileField], Field(max_length=4)] | None,
        Field(description="For `profile_complete`: the fields of the member that must be known."),
    ] = None


def bonus(part: BonusPart) -> Bonus:
    """A bonus."""
    return Bonus(part.id, part.name, part.on, part.points, tuple(part.fields or ()))
