"""Segments: groups of members, decided by conditions."""

from typing import Annotated

from pydantic import AfterValidator, Field

from app.engine.program.fields import HumanText
from app.engine.program.parts.conditions import ConditionPart, compiled, facts_of
from app.engine.program.parts.part import Part, RuleId
from app.engine.program.segments import Segment


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


def segment(part: SegmentPart) -> Segment:
    """A segment."""
    return Segment(part.id, part.name, compiled(part.when), facts_of(part.when))
