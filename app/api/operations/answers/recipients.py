"""The members that a job is for."""

from typing import Annotated, Final, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.api.contract.operation import Request
from app.engine.program.fields import MemberReference
from app.engine.program.parts.part import RuleId
from app.engine.rules.contacts import Group

MOST_REFERENCES: Final = 10_000


class MeantRequest(Request):
    """The members of a batch: all with a tier or in a segment, all members, or those named. Exactly one of these."""

    tier: Annotated[RuleId | None, Field(description="All members with this tier when they are handled.")] = None
    segment: Annotated[RuleId | None, Field(description="All members in this segment when the batch starts.")] = None
    all: Annotated[Literal[True] | None, Field(description="All members enrolled before the batch starts.")] = None
    references: Annotated[
        list[MemberReference] | None,
        Field(
            min_length=1,
            max_length=MOST_REFERENCES,
            description="Each `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>/<customer>`; "
            "a member named twice gets one voucher.",
        ),
    ] = None

    @model_validator(mode="after")
    def _exactly_one(self) -> "MeantRequest":
        if sum(one is not None for one in (self.tier, self.segment, self.all, self.references)) != 1:
            raise PydanticCustomError("one-of", "must have exactly one of tier, segment, all and references")
        return self


class ListedRequest(Request):
    """The members that a list chooses from: exactly one of these."""

    tier: Annotated[RuleId | None, Field(description="All members with this tier when they are handled.")] = None
    group: Annotated[Group | None, Field(description="All members in this group when they are handled.")] = None
    segment: Annotated[RuleId | None, Field(description="All members in this segment when the list starts.")] = None
    all: Annotated[Literal[True] | None, Field(description="All members enrolled before the list starts.")] = None
    references: Annotated[
        list[MemberReference] | None,
        Field(
            min_length=1,
            max_length=MOST_REFERENCES,
            description="Each `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>/<customer>`; "
            "a member named twice is chosen once.",
        ),
    ] = None

    @model_validator(mode="after")
    def _exactly_one(self) -> "ListedRequest":
        if sum(one is not None for one in (self.tier, self.group, self.segment, self.all, self.references)) != 1:
            raise PydanticCustomError("one-of", "must have exactly one of tier, group, segment, all and references")
        return self
