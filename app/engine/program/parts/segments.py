"""Segments: groups of members, decided by conditions."""

from typing import Annotated

from pydantic import AfterValidator, Field

from app.engine.program.fields import HumanText
from app.engine.program.parts.conditions import ConditionPart
from app.engine.program.parts.part import Part, RuleId


class SegmentPart(Part):
    """The members who meet a condition, decided at every review of customers."""

    id: Annotated[RuleId, Field(description="Your name for the segment.")]
    name: Annotated[HumanText, Field(description="The display name.")]
    # With a validator, since pydantic may copy the description of a bare reference to others of the same kind.
    when: Annotated[
        ConditionPart,
        AfterValidator(lambda condition: condition),
        Field(description="The condition, on facts about the member and from reviews (`insight.grade` …)."),
    ]
