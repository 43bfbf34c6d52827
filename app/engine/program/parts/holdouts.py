"""The control group."""

from typing import Annotated

from pydantic import Field

from app.engine.model.ratio import ratio
from app.engine.program.fields import Day
from app.engine.program.parts.part import Part, Rate, RuleId
from app.engine.program.terms.holdouts import Covered, Holdout


class HoldoutPart(Part):
    """A control group: a share of the members, excluded from the covered offers."""

    id: Annotated[
        RuleId,
        Field(
            description=(
                "Your name for the control group. Its members follow from this name and the member's id, for ever; a "
                "new name draws a new group."
            )
        ),
    ]
    share: Annotated[
        Rate,
        Field(
            description=(
                "The share of members in it, as a decimal text, at most `0.5`. It cannot change under the same `id`."
            )
        ),
    ]
    from_: Annotated[Day, Field(alias="from", description="The first day on which its members are excluded.")]
    covers: Annotated[
        list[Covered],
        Field(
            min_length=1,
            max_length=3,
            description=(
                "The offers that its members are excluded from. A campaign with `holdout` false includes them; "
                "points, cards, tiers and rebates always do."
            ),
        ),
    ]


def holdout(part: HoldoutPart) -> Holdout:
    """The control group."""
    return Holdout(part.id, ratio(part.share), part.from_, frozenset(part.covers))
