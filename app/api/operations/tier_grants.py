"""Levels given by hand: as a gift, as an invitation, or to match the status that somebody has elsewhere."""

from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from app.api.contract.operation import Request, RequestContext
from app.api.contract.problems import absent
from app.api.contract.routing import MemberPath, OperationRoute, example, needs, operations_of, problems, repeated
from app.api.operations.status import KeepTierAnswer, NextTierAnswer, TierAnswer
from app.engine.model.commands import GrantTier, RevokeTierGrant
from app.engine.program.document import RuleId
from app.engine.program.fields import Day, HumanText

router = APIRouter(route_class=OperationRoute, tags=["Members"])

Kind = Literal["gift", "invitation", "status_match"]


class GiveLevelRequest(Request):
    """Which level, for how long, and why."""

    tier: Annotated[RuleId, Field(description="The id of a level of the programme.")]
    until: Annotated[
        Day | None, Field(description="The last day on which it holds; null, or left out: until it is taken away.")
    ] = None
    kind: Annotated[Kind, Field(description="What it is given as.")]
    reason: Annotated[HumanText, Field(description="Why, in words; it stands in the history as it is.")]


class LevelHeldAnswer(BaseModel):
    """The level that the member holds now."""

    member: Annotated[str, Field(description="The member's id, `mem_…`.")]
    tier: Annotated[TierAnswer, Field(description="The level held: the given one, or a higher one that was reached.")]
    next_tier: Annotated[NextTierAnswer | None, Field(description="The level above; null at the top.")]
    keep_tier: Annotated[KeepTierAnswer, Field(description="What it takes to keep the level.")]


@router.put(
    "/v1/members/{member}/tier",
    responses=problems("not-found", "member-erased"),
    openapi_extra=example(
        {"tier": "silver", "until": "2035-03-31", "kind": "status_match", "reason": "Gold card of a rival"}
    ),
)
async def give_level(
    member: MemberPath,
    request: GiveLevelRequest,
    response: Response,
    context: Annotated[RequestContext, needs("tiers:give")],
) -> LevelHeldAnswer:
    """Give a member a level by hand.

    The member holds the higher of this level and what purchases reach, at once and through the last day; after it,
    what purchases reach. A given level does not count as reached. What was given before is replaced, and the same again
    changes nothing.
    """
    made = context.service.draw_id("giv")
    decision = await context.submit(
        GrantTier(context.program_id, made, member, request.tier, request.until, request.kind, request.reason)
    )
    text = await context.service.status(context.program_id, member)
    if text is None:
        raise absent("member")
    if decision.replayed:
        repeated(response)
    return LevelHeldAnswer.model_validate_json(text)


@router.delete("/v1/members/{member}/tier", status_code=204, responses=problems("not-found", "member-erased"))
async def take_level_away(member: MemberPath, context: Annotated[RequestContext, needs("tiers:give")]) -> None:
    """Take away the level that a member was given.

    What is held from then on is what purchases reach. Saying it again changes nothing.
    """
    await context.submit(RevokeTierGrant(context.program_id, context.service.draw_id("giv"), member))


OPERATIONS = operations_of(router)
