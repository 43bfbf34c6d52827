"""The members that a job is for."""

from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.api.contract.operation import Request
from app.engine.program.fields import MemberReference
from app.engine.program.parts.part import RuleId
from app.engine.rules.contacts import Group

MOST_REFERENCES: Final = 10_000


class RecipientsRequest(Request):
    """The members of a job, in exactly one of the ways that the fields are."""

    tier: Annotated[RuleId | None, Field(description="All members with this tier when they are handled.")] = None
    segment: Annotated[RuleId | None, Field(description="All members in this segment at the start.")] = None
    all: Annotated[Literal[True] | None, Field(description="All members enrolled before the start.")] = None
    references: Annotated[
        list[MemberReference] | None,
        Field(
            min_length=1,
            max_length=MOST_REFERENCES,
            description="Each `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>/<customer>`; "
            "a member named twice counts once.",
        ),
    ] = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        ways = list(type(self).model_fields)
        if sum(getattr(self, way) is not None for way in ways) != 1:
            raise PydanticCustomError("one-of", f"must have exactly one of {', '.join(ways[:-1])} and {ways[-1]}")
        return self


class MeantRequest(RecipientsRequest):
    """The members of a batch: all with a tier or in a segment, all members, or those named. Exactly one of these."""


class ListedRequest(RecipientsRequest):
    """The members that a list chooses from: exactly one of these."""

    group: Annotated[Group | None, Field(description="All members in this group when they are handled.")] = None
